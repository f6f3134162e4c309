"""What people and the ATS do in a round of hiring, one thing at a time."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from svar.domain.situation import Situation
from svar.domain.telling import OVER
from svar.workflows.mark_told import waits_for_word
from tests.simulation.history import NAMES
from tests.simulation.judging import applications
from tests.simulation.office import Office
from tests.simulation.policies import policy_at

DAY = timedelta(days=1)
ZONES = (*[None] * 18, "Europe/London", "Asia/Manila")


def looks_in(world: Office, random: Random, asked: set[str]) -> set[str]:
    """A recruiter says yes to most letters, telephones those whom no mail reaches, forgets some.

    Returns those about whom there is still something to do.
    """
    left: set[str] = set()
    for who in sorted(asked):
        at = world.look(who)
        telling = at.deeds.rejection
        if at.answer is not None or telling is None:
            continue
        left.add(who)
        if random.random() < 0.4:
            continue
        if waits_for_word(at, telling) or _nowhere_to(at):
            world.push("telling", who, telling.number, action="mark_told")
            world.called.setdefault(who, world.clock.now())
            world.met["told_by_telephone"] += 1
        elif telling.needs_human and telling.letter_hash and telling.state not in OVER:
            world.push("telling", who, telling.number, action="approve")
        elif _waits_for_another(at) and random.random() < 0.1:
            # Has thought of the other process, and lets the letter go all the same.
            world.push("telling", who, telling.number, action="release")
            world.met["let_go_beside_another_process"] += 1
    return left


def _nowhere_to(at: Situation) -> bool:
    telling = at.deeds.rejection
    return at.address is None and telling is not None and telling.state not in OVER


def _waits_for_another(at: Situation) -> bool:
    return any(concern.reason == "other_process_open" for concern in at.deeds.concerns)


def _applies(world: Office, random: Random, who: str) -> None:
    number = int(world.people[who].removeprefix("person-"))
    candidate = {
        "id": world.people[who],
        "name": NAMES[number % len(NAMES)],
        "email": world.email_of(who),
        "language": ("nb", "nb", "nn", "en")[number % 4],
        "zone": ZONES[number % len(ZONES)],
        "can_email": number % 97 != 96,
    }
    job = world.vacancies[world.applied_for[who]].as_data(who)
    world.happens("application.received", who, {"candidate": candidate, "job": job})


def _rejects(world: Office, random: Random, who: str) -> None:
    decided_by = world.vacancies[world.applied_for[who]].decider
    reason = random.choice(("Too Junior", "Hired other"))
    world.reject(who, decided_by=decided_by, ats_reason=reason)


def _stands_in(world: Office, random: Random, who: str) -> None:
    """Whoever got the escalation decides, on the page of that mail."""
    at = world.look(who)
    promise = at.deeds.promise
    if promise is None or at.decided or at.answer is not None:
        return
    world.push(
        "promise",
        who,
        promise.number,
        action="reject",
        who=at.manager.email,
        not_met=["certificate"],
    )
    world.met["decided_by_who_stands_in"] += 1


def _says_when(world: Office, random: Random, who: str) -> None:
    promise = world.look(who).deeds.promise
    by = (world.clock.now() + 8 * DAY).date().isoformat()
    world.named.add(who)
    world.push("promise", who, promise.number if promise else 1, action="say_when", by=by)


def _plans(world: Office, random: Random, who: str) -> None:
    at = (world.clock.now() + 2 * DAY).isoformat()
    world.happens("interview.scheduled", who, {"interview_id": f"i-{who}", "at": at})


def _new_address(world: Office, random: Random, who: str) -> None:
    address = world.email_of(who).replace("@kandidat", "@ny1")
    world.happens("candidate.updated", world.people[who], {"email": address})


def _closes(world: Office, random: Random, job: str) -> None:
    ending = world.vacancies[job].ending
    waiting = _undecided(world, job)
    world.met["most_undecided_at_a_closing"] = len(waiting)
    world.met["closed_with_undecided"] += len(waiting)
    world.met["cancelled"] += ending == "cancelled"
    reason = "filled" if ending == "on_hold" else ending
    world.happens("job.closed", job, {"reason": reason})


def _holds(world: Office, random: Random, job: str) -> None:
    world.met["on_hold"] += 1
    world.happens("job.closed", job, {"reason": "on_hold"})


def _opens_again(world: Office, random: Random, job: str) -> None:
    # Without a title: each application has its own.
    world.happens("job.opened", job, {"job": {"id": job}})


def _undecided(world: Office, job: str) -> list[str]:
    there = [each for each in applications(world) if world.applied_for[each] == job]
    looks = ((each, world.look(each)) for each in there)
    return [each for each, at in looks if at.answer is None and not at.decided]


def _decides_for(share: float) -> Callable[[Office, Random, str], None]:
    def happen(world: Office, random: Random, job: str) -> None:
        waiting = _undecided(world, job)
        chosen = [each for each in waiting if random.random() < share]
        if not chosen:
            return
        cancelled = world.vacancies[job].ending == "cancelled"
        world.met["decided_on_the_page_for_many"] += len(chosen)
        world.push(
            "job",
            job,
            1,
            action="close",
            reason="position_cancelled" if cancelled else "position_filled",
            order=str(len(world.job_deeds(job).orders) + 1),
            application=chosen,
        )

    return happen


def _another_policy(world: Office, random: Random, who: str) -> None:
    waiting = [world.look(each) for each in applications(world)]
    world.met["promises_that_ran_when_the_policy_changed"] += sum(
        at.answer is None and at.deeds.promise is not None for at in waiting
    )
    world.under(policy_at(world.clock.now()))


def _mailbox_full(world: Office, random: Random, email: str) -> None:
    world.dead_for_now.add(email)


def _mailbox_mended(world: Office, random: Random, email: str) -> None:
    world.dead_for_now.discard(email)


ACTS: dict[str, Callable[[Office, Random, str], None]] = {
    "apply": _applies,
    "reject": _rejects,
    "stand in": _stands_in,
    "say when": _says_when,
    "plan": _plans,
    "meet": lambda world, random, who: world.interview(who),
    "take back": lambda world, random, who: world.take_back(who),
    "hire": lambda world, random, who: world.happens("decision.hired", who),
    "withdraw": lambda world, random, who: world.happens("application.withdrawn", who),
    "erase": lambda world, random, who: world.happens("candidate.erased", world.people[who]),
    "new address": _new_address,
    "close": _closes,
    "put on hold": _holds,
    "open again": _opens_again,
    "decide for some": _decides_for(0.5),
    "decide for all": _decides_for(1.0),
    "policy": _another_policy,
    "mailbox full": _mailbox_full,
    "mailbox mended": _mailbox_mended,
}
