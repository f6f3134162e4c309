"""Working days, working hours and the windows in which somebody may be told something."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from dateutil.easter import easter

from svar.domain.organisation import Organisation
from svar.domain.policy import WEEKDAYS

NOON = time(12)
DAY = timedelta(days=1)
FAR = 3 * 366  # days; a calendar that is closed for longer than this is a mistake in the policy

Span = tuple[datetime, datetime]
"""Opening and close of one day, as UTC instants."""


class NeverOpen(ValueError):
    """The policy leaves no working day within three years."""


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall-clock time.

    An hour that exists twice is the first of the two (fold 0). An hour that does not exist is
    read with the offset before the change, which lies as far after the gap as it was into it.
    """
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


@cache
def red_days(country: str, subdivision: str | None) -> holidays.HolidayBase:
    """The public holidays of a place. It reckons a year when it is first asked about one of its
    days, so that to ask the same one again is cheap."""
    return holidays.country_holidays(country, subdiv=subdivision)


class WorkCalendar:
    """The days and hours of an organisation, seen in one time zone.

    Working days are the weekdays that have a window, less public holidays and closed days.
    Telling days are the working days on which a candidate may also be told something: the days
    between Christmas and New Year are worked, and a reminder may go, but no rejection.
    """

    def __init__(
        self, organisation: Organisation, zone: ZoneInfo, public: holidays.HolidayBase
    ) -> None:
        self.organisation = organisation
        self.zone = zone
        self.public = public
        self._seen: dict[tuple[date, bool], Span | None] = {}
        self._worked: dict[date, bool] = {}

    @classmethod
    def of(cls, organisation: Organisation) -> Self:
        public = red_days(organisation.country, organisation.subdivision)
        return cls(organisation, organisation.zone, public)

    def in_zone(self, zone: str | None) -> Self:
        """The same days and hours on a candidate's clock.

        Without a zone, or with one that nobody knows (an ATS sends whatever was typed), this one.
        """
        if zone is None:
            return self
        try:
            return type(self)(self.organisation, ZoneInfo(zone), self.public)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder, or no file's name
            return self

    def local_date(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def is_working_day(self, day: date) -> bool:
        if day not in self._worked:
            self._worked[day] = (
                WEEKDAYS[day.weekday()] in self.organisation.telling.windows
                and day not in self.public
                and day not in self.organisation.closed_days
            )
        return self._worked[day]

    def may_tell_on(self, day: date) -> bool:
        """Whether a candidate may be told something at some time of this day."""
        return self.telling_hours(day) is not None

    def working_hours(self, day: date) -> Span | None:
        """Opening and close of a working day, None on any other day."""
        return self._span(day, telling=False)

    def telling_hours(self, day: date) -> Span | None:
        """The telling window of a day, None if nobody may be told anything on it."""
        return self._span(day, telling=True)

    def in_window(self, instant: datetime) -> bool:
        """Whether a candidate may be told now. Both ends of a window belong to it."""
        span = self.telling_hours(self.local_date(instant))
        return span is not None and span[0] <= instant <= span[1]

    def next_window(self, instant: datetime) -> datetime:
        """The first instant from this one on at which a candidate may be told."""
        return self._next(instant, self.telling_hours)

    def next_working_time(self, instant: datetime) -> datetime:
        """The first instant from this one on in working hours; the close counts as past."""
        opens, _ = next(self._from(instant, self.working_hours))
        return max(opens, instant.astimezone(UTC))

    def last_window(self, instant: datetime) -> datetime:
        """The last instant up to this one at which a candidate may be told."""
        day = self.local_date(instant)
        for back in range(FAR):
            span = self.telling_hours(day - back * DAY)
            if span and span[0] <= instant:
                return min(span[1], instant.astimezone(UTC))
        raise NeverOpen(f"no telling window in the three years before {day}")

    def before_close(self, instant: datetime, lead: timedelta) -> datetime:
        """So long before the end of the last window up to this instant, but inside that window."""
        end = self.last_window(instant)
        span = self.telling_hours(self.local_date(end))
        return max(span[0], end - lead) if span else end

    def close_of(self, day: date) -> datetime:
        """The close of the day's window, or of the next day that has one."""
        for ahead in range(FAR):
            span = self.telling_hours(day + ahead * DAY)
            if span:
                return span[1]
        raise NeverOpen(f"no telling window in the three years after {day}")

    def add_working_days(self, instant: datetime, days: int) -> datetime:
        """The close of the nth working day after the instant's own day.

        When nobody may be told anything on that day, the close of the next day that has a window:
        so what is promised for a day can be kept on that day.
        """
        day, left = self.local_date(instant), days
        for _ in range(FAR):
            if left == 0:
                return self.close_of(day)
            day += DAY
            left -= self.is_working_day(day)
        raise NeverOpen(f"fewer than {days} working days in the three years after {instant}")

    def add_telling_time(self, instant: datetime, span: timedelta) -> datetime:
        """The instant by which so much time has gone by inside telling windows."""
        return self._add(instant, span, self.telling_hours)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two instants; nothing if the end comes first."""
        total = timedelta(0)
        for opens, closes in self._from(start, self.working_hours):
            if opens >= end:
                break
            total += min(closes, end) - max(opens, start)
        return total

    def share_of_working_time(self, start: datetime, end: datetime, share: float) -> datetime:
        """The instant at which this share (0-1) of the working time has gone by, never past `end`.

        A share that is up at the close of a day is up at the next opening, when somebody reads.
        """
        span = self.working_time(start, end)
        if not span:
            return end.astimezone(UTC)
        return min(self._add(start, span * share, self.working_hours), end.astimezone(UTC))

    def _next(self, instant: datetime, hours: Callable[[date], Span | None]) -> datetime:
        day = self.local_date(instant)
        for ahead in range(FAR):
            span = hours(day + ahead * DAY)
            if span and instant <= span[1]:
                return max(span[0], instant.astimezone(UTC))
        raise NeverOpen(f"no window in the three years after {day}")

    def _from(self, instant: datetime, hours: Callable[[date], Span | None]) -> Iterator[Span]:
        """Every span that is not over yet, in order."""
        day = self.local_date(instant)
        for ahead in range(FAR):
            span = hours(day + ahead * DAY)
            if span and span[1] > instant:
                yield span
        raise NeverOpen(f"no window in the three years after {day}")

    def _add(
        self, instant: datetime, span: timedelta, hours: Callable[[date], Span | None]
    ) -> datetime:
        left = span
        for opens, closes in self._from(instant, hours):
            start = max(opens, instant.astimezone(UTC))
            if left < closes - start:
                return start + left
            left -= closes - start
        raise NeverOpen(f"less than {span} of open hours in the three years after {instant}")

    def _span(self, day: date, *, telling: bool) -> Span | None:
        if (day, telling) not in self._seen:
            self._seen[day, telling] = self._hours_of(day, telling=telling)
        return self._seen[day, telling]

    def _hours_of(self, day: date, *, telling: bool) -> Span | None:
        if not self.is_working_day(day) or (telling and self._never_on(day)):
            return None
        window = self.organisation.telling.windows[WEEKDAYS[day.weekday()]]
        closes = window.closes
        if telling and f"{day + DAY:%m-%d}" in self.organisation.telling.never.afternoon_before:
            closes = min(closes, NOON)
        span = (at_local(day, window.opens, self.zone), at_local(day, closes, self.zone))
        # A window that a change of clocks swallows, or that opens after noon, is no window.
        return span if span[0] < span[1] else None

    def _never_on(self, day: date) -> bool:
        never = self.organisation.telling.never
        today = f"{day:%m-%d}"
        if today in never.on:
            return True
        if never.around_easter:
            sunday = easter(day.year)
            if sunday - 4 * DAY <= day <= sunday + DAY:
                return True
        return any(
            first <= today <= last if first <= last else today >= first or today <= last
            for first, last in never.between
        )
