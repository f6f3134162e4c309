"""Two calendar years of an organisation: `python -m tests.simulation.years`.

The years are made of rounds of hiring, each a world of its own with its vacancies, its people and
light faults; together they make hiring peaks, summer, Christmas, Easter, four changes of clocks, a
leap day and four changes of policy.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from rich.progress import track

from tests.simulation.counting import counted
from tests.simulation.hiring import DAY, Round, lived
from tests.simulation.remembering import remembering

RESULT = Path(__file__).parents[2] / "out" / "years" / "result.json"
KEYS = (
    "applications",
    "promises",
    "kept",
    "missed_by_humans",
    "missed_by_system",
    "status_notices",
    "told_outside_window",
    "duplicates",
    "lost",
    "wrong",
)
NEVER = ("missed_by_system", "told_outside_window", "duplicates", "lost", "wrong")
"""What the system may never do. `wrong`: a letter to somebody else, about what nobody decided, or
beside another process that goes on."""
MET = (
    "joint_letters",
    "letters_that_waited_for_another_process",
    "let_go_beside_another_process",
    "decided_by_who_stands_in",
    "decided_on_the_page_for_many",
    "closed_with_undecided",
    "most_undecided_at_a_closing",
    "cancelled",
    "on_hold",
    "promises_that_ran_when_the_policy_changed",
    "candidates_mails_that_bounced",
    "employers_mails_that_bounced",
    "told_by_telephone",
)
"""What the two years met with: a zero that was never tried would say nothing."""
MOST = frozenset({"most_undecided_at_a_closing"})
"""Not added up."""
FIRST, LAST = datetime(2027, 1, 4, 7, tzinfo=UTC), datetime(2028, 12, 29, 7, tzinfo=UTC)
SEASONS = (5, 5, 4, 3, 3, 2, 1, 5, 6, 4, 3, 1)
"""How much is hired in each month, against each other."""
CROWDS = (150, 220, 300)
ONE_IN = 1_000
"""There is a crowd for each so many applications."""


def rounds(seed: int, applications: int) -> list[Round]:
    """Every round of the two years, in order."""
    random = Random(seed)
    days = [FIRST + n * DAY for n in range((LAST - FIRST).days)]
    weights = [SEASONS[day.month - 1] for day in days]
    found: list[Round] = []
    crowds = applications // ONE_IN
    while applications > 0:
        (day,) = random.choices(days, weights)
        crowd = len(found) < crowds
        many = min(applications, random.choice(CROWDS if crowd else (6, 15, 30, 60)))
        found.append(Round(day, many, random.getrandbits(32), crowd))
        applications -= many
    return sorted(found, key=lambda each: (each.opens, each.seed))


def hire(this: Round) -> Counter[str]:
    """One round from its first application to its last answer, as counts."""
    with remembering(whole_mails=False):
        return counted(lived(this))


def simulate(seed: int, applications: int, jobs: int = 1) -> dict[str, Any]:
    """The two years, with the counts of `KEYS`, and under `met` those of `MET`."""
    work = rounds(seed, applications)
    total: Counter[str] = Counter()
    for count in _hired(work, jobs):
        most = {key: max(total[key], count[key]) for key in MOST}
        total = Counter({**(total + count), **most})
    return {**{key: total[key] for key in KEYS}, "met": {key: total[key] for key in MET}}


def _hired(work: list[Round], jobs: int) -> Iterator[Counter[str]]:
    if jobs == 1:
        yield from map(hire, work)
        return
    # The longest first, so that no process is left alone with one at the end.
    longest = sorted(work, key=lambda each: -each.applications)
    with ProcessPoolExecutor(jobs) as pool:
        yield from track(pool.map(hire, longest), "two years", total=len(work))


def main() -> int:
    """Write the counts to out/years/result.json; non-zero when the system broke a promise."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--applications", type=int, default=5_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--jobs", type=int, default=2)
    options = asked.parse_args()
    started = time.monotonic()
    result = simulate(options.seed, options.applications, options.jobs)
    wall = round(time.monotonic() - started, 1)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({**result, "seed": options.seed, "wall_seconds": wall}, indent=2))
    print(RESULT.read_text())
    return 1 if any(result[key] for key in NEVER) else 0


if __name__ == "__main__":
    raise SystemExit(main())
