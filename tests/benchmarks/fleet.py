"""Worker processes with a spare that has imported already, and kill -9 for them by a schedule."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.benchmarks.letters import Kill

READY_SECONDS = 60


@dataclass
class Fleet:
    """`slots` workers that work, and one that waits; every one is ended on leaving.

    A worker touches the file in `BENCH_READY` when it has imported everything, and begins when a
    line comes on its standard input. So the same kill costs every peer the work in hand, and none
    of them the start of an interpreter.
    """

    command: Sequence[str]
    env: dict[str, str]
    home: Path
    slots: int = 2
    _active: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _spare: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _started: int = 0
    killed: int = 0

    def __enter__(self) -> Self:
        self._active = [self._start() for _ in range(self.slots)]
        self._spare = [self._start()]
        for process in (*self._active, *self._spare):
            self._wait_for(process)
        return self

    def go(self) -> None:
        for process in self._active:
            _tell(process)

    def kill(self, slot: int) -> None:
        """End one worker in the middle of whatever it does; the spare takes its place."""
        slot %= self.slots
        process = self._active[slot]
        os.killpg(process.pid, signal.SIGKILL)
        _forget(process)
        self.killed += 1
        spare = self._spare.pop()
        self._wait_for(spare)
        _tell(spare)
        self._active[slot] = spare
        self._spare.append(self._start())

    def look(self) -> None:
        """Raises RuntimeError when a worker has ended by itself."""
        for process in self._active:
            if process.poll() is not None:
                raise RuntimeError(f"a worker ended with {process.returncode}: {self._log}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for process in (*self._active, *self._spare):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            _forget(process)

    @property
    def _log(self) -> Path:
        return self.home / "workers.log"

    def _start(self) -> subprocess.Popen[bytes]:
        self._started += 1
        env = self.env | {"BENCH_READY": str(self.home / f"ready-{self._started}")}
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                self.command,
                env=env,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        process.args = env["BENCH_READY"]
        return process

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        limit = time.monotonic() + READY_SECONDS
        while not Path(str(process.args)).exists():
            if process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"a worker does not start: {self._log}")
            time.sleep(0.01)


def _tell(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.write(b"go\n")
        process.stdin.flush()


def _forget(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def play(
    fleet: Fleet,
    kills: Sequence[Kill],
    accepted: Callable[[], int],
    done: Callable[[], bool],
    limit_seconds: float,
) -> bool:
    """Kill as planned until `done` holds for three looks. False when the time ran out first."""
    left = list(kills)
    limit = time.monotonic() + limit_seconds
    calm, next_look = 0, 0.0
    while time.monotonic() < limit:
        if left and accepted() >= left[0].after:
            kill = left.pop(0)
            time.sleep(kill.delay)
            fleet.kill(kill.slot)
            continue
        if time.monotonic() > next_look:
            fleet.look()
            calm = calm + 1 if done() else 0
            if calm == 3:
                return True
            next_look = time.monotonic() + 1
        time.sleep(0.005)
    return False
