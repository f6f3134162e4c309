"""Promise time in the embedded cloud: it may be told to run slower, and does so for all at once."""

from datetime import UTC, datetime, timedelta

import pytest

from local.clock import Anchor, anchor_at, changed, clock_from, to_json

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MACHINE = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
RUNNING = (Anchor(START, MACHINE, 3600.0, MACHINE),)
SECOND = timedelta(seconds=1)


def test_a_change_that_is_announced_counts_from_its_moment_on() -> None:
    """An hour a second for three seconds, then a minute a second; it never jumps."""
    clock = changed(RUNNING, {"rate": 60, "ahead": 2}, MACHINE + SECOND)
    at = {n: anchor_at(clock, MACHINE + n * SECOND).now(MACHINE + n * SECOND) for n in (2, 3, 5)}
    assert at == {
        2: START + timedelta(hours=2),
        3: START + timedelta(hours=3),
        5: START + timedelta(hours=3, minutes=2),
    }


def test_a_change_with_no_notice_counts_at_once() -> None:
    clock = changed(RUNNING, {"rate": 0}, MACHINE + SECOND)
    later = MACHINE + 9 * SECOND
    assert anchor_at(clock, later).now(later) == START + timedelta(hours=1)


def test_a_change_that_does_not_count_yet_is_forgotten_with_the_next() -> None:
    announced = changed(RUNNING, {"rate": 1, "ahead": 60}, MACHINE)
    clock = changed(announced, {"rate": 60}, MACHINE + SECOND)
    later = MACHINE + 61 * SECOND
    assert anchor_at(clock, later).now(later) == START + timedelta(hours=2)


def test_the_time_of_the_fences_goes_on_as_it_was() -> None:
    clock = changed(RUNNING, {"rate": 60, "ahead": 2}, MACHINE)
    later = MACHINE + 5 * SECOND
    assert anchor_at(clock, later).wall(later) == later


def test_it_goes_over_the_wire_whole() -> None:
    clock = changed(RUNNING, {"rate": 60, "ahead": 2}, MACHINE)
    assert clock_from(to_json(clock)) == clock


@pytest.mark.parametrize(
    "wrong", [{"rate": -1}, {"ahead": -1}, {"wall_rate": 0.5}, {"at": "2026-03-02T08:00:00"}]
)
def test_what_no_clock_can_do_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        changed(RUNNING, wrong, MACHINE)
