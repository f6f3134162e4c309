"""The peers that bring a queue of their own: Celery with Redis, and django-post_office."""

import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from local import emulator
from tests.benchmarks.contestants import Contestant, Play
from tests.benchmarks.environments import interpreter
from tests.benchmarks.ground import Ground
from tests.benchmarks.letters import Letter, dump

FILL_SECONDS = 120
UNSENT = "select count(*) from post_office_email where status is null or status not in (0, 1)"
"""post_office: 0 is sent, 1 is failed for good."""


@contextmanager
def redis(home: Path) -> Iterator[int]:
    """A Redis that forgets everything; its port. Raises RuntimeError where there is none."""
    program = shutil.which("redis-server")
    if program is None:
        raise RuntimeError("redis-server is not installed")
    port = emulator.free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with (home / "redis.log").open("wb") as log:
        process = subprocess.Popen([program, *options], cwd=home, stdout=log, stderr=log)
    try:
        _wait_until_open(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def celery(acks_late: bool) -> Callable[[Ground, tuple[Letter, ...]], Any]:
    @contextmanager
    def set_up(ground: Ground, letters: tuple[Letter, ...]) -> Iterator[Play]:
        worker = (interpreter("celery_redis"), "-m", "tests.benchmarks.peers.celery_redis.start")
        with redis(ground.home) as port:
            url = f"redis://127.0.0.1:{port}/0"
            env = ground.env(BENCH_REDIS_URL=url, BENCH_ACKS_LATE=str(int(acks_late)))
            _fill(worker, env, ground, letters)
            yield Play(worker, env, lambda: _waiting(port) == 0)

    return set_up


@contextmanager
def post_office(ground: Ground, letters: tuple[Letter, ...]) -> Iterator[Play]:
    """One worker: a lock file keeps a second one out."""
    worker = (interpreter("post_office"), "-m", "tests.benchmarks.peers.post_office.start")
    env = ground.env()
    _fill(worker, env, ground, letters)

    def done() -> bool:
        with closing(sqlite3.connect(ground.home / "post_office.sqlite3", timeout=20)) as base:
            return bool(base.execute(UNSENT).fetchone()[0] == 0)

    yield Play(worker, env, done, slots=1)


def _fill(
    worker: tuple[str, ...], env: dict[str, str], ground: Ground, letters: tuple[Letter, ...]
) -> None:
    path = ground.home / "letters.json"
    path.write_text(dump(letters))
    command = [*worker, str(path)]
    filled = subprocess.run(
        command, env=env, check=False, timeout=FILL_SECONDS, capture_output=True, text=True
    )
    if filled.returncode != 0:
        raise RuntimeError("filling its queue: " + filled.stderr.strip().rpartition("\n")[2])


def _waiting(port: int) -> int:
    """Messages that are in the queue, or with a worker and not acknowledged."""
    asked = b"LLEN celery\r\nHLEN unacked\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(asked)
        answer = b""
        while answer.count(b"\r\n") < 2:
            answer += connection.recv(256)
    return sum(int(line.removeprefix(b":")) for line in answer.split())


def _wait_until_open(port: int) -> None:
    limit = time.monotonic() + 10
    while time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("redis-server did not come up")


WITH_QUEUES = (
    Contestant("Celery with Redis, early ack", celery(acks_late=False)),
    Contestant("Celery with Redis, acks_late", celery(acks_late=True)),
    Contestant("django-post_office", post_office),
)
