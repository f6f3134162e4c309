"""A letter that went out wrongly, and the one that puts it right, on a human's word.

Nothing here is automatic but the taking back: a correction that is not true any more must not go.
"""

from copy import replace
from datetime import datetime
from typing import Literal

from svar.domain.deeds import Correction
from svar.domain.events import Mistake, Person
from svar.domain.facts import CorrectionOrder
from svar.domain.letters.names import person_name
from svar.domain.outbox import State as Mail
from svar.domain.outbox import owner_of
from svar.domain.situation import OwedWork, Plan, Situation
from svar.domain.telling import OVER, Kind, State, Telling
from svar.domain.text import single_address

GONE = frozenset({State.RELEASED, State.DELIVERED})
STOPPED = frozenset({State.TAKEN_BACK, State.FAILED})
UNSENT = frozenset({Mail.PENDING, Mail.CANCELLED})
FATE_UNKNOWN = frozenset({"delivery_unknown", "not_delivered"})
"""Notes of a letter that a human looks after and that may have been read. All other notes say why
it never left."""

Obstacle = Literal["no_letter", "on_its_way", "decision_stands", "decision_taken_back"]
"""Why a correction cannot be made: there is no such letter, one is made already, or the decision
that is said to be taken back stands (and the other way round)."""


def has_gone(at: Situation, telling: Telling) -> bool:
    """Whether the letter may have been read: it was released and cannot be stopped any more."""
    item = at.letter(telling)
    if item is None or telling.state not in GONE:
        return False
    if item.state is Mail.NEEDS_HUMAN:
        return item.note in FATE_UNKNOWN
    return item.state not in UNSENT


def letters_gone(at: Situation) -> tuple[Telling, ...]:
    return tuple(each for each in at.deeds.tellings if has_gone(at, each))


def mistakes_possible(at: Situation) -> tuple[Mistake, ...]:
    """What a letter to this candidate may have got wrong, as the decision stands now."""
    if at.facts.withdrawn_at is not None or at.facts.erased_at is not None:
        return ()
    return ("wrong_text",) if at.decided else ("decision_taken_back", "meant_for_somebody_else")


def obstacle(at: Situation, mistake: Mistake, letter: int) -> Obstacle | None:
    """What stands in the way of correcting this letter now, `None` when nothing does."""
    wrong = at.deeds.telling(letter)
    if wrong is None or not has_gone(at, wrong) or at.facts.erased_at is not None:
        return "no_letter"
    if any(
        each.letter == letter and _state(at, each) not in STOPPED for each in at.deeds.corrections
    ):
        return "on_its_way"
    if mistake not in mistakes_possible(at):
        return "decision_stands" if at.decided else "decision_taken_back"
    return None


def stands(at: Situation, telling: Telling) -> bool:
    """Whether what the telling says is still true."""
    if telling.kind is not Kind.CORRECTION:
        return at.decided and at.facts.withdrawn_at is None
    made = at.deeds.correction(telling.number)
    return made is not None and made.mistake in mistakes_possible(at)


def correct(at: Situation, plan: Plan) -> Plan:
    """Take back corrections that are not true any more, and begin those that are asked for."""
    for made in at.deeds.corrections:
        telling = plan.deeds.telling(made.number)
        if telling is not None and not stands(at, telling):
            plan = _take_back(at, plan, telling)
    for order in at.facts.corrections:
        at = replace(at, deeds=plan.deeds)
        if not any(made.key == order.key for made in plan.deeds.corrections):
            plan = _begin(at, plan, order)
    return plan


def _take_back(at: Situation, plan: Plan, telling: Telling) -> Plan:
    if telling.state not in OVER:
        return replace(plan, deeds=plan.deeds.with_telling(telling, state=State.TAKEN_BACK))
    item = at.letter(telling)
    if telling.state is State.RELEASED and item is not None and item.state is Mail.PENDING:
        stopped = plan.deeds.with_telling(telling, state=State.TAKEN_BACK)
        return replace(plan, deeds=stopped, cancel=(*plan.cancel, owner_of(item.id)[2]))
    return plan


def _known_as(person: Person) -> str:
    """Who ordered it, as the record and the audit mail say it; no message passes for a person."""
    id = person.id if person.id and person.id.isalnum() else ""
    return single_address(person.email) or person_name(person.name) or id


def _begin(at: Situation, plan: Plan, order: CorrectionOrder) -> Plan:
    letter = order.data.letter or _last_gone(at, order.at)
    in_the_way = obstacle(at, order.data.mistake, letter)
    if in_the_way == "on_its_way" or at.facts.erased_at is not None:
        return plan
    if in_the_way is not None:
        return plan.worry("correction_does_not_fit", f"correction-{order.key}", at.now, in_the_way)
    number = len(at.deeds.tellings) + 1
    by = order.data.requested_by
    made = Correction(
        number=number,
        letter=letter,
        key=order.key,
        mistake=order.data.mistake,
        requested_by=_known_as(by),
        requested_at=order.at,
        why=order.data.why,
    )
    telling = Telling(
        number=number,
        decision_id=order.key,
        kind=Kind.CORRECTION,
        review="approve",
        decided_at=order.at,
        not_before=at.now,
        # A human's yes sends it at once; this is only when somebody else is asked for that yes.
        tell_at=at.calendar.add_telling_time(at.now, at.organisation.telling.hold),
        zone=at.zone,
    )
    work = OwedWork(
        f"telling-{at.id}-{number}", "telling", {"application_id": at.id, "number": number}
    )
    return plan.change(
        tellings=(*plan.deeds.tellings, telling), corrections=(*plan.deeds.corrections, made)
    ).start(work)


def _last_gone(at: Situation, asked_at: datetime) -> int:
    """The last letter that had gone when this was asked for: never the correction itself."""
    gone = [t.number for t in letters_gone(at) if t.released_at and t.released_at <= asked_at]
    return gone[-1] if gone else 0


def _state(at: Situation, made: Correction) -> State | None:
    telling = at.deeds.telling(made.number)
    return telling.state if telling else None
