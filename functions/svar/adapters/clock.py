"""The clocks. In AWS there is one; the embedded cloud may let promises run faster than machines."""

import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from svar.domain.errors import Transient
from svar.ports import Clock

ANSWER_LIMIT_SECONDS = 5
FRESH_SECONDS = 1.0
STANDING_STILL = timedelta(minutes=1)


class SystemClock:
    """AWS's clock, which is both times."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def wall_at(self, instant: datetime) -> datetime:
        return instant


class Anchor(NamedTuple):
    """What the embedded cloud says: at the machine's `since` the two times stood and ran so."""

    since: datetime
    at: datetime
    rate: float
    wall_at: datetime
    wall_rate: float


class LocalClock:
    """Asks the embedded cloud where its time stands and how fast it runs, then reckons itself.

    A clock that stands still may be started at any moment, so it is asked each time. One that runs
    is asked again after a second, since it may be told to run slower; that is announced longer
    ahead than a second, so everybody changes at the same moment.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._anchors: tuple[Anchor, ...] = ()
        self._asked = 0.0

    def now(self) -> datetime:
        """Raises `Transient` when the embedded cloud does not answer."""
        anchor = self._read()
        return anchor.at + (datetime.now(UTC) - anchor.since) * anchor.rate

    def wall(self) -> datetime:
        """The machine's time, or faster where the embedded cloud is told so.

        Raises `Transient` as `now` does.
        """
        anchor = self._read()
        return anchor.wall_at + (datetime.now(UTC) - anchor.since) * anchor.wall_rate

    def wall_at(self, instant: datetime) -> datetime:
        """As it runs now; a clock that stands still is looked at again in a minute."""
        anchor = self._read()
        if anchor.rate <= 0:
            return self.wall() + STANDING_STILL
        return self.wall() + (instant - self.now()) / anchor.rate * anchor.wall_rate

    def _read(self) -> Anchor:
        """The anchor that counts now: one may be announced and not count yet."""
        asked = time.monotonic()
        fresh = asked - self._asked < FRESH_SECONDS
        if not (fresh and self._anchors and self._anchors[-1].rate > 0):
            self._anchors, self._asked = self._ask(), asked
        machine = datetime.now(UTC)
        return next((a for a in reversed(self._anchors) if a.since <= machine), self._anchors[0])

    def _ask(self) -> tuple[Anchor, ...]:
        try:
            with urllib.request.urlopen(self._url, timeout=ANSWER_LIMIT_SECONDS) as answer:  # noqa: S310 set by the local deploy only
                body = json.load(answer)
        except (urllib.error.URLError, OSError) as error:
            raise Transient(f"the local clock does not answer: {error}") from error
        return tuple(
            Anchor(
                datetime.fromisoformat(anchor["since"]),
                datetime.fromisoformat(anchor["at"]),
                float(anchor["rate"]),
                datetime.fromisoformat(anchor["wall_at"]),
                float(anchor["wall_rate"]),
            )
            for anchor in body["anchors"]
        )


def clock_for(url: str | None) -> Clock:
    """The embedded cloud's clock when its address is given, as it never is in AWS."""
    return LocalClock(url) if url else SystemClock()
