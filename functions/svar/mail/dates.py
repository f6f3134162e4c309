"""Dates and times as people say them: "torsdag 12. mars", "Thursday 12 March at 14:30".

Months, weekdays and patterns are facts of each language; here is only the arithmetic.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from svar.domain.languages import facts


def say_date(day: date, *, language: str, today: date) -> str:
    """Return "torsdag 12. mars", with the year only when it is not this year."""
    return _say("date", day, language=language, today=today)


def say_short_date(day: date, *, language: str, today: date) -> str:
    """Return "12. mars", without the weekday: for lists."""
    return _say("short", day, language=language, today=today)


def say_time(instant: datetime, *, language: str, zone: str) -> str:
    """Return "kl. 14.30" in `zone`; `instant` is aware."""
    here = instant.astimezone(ZoneInfo(zone))
    return facts(language).dates.time.format(hour=f"{here:%H}", minute=f"{here:%M}")


def say_moment(instant: datetime, *, language: str, zone: str, today: date) -> str:
    """Return "torsdag 12. mars kl. 14.30" in `zone`; `instant` is aware."""
    here = instant.astimezone(ZoneInfo(zone))
    return facts(language).dates.moment.format(
        date=say_date(here.date(), language=language, today=today),
        time=say_time(instant, language=language, zone=zone),
    )


def say_dates(days: Sequence[date], *, language: str, today: date) -> str:
    """Return "2. mars, 5. mars og 9. mars"; nothing for no days."""
    said = [say_short_date(day, language=language, today=today) for day in days]
    if len(said) < 2:
        return "".join(said)
    return facts(language).dates.list.format(first=", ".join(said[:-1]), last=said[-1])


def _say(pattern: Literal["date", "short"], day: date, *, language: str, today: date) -> str:
    dates = facts(language).dates
    said = getattr(dates, pattern if day.year == today.year else f"{pattern}_year")
    return str(said).format(
        weekday=dates.weekdays[day.weekday()],
        day=day.day,
        month=dates.months[day.month - 1],
        year=day.year,
    )
