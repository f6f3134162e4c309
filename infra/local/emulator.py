"""Start and stop the emulated AWS: one process, one port, IAM enforced."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from copy import replace
from dataclasses import dataclass
from pathlib import Path

from local import scratch
from local.tools import MINISTACK, installed

REGION = "eu-north-1"
ROOT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
START_LIMIT_SECONDS = 60


@dataclass(frozen=True)
class Child:
    """A process that we started, the leader of its own group."""

    pid: int
    port: int
    scratch: str | None = None
    """A folder that is its own, and goes with it."""
    bundle: str | None = None
    """Where its functions read their code. A deploy puts it there."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """What a child process inherits: never the caller's AWS account or Claude key."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "ANTHROPIC_"))}
    return kept | ROOT | {"AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION} | more


def start(home: Path, *, wait_scale: float = 1.0, port: int | None = None) -> Child:
    """Start an emulator that keeps everything under `home` and listens on loopback only.

    `wait_scale` multiplies every Wait of the state machines: one over the clock's rate.
    Raises TimeoutError when it is not healthy in time; its log is `home/emulator.log`.
    """
    port = port or free_port()
    temporary, bundle = scratch.place_for(home), home / "bundle"
    scratch.clear_leftovers(temporary.parent)
    shutil.rmtree(temporary, ignore_errors=True)
    scratch.claim(temporary, os.getpid())
    child = spawn(
        [str(installed(MINISTACK))],
        port=port,
        health="/_ministack/health",
        log=home / "emulator.log",
        env=environment(
            GATEWAY_PORT=str(port),
            BIND_HOST="127.0.0.1",
            AUTH="true",
            MINISTACK_REGION=REGION,
            IOT_MTLS_ENABLED="0",
            SFN_WAIT_SCALE=repr(wait_scale),
            LAMBDA_WARM_TTL_SECONDS="7200",
            LOG_LEVEL="WARNING",
            STATE_DIR=str(home / "state"),
            S3_DATA_DIR=str(home / "s3"),
            TMPDIR=str(temporary),
            # As if it were a layer: read by every worker, and unpacked by none. Unpacking ten
            # thousand files for each worker would keep the emulator from all other work.
            _LAMBDA_LAYERS_DIRS=str(bundle),
        ),
    )
    scratch.claim(temporary, child.pid)
    return replace(child, scratch=str(temporary), bundle=str(bundle))


def spawn(command: list[str], *, port: int, health: str, log: Path, env: dict[str, str]) -> Child:
    """Start a server and wait until `health` answers 200. Raises TimeoutError."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    child = Child(process.pid, port)
    limit = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        if is_up(child, health):
            process.returncode = 0  # it outlives us on purpose: no ResourceWarning when we go
            return child
        time.sleep(0.05)
    stop(child)
    raise TimeoutError(f"{command[0]} did not come up, see {log}")


def is_up(child: Child, path: str) -> bool:
    try:
        with urllib.request.urlopen(child.url + path, timeout=2) as answer:  # noqa: S310 loopback
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def reset_wait_scale(child: Child, scale: float) -> None:
    """Change how fast the emulator's Wait states pass; running waits keep their old speed."""
    body = json.dumps({"stepfunctions._SFN_WAIT_SCALE": scale}).encode()
    request = urllib.request.Request(  # noqa: S310 loopback
        child.url + "/_ministack/config", data=body, method="POST"
    )
    with urllib.request.urlopen(request, timeout=5):  # noqa: S310 loopback
        pass


def stop(child: Child, *, grace_seconds: float = 5.0) -> None:
    """End the child and all that it started. Harmless when it is gone already."""
    limit = time.monotonic() + grace_seconds
    alive = _signal(child, signal.SIGTERM)
    while alive and time.monotonic() < limit:
        _reap(child)
        time.sleep(0.05)
        alive = _signal(child, 0)
    if alive:
        _signal(child, signal.SIGKILL)
        _reap(child)
    if child.scratch is not None:
        shutil.rmtree(child.scratch, ignore_errors=True)


def _signal(child: Child, number: int) -> bool:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return False
    return True


def _reap(child: Child) -> None:
    try:
        os.waitpid(child.pid, os.WNOHANG)
    except ChildProcessError:
        return
