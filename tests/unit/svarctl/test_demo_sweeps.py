"""In the demo the sweeper looks twice a day, when something may still go."""

from datetime import UTC, datetime, timedelta

import pytest

from svarctl.demo.conductor import until_sweep


@pytest.mark.parametrize(
    ("now", "coming"),
    [
        ("2026-03-02T00:00", "2026-03-02T08:15"),
        ("2026-03-02T08:14", "2026-03-02T08:15"),
        ("2026-03-02T08:15", "2026-03-02T16:30"),
        ("2026-03-02T16:30", "2026-03-03T08:15"),
        ("2026-03-06T23:30", "2026-03-07T08:15"),
        ("2026-03-28T17:00", "2026-03-29T07:15"),
    ],
    ids=["night", "before", "just then", "evening", "the next day in Oslo", "clocks go forward"],
)
def test_it_is_in_the_morning_and_after_work_in_oslo(now: str, coming: str) -> None:
    """Also from an instant in which it is another day there."""
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert at + until_sweep(at) == datetime.fromisoformat(coming).replace(tzinfo=UTC)
    assert timedelta(0) < until_sweep(at) <= timedelta(days=1)
