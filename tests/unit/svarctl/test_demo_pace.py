"""The demo's promises run as fast as the machine bears, also when it becomes busy meanwhile."""

import pytest

from svarctl.demo.pace import BEARABLE_SECONDS, BUSY_PERCENT, RATE, bearable, bearable_with


@pytest.mark.parametrize(
    ("seconds", "share"), [(0.01, 1), (1, 1), (2, 0.5), (10, 0.1), (1_000, 0.1)]
)
def test_a_slow_machine_begins_slower(seconds: float, share: float) -> None:
    """`seconds` in what is bearable at the full rate."""
    assert bearable(seconds * BEARABLE_SECONDS, RATE) == RATE * share


def test_on_a_machine_that_has_time_the_rate_stays() -> None:
    assert bearable_with(BUSY_PERCENT - 1, RATE, RATE) == RATE


def test_on_a_busy_one_it_is_halved_down_to_a_quarter() -> None:
    rates = [RATE]
    for _ in range(4):
        rates.append(bearable_with(BUSY_PERCENT, rates[-1], RATE))
    assert rates == [RATE, RATE / 2, RATE / 4, RATE / 4, RATE / 4]
