"""Two calendar years of an organisation: `python -m tests.simulation.years`.

Each vacancy is a world of its own with its applicants, its decider and light faults; together they
make hiring peaks, summer, Christmas, Easter, four changes of clocks and a leap day. Deciders are
people: some decide, some late, some name a day, some never answer until the job is closed.
"""

import argparse
import json
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from rich.progress import track

from svar.domain.promises import Due, Promise
from tests.simulation.judging import (
    HUMAN,
    applications,
    every_decision_is_told_or_known,
    mails_of,
    nothing_comes_twice,
    nothing_is_parked,
)
from tests.simulation.remembering import remembering
from tests.simulation.standing import standing
from tests.simulation.watched import Arrived, Watched, titled
from tests.unit.core.conftest import JOB
from tests.world import Faults, calendar

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
)
FIRST, LAST = datetime(2027, 1, 4, 7, tzinfo=UTC), datetime(2028, 12, 29, 7, tzinfo=UTC)
SEASONS = (5, 5, 4, 3, 3, 2, 1, 5, 6, 4, 3, 1)
"""How much is hired in each month, against each other."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = 2
"""Working days in which a decision that stands must have been told."""


class Organisation(Watched):
    """A world that remembers which deciders have named a day: they are not reminded before it."""

    def __init__(self, start: datetime, faults: Faults) -> None:
        super().__init__(start, faults)
        self.named: set[str] = set()


def vacancies(seed: int, applicants: int) -> list[tuple[datetime, int, int]]:
    """(opens at, applicants, seed) of every vacancy of the two years, in order."""
    random = Random(seed)
    days = [FIRST + n * DAY for n in range((LAST - FIRST).days)]
    weights = [SEASONS[day.month - 1] for day in days]
    jobs: list[tuple[datetime, int, int]] = []
    while applicants > 0:
        (day,) = random.choices(days, weights)
        many = min(applicants, random.choice((4, 12, 20, 30)))
        jobs.append((day, many, random.getrandbits(32)))
        applicants -= many
    return sorted(jobs)


def hire(vacancy: tuple[datetime, int, int]) -> Counter[str]:
    """One vacancy from its first application to its last answer, as counts."""
    opens, many, seed = vacancy
    with remembering(whole_mails=False):
        world = lived(opens, many, Random(seed))
    return counted(world)


def lived(opens: datetime, many: int, random: Random) -> Organisation:
    faults = Faults(
        random=Random(random.random()),
        crash=0.0005,
        doubled=0.05,
        delayed=0.02,
        answer_lost=0.005,
        throttled=0.02,
        broken=0.001,
        event_lost=0.02,
        bounce=0.002,
    )
    world = Organisation(opens, faults)
    decider = random.choice(("decides", "decides", "late", "names a day", "never"))
    agenda: list[tuple[datetime, str, str]] = [(opens + 60 * DAY, "close", "")]
    for number in range(many):
        who = f"app-{number}"
        world.people[who] = f"person-{number}"
        applied = opens + random.random() * 14 * DAY
        agenda.append((applied, "apply", who))
        agenda += [(at, what, who) for at, what in life(random, decider, applied)]
    # A recruiter looks in once a day, says yes to most letters, and forgets some.
    agenda += [(opens + n * DAY + random.random() * 9 * HOUR, "approve", "") for n in range(80)]
    for at, what, who in sorted(agenda):
        world.run_until(at)
        act(world, random, what, who)
    world.run_for(20 * DAY)
    return world


def life(random: Random, decider: str, applied: datetime) -> list[tuple[datetime, str]]:
    """What humans do about one application, and when."""
    days = {"decides": (1, 12), "late": (10, 45), "names a day": (12, 25), "never": (99, 99)}
    at = applied + random.uniform(*days[decider]) * DAY
    happens: list[tuple[datetime, str]] = []
    if decider == "names a day":
        happens.append((applied + 9 * DAY, "say_when"))
    if random.random() < 0.15:
        happens += [(at - 3 * DAY, "plan"), (at - 1 * DAY, "meet")]
    if random.random() < 0.05:
        happens.append((applied + random.random() * 20 * DAY, "withdraw"))
    if random.random() < 0.02:
        happens.append((applied + random.random() * 30 * DAY, "erase"))
    if decider != "never":
        happens.append((at, "hire" if random.random() < 0.04 else "reject"))
        if random.random() < 0.03:
            back = at + random.random() * 2 * DAY
            happens += [(back, "take back"), (back + 5 * DAY, "reject")]
    return [(max(when, applied + HOUR), what) for when, what in happens]


def act(world: Organisation, random: Random, what: str, who: str) -> None:
    match what:
        case "apply":
            person = {"id": world.people[who], "name": "Åse Ødegård", "email": f"{who}@k.example"}
            job = {**JOB, "title": titled(who)}
            world.happens("application.received", who, {"candidate": person, "job": job})
        case "reject":
            world.reject(who, ats_reason=random.choice(("Too Junior", "Hired other")))
        case "take back":
            world.take_back(who)
        case "hire":
            world.happens("decision.hired", who)
        case "withdraw":
            world.happens("application.withdrawn", who)
        case "erase":
            world.happens("candidate.erased", world.people[who])
        case "plan":
            at = (world.clock.now() + 2 * DAY).isoformat()
            data = {"interview_id": f"i-{who}", "at": at}
            world.happens("interview.scheduled", who, data)
        case "meet":
            world.interview(who)
        case "say_when":
            by = (world.clock.now() + 8 * DAY).date().isoformat()
            world.named.add(who)
            world.push("promise", who, 1, action="say_when", by=by)
        case "approve":
            # Whose letter was shown to the recruiter: the others have nothing to say yes to.
            for each in sorted({m.owner for m in world.arrived if m.name.startswith("audit")}):
                for telling in world.look(each).deeds.tellings:
                    if telling.needs_human and telling.letter_hash and random.random() < 0.6:
                        world.push("telling", each, telling.number, action="approve")
        case "close":
            world.happens("job.closed", JOB["id"], {"reason": "filled"})
            everybody = applications(world)
            world.push(
                "job",
                JOB["id"],
                1,
                action="close",
                reason="position_filled",
                order="1",
                application=everybody,
            )


def counted(world: Organisation) -> Counter[str]:
    """What came of a vacancy, counted at the mailbox."""
    count: Counter[str] = Counter(applications=len(applications(world)))
    spoken = [m for m in world.arrived if m.name.startswith(("letter", "notice"))]
    count["status_notices"] = sum(m.name.startswith("notice") for m in spoken)
    count["told_outside_window"] = sum(not m.in_window for m in spoken)
    count["duplicates"] = len(list(nothing_comes_twice(world)))
    count["lost"] = len(list(every_decision_is_told_or_known(world)))
    count["lost"] += len(list(nothing_is_parked(world)))
    for each in applications(world):
        promises = world.look(each).deeds.promises
        for place, promise in enumerate(promises):
            after = promises[place + 1] if place + 1 < len(promises) else None
            if after is None or after.made_at > promise.due_at:
                count["promises"] += 1
                count[kept(world, each, promise)] += 1
        count["missed_by_system"] += words_broken(world, each)
    return count


def kept(world: Organisation, application: str, promise: Promise) -> str:
    """`kept`, or by whom it was missed.

    A human missed it when there was no decision in time, or no yes to its letter, and the candidate
    had word by the date all the same. In every other case it was the system.
    """
    due_at = promise.due_at
    mails = [m for m in mails_of(world, application) if m.at <= due_at]
    at_end = standing(world.events_of(application), due_at)
    if at_end.over or any(m.name.startswith("letter") for m in mails):
        return "kept"
    noticed = any(m.name.startswith((f"notice-{promise.number}", *HUMAN)) for m in mails)
    if not noticed and not _failing(world, application, due_at):
        return "missed_by_system"
    told_by = calendar().add_working_days(at_end.rejected_at or due_at, SOON)
    if at_end.rejected and told_by <= due_at and not _waits(world, application, due_at):
        return "missed_by_system"
    return "missed_by_humans" if _was_asked(world, application, promise) else "missed_by_system"


def _was_asked(world: Organisation, application: str, promise: Promise) -> bool:
    """Whether the people whose turn it was had been asked, and the next in line told, in time.

    For a decision: a reminder, unless the decider had named a day, and an escalation. For a letter
    that waits: the letter itself, shown to the recruiter. A mail that failed has its own question.
    """
    by = promise.due_at
    names = {m.name for m in mails_of(world, application) if m.at <= by}
    shown = any(name.startswith(("audit", *HUMAN)) for name in names)
    if shown or _failing(world, application, by):
        return True
    # Whoever had decided was not nagged; taken back that late, nobody can be asked before the day.
    if standing(world.events_of(application), promise.escalate_at).rejected:
        return True
    number = promise.number
    reminded = f"reminder-{number}" in names or application in world.named
    return reminded and any(name.startswith(f"escalation-{number}") for name in names)


def _waits(world: Organisation, application: str, until: datetime) -> bool:
    """Whether a letter waits for a human's yes, or its trouble has been given to one."""
    tellings = world.look(application).deeds.tellings
    asked = any(t.review == "approve" and t.decided_at <= until for t in tellings)
    return asked or _failing(world, application, until)


def _failing(world: Organisation, application: str, until: datetime) -> bool:
    """Whether a human was told that a mail of these days did not arrive."""
    concerns = world.look(application).deeds.concerns
    return any(c.at <= until + DAY for c in concerns)


def words_broken(world: Organisation, application: str) -> int:
    """Dates that a status notice gave and that passed without another word.

    Not for those whom no mail reaches: a human was given them with their other ways to be reached.
    """
    end, at = world.clock.now(), world.look(application)
    deeds = at.deeds
    if at.address is None and deeds.concerns:
        return 0
    return sum(
        not _word_between(world, application, deed.at, by)
        for number, done in deeds.done.items()
        for deed in done
        if deed.due is Due.STATUS_NOTICE and deed.next_word_by is not None
        if deeds.promise is not None and number == deeds.promise.number
        if (by := calendar().close_of(deed.next_word_by)) <= end
    )


def _word_between(world: Organisation, application: str, after: datetime, by: datetime) -> bool:
    def spoken(mail: Arrived) -> bool:
        late_start = after + HOUR < mail.at <= by
        return late_start and mail.name.startswith(("letter", "notice", *HUMAN))

    told = [m for m in mails_of(world, application) if m.name.startswith("letter") and m.at <= by]
    over = standing(world.events_of(application), by).over
    return over or bool(told) or any(spoken(m) for m in mails_of(world, application))


def simulate(seed: int, applicants: int, jobs: int = 1) -> dict[str, int]:
    """The two years, with the counts of `KEYS`."""
    work = vacancies(seed, applicants)
    total: Counter[str] = Counter()
    if jobs == 1:
        for vacancy in work:
            total += hire(vacancy)
    else:
        with ProcessPoolExecutor(jobs) as pool:
            for count in track(pool.map(hire, work), "two years", total=len(work)):
                total += count
    return {key: total[key] for key in KEYS}


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
    never = ("missed_by_system", "told_outside_window", "duplicates", "lost")
    return 1 if any(result[key] for key in never) else 0


if __name__ == "__main__":
    raise SystemExit(main())
