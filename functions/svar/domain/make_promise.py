"""Which day a candidate is promised, and what a change of policy makes of it.

The earlier of the organisation's promise and the law's date wins; a date that the candidate was
told is never moved back.
"""

from datetime import datetime, time
from hashlib import sha256

from svar.domain.calendar import DAY, WorkCalendar, at_local
from svar.domain.organisation import Organisation
from svar.domain.promises import Promise, Reason

NUDGE_SPREAD = 0.05
"""A reminder comes later, and an escalation earlier, by up to this share of the time between them:
who applied in one night would otherwise be asked about in one second."""


def make_promise(
    number: int,
    reason: Reason,
    started_at: datetime,
    organisation: Organisation,
    jurisdiction: str,
    calendar: WorkCalendar,
    spread: float = 0.0,
) -> Promise:
    """Promise an answer; the earlier of the organisation's promise and the law's date wins.

    `started_at` is when the application came in, or when the last interview ended. Raises KeyError
    for a jurisdiction that the organisation does not describe.
    """
    rules = organisation.promises
    days = (
        rules.after_application_working_days
        if reason == "application"
        else rules.after_interview_working_days
    )
    due_at = calendar.add_working_days(started_at, days)
    law = law_due_at(reason, started_at, organisation, jurisdiction, calendar)
    if law is not None:
        due_at = min(due_at, law)
    return _promise(number, reason, started_at, due_at, organisation, calendar, spread)


def law_due_at(
    reason: Reason,
    started_at: datetime,
    organisation: Organisation,
    jurisdiction: str,
    calendar: WorkCalendar,
) -> datetime | None:
    """The last telling instant within the law's calendar days, None where the law sets no date.

    A legal date on a red day is met the working day BEFORE: the law does not wait for us.
    """
    clock = organisation.promises.jurisdictions[jurisdiction]
    days = (
        clock.after_application_calendar_days
        if reason == "application"
        else clock.after_interview_calendar_days
    )
    if days is None:
        return None
    last_day = calendar.local_date(started_at) + days * DAY
    over = at_local(last_day + DAY, time(0), calendar.zone)
    # With a very short legal clock over a long holiday there may be no window left: then at once.
    return max(calendar.last_window(over), calendar.next_window(started_at))


def shorten(promise: Promise, new: Promise, calendar: WorkCalendar) -> Promise:
    """The promise after a change of policy: `new` is what the policy would promise today.

    A date that the candidate was told is never moved back. A shorter one applies at once, and a
    date that nobody was told yet simply becomes the new one.
    """
    if promise.told_at is not None and new.due_at > promise.due_at:
        return promise
    organisation = calendar.organisation
    moved = _promise(
        promise.number,
        promise.reason,
        promise.made_at,
        new.due_at,
        organisation,
        calendar,
        promise.spread,
    )
    return moved.model_copy(update={"told_at": promise.told_at, "told_for": promise.told_for})


def policy_mark(organisation: Organisation, jurisdiction: str) -> str:
    """Twelve hexadecimal digits that change with every rule that a promise is reckoned by."""
    rules = (
        organisation.promises.model_dump_json(exclude={"notice_every_working_days"}),
        organisation.telling.model_dump_json(include={"windows", "never"}),
        *(day.isoformat() for day in organisation.closed_days),
        organisation.country,
        organisation.subdivision or "",
        organisation.time_zone,
        jurisdiction,
    )
    return sha256("\n".join(rules).encode()).hexdigest()[:12]


def _promise(
    number: int,
    reason: Reason,
    started_at: datetime,
    due_at: datetime,
    organisation: Organisation,
    calendar: WorkCalendar,
    spread: float,
) -> Promise:
    rules = organisation.promises
    apart = (rules.escalate_at - rules.remind_at) * NUDGE_SPREAD * spread
    share = calendar.share_of_working_time
    return Promise(
        number=number,
        reason=reason,
        made_at=started_at,
        due_at=due_at,
        remind_at=share(started_at, due_at, rules.remind_at + apart),
        escalate_at=share(started_at, due_at, rules.escalate_at - apart),
        spread=spread,
    )


def spread_of(application_id: str) -> float:
    """An application's own place among all others, 0 to 1, even as a hash and always the same."""
    return int.from_bytes(sha256(application_id.encode()).digest()[:4]) / 2**32
