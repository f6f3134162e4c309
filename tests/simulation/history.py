"""One seeded history: a few applications, what humans and systems do to them, and what fails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from svar.domain.telling import OVER
from tests.simulation.candidates import CHATS, chat_along
from tests.simulation.judging import judge
from tests.simulation.remembering import remembering
from tests.simulation.watched import Watched, titled
from tests.unit.core.conftest import JOB
from tests.world import Faults, calendar

STARTS = tuple(
    datetime(*day, 6, 0, tzinfo=UTC)
    for day in (
        (2026, 3, 2),
        (2026, 3, 26),  # clocks go forward in the first week-end
        (2026, 4, 27),  # over 1 and 17 May
        (2026, 7, 9),
        (2026, 10, 21),  # clocks go back
        (2026, 12, 14),  # Christmas
        (2027, 3, 15),  # Easter
        (2028, 2, 24),  # the leap day
    )
)
"""Few, so that mails with the same dates need not be written anew; ordinary and difficult days."""
LIFE = timedelta(days=9)
QUIET = timedelta(days=9)
"""How long time runs on when nothing happens and nothing fails any more."""
REACTIONS = 0.2
"""How much of what happens stops a letter in the very minutes in which it goes."""
NIGHTS = 0.4
"""In so many histories the daily check runs, and lists whom somebody is asked about together."""
NAMES = ("Bjørn Åge Sæther", "Kari O'Hara", "Åse-Marie Lindström")


@dataclass(frozen=True)
class History:
    """What came of one seed. `wrong` is empty when every promise was kept."""

    seed: int
    wrong: tuple[str, ...]
    story: tuple[str, ...]

    def __str__(self) -> str:
        replay = f"python -m tests.simulation.run --seed {self.seed}"
        return "\n".join((f"seed {self.seed}", *self.wrong, "", *self.story, "", replay))


def run_history(seed: int) -> History:
    """Play one history and judge it. The same seed gives the same history, to the second."""
    world = play(seed)
    return History(seed, tuple(judge(world)), tuple(world.lines))


def run_histories(seeds: range) -> list[History]:
    """The histories of these seeds that went wrong."""
    with remembering(whole_mails=False):
        return [history for seed in seeds if (history := run_history(seed)).wrong]


def play(seed: int) -> Watched:
    random = Random(seed)
    faults = faults_of(random)
    stormy = random.random() < 0.5
    world = Watched(random.choice(STARTS), faults, interleaved=0.1 if stormy else 0.0)
    world.tampering = 0.1 if stormy else 0.0
    world.skew = random.choice((timedelta(0), timedelta(0), timedelta(seconds=20)))
    people = [f"person-{n}" for n in range(random.choice((1, 1, 2)))]
    agenda: list[tuple[timedelta, int, Callable[[], None]]] = []
    for number in range(random.choice((1, 1, 2, 2, 3, 3))):
        name = f"app-{number}"
        world.people[name] = random.choice(people)
        applied = timedelta(minutes=random.randint(0, 3 * 24 * 60))
        agenda.append((applied, len(agenda), applies(world, random, name)))
        for _ in range(random.choice((0, 1, 1, 2, 2, 3, 4))):
            at = applied + timedelta(minutes=random.randint(-30, int(LIFE / timedelta(minutes=1))))
            (happens,) = random.choices(KINDS, WEIGHTS)
            if random.random() < REACTIONS:
                stop = random.choice(STOPS)(world, random, name)
                world.reactions.setdefault(name, []).append(stop)
                continue
            agenda.append((max(at, timedelta(0)), len(agenda), happens(world, random, name)))
    own = Random(f"chats {seed}")
    if own.random() < CHATS:
        chat_along(world, own)
    if Random(f"nights {seed}").random() < NIGHTS:
        check_at_night(world)
    start = world.clock.now()
    for at, _, happen in sorted(agenda, key=lambda each: each[:2]):
        world.run_until(start + at)
        happen()
    world.run_for(timedelta(days=1))
    calm(world)
    world.run_for(QUIET)
    world.run_until(max(world.clock.now(), last_telling(world) + timedelta(days=2)))
    return world


def check_at_night(world: Watched) -> None:
    """Every night at three; like all functions it may die, and is then tried again."""
    start = world.clock.now().replace(hour=3)
    for day in range(1, int((LIFE + QUIET) / timedelta(days=1))):
        wait = start + timedelta(days=day) - world.clock.now()
        world._later("night", wait, lambda: world._message("daily check", world.nightly_check))


def last_telling(world: Watched) -> datetime:
    """When the last letter that is written may go: after Christmas, say."""
    tellings = [t for each in world.people for t in world.look(each).deeds.tellings]
    opens = calendar().next_window(world.clock.now())
    waiting = [max(t.tell_at, opens) for t in tellings if t.state not in OVER]
    return max(waiting, default=world.clock.now() - timedelta(days=2))


def faults_of(random: Random) -> Faults:
    """A quarter of the histories are calm; in the others anything may fail, seldom or often."""
    own = Random(random.random())
    if random.random() < 0.25:
        return Faults(random=own)

    def rate(most: float) -> float:
        return random.choice((0.0, 0.0, most / 5, most))

    return Faults(
        random=own,
        crash=rate(0.03),
        doubled=rate(0.5),
        delayed=rate(0.5),
        answer_lost=rate(0.3),
        throttled=rate(0.4),
        broken=rate(0.2),
        event_lost=rate(0.8),
        bounce=rate(0.2),
    )


def calm(world: Watched) -> None:
    """From now on nothing fails."""
    world.note("the faults stop")
    faults = world.faults
    faults.crash = faults.doubled = faults.delayed = faults.answer_lost = 0.0
    faults.throttled = faults.broken = faults.event_lost = faults.bounce = 0.0
    world.skew = timedelta(0)
    world.between.rate = world.tampering = 0.0


# --- what can happen -----------------------------------------------------------------------------

Happening = Callable[[Watched, Random, str], Callable[[], None]]


def applies(world: Watched, random: Random, name: str) -> Callable[[], None]:
    person = world.people[name]
    candidate = {
        "id": person,
        "name": NAMES[int(person[-1])],
        "email": f"{person}@kandidat.example",
        "language": ("nb", "nn", "en")[int(person[-1])],
    }
    # Each application's position has a name of its own, so that a letter shows which it answers.
    title = titled(name)
    job = {**JOB, "id": f"job-{random.randint(0, 1)}", "title": title}
    return lambda: world.happens("application.received", name, {"candidate": candidate, "job": job})


def rejects(world: Watched, random: Random, name: str) -> Callable[[], None]:
    reason = random.choice(("Too Junior", "Hired other", "Position filled", "unheard of"))
    return lambda: world.reject(name, ats_reason=reason)


def a_rule_rejects(world: Watched, random: Random, name: str) -> Callable[[], None]:
    return lambda: world.reject(name, automatic=True, decided_by=None)


def says(kind: str) -> Happening:
    """An event that says no more than that it happened."""
    return lambda world, random, name: lambda: world.happens(kind, name)


def erases(world: Watched, random: Random, name: str) -> Callable[[], None]:
    return lambda: world.happens("candidate.erased", world.people[name])


def moves_house(world: Watched, random: Random, name: str) -> Callable[[], None]:
    person, number = world.people[name], random.randint(1, 9)
    address = {"email": f"{person}@ny{number}.example"}
    return lambda: world.happens("candidate.updated", person, address)


def plans_interview(world: Watched, random: Random, name: str) -> Callable[[], None]:
    """Twice for the same interview, it is a moved one."""
    ahead = timedelta(hours=random.randint(1, 24 * 6))

    def happen() -> None:
        at = (world.clock.now() + ahead).isoformat()
        world.happens("interview.scheduled", name, {"interview_id": f"i-{name}", "at": at})

    return happen


def meets(world: Watched, random: Random, name: str) -> Callable[[], None]:
    return lambda: world.interview(name)


def cancels_interview(world: Watched, random: Random, name: str) -> Callable[[], None]:
    return lambda: world.happens("interview.cancelled", name, {"interview_id": f"i-{name}"})


def closes_job(world: Watched, random: Random, name: str) -> Callable[[], None]:
    job = f"job-{random.randint(0, 1)}"
    data = {"reason": random.choice(("filled", "cancelled", "on_hold"))}
    return lambda: world.happens("job.closed", job, data)


def decides_for_all(world: Watched, random: Random, name: str) -> Callable[[], None]:
    job = f"job-{random.randint(0, 1)}"
    chosen = sorted(world.people)
    reason = random.choice(("position_filled", "position_cancelled"))

    def happen() -> None:
        order = str(len(world.job_deeds(job).orders) + 1)
        world.push("job", job, 1, action="close", reason=reason, order=order, application=chosen)

    return happen


def presses(world: Watched, random: Random, name: str) -> Callable[[], None]:
    action = random.choice(("hold", "hold", "resume", "release", "approve", "approve"))

    def happen() -> None:
        number = max(1, len(world.look(name).deeds.tellings))
        world.push("telling", name, number, action=action)

    return happen


def sends_wrongly(world: Watched, random: Random, name: str) -> Callable[[], None]:
    """The next letter turns out wrong: taken back, put right, sometimes meant after all."""
    mistake = random.choice(("decision_taken_back", "meant_for_somebody_else", "wrong_text"))
    # Now and then the claim is false, or the ATS is told of it later.
    takes_back = (mistake != "wrong_text") != (random.random() < 0.15)
    hours = sorted(random.uniform(0.1, 40) for _ in range(4))
    approves, rejects_again = random.random() < 0.8, random.random() < 0.25

    def number() -> int:
        gone = [t.number for t in world.look(name).deeds.tellings if t.released_at]
        return gone[-1] if gone else 1

    def approve() -> None:
        last = max(1, len(world.look(name).deeds.tellings))
        world.push("telling", name, last, action="approve")

    def ask() -> None:
        world.push("telling", name, number(), action="correct", mistake=mistake, why="feil")

    def find_out() -> None:
        steps: list[Callable[[], None]] = [ask, *([approve] if approves else [])]
        if takes_back:
            steps.insert(0, lambda: world.happens("decision.rejection_withdrawn", name))
        if rejects_again:
            steps.insert(random.randint(1, len(steps)), lambda: world.reject(name))
        for hour, step in zip(hours, steps, strict=False):
            world._later("correcting", timedelta(hours=hour), step)

    return lambda: world.reactions.setdefault(name, []).append(find_out)


def decides_on_the_page(world: Watched, random: Random, name: str) -> Callable[[], None]:
    """The decider, or whoever was told that there is no decision, on the page of the reminder."""
    stands_in = random.random() < 0.5

    def happen() -> None:
        at = world.look(name)
        number = at.deeds.promise.number if at.deeds.promise else 1
        who = (at.manager if stands_in else at.decider).email
        world.push("promise", name, number, action="reject", who=who, not_met=["certificate"])

    return happen


def calls_it_spam(world: Watched, random: Random, name: str) -> Callable[[], None]:
    """The last mail that reached the candidate: SES sends nothing to that address any more."""

    def happen() -> None:
        read = [m for m in world.arrived if m.owner == name and m.to_candidate and not m.bounced]
        if not read:
            return
        last = read[-1]
        world.mailer.suppress(last.recipient, "COMPLAINT")
        world.hears(f"a__{name}__{last.name}_{last.attempt}", "Complaint", "abuse")

    return happen


def names_a_day(world: Watched, random: Random, name: str) -> Callable[[], None]:
    ahead = timedelta(days=random.randint(1, 12))

    def happen() -> None:
        by = (world.clock.now() + ahead).date().isoformat()
        world.push("promise", name, 1, action="say_when", by=by)

    return happen


def all_machines_die(world: Watched, random: Random, name: str) -> Callable[[], None]:
    """The service that runs them lost them; only the table knows what they were waiting for."""
    return world.machines_die


HAPPENINGS: dict[Happening, float] = {
    rejects: 8,
    a_rule_rejects: 1,
    says("decision.rejection_withdrawn"): 2,
    says("application.withdrawn"): 1,
    says("decision.hired"): 1,
    says("decision.hire_withdrawn"): 0.5,
    says("communication.already_sent"): 0.5,
    erases: 0.7,
    moves_house: 1,
    plans_interview: 2,
    meets: 1.5,
    cancels_interview: 0.7,
    closes_job: 0.7,
    decides_for_all: 0.7,
    presses: 4,
    sends_wrongly: 3,
    names_a_day: 0.5,
    decides_on_the_page: 2,
    calls_it_spam: 0.7,
    all_machines_die: 0.7,
}
KINDS, WEIGHTS = tuple(HAPPENINGS), tuple(HAPPENINGS.values())
STOPS: tuple[Happening, ...] = (
    says("decision.rejection_withdrawn"),
    says("application.withdrawn"),
    says("decision.hired"),
    erases,
    moves_house,
)
