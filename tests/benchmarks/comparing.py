"""Let each contestant send the same letters under the same kills, and count at the mailbox."""

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.emulator import Child
from tests.benchmarks.contestants import Contestant
from tests.benchmarks.fleet import Fleet, play
from tests.benchmarks.ground import Ground, Rules, lay_ground
from tests.benchmarks.letters import Letter, make_kills, make_letters

FIGURES = ("lost", "doubled", "needs_human", "over_floor", "instructions_per_letter", "why")


def compare(
    contestants: tuple[Contestant, ...],
    rules: Rules,
    home: Path,
    cloud: Child,
    tell: Callable[[str], None],
) -> list[dict[str, Any]]:
    """One row each, with `why` in it where a peer could not run."""
    rows = []
    for contestant in contestants:
        tell(contestant.name)
        row: dict[str, Any] = {"name": contestant.name} | dict.fromkeys(FIGURES)
        try:
            row |= _one(contestant, rules, home, cloud)
        except (
            OSError,
            RuntimeError,
            ClientError,
            BotoCoreError,
            subprocess.SubprocessError,
        ) as error:
            row["why"] = f"could not run: {error}".splitlines()[0][:200]
        rows.append(row)
    return rows


def name_of(contestant: Contestant) -> str:
    return re.sub(r"[^a-z0-9]+", "-", contestant.name.lower()).strip("-")


def _one(contestant: Contestant, rules: Rules, home: Path, cloud: Child) -> dict[str, Any]:
    letters = make_letters(rules.letters)
    name = name_of(contestant)
    shutil.rmtree(home / name, ignore_errors=True)
    with lay_ground(name, home / name, cloud) as ground:
        with contestant.set_up(ground, letters) as ready:
            ground.obey(rules)
            with Fleet(ready.command, ready.env, ground.home, ready.slots) as fleet:
                began = datetime.now(UTC)
                ready.go()
                fleet.go()
                kills = make_kills(rules.letters, rules.kills, rules.seed)
                limit = 4 * rules.floor_seconds + 120
                ended = play(fleet, kills, ground.accepted, ready.done, limit)
                killed = fleet.killed
            by_human = ready.needs_human()
        figures = _count(ground, letters, by_human, began, rules)
    if not ended:
        figures["why"] = f"not done after {limit:.0f} s"
    return figures | {"killed": killed}


def _count(
    ground: Ground,
    letters: tuple[Letter, ...],
    by_human: set[int],
    began: datetime,
    rules: Rules,
) -> dict[str, Any]:
    """`lost` got nothing and no human knows; `doubled` got more than one mail."""
    counted, last = ground.mails()
    took = (last - began).total_seconds() if last else 0.0
    return {
        "lost": sum(not counted[one.to] and one.number not in by_human for one in letters),
        "doubled": sum(counted[one.to] > 1 for one in letters),
        "needs_human": len(by_human),
        "over_floor": round(took / rules.floor_seconds, 3),
    }
