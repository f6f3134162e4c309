"""What each candidate of the demo is promised, reckoned from the script and the policy alone."""

from dataclasses import dataclass, field
from datetime import date, datetime

from svar.domain.calendar import WorkCalendar
from svar.domain.make_promise import make_promise
from svar.domain.organisation import Organisation
from svar.domain.promises import Reason
from svarctl.demo.cast import Application


@dataclass(frozen=True)
class Promised:
    """The last days, in the organisation's zone, by which a candidate must have word."""

    first: date
    receipt: date
    standing: tuple[date, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Span:
    """One promise: counted from `since`, to be kept on the day `due`, and replaced by the interview
    at `replaced_at` when there was one before that day was over."""

    since: datetime
    due: date
    replaced_at: datetime | None = None


def spans_of(
    application: Application, organisation: Organisation, calendar: WorkCalendar
) -> tuple[Span, ...]:
    """What was promised, from the script and the policy alone; raises ValueError without an
    application.

    An interview before the answer gives a new promise, and the old one holds no longer.
    """
    if application.applied_at is None:
        raise ValueError(f"{application.id} never applied")

    def day(number: int, reason: Reason, since: datetime) -> date:
        made = make_promise(
            number, reason, since, organisation, organisation.jurisdiction, calendar
        )
        return calendar.local_date(made.due_at)

    starts = [application.applied_at, *application.interviewed_at]
    days = [
        day(number, "interview" if number > 1 else "application", since)
        for number, since in enumerate(starts, 1)
    ]
    return tuple(
        Span(since, due, after if after and calendar.local_date(after) <= due else None)
        for since, due, after in zip(starts, days, [*starts[1:], None], strict=True)
    )


def promises_of(
    application: Application, organisation: Organisation, calendar: WorkCalendar
) -> Promised:
    """The days that were promised. Whoever ends it themselves is owed nothing by a date."""
    spans = spans_of(application, organisation, calendar)
    # A promise must have been kept unless a new one took its place before its day.
    standing = tuple(span.due for span in spans if span.replaced_at is None)
    return Promised(first=spans[0].due, receipt=spans[0].due, standing=standing)
