"""CPU instructions for each letter, by valgrind's callgrind, of the worker's process alone.

The worker is the same as in the comparison, without kills and lost answers. It imports, is told to
begin, and ends by itself; counted is the difference between a run of many and a run of few letters
by their number, so starting and ending cancel out. The emulator and the twin run outside of it.
"""

import os
import re
import shutil
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

from local.emulator import Child
from tests.benchmarks.comparing import name_of
from tests.benchmarks.contestants import Contestant, Play
from tests.benchmarks.ground import Ground, Rules, lay_ground
from tests.benchmarks.letters import make_letters

FEW, MANY = 4, 14
LIMIT_SECONDS = 300
TOTAL = re.compile(r"^(?:summary|totals): (\d+)", re.MULTILINE)


def count(contestant: Contestant, home: Path, cloud: Child) -> int:
    """Instructions a letter. Raises RuntimeError when it cannot be counted."""
    if shutil.which("valgrind") is None:
        raise RuntimeError("valgrind is not installed")
    few, many = (_of(contestant, letters, home, cloud) for letters in (FEW, MANY))
    return round((many - few) / (MANY - FEW))


def _of(contestant: Contestant, letters: int, home: Path, cloud: Child) -> int:
    name = f"{name_of(contestant)}-{letters}"
    rules = Rules(letters, kills=0, seed=1, rate=200.0, answers_lost=0.0, wall_rate=1.0)
    with lay_ground(name, home / name, cloud) as ground:
        setting: AbstractContextManager[Play] = contestant.set_up(ground, make_letters(letters))
        with setting as ready:
            ground.obey(rules)
            return _under_valgrind(ready, ground, letters)


def _under_valgrind(ready: Play, ground: Ground, letters: int) -> int:
    """The keeper stays asleep: it is not the worker."""
    out = ground.home / "callgrind.out"
    env = ready.env | {
        "BENCH_LETTERS": str(letters),
        "BENCH_READY": str(ground.home / "ready"),
        "BENCH_TIMEOUT_SECONDS": "900",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *ready.command],
        env=env,
        input=b"go\n",
        capture_output=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    found = TOTAL.search(out.read_text()) if out.exists() else None
    if done.returncode != 0 or found is None:
        raise RuntimeError(f"callgrind: {done.stderr.decode(errors='replace')[-200:]}")
    if len(os.listdir(ground.home / "mail" / "accepted")) != letters:  # noqa: PTH208 a count
        raise RuntimeError("callgrind: not every letter was sent")
    return int(found.group(1))
