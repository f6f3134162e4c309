"""kill -9 of function processes while they work.

The emulator runs each worker of a function as a child of its own. Only such children are ended,
each by its id and looked at once more just before.
"""

import os
import random
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from local.emulator import Child

WORKER = re.compile(r"/ministack-lambda-(?:[\w]+-)?([A-Za-z]+)-[^/]*/_worker\.py")
LOOK_SECONDS = 0.02
"""Who burns processor time between two looks so far apart is in the middle of something."""

GROWN_UP_TICKS = 40
"""Who has burnt less processor time (in hundredths of a second) still imports. Ended there it has
done no work, and on a busy machine none would ever grow up."""
SENDER = "SendMessage"
PATIENCE_SECONDS = 2.0


@dataclass(frozen=True)
class Worker:
    """One process that runs a function's handler. `burnt` are hundredths of a second of its
    processor time."""

    pid: int
    function: str
    burnt: int


def workers_of(emulator: Child) -> list[Worker]:
    """The function processes that this emulator has started and that live."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            worker = _worker(process, emulator)
            if worker is not None:
                found.append(worker)
    return found


def _worker(process: Path, emulator: Child) -> Worker | None:
    try:
        command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        named = WORKER.search(command)
        if named is None:
            return None
        # After the name in brackets: state, parent, group ... user and system time.
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    if fields[0] == "Z" or int(fields[1]) != emulator.pid:
        return None
    return Worker(int(process.name), named.group(1), int(fields[11]) + int(fields[12]))


def busy_workers(emulator: Child) -> list[Worker]:
    """Those that do something just now, and not for the first time."""
    before = {w.pid: w.burnt for w in workers_of(emulator) if w.burnt > GROWN_UP_TICKS}
    time.sleep(LOOK_SECONDS)
    return [w for w in workers_of(emulator) if w.burnt > before.get(w.pid, w.burnt)]


def kill_one(emulator: Child, dice: random.Random) -> Worker | None:
    """End one working function process, each function as likely as another; `None` if all rest."""
    busy = busy_workers(emulator)
    if not busy:
        return None
    function = dice.choice(sorted({worker.function for worker in busy}))
    worker = dice.choice([each for each in busy if each.function == function])
    time.sleep(dice.uniform(0, 2 * LOOK_SECONDS))
    return _end(worker, emulator)


def kill_a_sender_at_acceptance(
    emulator: Child, accepted: Path, dice: random.Random
) -> Worker | None:
    """End a sender at the worst moment: SES has just taken a mail, and nobody has written it down.

    `accepted` is the mailbox's folder of envelopes. `None` when no mail came in time.
    """
    before, until = _changed(accepted), time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if _changed(accepted) != before:
            senders = [each for each in workers_of(emulator) if each.function == SENDER]
            return _end(dice.choice(senders), emulator) if senders else None
        time.sleep(0.001)
    return None


def _changed(folder: Path) -> int:
    """When something was last put in: cheaper a thousand times a second than counting."""
    return folder.stat().st_mtime_ns


def _end(worker: Worker, emulator: Child) -> Worker | None:
    """kill -9, if it is still what it was."""
    now = _worker(Path("/proc") / str(worker.pid), emulator)
    if now is None or now.function != worker.function:
        return None
    try:
        os.kill(worker.pid, signal.SIGKILL)
    except ProcessLookupError:
        return None
    return worker
