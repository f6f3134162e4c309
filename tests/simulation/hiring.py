"""One round of hiring: vacancies that are open at the same time, and those who apply for them.

Some people apply for several. Deciders are people: some decide, some late, some name a day, some
never answer, some are on leave and others decide for them, some have left and their mail comes
back. Vacancies are filled, cancelled, put on hold and opened again, and closed while many wait.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.simulation.acts import ACTS, looks_in
from tests.simulation.office import DECIDERS, RECRUITERS, Office, Vacancy
from tests.simulation.policies import changes_between
from tests.world import Faults

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MANNERS = {"decides": 7, "late": 3, "names a day": 2, "never": 2, "on leave": 3}
ENDINGS = {"filled": 5, "cancelled": 2, "on_hold": 2, "other": 1}
LOOKS_IN_FOR = 110
"""Days on which a recruiter looks in, from the day the round opens."""
RUN_ON = 25
"""Days for which time goes on after the last thing that anybody does."""

Todo = tuple[datetime, str, str]
"""When, what, and to whom or to which vacancy."""


@dataclass(frozen=True)
class Round:
    """`crowd`: one vacancy that hundreds apply for, closed before anybody has decided."""

    opens: datetime
    applications: int
    seed: int
    crowd: bool = False


def lived(this: Round) -> Office:
    """The round from its first application to its last answer."""
    random = Random(this.seed)
    world = Office(this.opens, _faults(random))
    agenda = [*_applying(world, random, this), *_employers(world, random, this)]
    until = this.opens + LOOKS_IN_FOR * DAY
    agenda += [(at, "policy", "") for at in changes_between(this.opens, until)]
    waiting: set[str] = set()
    for at, what, who in sorted(agenda):
        world.run_until(at)
        if what == "look in":
            waiting = looks_in(world, random, waiting | world.newly_asked())
        else:
            ACTS[what](world, random, who)
    world.run_for(RUN_ON * DAY)
    return world


def _faults(random: Random) -> Faults:
    return Faults(
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


def _applying(world: Office, random: Random, this: Round) -> list[Todo]:
    """Who applies for what, and what happens to them until somebody has decided."""
    vacancies = 1 if this.crowd else random.choice((1, 2, 3, 4))
    for number in range(vacancies):
        (manner,) = random.choices(tuple(MANNERS), tuple(MANNERS.values()))
        (ending,) = random.choices(tuple(ENDINGS), tuple(ENDINGS.values()))
        name = f"job-{number}"
        world.vacancies[name] = Vacancy(
            id=name,
            manner="never" if this.crowd else manner,
            ending="filled" if this.crowd else ending,
            recruiter=random.choice(RECRUITERS),
            decider=random.choice(DECIDERS),
        )
    agenda: list[Todo] = []
    taken: set[tuple[str, str]] = set()
    for number in range(this.applications):
        who, job = f"app-{number}", f"job-{random.randrange(vacancies)}"
        person = f"person-{random.randrange(number)}" if number and random.random() < 0.3 else ""
        if not person or (person, job) in taken:
            person = f"person-{number}"
        taken.add((person, job))
        world.people[who], world.applied_for[who] = person, job
        applied = this.opens + random.random() * 14 * DAY
        agenda.append((applied, "apply", who))
        agenda += _life(random, world.vacancies[job].manner, who, applied)
        if random.random() < 0.02:
            world.dead.add(world.email_of(who))
            if random.random() < 0.5:
                agenda.append((applied + random.uniform(1, 20) * DAY, "new address", who))
    return agenda


def _life(random: Random, manner: str, who: str, applied: datetime) -> list[Todo]:
    days = {
        "decides": (1, 12),
        "late": (10, 45),
        "names a day": (12, 25),
        "on leave": (14, 22),
        "never": (999, 999),
    }
    at = applied + random.uniform(*days[manner]) * DAY
    todo: list[Todo] = []
    if manner == "names a day":
        todo.append((applied + 9 * DAY, "say when", who))
    if random.random() < 0.15 and manner != "never":
        todo += [(at - 3 * DAY, "plan", who), (at - 1 * DAY, "meet", who)]
    if random.random() < 0.05:
        todo.append((applied + random.random() * 20 * DAY, "withdraw", who))
    if random.random() < 0.02:
        todo.append((applied + random.random() * 30 * DAY, "erase", who))
    if manner != "never":
        decides = "stand in" if manner == "on leave" else "reject"
        todo.append((at, "hire" if random.random() < 0.04 else decides, who))
        if random.random() < 0.03:
            back = at + random.random() * 2 * DAY
            todo += [(back, "take back", who), (back + 5 * DAY, "reject", who)]
    return [(max(when, applied + HOUR), what, whom) for when, what, whom in todo]


def _employers(world: Office, random: Random, this: Round) -> list[Todo]:
    """What becomes of the vacancies, and who looks in."""
    todo: list[Todo] = []
    for name, vacancy in world.vacancies.items():
        closes = this.opens + random.uniform(25, 60) * DAY
        if vacancy.ending == "on_hold":
            held = this.opens + random.uniform(10, 18) * DAY
            todo += [(held, "put on hold", name), (held + 12 * DAY, "open again", name)]
        todo.append((closes, "close", name))
        # Some answer the question at once, some when it has come again; some for half of them.
        first = closes + random.choice((0.1, 1, 4, 9)) * DAY
        todo += [(first, "decide for some", name), (first + 3 * DAY, "decide for all", name)]
        # Who was not yet heard of, or taken back, when the others were decided about.
        todo.append((first + 20 * DAY, "decide for all", name))
    if random.random() < 0.25:
        # Somebody has left, or their mailbox is full for a while.
        email = random.choice((*RECRUITERS, *DECIDERS))["email"]
        if random.random() < 0.5:
            world.dead.add(email)
        else:
            full = this.opens + random.uniform(1, 20) * DAY
            todo += [(full, "mailbox full", email), (full + 6 * DAY, "mailbox mended", email)]
    for day in range(LOOKS_IN_FOR):
        todo.append((this.opens + day * DAY + random.random() * 9 * HOUR, "look in", ""))
    return todo
