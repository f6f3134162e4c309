"""Dates and times as people say them."""

from datetime import UTC, date, datetime

import pytest

from svar.domain.languages import languages
from svar.mail.dates import say_date, say_dates, say_moment, say_short_date, say_time
from tests.spoken import spoken

TODAY = date(2026, 2, 1)


@pytest.mark.parametrize("language", languages())
def test_a_date_of_this_year_has_no_year(language: str) -> None:
    """The year is noise when it is this one."""
    said = spoken(language)["thursday"]
    assert say_date(date(2026, 3, 12), language=language, today=TODAY) == said


def test_a_date_of_another_year_says_so() -> None:
    """Nobody should wonder which January is meant."""
    assert say_date(date(2027, 1, 4), language="nn", today=TODAY) == "måndag 4. januar 2027"
    assert say_short_date(date(2027, 1, 4), language="en", today=TODAY) == "4 January 2027"


def test_nynorsk_has_its_own_weekdays() -> None:
    """Tysdag and laurdag are said in no other language."""
    said = [say_date(date(2026, 3, day), language="nn", today=TODAY) for day in (10, 14, 15)]
    assert said == ["tysdag 10. mars", "laurdag 14. mars", "søndag 15. mars"]


@pytest.mark.parametrize("language", languages())
def test_a_time_is_said_in_the_readers_zone(language: str) -> None:
    """13:30 UTC in winter is half past two in Oslo."""
    instant = datetime(2026, 3, 12, 13, 30, tzinfo=UTC)
    said = say_time(instant, language=language, zone="Europe/Oslo")
    assert said == spoken(language)["half_past_two"]


def test_a_moment_can_fall_on_another_day_in_another_zone() -> None:
    """Late on the 12th in UTC is the 13th in Oslo, in summer time."""
    instant = datetime(2026, 6, 12, 23, 5, tzinfo=UTC)
    said = say_moment(instant, language="nb", zone="Europe/Oslo", today=TODAY)
    assert said == "lørdag 13. juni kl. 01.05"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((), ""),
        ((date(2026, 3, 2),), "2. mars"),
        ((date(2026, 3, 2), date(2026, 3, 5)), "2. mars og 5. mars"),
        (
            (date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 9)),
            "2. mars, 5. mars og 9. mars",
        ),
    ],
)
def test_several_dates_are_listed_as_in_speech(days: tuple[date, ...], said: str) -> None:
    """Commas, and an "og" before the last."""
    assert say_dates(days, language="nb", today=TODAY) == said
