"""`python -m tests.benchmarks`: run the comparison and the cold starts, write the result."""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from local import emulator
from local.emulator import Child
from local.tools import PROJECT
from tests.benchmarks import cold_start, instructions, readme
from tests.benchmarks.comparing import compare
from tests.benchmarks.contestants import CONTESTANTS, Contestant
from tests.benchmarks.ground import Rules, found_sender
from tests.benchmarks.queues import WITH_QUEUES
from tests.benchmarks.report import show

OUT = PROJECT / "out" / "bench"


def main() -> None:
    # Ended from outside, it still stops all that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--letters", type=int, default=600)
    parser.add_argument("--kills", type=int, help="one for each twenty letters by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="parts of the peers' names")
    parser.add_argument(
        "--readme", action="store_true", help="write the last result into the README, and no more"
    )
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    if asked.readme:
        readme.write(json.loads((asked.out / "result.json").read_text()))
        return
    kills = asked.letters // 20 if asked.kills is None else asked.kills
    rules = Rules(asked.letters, kills, asked.seed)
    console = Console()
    began = time.monotonic()
    home = asked.out / f"run-{os.getpid()}"
    home.mkdir(parents=True)
    chosen = tuple(c for c in CONTESTANTS + WITH_QUEUES if _is_in(c.name, asked.only))
    cloud = emulator.start(home / "cloud")
    try:
        found_sender(cloud)
        peers = compare(chosen, rules, home, cloud, console.print)
        console.print("instructions")
        _count_instructions(chosen, peers, home, cloud)
        result: dict[str, Any] = {
            "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
            "letters": rules.letters,
            "kills": rules.kills,
            "peers": peers,
        }
        console.print("cold starts")
        # The comparison is kept even when the cold starts cannot be measured.
        _keep(result, asked.out, began)
        result |= cold_start.measure(home / "cold_start", cloud)
    finally:
        emulator.stop(cloud)
    shutil.rmtree(home)
    _keep(result, asked.out, began)
    show(result, console)


def _keep(result: dict[str, Any], out: Path, began: float) -> None:
    result["wall_seconds"] = round(time.monotonic() - began, 1)
    (out / "result.json").write_text(json.dumps(result, indent=1) + "\n")


def _count_instructions(
    chosen: tuple[Contestant, ...], peers: list[dict[str, Any]], home: Path, cloud: Child
) -> None:
    """Of those behind SQS that lost and doubled nothing; a failure says why and ends nothing."""
    for contestant, row in zip(chosen, peers, strict=True):
        if contestant.handler is None or row["lost"] != 0 or row["doubled"] != 0:
            continue
        try:
            row["instructions_per_letter"] = instructions.count(contestant, home, cloud)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            row["why"] = f"instructions not counted: {error}"[:200]


def _is_in(name: str, parts: list[str] | None) -> bool:
    return parts is None or any(part.lower() in name.lower() for part in parts)


if __name__ == "__main__":
    main()
