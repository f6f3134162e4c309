"""The trial's time runs as fast as the machine bears, so that a busy one is not counted as ours."""

import pytest

from svarctl.chaos.stage import QUIET_CALL_SECONDS, SLOWEST, Pace, bearable


def test_a_machine_that_has_time_gets_the_full_pace() -> None:
    """Quicker than quick enough changes nothing: the faults stay as hard as they are."""
    assert bearable(QUIET_CALL_SECONDS) == bearable(QUIET_CALL_SECONDS / 10) == Pace()


def test_both_times_run_slower_by_as_much_as_the_machine_is_busier() -> None:
    """Their ratio is the trial's: a fence is as far from a promise as it is in a quiet trial."""
    half = bearable(QUIET_CALL_SECONDS * 2)
    assert half == Pace(Pace.promises / 2, Pace.fences / 2)


@pytest.mark.parametrize("seconds", [QUIET_CALL_SECONDS * SLOWEST, 1_000.0])
def test_there_is_a_slowest_pace(seconds: float) -> None:
    """A machine that answers nobody would else make a trial of days."""
    assert bearable(seconds).fences == Pace.fences / SLOWEST
