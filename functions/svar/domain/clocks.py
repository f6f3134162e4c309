"""One turn of each clock: what is due now, and when to look again.

A state machine only waits and asks. What it gets back is decided here from the whole situation,
so an early, late, doubled or lost wake-up changes nothing.
"""

from copy import replace
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from svar.domain import pleas
from svar.domain.corrections import stands
from svar.domain.outbox import item_id
from svar.domain.promises import Deed, Due, Promise, plan_response
from svar.domain.situation import OwedMail, Plan, Situation, promise_end
from svar.domain.telling import Kind, Next, State, Telling, plan_telling
from svar.domain.together import Company, Member, company, not_before

LONGEST_WAIT = timedelta(days=30)
TURNS = 8
"""More turns than this at one instant would be a planner that does not see its own deeds."""


class Turn(NamedTuple):
    """What the state machine does next; `at` is when to look again with `wait`."""

    plan: Plan
    next: Literal["wait", "write", "done"]
    at: datetime | None = None

    def wait_seconds(self, now: datetime) -> int:
        if self.at is None:
            return 1
        return max(1, int(min(self.at - now, LONGEST_WAIT).total_seconds()) + 1)


def turn_response_clock(at: Situation, plan: Plan, number: int) -> Turn:
    """Remind, escalate or send the status notices that are due for this promise."""
    if at.desks and at.deeds.promise is not None and at.deeds.promise.number == number:
        # Most looks ask nobody: see `ask`.
        from svar.domain.asking import noted

        plan = noted(at, plan)
    for _ in range(TURNS):
        at = at.with_deeds(plan.deeds)
        promise = next((p for p in at.deeds.promises if p.number == number), None)
        current = at.deeds.promise
        if promise is None or current is None:
            return Turn(plan, "done")
        step = plan_response(
            promise,
            answered=at.answer is not None,
            superseded=current.number != number,
            done=at.deeds.done.get(number, ()),
            word_by=at.deeds.word_by,
            now=at.now,
            calendar=at.calendar.in_zone(at.zone),
            organisation=at.organisation,
            decided=at.decided,
        )
        match step.due:
            case Due.CLOSED:
                return Turn(plan, "done")
            case Due.NOTHING:
                plan, ask_at = pleas.turn(at, plan)
                return Turn(plan, "wait", _earliest(step.look_again, ask_at, at))
            case Due.REMIND:
                plan = _nudge(at, plan, OwedMail(f"reminder-{number}", "reminder", "decider"))
            case Due.ESCALATE:
                plan = _escalate(at, plan, promise)
            case Due.STATUS_NOTICE:
                plan = _notice(at, plan, promise, step.number_of_notice, step.next_word_by)
        deed = Deed(
            due=step.due,
            at=at.now,
            notice=step.number_of_notice,
            next_word_by=step.next_word_by,
            mail_ids=_together(at, plan, step.due),
        )
        plan = replace(plan, deeds=plan.deeds.with_done(number, deed))
    return Turn(plan, "wait", at.now + timedelta(hours=1))


def _earliest(
    look_again: datetime | None, ask_at: datetime | None, at: Situation
) -> datetime | None:
    """A planned interview makes a new promise when it is over, so somebody must look then."""
    times = (look_again, ask_at, at.facts.next_interview(at.now))
    return min((each for each in times if each is not None), default=None)


def _escalate(at: Situation, plan: Plan, promise: Promise) -> Plan:
    readers: tuple[Literal["manager", "recruiter"], ...] = ("manager", "recruiter")
    for to in readers:
        plan = _nudge(at, plan, OwedMail(f"escalation-{promise.number}-{to}", "escalation", to))
    return plan.tell_bus("deadline.approaching", promise=promise.number, due_at=promise.due_at)


def _nudge(at: Situation, plan: Plan, mail: OwedMail) -> Plan:
    """Ask one of the employer's people: together with others where several are listed."""
    if not at.desks:
        return plan.owe(mail)
    # Most looks ask nobody, and what a desk holds is models of its own.
    from svar.domain.asking import ask_together

    reader = {"decider": at.decider, "manager": at.manager}.get(mail.to, at.recruiter)
    nudge: Literal["reminder", "escalation"] = (
        "reminder" if mail.kind == "reminder" else "escalation"
    )
    together = ask_together(at, plan, nudge, reader)
    return plan.owe(mail) if together is None else together


def _together(at: Situation, plan: Plan, due: Due) -> tuple[str, ...]:
    """The mails on desks that asked this, where it was asked together with others."""
    if not at.desks or due not in {Due.REMIND, Due.ESCALATE}:
        return ()
    from svar.domain.asking import NUDGES, mails_about

    return mails_about(at, plan, NUDGES[due])


def _notice(at: Situation, plan: Plan, promise: Promise, number: int, next_word_by: object) -> Plan:
    params = {
        "number": number,
        "promise": promise.number,
        "next_word_by": next_word_by,
        "promised_by": promised_date(at, promise),
        "early": promised_date(at, promise) > at.calendar.in_zone(at.zone).local_date(at.now),
        "answer_on_its_way": at.decided,
    }
    plan = plan.tell_bus("deadline.missed", promise=promise.number, due_at=promise.due_at)
    if at.address is None:
        return plan.worry(at.no_address, f"no-word-{promise.number}", at.now)
    plan = plan.tell_bus(
        "status_notice.sent",
        promise=promise.number,
        notice=number,
        sent_at=at.now,
        next_word_by=next_word_by,
    )
    name = f"notice-{promise.number}-{number}"
    return plan.owe(OwedMail(name, "status_notice", "candidate", params))


def promised_date(at: Situation, promise: Promise) -> date:
    """The day the candidate was last given: by the promise, or by a later status notice."""
    given = [
        deed.next_word_by
        for deed in at.deeds.done.get(promise.number, ())
        if deed.next_word_by is not None
    ]
    zone = at.calendar.in_zone(at.zone)
    return max([promise.told_for or zone.local_date(promise.due_at), *given])


def turn_telling(at: Situation, plan: Plan, number: int) -> Turn:
    """Ask for the letter, for approval, or let it go."""
    for _ in range(TURNS):
        at = at.with_deeds(plan.deeds)
        telling = at.deeds.telling(number)
        if telling is None:
            return Turn(plan, "done")
        group = company(at, plan, telling)
        step = plan_telling(
            telling,
            decision_stands=stands(at, telling),
            erased=at.facts.erased_at is not None,
            promise_due_at=promise_end(at),
            other_process_open=at.other_process_open,
            not_before=max((t for t in not_before(at, telling, group) if t), default=None),
            now=at.now,
            calendar=at.calendar,
            organisation=at.organisation,
        )
        match step.next:
            case Next.DONE:
                return Turn(plan, "done")
            case Next.WRITE:
                return Turn(plan, "write")
            case Next.WAIT:
                if at.other_process_open and at.now >= telling.tell_at:
                    plan = _another_process(at, plan, telling)
                return Turn(plan, "wait", step.wait_until)
            case Next.RELEASE if at.address is None:
                # A letter that nobody can receive is a human's to tell; a new address frees it.
                plan = plan.worry(at.no_address, f"unreachable-{number}", at.now)
                return Turn(plan, "wait", at.calendar.add_working_days(at.now, 1))
            case Next.ASK_APPROVAL:
                plan = ask(plan, telling, at.now)
            case Next.ESCALATE_APPROVAL:
                plan = _escalate_approval(plan, telling, at.now)
            case Next.RELEASE:
                plan = _release(at, plan, telling, group)
    return Turn(plan, "wait", at.now + timedelta(hours=1))


def _another_process(at: Situation, plan: Plan, telling: Telling) -> Plan:
    """The other process may never end, so people are asked again until one of them lets the letter
    go or says that they told the candidate. Meanwhile the status notices are sent."""
    plan = plan.worry("other_process_open", f"other-{telling.number}", at.now)
    key = f"other-{telling.number}"
    since = next(each.at for each in plan.deeds.concerns if each.key == key)
    trouble = pleas.Unreached("other_process_open", key, since, telling.number)
    if pleas.asks_again_at(at, plan, trouble) > at.now:
        return plan
    return pleas.plead(at, plan, trouble)


def ask(plan: Plan, telling: Telling, now: datetime) -> Plan:
    """Show the letter to the recruiter: the audit mail."""
    name = f"audit-{telling.number}-{_version(plan, telling)}"
    mail = OwedMail(name, "audit", "recruiter", {"number": telling.number})
    return replace(plan, deeds=plan.deeds.with_telling(telling, asked_at=now)).owe(mail)


def _version(plan: Plan, telling: Telling) -> int:
    started = f"audit-{telling.number}-"
    return 1 + sum(name.startswith(started) for name in plan.deeds.mails)


def _escalate_approval(plan: Plan, telling: Telling, now: datetime) -> Plan:
    times = sum(name.startswith(f"approval-{telling.number}-") for name in plan.deeds.mails)
    correcting = telling.kind is Kind.CORRECTION
    reason = "correction_waits" if correcting else "promise_before_hold_ends"
    mail = OwedMail(
        f"approval-{telling.number}-{times + 1}",
        "needs_human",
        "manager",
        {"reason": reason, "number": telling.number},
    )
    return replace(plan, deeds=plan.deeds.with_telling(telling, escalated_at=now)).owe(mail)


def _release(at: Situation, plan: Plan, telling: Telling, group: Company | None) -> Plan:
    """The letter goes into the outbox, as it was approved, and tells of all that go with it.

    All of them are released in one transaction, each guarded by its version: so a decision is
    told by one letter, whichever of the clocks comes first.
    """
    members = group.members if group else (Member(at, plan, telling),)
    carrier, *others = members
    name = letter_name(carrier.plan, carrier.telling)
    letter = item_id("application", carrier.at.id, name)
    released = {"state": State.RELEASED, "released_at": at.now, "letter_id": letter}
    plans = {
        each.at.id: replace(each.plan, deeds=each.plan.deeds.with_telling(each.telling, **released))
        for each in members
    }
    told_with = {each.at.id: each.telling.number for each in others}
    first = plans[carrier.at.id]
    carrying = first.deeds.telling(carrier.telling.number) or carrier.telling
    first = replace(first, deeds=first.deeds.with_telling(carrying, told_with=told_with))
    params = {"number": carrier.telling.number, "joint": group.draft if group else None}
    kind = "correction" if telling.kind is Kind.CORRECTION else "rejection"
    plans[carrier.at.id] = first.owe(OwedMail(name, kind, "candidate", params))
    if telling.kind is Kind.REJECTION:
        # The bus tells of answers; a correction is none.
        plans = {
            each.at.id: plans[each.at.id].tell_bus(
                "answer.sent", answer=each.telling.number, sent_at=at.now
            )
            for each in members
        }
    mine = plans.pop(at.id)
    return replace(mine, along=(*mine.along, *plans.items()))


def letter_name(plan: Plan, telling: Telling) -> str:
    """`letter-1`, or `correction-2`; one of the same telling that goes again after one was stopped,
    or came back and has another address now, is `letter-1-2`."""
    kind = "correction" if telling.kind is Kind.CORRECTION else "letter"
    first = f"{kind}-{telling.number}"
    again = sum(name == first or name.startswith(f"{first}-") for name in plan.deeds.mails)
    return f"{first}-{again + 1}" if again else first
