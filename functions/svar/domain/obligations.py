"""What is owed, given what has happened and what was done: the heart of the promise.

Each obligation looks at the whole situation and adds what is missing. None of them asks which
event came: after a lost, doubled or late event the same look gives the same answer. Looking again
after the plan was carried out finds nothing.
"""

from collections.abc import Callable
from copy import replace
from hashlib import sha256

from svar.domain.corrections import correct
from svar.domain.make_promise import make_promise, policy_mark, shorten, spread_of
from svar.domain.outbox import State as Mail
from svar.domain.outcomes import (
    UNANSWERED,
    company,
    delivery,
    letters,
    signed_by_somebody_gone,
    stop_letter,
    wake_company,
    wake_telling,
)
from svar.domain.promises import Promise, in_time
from svar.domain.situation import OwedMail, OwedWork, Plan, Situation
from svar.domain.telling import OVER, Kind, State, Telling, earliest_telling, telling_time

Obligation = Callable[[Situation, Plan], Plan]


def settle(situation: Situation) -> Plan:
    """Everything that is owed now. Pure and idempotent."""
    plan = Plan(deeds=situation.deeds)
    if situation.facts.received_at is None:
        # The log keeps what came early; it is completed when the application arrives.
        return plan
    for obligation in OBLIGATIONS:
        situation = situation.with_deeds(plan.deeds)
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
    theirs = [item for item in at.carried.values() if item.state is Mail.PENDING]
    deeds = deeds.model_copy(update={"erased": True, "drafts": {}, "begun": {}, "chat": None})
    plan = replace(plan, deeds=deeds, cancel=waiting, erase=True)
    for item in theirs:
        plan = stop_letter(at, plan, item)
    return wake_company(at, plan, set(waiting))


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
        return _under_todays_policy(at, plan, promise)
    made = make_promise(
        number,
        "interview" if reason == "interview" else "application",
        since,
        at.organisation,
        _jurisdiction(at),
        at.calendar.in_zone(at.zone),
        spread_of(at.id),
    )
    made = made.model_copy(update={"policy": policy_mark(at.organisation, _jurisdiction(at))})
    work = OwedWork(
        f"clock-{at.id}-{number}",
        "response_clock",
        {"application_id": at.id, "number": number},
    )
    return plan.change(promises=(*plan.deeds.promises, made), word_by=None).start(work)


def _jurisdiction(at: Situation) -> str:
    """Whose legal clock holds: the job's, the ATS account's, or the organisation's."""
    place = at.job.jurisdiction or at.organisation.jurisdiction_of(at.facts.source or "")
    known = at.organisation.promises.jurisdictions
    return place if place in known else at.organisation.jurisdiction


def _under_todays_policy(at: Situation, plan: Plan, promise: Promise) -> Plan:
    """A promise that runs when the policy changes: never later than told, sooner at once.

    Its reminders move too, and its clock is woken, since the old one sleeps until the old times.
    """
    place = _jurisdiction(at)
    mark = policy_mark(at.organisation, place)
    if promise.policy == mark:
        return plan
    calendar = at.calendar.in_zone(at.zone)
    args = (promise.number, promise.reason, promise.made_at, at.organisation, place, calendar)
    today = shorten(promise, make_promise(*args), calendar)
    today = today.model_copy(update={"policy": mark})
    plan = plan.change(promises=(*plan.deeds.promises[:-1], today))
    if today.agenda == promise.agenda:
        return plan
    work = OwedWork(
        f"clock-{at.id}-{promise.number}-p{mark}",
        "response_clock",
        {"application_id": at.id, "number": promise.number},
    )
    return plan.start(work)


def _receipt(at: Situation, plan: Plan) -> Plan:
    promise = at.deeds.promise
    silent = at.answer is not None and at.answer != "withdrawn"
    if silent or promise is None or at.facts.receipt_sent_elsewhere:
        return plan
    if "receipt-1" in at.deeds.mails or promise.number > 1:
        return plan
    if at.address is None:
        return plan.worry(at.no_address, "address", at.now)
    told_for = at.calendar.in_zone(at.zone).local_date(promise.due_at)
    told = promise.model_copy(update={"told_at": at.now, "told_for": told_for})
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
    # What the ATS has told itself is not told again; nor is anything to one who has withdrawn.
    settled = at.facts.withdrawn_at is not None or at.answer == "told_by_ats"
    if at.decided and not settled:
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
        return stop_letter(at, stopped, item)
    if item is not None and item.state is Mail.CANCELLED:
        return replace(plan, deeds=plan.deeds.with_telling(live, state=State.TAKEN_BACK))
    if settled:
        # Who withdraws after being told has an answer already.
        return plan
    undone = plan.change(undone=(*plan.deeds.undone, live.number), **UNANSWERED)
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


def _met_after_all(at: Situation, plan: Plan) -> Plan:
    """The interview was heard of after the decision: its letter is one to somebody who was met.

    Events come out of order, and a letter that nobody looks at must not go to such a person.
    """
    live = at.deeds.rejection
    if live is None or live.kind is not Kind.REJECTION or live.state in OVER or live.approved:
        return plan
    met = at.facts.last_interview(at.now) is not None
    rule = at.organisation.telling.review.after_interview
    if not met or rule != "approve" or live.review == rule:
        return plan
    changes: dict[str, object] = {"review": rule, "asked_at": None, "escalated_at": None}
    if live.state is State.HOLDING:
        changes["state"] = State.HELD_FOR_REVIEW
    stricter = live.model_copy(update=changes)
    plan = plan.change(tellings=plan.deeds.with_telling(stricter).tellings)
    return plan.start(wake_telling(at.id, live.number, at.now, "m"))


def _withdrawal(at: Situation, plan: Plan) -> Plan:
    if at.facts.withdrawn_at is None or at.facts.erased_at is not None:
        return plan
    live = at.deeds.rejection
    told_already = live is not None and live.state in OVER
    if told_already or not at.organisation.withdrawals.confirm or at.address is None:
        return plan
    return plan.owe(OwedMail("withdrawal-1", "withdrawal_confirmation", "candidate"))


def _answered(at: Situation, plan: Plan) -> Plan:
    """Note when and how the promise was fulfilled, once."""
    now = at.with_deeds(plan.deeds)
    if now.answer is None or plan.deeds.answered_at is not None:
        return plan
    promise = plan.deeds.promise
    live = plan.deeds.rejection
    answered_at = (live.delivered_at if live and now.answer == "told" else None) or at.now
    return plan.change(
        answered_at=answered_at,
        answered_by=plan.deeds.answered_by or now.answer,
        answered_in_time=promise is None or in_time(promise, answered_at, at.calendar),
    )


OBLIGATIONS: tuple[Obligation, ...] = (
    _erasure,
    _promise,
    _receipt,
    _screening,
    _parked,
    _taken_back,
    _rejection,
    _met_after_all,
    correct,
    _withdrawal,
    delivery,
    company,
    letters,
    signed_by_somebody_gone,
    _answered,
)
"""In this order: what stops comes before what starts."""
