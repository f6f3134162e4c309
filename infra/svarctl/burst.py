"""`svarctl burst`: hundreds of applications wait, and all are decided in one moment.

Seconds and memory of the embedded cloud, counted at its mailbox. It is one machine that plays all
of AWS, so what it bears, AWS bears; how fast it does so says something of this machine only.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from local import cloud as embedded
from local.ses_twin.mailbox import Accepted
from svarctl.chaos.stage import policy_for
from svarctl.cost.scenario import START, Stage, wait_for

RATE = 60
"""Slow enough that the burst is over in the afternoon of its day."""
AGO = timedelta(days=2)
"""They applied before: nobody is told in the first 24 hours."""
LIMIT_SECONDS = 1800
QUOTA = 14.0
HANDS = 8


def play(out: Path, console: Console, applications: int) -> int:
    """Write `out`/burst.json; 1 when a letter was lost or doubled. Raises TimeoutError."""
    result = measure(applications, console)
    out.mkdir(parents=True, exist_ok=True)
    (out / "burst.json").write_text(json.dumps(result, indent=2) + "\n")
    for key, value in result.items():
        console.print(f"{key.replace('_', ' '):>28}  {value}", highlight=False)
    return 1 if result["lost"] or result["doubled"] else 0


def measure(people: int, console: Console) -> dict[str, Any]:
    """Park them, decide about all, wait for the last letter. Raises TimeoutError."""
    name = f"burst-{os.getpid()}"
    policy = policy_for(name)
    with embedded.cloud(name, rate=RATE, at=START, policy=policy) as made:
        policy.unlink()
        made.set_quota(max_send_rate=QUOTA, max_24_hour_send=50_000)
        stage = Stage(made)
        idle = memory(made.emulator.pid)
        made.start_clock(at=START)
        names = [f"burst-{n}" for n in range(people)]
        began = time.monotonic()
        with console.status(f"{people} people apply …"):
            _for_each(names, lambda who: stage.apply(who, "burst", at=START - AGO))
            wait_for("all clocks", lambda: running(stage) >= people, limit_seconds=LIMIT_SECONDS)
            wait_for(
                "the receipts",
                lambda: stage.mails("receipt") >= people,
                limit_seconds=LIMIT_SECONDS,
            )
        parked_seconds, parked = time.monotonic() - began, memory(made.emulator.pid)
        clocks = running(stage)
        peak = [parked]

        def all_told() -> bool:
            peak.append(memory(made.emulator.pid))
            return stage.mails("letter") >= people

        began = time.monotonic()
        with console.status(f"{people} decisions …"):
            _for_each(names, stage.reject)
            taken = time.monotonic() - began
            wait_for("the letters", all_told, limit_seconds=LIMIT_SECONDS)
        told = time.monotonic() - began
        letters = [m for m in made.mailbox.accepted() if is_letter(m)]
    return {
        "applications": people,
        "parked_executions": clocks,
        "seconds_to_park": round(parked_seconds, 1),
        "seconds_to_put_in": round(taken, 1),
        "seconds_to_the_last_letter": round(told, 1),
        "seconds_by_quota": round(people / QUOTA, 1),
        **summed(letters, names),
        "emulator_megabytes": {
            "idle": idle.emulator,
            "parked": parked.emulator,
            "at_most": max(each.emulator for each in peak),
        },
        "workers_megabytes_at_most": max(each.workers for each in peak),
    }


def summed(letters: list[Accepted], names: list[str]) -> dict[str, int]:
    """Who got none, and who more than one."""
    got = Counter(mail.recipients[0].partition("@")[0] for mail in letters)
    return {
        "letters": len(letters),
        "lost": sum(not got[name] for name in names),
        "doubled": sum(got[name] > 1 for name in names),
    }


def is_letter(mail: Accepted) -> bool:
    return mail.tags.get("outbox", "").split("__")[-1].startswith("letter")


def running(stage: Stage) -> int:
    """Executions of the response clock that are not over."""
    return sum(each["status"] == "RUNNING" for each in stage.executions("ResponseClock"))


@dataclass(frozen=True)
class Memory:
    """Megabytes; shared pages are counted once."""

    emulator: int
    workers: int


def memory(leader: int) -> Memory:
    """What the emulator holds, and what the processes of its session hold: its workers."""
    own = workers = 0
    for process in Path("/proc").iterdir():
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) != leader:
                continue
            rollup = (process / "smaps_rollup").read_text().splitlines()
            kilobytes = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        except (OSError, ValueError, IndexError, StopIteration):
            continue  # not a process, or one that has just ended
        if process.name == str(leader):
            own = kilobytes
        else:
            workers += kilobytes
    return Memory(own // 1024, workers // 1024)


def _for_each(names: list[str], do: Callable[[str], None]) -> None:
    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(do, names))
