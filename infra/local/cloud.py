"""The embedded cloud as one thing: the emulator, the twins and the deployed template.

`up` starts it and leaves it running under a name, `down` ends it, `running` finds it again, and
`cloud` does both around a block. Several may run at once, each with its name, ports and folder.
"""

import json
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import boto3
from botocore.config import Config

from local import clock, deploy, emulator
from local.emulator import Child
from local.ses_twin.mailbox import Mailbox
from local.tools import PROJECT
from local.warming import CLOCK_TASK, WARMING

HOME = PROJECT / ".local"
NO_CLAUDE = "http://127.0.0.1:9"
"""The discard port: who writes with Claude starts its twin and gives its address."""

FUNCTIONS = (
    "ReceiveWebhook",
    "ReceiveEvent",
    "SummariseScreening",
    "AdvanceResponseClock",
    "AdvanceTelling",
    "WriteAnswer",
    "SendMessage",
    "RecordDelivery",
    "Sweep",
    "CheckInvariants",
    "ShowPage",
    "HoldScreening",
)


@dataclass(frozen=True)
class Cloud:
    """One running embedded cloud: addresses, process ids and the stack's outputs."""

    name: str
    rate: float
    emulator: Child
    ses: Child
    claude_url: str
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return HOME / self.name

    @property
    def clock_url(self) -> str:
        return f"{self.ses.url}/clock"

    @property
    def public_url(self) -> str:
        """Where pages and webhooks answer; browsers resolve it, `request` needs no resolver."""
        return self.outputs["PublicUrl"]

    @property
    def mailbox(self) -> Mailbox:
        """What was sent. Count here, never in our own table."""
        return Mailbox(self.home / "mail")

    def client(self, service: str) -> Any:
        """A boto3 client of the emulator's root user; of the twin for `sesv2`."""
        endpoint = self.ses.url if service == "sesv2" else self.emulator.url
        settings = Config(retries={"total_max_attempts": 2}, read_timeout=180)
        return boto3.client(service, config=settings, **deploy.client_settings(endpoint))  # type: ignore[call-overload]

    def now(self) -> datetime:
        """The time that promises are counted in."""
        return clock.read_clock(self.clock_url)

    def start_clock(
        self,
        *,
        at: datetime | None = None,
        rate: float | None = None,
        wall_rate: float | None = None,
    ) -> clock.Anchor:
        """Let promise time run from `at`, as fast as `up` was told unless `rate` says otherwise.

        State machines' waits follow the rate. Put nothing in before this: a wait that began at
        another rate keeps it. `wall_rate` hastens the time of the fences, for trials of them.
        """
        rate = self.rate if rate is None else rate
        if rate > 0:
            emulator.reset_wait_scale(self.emulator, 1 / rate)
        return clock.set_clock(self.clock_url, at=at, rate=rate, wall_rate=wall_rate)

    def slow_clock(self, rate: float) -> clock.Anchor:
        """Let running promise time go on slower, for everybody from the same moment on.

        Waits of state machines that have begun end too early for it, ask, and wait again. So the
        other way is closed: for one that runs faster they would end too late. Takes
        `clock.NOTICE_SECONDS`.
        """
        anchor = clock.set_clock(self.clock_url, rate=rate, ahead=clock.NOTICE_SECONDS)
        time.sleep(max(0.0, (anchor.since - datetime.now(UTC)).total_seconds()))
        emulator.reset_wait_scale(self.emulator, 1 / rate)
        return anchor

    def stop_clock(self) -> None:
        """Let promise time stand still. Waits that have begun pass all the same."""
        clock.set_clock(self.clock_url, rate=0.0)

    def set_faults(self, **shares: float) -> None:
        """What goes wrong at SES from now on: the fields of `ses_twin.faults.Faults`."""
        self._admin("PUT", "faults", shares)

    def set_quota(self, *, max_send_rate: float, max_24_hour_send: float) -> None:
        self._admin(
            "PUT", "quota", {"max_send_rate": max_send_rate, "max_24_hour_send": max_24_hour_send}
        )

    def mail_events(self) -> dict[str, Any]:
        """What SES published and what it lost: `{"published": [...], "lost": [...]}`."""
        return self._admin("GET", "events")

    def invoke(self, function: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Call a function by its logical id. Returns status, error kind or None, and payload."""
        answer = self.client("lambda").invoke(
            FunctionName=self.outputs[function], Payload=json.dumps(payload).encode()
        )
        body = json.loads(answer["Payload"].read() or b"null")
        return {"error": answer.get("FunctionError"), "payload": body}

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        """An HTTP request to the API, such as an ATS or a browser makes. Does not follow."""
        host = f"{self.outputs['ApiId']}.execute-api.localhost:{self.emulator.port}"
        request = urllib.request.Request(  # noqa: S310 loopback
            self.emulator.url + path,
            data=body or None,
            headers={"Host": host} | (headers or {}),
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 loopback
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, dict(refused.headers), refused.read()

    def warm(self, workers: Mapping[str, int] | None = None) -> None:
        """Start workers of every function, so that nothing starts cold later.

        `workers` says how many of which at once, where it shall be more than usual.
        """
        for name, (nothing, few) in WARMING.items():
            wanted = (workers or {}).get(name, few)
            with ThreadPoolExecutor(wanted) as pool:
                list(pool.map(lambda _, n=name, e=nothing: self.invoke(n, e), range(wanted)))

    def seconds_for_a_call(self, *, at_once: int = 6) -> float:
        """How long a warm function takes when several are called at once, in the middle case."""

        def one(_: int) -> float:
            began = time.monotonic()
            self.invoke("AdvanceTelling", CLOCK_TASK)
            return time.monotonic() - began

        with ThreadPoolExecutor(at_once) as pool:
            return median(pool.map(one, range(at_once * 4)))

    def _admin(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = json.dumps(body).encode() if body is not None else None
        url = f"{self.ses.url}/admin/{path}"
        request = urllib.request.Request(url, data=data, method=method)  # noqa: S310 loopback
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 loopback
            found: dict[str, Any] = json.load(answer)
            return found


def up(
    name: str = "svar",
    *,
    rate: float = 1.0,
    at: datetime | None = None,
    policy: Path = deploy.POLICY,
    claude_url: str = NO_CLAUDE,
    parameters: dict[str, str] | None = None,
    warm: bool = True,
) -> Cloud:
    """Start an embedded cloud and leave it running. Its clock stands still, at `at` or at now.

    `rate` is how much faster than the machine promises shall run once `start_clock` is called.
    `parameters` are the template's. An older cloud of the same name is ended first.
    Raises `deploy.DeployError` or TimeoutError, and then leaves nothing running.
    """
    down(name)
    home = HOME / name
    emulated = emulator.start(home, wait_scale=1 / rate)
    ses: Child | None = None
    try:
        ses = start_ses(home / "mail", endpoint=emulated.url, log=home / "ses_twin.log")
        if at is not None:
            clock.set_clock(f"{ses.url}/clock", at=at, rate=0.0)
        settings = {"LocalSesUrl": ses.url, "LocalClaudeUrl": claude_url}
        outputs = deploy.deploy(emulated, policy=policy, parameters=settings | (parameters or {}))
        made = Cloud(name, rate, emulated, ses, claude_url, outputs)
        (HOME / f"{name}.json").write_text(json.dumps(asdict(made), indent=1))
        if warm:
            made.warm()
    except BaseException:
        emulator.stop(emulated)
        if ses is not None:
            emulator.stop(ses)
        raise
    return made


def start_ses(home: Path, *, endpoint: str | None, log: Path) -> Child:
    """Start the SES twin; without an emulator's address it only remembers its events."""
    port = emulator.free_port()
    command = [sys.executable, "-m", "local.ses_twin", "--home", str(home), "--port", str(port)]
    if endpoint:
        command += ["--endpoint", endpoint]
    path = str(PROJECT / "infra")
    return emulator.spawn(
        command, port=port, health="/health", log=log, env=emulator.environment(PYTHONPATH=path)
    )


def running(name: str = "svar") -> Cloud | None:
    """The cloud of that name when it is up."""
    found = _remembered(name)
    up = found is not None and emulator.is_up(found.emulator, "/_ministack/health")
    return found if up else None


def _remembered(name: str) -> Cloud | None:
    """The cloud that was started under that name and not ended, whether it answers or not."""
    try:
        kept = json.loads((HOME / f"{name}.json").read_text())
    except FileNotFoundError:
        return None
    return Cloud(**(kept | {part: Child(**kept[part]) for part in ("emulator", "ses")}))


def down(name: str = "svar", *, keep_mail: bool = False) -> None:
    """End the cloud of that name and forget what it kept; harmless when there is none."""
    found = _remembered(name)
    if found is not None:
        emulator.stop(found.emulator)
        emulator.stop(found.ses)
    (HOME / f"{name}.json").unlink(missing_ok=True)
    if not keep_mail:
        shutil.rmtree(HOME / name, ignore_errors=True)


@contextmanager
def cloud(name: str = "svar", **settings: Any) -> Iterator[Cloud]:
    """`up` and `down` around a block; takes what `up` takes."""
    made = up(name, **settings)
    try:
        yield made
    finally:
        down(name)
