"""What comes next for one application: the production planner, asked at the times it names.

Nothing is changed, and nothing is foretold that people decide: each line is what happens if nobody
does anything until then.
"""

from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from datetime import datetime

from svar.domain.clocks import Turn, turn_response_clock, turn_telling
from svar.domain.conversation import left_at
from svar.domain.obligations import settle
from svar.domain.situation import OwedMail, Plan, Situation
from svar.domain.telling import OVER, Telling

STEPS = 4
"""Looks ahead of each clock at most. What would only be said again is left out."""

Ask = Callable[[Situation, Plan, int], Turn]


@dataclass(frozen=True)
class Line:
    """One thing that happened, or is to come."""

    at: datetime | None
    who: str
    what: str


def coming(at: Situation) -> list[Line]:
    """What each clock does now and next, in order."""
    if at.facts.received_at is None:
        return [Line(None, "ATS", "the application itself must come")]
    plan = settle(at)
    lines = [Line(at.now, "now", says(mail, at)) for mail in plan.mails]
    lines += [
        Line(at.now, "now", f"starts the {work.kind.replace('_', ' ')}") for work in plan.work
    ]
    promise = plan.deeds.promise
    if promise is not None and at.answer is None:
        lines += _ahead("response clock", turn_response_clock, at, plan, promise.number)
    for telling in plan.deeds.tellings:
        if telling.state not in OVER:
            lines += _letter(at, plan, telling)
    if (left := left_at(at, plan)) is not None:
        lines.append(Line(left, "screening chat", "hands over what was said, if no more is"))
    ordered = sorted(lines, key=lambda line: line.at or at.now)
    return ordered or [Line(None, "Svar", "nothing: the promise is fulfilled")]


def _letter(at: Situation, plan: Plan, telling: Telling) -> list[Line]:
    clock = f"letter {telling.number}, {telling.state.replace('_', ' ')}"
    lines = _ahead(clock, turn_telling, at, plan, telling.number)
    if telling.needs_human and telling.letter_hash is not None:
        lines.append(Line(None, clock, "goes when a person says yes"))
    return lines


def _ahead(clock: str, ask: Ask, at: Situation, plan: Plan, number: int) -> list[Line]:
    """The mails that the clock would write, each at its time, if nothing else happened."""
    lines: list[Line] = []
    said: set[str] = set()
    for _ in range(STEPS):
        turn = ask(at, plan, number)
        new = turn.plan.mails[len(plan.mails) :]
        if said & {mail.kind for mail in new}:
            return lines
        said |= {mail.kind for mail in new}
        lines += [Line(at.now, clock, says(mail, at)) for mail in new]
        if turn.next == "write":
            return [*lines, Line(at.now, clock, "the letter is written")]
        if turn.next == "done" or turn.at is None or turn.at <= at.now:
            return lines
        at, plan = replace(at, now=turn.at, deeds=turn.plan.deeds), turn.plan
    return lines


def says(mail: OwedMail, at: Situation) -> str:
    """A mail in words: what it does, and to whom."""
    people = {
        "candidate": "the candidate",
        "recruiter": at.recruiter.name,
        "decider": at.decider.name,
        "manager": at.manager.name,
    }
    to = mail.person.name if mail.person else people[mail.to]
    if mail.kind == "status_notice":
        by = f"next word by {mail.params['next_word_by']:%A %d %B}"
        if mail.params["answer_on_its_way"]:
            return f"if the letter has not come by then: tells {to} that it is not ready, {by}"
        return f"tells {to} that there is no decision yet, {by}"
    return WORDS.get(mail.kind, f"writes {mail.kind.replace('_', ' ')} to {{to}}").format(to=to)


WORDS = {
    "receipt": "sends {to} the receipt with the promised day",
    "reminder": "asks {to} to decide, or to say when",
    "escalation": "tells {to} that the time is nearly out",
    "audit": "shows {to} the letter",
    "rejection": "sends {to} the letter, unless somebody stops it",
    "needs_human": "tells {to} that a person is needed",
    "withdrawal_confirmation": "confirms the withdrawal to {to}",
}
