"""Asking again: a candidate whom no mail reaches is given to a human until a human has told them.

The first mail about a trouble goes to the recruiter at once. From then on the next in line is asked
every second working day, and at the end of the line the fallback contact, for as long as it takes:
until the address is put right, or somebody says that they told the candidate themselves.
"""

from datetime import datetime, time
from typing import NamedTuple

from svar.domain.calendar import DAY, WorkCalendar, at_local
from svar.domain.deeds import Plea
from svar.domain.outbox import State as Mail
from svar.domain.outcomes import reason_of
from svar.domain.policy import Contact
from svar.domain.situation import OwedMail, Plan, Situation, promise_end
from svar.domain.telling import OVER, State, Telling

EVERY_WORKING_DAYS = 2


class Unreached(NamedTuple):
    """What keeps a candidate from hearing, and since when a human knows."""

    reason: str
    key: str
    since: datetime
    number: int | None = None
    """The telling that it is about, when there is one."""
    detail: str | None = None


def unreached(at: Situation) -> Unreached | None:
    """Whether only a human can reach this candidate now."""
    if at.answer is not None or at.facts.received_at is None:
        return None
    telling = at.deeds.rejection if at.decided else None
    if telling is not None:
        return _lost(at, telling) or _nowhere(at, telling)
    end = promise_end(at)
    if at.address is None and end is not None and end <= at.now:
        return Unreached(at.no_address, f"word-{at.no_address}", end)
    return None


def _lost(at: Situation, telling: Telling) -> Unreached | None:
    """A letter that came back, or whose fate nobody knows."""
    item = at.letter(telling)
    if telling.state is not State.RELEASED or item is None:
        return None
    if item.state not in {Mail.BOUNCED, Mail.NEEDS_HUMAN}:
        return None
    since = item.settled_at or telling.released_at or at.now
    return Unreached(reason_of(item), f"letter-{item.id}", since, telling.number, item.note)


def _nowhere(at: Situation, telling: Telling) -> Unreached | None:
    """A letter that is ready and has no address to go to."""
    ready = (
        telling.state not in OVER and telling.letter_hash is not None and not telling.needs_human
    )
    if not ready or at.address is not None or telling.tell_at > at.now:
        return None
    return Unreached(at.no_address, f"address-{telling.number}", telling.tell_at, telling.number)


def asks_again_at(at: Situation, plan: Plan, trouble: Unreached) -> datetime:
    """When the next in line is asked: a morning in working hours."""
    asked = [plea.at for plea in plan.deeds.pleas if plea.key == trouble.key]
    return _morning_after(max(asked, default=trouble.since), at.calendar)


def plead(at: Situation, plan: Plan, trouble: Unreached) -> Plan:
    """Ask the next in line now."""
    before = sum(plea.key == trouble.key for plea in plan.deeds.pleas)
    line = lineup(at)
    to = line[min(before + 1, len(line) - 1)]
    plea = Plea(key=trouble.key, at=at.now)
    plan = plan.change(pleas=(*plan.deeds.pleas, plea))
    params = {"reason": trouble.reason, "number": trouble.number, "detail": trouble.detail}
    name = f"human-again-{len(plan.deeds.pleas)}"
    return plan.owe(OwedMail(name, "needs_human", "manager", params, person=to))


def lineup(at: Situation) -> tuple[Contact, ...]:
    """Who is asked about this application, one after the other; the last is the fallback."""
    everybody = (
        at.recruiter,
        at.decider,
        *at.organisation.next_in_line(at.decider.email),
        *at.organisation.next_in_line(at.recruiter.email),
    )
    fallback = at.organisation.contacts.fallback
    found = {each.email.casefold(): each for each in everybody if not at.is_gone(each.email)}
    found.pop(fallback.email.casefold(), None)
    return (*found.values(), fallback)


def turn(at: Situation, plan: Plan) -> tuple[Plan, datetime | None]:
    """Ask if it is time to, and say when to ask again; `None` when nobody need be asked."""
    trouble = unreached(at.with_deeds(plan.deeds))
    if trouble is None:
        return plan, None
    due_at = asks_again_at(at, plan, trouble)
    if due_at > at.now:
        return plan, due_at
    opens = at.calendar.next_working_time(at.now)
    if opens > at.now:
        return plan, opens
    plan = plead(at, plan, trouble)
    return plan, asks_again_at(at, plan, trouble)


def _morning_after(instant: datetime, calendar: WorkCalendar) -> datetime:
    """The opening of the second working day after."""
    day, left = calendar.local_date(instant), EVERY_WORKING_DAYS
    while left:
        day += DAY
        left -= calendar.is_working_day(day)
    return calendar.next_working_time(at_local(day, time(0), calendar.zone))
