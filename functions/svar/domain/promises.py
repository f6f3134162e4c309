"""What we owe a candidate and when: the response clock's pure half.

The clock reminds, escalates and sends honest status notices. It never writes a rejection: that
needs a human's decision, however late it is.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple

from pydantic import AwareDatetime, Field

from svar.domain.calendar import DAY, WorkCalendar, at_local
from svar.domain.organisation import Organisation
from svar.domain.value import Value

Reason = Literal["application", "interview"]

NOTICE_LEAD = timedelta(hours=1)
"""A notice leaves this long before the window closes: one started at the close would be late."""

NOTICE_SPREAD = timedelta(minutes=59)
"""And up to so much earlier, each promise at its own time: all promises of a day end with its
window, and a million applications may not wake in one second. Letters leave ahead of them all."""


class Promise(Value):
    """One date given to one candidate. A new interview makes a new promise with a higher number."""

    number: int
    reason: Reason
    made_at: AwareDatetime
    """The application, or the end of the last interview: from where the time is counted."""
    due_at: AwareDatetime
    """The close of a telling window. The candidate is told its date, and hears before then."""
    remind_at: AwareDatetime
    escalate_at: AwareDatetime
    spread: float = Field(default=0.0, ge=0, lt=1)
    """The promise's own place in the hour in which its like wake; always the same for one."""
    told_at: AwareDatetime | None = None
    """When the candidate was told a date; from then on the promise is never moved back."""
    told_for: date | None = None
    """The date that the candidate was told: a change of policy may have made the promise sooner."""
    policy: str = ""
    """The mark of the rules that it was last reckoned by (`policy_mark`)."""

    @property
    def agenda(self) -> tuple[datetime, datetime, datetime]:
        """When people are asked, when others are, and when the candidate must know."""
        return self.remind_at, self.escalate_at, self.due_at

    @property
    def notice_lead(self) -> timedelta:
        """How long before the close of a window its status notices leave."""
        return NOTICE_LEAD + self.spread * NOTICE_SPREAD


class Due(StrEnum):
    NOTHING = "nothing"
    REMIND = "remind"
    """Ask the decider: decide now, or say when."""
    ESCALATE = "escalate"
    """Tell the decider, the next in line and the recruiter."""
    STATUS_NOTICE = "status_notice"
    """Tell the candidate honestly that there is no decision yet, and when they hear next."""
    CLOSED = "closed"
    """Nothing is owed any more: answered, or another promise has taken over."""


class Deed(Value):
    """A recorded fact: what was done for one promise, and when."""

    due: Due
    at: AwareDatetime
    notice: int = 0
    """Which status notice it was, from 1; 0 for the other deeds."""
    next_word_by: date | None = None
    """The date that this notice gave the candidate."""
    mail_ids: tuple[str, ...] = ()
    """The mails on others' desks that asked, where it was asked together with others."""


class Step(NamedTuple):
    """What is owed now. After doing it, record the deed and ask again."""

    due: Due
    at: datetime | None = None
    """When it fell due; at or before the `now` that was asked with."""
    look_again: datetime | None = None
    """With nothing due: the next instant worth waking for."""
    number_of_notice: int = 0
    next_word_by: date | None = None
    """With a status notice: the date to give the candidate."""


def in_time(promise: Promise, answered_at: datetime, calendar: WorkCalendar) -> bool:
    """Whether the candidate heard by the day they were told, or by the promise where none was."""
    told = calendar.close_of(promise.told_for) if promise.told_for else promise.due_at
    return answered_at <= max(told, promise.due_at)


def notice_at(promise: Promise, calendar: WorkCalendar) -> datetime:
    """When the first status notice goes: inside the last window before the promise runs out."""
    return calendar.before_close(promise.due_at, promise.notice_lead)


def plan_response(
    promise: Promise,
    *,
    answered: bool,
    superseded: bool,
    done: tuple[Deed, ...],
    word_by: date | None,
    now: datetime,
    calendar: WorkCalendar,
    organisation: Organisation,
    decided: bool = False,
) -> Step:
    """Say what the response clock owes now, or when to look again.

    Pure, so a doubled or late wake-up changes nothing. `word_by` is the date by which the decider
    said there would be a decision. `decided` means that a decision is on its way to the candidate:
    nobody is nagged then, but a candidate whose date runs out still gets word. `done` may come in
    any order and with doubles. The calendar may be in the candidate's zone.
    """
    if answered or superseded:
        return Step(due=Due.CLOSED)
    notices = [deed for deed in done if deed.due is Due.STATUS_NOTICE]
    notice = _notice_due(promise, notices, calendar, organisation)
    if notice <= now and calendar.in_window(now):
        return Step(
            due=Due.STATUS_NOTICE,
            at=notice,
            number_of_notice=max((deed.notice for deed in notices), default=0) + 1,
            next_word_by=next_word_by(
                now, word_by, calendar, organisation, told_for=promise.told_for
            ),
        )
    agenda = () if decided else asks_at(promise, done, word_by, calendar)
    for due, at in agenda:
        if at <= now:
            opens = calendar.next_working_time(now)
            if opens <= now:
                return Step(due=due, at=at)
            return Step(due=Due.NOTHING, look_again=opens)
    waits = [at for _, at in agenda]
    return Step(due=Due.NOTHING, look_again=min([calendar.next_window(max(notice, now)), *waits]))


def next_word_by(
    now: datetime,
    word_by: date | None,
    calendar: WorkCalendar,
    organisation: Organisation,
    *,
    told_for: date | None = None,
) -> date:
    """The date that a notice sent now may honestly give: the decider's own, if it is sooner.

    Never later than a date that the candidate was told and that is still to come.
    """
    rules = organisation.promises
    regular = calendar.add_working_days(now, rules.notice_every_working_days)
    if word_by is not None and word_by > calendar.local_date(now):
        regular = min(regular, calendar.close_of(word_by))
    if told_for is not None and told_for > calendar.local_date(now):
        regular = min(regular, calendar.close_of(told_for))
    return calendar.local_date(regular)


def _notice_due(
    promise: Promise,
    notices: list[Deed],
    calendar: WorkCalendar,
    organisation: Organisation,
) -> datetime:
    """When the next notice is owed, counted from the last one that was really sent.

    So an outage over three due dates is followed by one notice, not by three.
    """
    if not notices:
        return notice_at(promise, calendar)
    last = max(notices, key=lambda deed: (deed.notice, deed.at))
    every = organisation.promises.notice_every_working_days
    due_at = calendar.add_working_days(last.at, every)
    if last.next_word_by is not None:
        # By the end of the day that was told: even when a change of policy took away its window.
        told = at_local(last.next_word_by + DAY, time(0), calendar.zone)
        due_at = min(due_at, calendar.last_window(told))
    return calendar.before_close(due_at, promise.notice_lead)


def asks_at(
    promise: Promise, done: tuple[Deed, ...], word_by: date | None, calendar: WorkCalendar
) -> tuple[tuple[Due, datetime], ...]:
    """What the decider's side still owes, the gravest first: it makes the milder needless."""
    kinds = {deed.due for deed in done}
    if Due.ESCALATE in kinds:
        return ()
    escalate = (Due.ESCALATE, promise.escalate_at)
    if Due.REMIND in kinds:
        return (escalate,)
    remind_at = promise.remind_at
    if word_by is not None:
        # The decider has named a day: ask again when it is there, not before.
        remind_at = max(remind_at, at_local(word_by, time(0), calendar.zone))
    return (escalate, (Due.REMIND, remind_at)) if remind_at < promise.escalate_at else (escalate,)
