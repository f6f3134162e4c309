"""The account's sending rate and the day's quota, as one process of several may use them."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta
from random import random
from threading import Lock
from typing import NamedTuple

from svar.domain.errors import Transient

FRESH_SECONDS = 60.0
"""An operator may have the quota raised while we run, so it is read again after this."""
READS = 3
"""GetAccount answers once a second for the whole account, and senders start together."""
BELOW = 0.98
"""Of the rate. Senders that go evenly at the whole of it still meet by chance in one second, and
each refusal costs a turn."""
CATCH_UP_SECONDS = 0.5
"""So much of what was missed is made up: SES lets a short burst pass. A process that has just begun
has missed it too, since one that died or a cold start left its share of the rate to nobody."""
MOST_PENALTY_SECONDS = 8.0
"""The pause after SES said that the rate was too high: one turn, doubled each time in a row."""


class Quota(NamedTuple):
    """What SES grants. A `rate` of 0 or a `per_day` below 0 is no limit."""

    rate: float
    """Mails a second."""
    per_day: float
    sent: float
    """In the last 24 hours, by the whole account."""


class Pace:
    """One token bucket of one token for each process: the rate, shared evenly by the `senders`.

    `read` asks SES and raises `Transient`. `sleep` and `monotonic` are in seconds.
    """

    def __init__(
        self,
        read: Callable[[], Quota],
        senders: int,
        *,
        sleep: Callable[[float], None],
        monotonic: Callable[[], float],
    ) -> None:
        self._read = read
        self._senders = senders
        self._sleep = sleep
        self._monotonic = monotonic
        self._lock = Lock()
        self._quota: Quota | None = None
        self._read_at = 0.0
        self._next = monotonic() - CATCH_UP_SECONDS
        self._paused_until = self._next
        self._too_fast = 0

    def await_turn(self, at_most: timedelta) -> bool:
        """Sleep until it is this process's turn; False, at once, when that is too long."""
        with self._lock:
            apart = self._apart(self._fresh())
            now = self._monotonic()
            wait = max(0.0, self._next - now)
            if wait > at_most.total_seconds():
                return False
            self._next = max(self._next, now - CATCH_UP_SECONDS) + apart
        if wait > 0:
            self._sleep(wait)
        return True

    def left(self) -> float:
        """The share of the day's quota that is left, 0 to 1."""
        with self._lock:
            quota = self._fresh()
        if quota.per_day < 0:
            return 1.0
        return max(0.0, 1 - quota.sent / quota.per_day) if quota.per_day > 0 else 0.0

    def accepted(self) -> None:
        """SES took one of ours; the other senders are as busy as we are."""
        with self._lock:
            self._too_fast = 0
            if self._quota is not None:
                self._quota = replace(self._quota, sent=self._quota.sent + self._senders)

    def too_fast(self) -> None:
        """SES said that the rate was too high: the whole process pauses, longer each time.

        Letters that were on their way together are refused together: that is one time.
        """
        with self._lock:
            now = self._monotonic()
            if now < self._paused_until:
                return
            turn = self._apart(self._quota) if self._quota else 1.0
            pause = min(MOST_PENALTY_SECONDS, turn * 2.0 ** min(self._too_fast, 20))
            self._next = self._paused_until = max(self._next, now + pause)
            self._too_fast += 1

    def used_up(self) -> None:
        """SES said that the day's quota is used up, whatever we had counted."""
        with self._lock:
            if self._quota is not None:
                self._quota = replace(self._quota, sent=self._quota.per_day)

    def _apart(self, quota: Quota) -> float:
        """Seconds from one turn of this process to the next."""
        return self._senders / (BELOW * quota.rate) if quota.rate > 0 else 0.0

    def _fresh(self) -> Quota:
        if self._quota is None or self._monotonic() - self._read_at >= FRESH_SECONDS:
            self._quota = self._asked(self._quota)
            self._read_at = self._monotonic()
        return self._quota

    def _asked(self, known: Quota | None) -> Quota:
        """SES's answer; an older one is better than none, since SES itself says no if it errs."""
        for _ in range(READS - 1):
            try:
                return self._read()
            except Transient:
                if known is not None:
                    return known
                self._sleep(1.0 + random())  # noqa: S311 so that those who start together part
        return self._read()
