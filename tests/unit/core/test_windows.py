"""Nobody is told at night: not even by a letter that was let go in time and kept on the way."""

from datetime import timedelta

import pytest

from svar.domain.calendar import WorkCalendar
from svar.workflows import send_message
from tests.fakes import Outcome
from tests.unit.core.conftest import Story
from tests.world import calendar

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A night of a throttling SES is 120 wake-ups, and each try builds a whole mail."""
    monkeypatch.setattr(send_message, "TRIES", 2)


def sent_at(story: Story, name: str) -> list[bool]:
    """For each time a mail was taken: whether that was in a window."""
    times = [at for tag, at in story.sent_at.items() if f"__{name}" in tag]
    return [calendar().in_window(at) for at in times]


def test_a_letter_throttled_over_the_close_waits_for_the_next_window(story: Story) -> None:
    """Released on Friday at noon, refused until after one: told on Monday."""
    story.apply("kari")
    story.run_until(calendar().close_of(story.clock.now().date() + 4 * DAY) - timedelta(hours=4.5))
    story.reject("kari")
    story.outcomes["letter-1"] = [Outcome.THROTTLED] * 8
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]
    assert sent_at(story, "letter") == [True]
    assert story.look("kari").deeds.tellings[0].delivered_at.weekday() == 0  # type: ignore[union-attr]


def test_a_status_notice_throttled_over_the_close_goes_that_evening(story: Story) -> None:
    """The receipt says that we write the same day, and a notice rejects nobody."""
    story.apply("kari")
    story.outcomes["notice-1-1"] = [Outcome.THROTTLED] * 36
    story.run_for(20 * DAY)
    promise = story.look("kari").deeds.promises[0]
    [at] = [at for tag, at in story.sent_at.items() if "__notice-1-1" in tag]
    assert story.mails("kari", "notice-1-1") == ["notice-1-1"]
    assert promise.due_at < at
    assert calendar().local_date(at) == calendar().local_date(promise.due_at)


def test_a_status_notice_throttled_into_the_night_waits_for_the_morning(story: Story) -> None:
    """Nobody is written to at night."""
    story.apply("kari")
    story.outcomes["notice-1-1"] = [Outcome.THROTTLED] * 120
    story.run_for(20 * DAY)
    assert story.mails("kari", "notice-1-1") == ["notice-1-1"]
    assert sent_at(story, "notice-1-1") == [True]


def test_a_receipt_goes_at_any_hour(story: Story) -> None:
    """Who applies on a Sunday night sees at once that it has come."""
    story.run_for(6 * DAY + 14 * HOUR)
    story.apply("kari")
    story.run_for(HOUR)
    assert sent_at(story, "receipt") == [False]


@pytest.mark.parametrize("zone", ["Oslo", "../etc/passwd", "", "+02:00", "Europe/Atlantis"])
def test_a_time_zone_that_nobody_knows_is_the_organisations(zone: str, story: Story) -> None:
    """An ATS sends whatever was typed; the candidate still gets an answer."""
    story.apply("kari", zone=zone or None)
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]
    assert WorkCalendar.in_zone(calendar(), zone or None).zone == calendar().zone
