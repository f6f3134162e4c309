"""How fast promises may run on this machine: at 16,000 times, an evening is a second."""

RATE = 16_000.0
"""Promise seconds in one of the machine's: three weeks in less than two minutes."""
BEARABLE_SECONDS = 0.25
SLOWEST = 0.1
"""Of the rate that was wanted, on a slow machine."""
BUSY_PERCENT = 85.0
"""Of all cores, over a day of promise time: what has to happen in an hour then comes too late."""
SLOWEST_IN_PLAY = 0.25
"""Of the rate that the play began with."""


def bearable(seconds_for_a_call: float, wanted: float) -> float:
    """The rate to begin with, from how long a call takes when six are made at once.

    It may take `BEARABLE_SECONDS` at the full rate; an hour of promise time is then still longer
    than a call.
    """
    return wanted * max(SLOWEST, min(1.0, BEARABLE_SECONDS / seconds_for_a_call))


def bearable_with(busy_percent: float, rate: float, began_with: float) -> float:
    """The rate to go on with when the machine has been that busy: half of it, down to a quarter."""
    if busy_percent < BUSY_PERCENT:
        return rate
    return max(rate / 2, began_with * SLOWEST_IN_PLAY)
