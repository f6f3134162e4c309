"""What is owed, given what has happened and what was done: the heart of the promise.

Each obligation looks at the whole situation and adds what is missing. None of them asks which
event came: after a lost, doubled or late event the same look gives the same answer. Looking again
after the plan was carried out finds nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from svar.domain.corrections import correct
from svar.domain.outbox import TOLD, OutboxItem, owner_of
from svar.domain.outbox import State as Mail
from svar.domain.promises import make_promise
from svar.domain.situation import OwedMail, OwedWork, Plan, Situation, address_hash
from svar.domain.telling import OVER, Kind, State, Telling, earliest_telling, telling_time

Obligation = Callable[[Situation, Plan], Plan]


def settle(situation: Situation) -> Plan:
    """Everything that is owed now. Pure and idempotent."""
    plan = Plan(deeds=situation.deeds)
    if situation.facts.received_at is None:
        # The log keeps what came early; it is completed when the application arrives.
        return plan
    for obligation in OBLIGATIONS:
        if plan.deeds is not situation.deeds:
            situation = replace(situation, deeds=plan.deeds)
        plan = obligation(situation, plan)
    return plan


def _erasure(at: Situation, plan: Plan) -> Plan:
    if at.facts.erased_at is None or at.deeds.erased:
        return plan
    deeds = plan.deeds
    for telling in deeds.tellings:
        if telling.state not in OVER:
            deeds = deeds.with_telling(telling, state=State.TAKEN_BACK)
    waiting = tuple(name for name, item in at.outbox.items() if item.state is Mail.PENDING)
    theirs = tuple(item for item in at.carried.values() if item.state is Mail.PENDING)
    deeds = deeds.model_copy(update={"erased": True, "drafts": {}, "begun": {}})
    return replace(plan, deeds=deeds, cancel=waiting, stop=theirs, erase=True)


def _promise(at: Situation, plan: Plan) -> Plan:
    facts, promise = at.facts, at.deeds.promise
    if at.answer is not None or facts.received_at is None:
        return plan
    met = facts.last_interview(at.now)
    if promise is None:
        number, reason, since = 1, "application", facts.received_at
    elif met is not None and met > promise.made_at:
        number, reason, since = promise.number + 1, "interview", met
    else:
        return plan
    jurisdiction = at.job.jurisdiction or at.organisation.jurisdiction_of(facts.source or "")
    if jurisdiction not in at.organisation.promises.jurisdictions:
        jurisdiction = at.organisation.jurisdiction
    made = make_promise(
        number,
        "interview" if reason == "interview" else "application",
        since,
        at.organisation,
        jurisdiction,
        at.calendar.in_zone(at.zone),
    )
    work = OwedWork(
        f"clock-{at.id}-{number}",
        "response_clock",
        {"application_id": at.id, "number": number},
    )
    return plan.change(promises=(*plan.deeds.promises, made), word_by=None).start(work)


def _receipt(at: Situation, plan: Plan) -> Plan:
    promise = at.deeds.promise
    silent = at.answer is not None and at.answer != "withdrawn"
    if silent or promise is None or at.facts.receipt_sent_elsewhere:
        return plan
    if "receipt-1" in at.deeds.mails or promise.number > 1:
        return plan
    if at.address is None:
        return plan.worry(at.no_address, "address", at.now)
    told = promise.model_copy(update={"told_at": at.now})
    return plan.change(promises=(*plan.deeds.promises[:-1], told)).owe(
        OwedMail("receipt-1", "receipt", "candidate")
    )


def _screening(at: Situation, plan: Plan) -> Plan:
    key = at.facts.screening_key
    if key is None or key == at.deeds.screening_requested or at.answer is not None:
        return plan
    name = f"screening-{at.id}-{sha256(key.encode()).hexdigest()[:8]}"
    work = OwedWork(name, "screening", {"application_id": at.id})
    return plan.change(screening_requested=key).start(work)


def _parked(at: Situation, plan: Plan) -> Plan:
    """An ATS rule has rejected: no human has decided, so nobody is told (GDPR Art. 22)."""
    rejection = at.facts.rejection
    if rejection is None or not rejection.data.automatic or at.answer is not None:
        return plan
    return plan.worry("auto_reject_parked", f"parked-{rejection.key}", at.now)


def _taken_back(at: Situation, plan: Plan) -> Plan:
    """The decision does not stand any more: stop its letter, or say that it has gone."""
    live, standing = at.deeds.rejection, at.facts.rejection
    if live is None:
        return plan
    if at.decided and at.facts.withdrawn_at is None:
        superseded = standing is not None and standing.key != live.decision_id
        if not superseded or live.state in OVER:
            # Once it has gone, the same answer for another reason is no second letter.
            return plan
    if live.state not in OVER:
        return replace(plan, deeds=plan.deeds.with_telling(live, state=State.TAKEN_BACK))
    item = at.letter(live)
    # Pending is not sent, whatever its attempt: an earlier one was refused for certain.
    if item is not None and item.state is Mail.PENDING:
        stopped = replace(plan, deeds=plan.deeds.with_telling(live, state=State.TAKEN_BACK))
        if item.id in at.carried:
            return replace(stopped, stop=(*plan.stop, item))
        return replace(stopped, cancel=(*plan.cancel, owner_of(item.id)[2]))
    if item is not None and item.state is Mail.CANCELLED:
        return replace(plan, deeds=plan.deeds.with_telling(live, state=State.TAKEN_BACK))
    if at.facts.withdrawn_at is not None:
        # Who withdraws after being told has an answer already.
        return plan
    undone = plan.change(undone=(*plan.deeds.undone, live.number), answered_at=None)
    return undone.worry("decision_taken_back_after_sending", f"undone-{live.number}", at.now)


def _rejection(at: Situation, plan: Plan) -> Plan:
    decision, received_at = at.facts.rejection, at.facts.received_at
    if decision is None or received_at is None or not at.decided:
        return plan
    if at.answer is not None or at.deeds.rejection is not None:
        return plan
    number = len(at.deeds.tellings) + 1
    met = at.facts.last_interview(at.now) is not None
    rules = at.organisation.telling.review
    telling = Telling(
        number=number,
        decision_id=decision.key,
        review=rules.after_interview if met else rules.before_interview,
        decided_at=decision.at,
        not_before=earliest_telling(
            received_at=received_at,
            tell_after=decision.data.tell_after,
            organisation=at.organisation,
        ),
        # A decision that reached us late still gets its whole hold.
        tell_at=telling_time(
            decided_at=max(decision.at, at.now),
            received_at=received_at,
            tell_after=decision.data.tell_after,
            organisation=at.organisation,
            calendar=at.calendar,
            zone=at.zone,
        ),
        zone=at.zone,
    )
    work = OwedWork(
        f"telling-{at.id}-{number}", "telling", {"application_id": at.id, "number": number}
    )
    return plan.change(tellings=(*plan.deeds.tellings, telling)).start(work)


def _withdrawal(at: Situation, plan: Plan) -> Plan:
    if at.facts.withdrawn_at is None or at.facts.erased_at is not None:
        return plan
    live = at.deeds.rejection
    told_already = live is not None and live.state in OVER
    if told_already or not at.organisation.withdrawals.confirm or at.address is None:
        return plan
    return plan.owe(OwedMail("withdrawal-1", "withdrawal_confirmation", "candidate"))


TROUBLE = frozenset({Mail.BOUNCED, Mail.COMPLAINED, Mail.NEEDS_HUMAN})

NOTES = {
    "no_address": "address_missing",
    "cannot_email": "cannot_email",
    "not_delivered": "not_delivered",
    "delivery_unknown": "delivery_unknown",
    "text_changed_after_approval": "text_changed_after_approval",
    "address_of_another": "address_of_another",
}
"""Why a mail needs a human, by the item's note. Every other note is SES's word for its no."""


def _letters(at: Situation, plan: Plan) -> Plan:
    """Take note of what became of the letter of each decision, wherever it lies.

    Told means delivered. A letter that was stopped before anybody took it, or that came back from
    an address that is not the candidate's any more, is owed again: the clock starts anew.
    """
    for telling in at.deeds.tellings:
        item = at.letter(telling)
        if item is None or telling.state not in {State.RELEASED, State.DELIVERED}:
            continue
        told = telling.state is State.DELIVERED
        if item.state in TOLD and not told:
            plan = _told(plan, telling, item.settled_at or at.now)
        elif item.state is Mail.BOUNCED:
            plan = _came_back(at, plan, telling, item)
        elif item.state is Mail.CANCELLED and at.facts.erased_at is None:
            plan = _owed_again(at, plan, telling)
        elif item.state is Mail.NEEDS_HUMAN and item.attempt == 0 and _mendable(at, item):
            # It never left, for want of an address that is known now.
            plan = _owed_again(at, plan, telling)
        if item.id in at.carried and item.state in TROUBLE:
            plan = _trouble(at, plan, item, item.id)
    return plan


def _mendable(at: Situation, item: OutboxItem) -> bool:
    """The same letter would be refused again for somebody else's address in it."""
    return at.address is not None and item.note != "address_of_another"


def _told(plan: Plan, telling: Telling, delivered_at: datetime) -> Plan:
    deeds = plan.deeds.with_telling(telling, state=State.DELIVERED, delivered_at=delivered_at)
    if telling.kind is not Kind.REJECTION:
        return replace(plan, deeds=deeds)
    return replace(plan, deeds=deeds).tell_bus("answer.delivered", delivered_at=delivered_at)


def _came_back(at: Situation, plan: Plan, telling: Telling, item: OutboxItem) -> Plan:
    """A letter that came back was not told, even when it had been taken for delivered."""
    if _went_to_the_address_we_have(at, item):
        plan = plan.change(bounced=address_hash(_email(at)))
    elif at.address is not None:
        return _owed_again(at, plan, telling)
    if telling.state is not State.DELIVERED:
        return plan
    deeds = plan.deeds.with_telling(telling, state=State.RELEASED, delivered_at=None)
    return replace(plan, deeds=deeds.model_copy(update=UNANSWERED))


UNANSWERED = {"answered_at": None, "answered_by": None, "answered_in_time": None}


def _went_to_the_address_we_have(at: Situation, item: OutboxItem) -> bool:
    """Whether the address has not been corrected since this mail was sent."""
    since, sent_at = at.facts.email_since, item.sent_at or item.settled_at
    return since is None or sent_at is None or since <= sent_at


def _owed_again(at: Situation, plan: Plan, telling: Telling) -> Plan:
    deeds = plan.deeds.with_telling(
        telling,
        state=State.HOLDING,
        letter_id=None,
        told_with={},
        released_at=None,
        delivered_at=None,
    )
    return replace(plan, deeds=deeds).start(wake_telling(at.id, telling.number, at.now, "a"))


def wake_telling(application: str, number: int, now: datetime, why: str) -> OwedWork:
    """A telling looks at once; it may be woken by anybody and twice."""
    return OwedWork(
        f"telling-{application}-{number}-{why}{now:%Y%m%d%H%M%S}",
        "telling",
        {"application_id": application, "number": number},
    )


def _delivery(at: Situation, plan: Plan) -> Plan:
    """Take note of how each mail of this application ended, and let others know."""
    for name, item in at.outbox.items():
        if item.due_at is None or item.state not in (*TOLD, *TROUBLE, Mail.CANCELLED):
            continue
        plan = replace(plan, settled=(*plan.settled, name))
        came_back = item.state is Mail.BOUNCED and item.audience == "candidate"
        if came_back and _went_to_the_address_we_have(at, item):
            plan = plan.change(bounced=address_hash(_email(at)))
        if item.state in TROUBLE and not name.startswith("human-"):
            # A trouble about a trouble mail would go round for ever; the log and alarm have it.
            plan = _trouble(at, plan, item, name)
    return plan


def _trouble(at: Situation, plan: Plan, item: OutboxItem, name: str) -> Plan:
    return plan.worry(_reason(item), f"{item.state}-{name}", at.now, item.note)


def _reason(item: OutboxItem) -> str:
    """Why a human must look, in a code that the texts explain.

    SES takes a mail to an address on its suppression list, and says that it bounced; the list is
    the account's (OnAccountSuppressionList) or SES's own (Suppressed).
    """
    if item.state is Mail.COMPLAINED:
        return "complained"
    if item.state is Mail.BOUNCED:
        return "suppressed" if "Suppress" in (item.note or "") else "bounced"
    return NOTES.get(item.note or "", "refused")


def _company(at: Situation, plan: Plan) -> Plan:
    """Wake those whose decision lies in a letter here, or was to be told by a stopped letter."""
    for telling in at.deeds.tellings:
        item = at.letter(telling)
        if item is None or owner_of(item.id)[2] not in {*plan.settled, *plan.cancel}:
            continue
        for other, number in telling.told_with.items():
            plan = plan.start(wake_telling(other, number, at.now, "c"))
    for item in plan.stop:
        _, owner, name = owner_of(item.id)
        plan = plan.start(wake_telling(owner, int(name.split("-")[1]), at.now, "c"))
    return plan


def _email(at: Situation) -> str:
    return (at.facts.candidate.email if at.facts.candidate else None) or ""


def _answered(at: Situation, plan: Plan) -> Plan:
    """Note when and how the promise was fulfilled, once."""
    now = replace(at, deeds=plan.deeds)
    if now.answer is None or plan.deeds.answered_at is not None:
        return plan
    promise = plan.deeds.promise
    live = plan.deeds.rejection
    answered_at = (live.delivered_at if live and now.answer == "told" else None) or at.now
    return plan.change(
        answered_at=answered_at,
        answered_by=plan.deeds.answered_by or now.answer,
        answered_in_time=promise is None or answered_at <= promise.due_at,
    )


OBLIGATIONS: tuple[Obligation, ...] = (
    _erasure,
    _promise,
    _receipt,
    _screening,
    _parked,
    _taken_back,
    _rejection,
    correct,
    _withdrawal,
    _delivery,
    _company,
    _letters,
    _answered,
)
"""In this order: what stops comes before what starts."""
