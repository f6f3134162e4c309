"""The account's sending rate and the day's quota, as one process of several may use them."""

from collections.abc import Callable
from datetime import timedelta
from random import random
from threading import Lock
from typing import NamedTuple

from svar.adapters.turns import Turn, Turns
from svar.domain.errors import Transient

FRESH_SECONDS = 60.0
"""An operator may have the quota raised while we run, so it is read again after this."""
READS = 3
"""GetAccount answers once a second for the whole account, and senders start together."""
BELOW = 0.98
"""Of the rate. A mail takes a moment to SES, and not always the same: mails that are sent evenly at
the whole of the rate arrive too close, and each refusal costs a turn."""
CATCH_UP_SECONDS = 0.25
"""A turn that was missed so lately is still taken: SES lets a short burst pass."""
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
    """What SES allows, as it says itself, in turns that all senders take from one row.

    `read` asks SES and raises `Transient`. `sleep` takes seconds, `now` is Unix time.
    """

    def __init__(
        self,
        read: Callable[[], Quota],
        turns: Turns,
        *,
        sleep: Callable[[float], None],
        now: Callable[[], float],
    ) -> None:
        self._read = read
        self._turns = turns
        self._sleep = sleep
        self._now = now
        self._one_at_a_time = Lock()
        self._lock = Lock()
        self._quota: Quota | None = None
        self._read_at = 0.0
        self._first: Turn | None = None
        self._last: Turn | None = None
        self._used_up = False
        self._paused_until = 0.0
        self._too_fast = 0

    def await_turn(self, at_most: timedelta) -> bool:
        """Sleep until it is this process's turn; False when that is too long.

        A process has one turn at a time in its hands: who dies leaves no more than that unused.
        """
        latest = self._now() + at_most.total_seconds()
        if not self._one_at_a_time.acquire(timeout=max(0.0, at_most.total_seconds())):
            return False
        try:
            apart = self._apart(self._fresh())
            if not apart:
                return True
            turn = self._turns.take(
                earliest=self._now() - CATCH_UP_SECONDS, latest=latest, apart=apart
            )
            if turn is None:
                return False
            with self._lock:
                self._first, self._last = self._first or turn, turn
            if (wait := turn.at - self._now()) > 0:
                self._sleep(wait)
            return True
        finally:
            self._one_at_a_time.release()

    def left(self) -> float:
        """The share of the day's quota that is left, 0 to 1."""
        quota = self._fresh()
        with self._lock:
            if quota.per_day < 0:
                return 1.0
            if self._used_up or quota.per_day == 0:
                return 0.0
            since = self._last.number - self._first.number + 1 if self._first and self._last else 0
        return max(0.0, 1 - (quota.sent + since) / quota.per_day)

    def accepted(self) -> None:
        """SES took one of ours."""
        with self._lock:
            self._too_fast = 0

    def too_fast(self) -> None:
        """SES said that the rate was too high: everybody pauses, longer each time.

        Letters that were on their way together are refused together: that is one time.
        """
        with self._lock:
            now = self._now()
            if now < self._paused_until:
                return
            turn = self._apart(self._quota) if self._quota else 1.0
            pause = min(MOST_PENALTY_SECONDS, turn * 2.0 ** min(self._too_fast, 20))
            self._paused_until = now + pause
            self._too_fast += 1
        try:
            self._turns.none_before(now + pause)
        except Transient:
            return  # SES will say it again; that it said no to this letter must not be forgotten

    def used_up(self) -> None:
        """SES said that the day's quota is used up, whatever we had counted."""
        with self._lock:
            self._used_up = True

    def _apart(self, quota: Quota) -> float:
        """Seconds from one turn to the next."""
        return 1 / (BELOW * quota.rate) if quota.rate > 0 else 0.0

    def _fresh(self) -> Quota:
        with self._lock:
            if self._quota is None or self._now() - self._read_at >= FRESH_SECONDS:
                self._quota = self._asked(self._quota)
                self._read_at = self._now()
                self._first, self._used_up = None, False
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
