"""Working days, windows, and the nights when the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from svar.domain.calendar import NeverOpen, WorkCalendar
from tests.unit.clocks.given import OSLO, organisation_with, oslo


def local(instant: datetime) -> str:
    return instant.astimezone(OSLO).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("day", "works", "tells"),
    [
        (date(2026, 3, 2), True, True),
        (date(2026, 3, 7), False, False),  # a Saturday
        (date(2028, 2, 29), True, True),  # a leap day
        (date(2026, 4, 1), True, False),  # the Wednesday before Easter
        (date(2026, 4, 2), False, False),  # Maundy Thursday
        (date(2026, 4, 6), False, False),  # Easter Monday
        (date(2026, 4, 7), True, True),
        (date(2026, 5, 1), False, False),
        (date(2027, 5, 17), False, False),
        (date(2026, 5, 14), False, False),  # Ascension
        (date(2026, 12, 23), True, True),
        (date(2026, 12, 24), True, False),
        (date(2026, 12, 29), True, False),  # worked, but nobody is rejected
        (date(2027, 1, 1), False, False),
        (date(2027, 1, 4), True, True),
        (date(2026, 10, 9), False, False),  # the organisation's own closed day
    ],
)
def test_a_day_is_worked_and_told_on_as_the_policy_says(
    calendar: WorkCalendar, day: date, works: bool, tells: bool
) -> None:
    """Red days are neither; some days are worked while nobody is told."""
    assert calendar.is_working_day(day) is works
    assert calendar.may_tell_on(day) is tells


@pytest.mark.parametrize("day", ["2026-04-30", "2028-05-16"])
def test_the_afternoon_before_1_and_17_may_is_quiet(calendar: WorkCalendar, day: str) -> None:
    """Telling ends at noon."""
    assert calendar.in_window(oslo(f"{day} 12:00"))
    assert not calendar.in_window(oslo(f"{day} 12:01"))


def test_nobody_is_told_on_a_friday_night(calendar: WorkCalendar) -> None:
    """Friday after 13 becomes Monday at 8."""
    assert local(calendar.next_window(oslo("2026-03-06 13:01"))) == "2026-03-09 08:00"


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-03-02 09:00", 1, "2026-03-03 16:00"),
        ("2026-03-02 09:00", 4, "2026-03-06 13:00"),
        ("2026-03-07 23:59", 1, "2026-03-09 16:00"),
        ("2026-03-30 09:00", 3, "2026-04-07 16:00"),  # 31 March, 1 April, then Easter
        ("2026-12-21 09:00", 5, "2027-01-04 16:00"),  # the 5th falls on 28 December
        ("2028-02-28 09:00", 1, "2028-02-29 16:00"),
        ("2026-04-29 09:00", 1, "2026-04-30 12:00"),
        ("2026-03-02 09:00", 0, "2026-03-02 16:00"),
    ],
)
def test_the_nth_working_day_ends_with_its_window(
    calendar: WorkCalendar, start: str, days: int, expected: str
) -> None:
    """The start's own day never counts; a day without a window hands over to the next with one."""
    assert local(calendar.add_working_days(oslo(start), days)) == expected


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-03-02 09:00", 4, "2026-03-02 13:00"),
        ("2026-03-02 12:00", 4, "2026-03-03 08:00"),  # up at the close: the next opening
        ("2026-03-06 12:00", 4, "2026-03-09 11:00"),
        ("2026-03-07 12:00", 4, "2026-03-09 12:00"),
        ("2026-04-30 11:00", 4, "2026-05-04 11:00"),
        ("2026-03-02 09:00", 0, "2026-03-02 09:00"),
        ("2026-03-02 19:00", 0, "2026-03-03 08:00"),
    ],
)
def test_a_hold_counts_telling_hours_only(
    calendar: WorkCalendar, start: str, hours: int, expected: str
) -> None:
    """Nights, weekends and quiet afternoons do not use up a hold."""
    found = calendar.add_telling_time(oslo(start), timedelta(hours=hours))
    assert local(found) == expected


def test_working_time_is_counted_across_days(calendar: WorkCalendar) -> None:
    """Monday from 15 to Tuesday at 9 is two hours, and backwards is none."""
    monday, tuesday = oslo("2026-03-02 15:00"), oslo("2026-03-03 09:00")
    assert calendar.working_time(monday, tuesday) == timedelta(hours=2)
    assert calendar.working_time(tuesday, monday) == timedelta(0)


def test_an_hour_that_does_not_exist_moves_forward() -> None:
    """On 29 March 2026 a window from 02:30 opens at 03:30 summer time."""
    organisation = organisation_with(('fri = "08:00-13:00"', 'sun = "02:30-10:00"'))
    span = WorkCalendar.of(organisation).telling_hours(date(2026, 3, 22))
    assert span is not None
    assert local(span[0]) == "2026-03-22 02:30"
    changed = WorkCalendar.of(organisation).telling_hours(date(2026, 3, 29))
    assert changed is not None
    assert changed[0] == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert local(changed[0]) == "2026-03-29 03:30"


def test_an_hour_that_exists_twice_is_the_first_one() -> None:
    """On 25 October 2026 02:30 comes twice; the window opens at the first."""
    organisation = organisation_with(('fri = "08:00-13:00"', 'sun = "02:30-10:00"'))
    span = WorkCalendar.of(organisation).telling_hours(date(2026, 10, 25))
    assert span is not None
    assert span[0] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_window_swallowed_by_the_change_of_clocks_is_no_window() -> None:
    """Nothing lies between 02:30 and 03:00 on the night to 29 March 2026."""
    organisation = organisation_with(('fri = "08:00-13:00"', 'sun = "02:30-03:00"'))
    assert WorkCalendar.of(organisation).telling_hours(date(2026, 3, 29)) is None


def test_the_window_is_on_the_candidates_clock(calendar: WorkCalendar) -> None:
    """In Auckland it is Tuesday morning while Oslo has Monday evening."""
    auckland = calendar.in_zone("Pacific/Auckland")
    evening = oslo("2026-03-02 20:30")
    assert auckland.in_window(evening)
    assert not calendar.in_window(evening)
    assert calendar.in_zone(None) is calendar


def test_another_countrys_red_days_are_its_own() -> None:
    """Family Day is kept in Ontario and nowhere else."""
    ontario = WorkCalendar.of(
        organisation_with(
            ('country = "NO"', 'country = "CA"\nsubdivision = "ON"'),
            ("Europe/Oslo", "America/Toronto"),
        )
    )
    assert not ontario.is_working_day(date(2026, 2, 16))
    assert ontario.is_working_day(date(2026, 5, 14))


def test_a_calendar_that_is_never_open_says_so() -> None:
    """A policy that forbids every day is refused instead of searched for ever."""
    organisation = organisation_with(('[["12-24", "01-01"]]', '[["01-01", "12-31"]]'))
    calendar = WorkCalendar.of(organisation)
    now = oslo("2026-03-02 09:00")
    with pytest.raises(NeverOpen):
        calendar.next_window(now)
    with pytest.raises(NeverOpen):
        calendar.last_window(now)
    with pytest.raises(NeverOpen):
        calendar.close_of(now.date())
