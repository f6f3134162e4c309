"""The clocks. In AWS there is one; the embedded cloud may let promises run faster than machines."""

import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime

from svar.domain.errors import Transient
from svar.ports import Clock

ANSWER_LIMIT_SECONDS = 5
FRESH_SECONDS = 1.0


class SystemClock:
    """AWS's clock, which is both times."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wall(self) -> datetime:
        return datetime.now(UTC)


class LocalClock:
    """Asks the embedded cloud where its time stands and how fast it runs, then reckons itself.

    A clock that stands still may be started at any moment, so it is asked each time. One that runs
    is asked again after a second, since it may be set anew.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._anchor: tuple[datetime, datetime, float] | None = None
        self._asked = 0.0

    def now(self) -> datetime:
        """Raises `Transient` when the embedded cloud does not answer."""
        at, since, rate = self._read()
        return at + (self.wall() - since) * rate

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def _read(self) -> tuple[datetime, datetime, float]:
        fresh = time.monotonic() - self._asked < FRESH_SECONDS
        if self._anchor is not None and self._anchor[2] > 0 and fresh:
            return self._anchor
        try:
            with urllib.request.urlopen(self._url, timeout=ANSWER_LIMIT_SECONDS) as answer:  # noqa: S310 set by the local deploy only
                body = json.load(answer)
        except (urllib.error.URLError, OSError) as error:
            raise Transient(f"the local clock does not answer: {error}") from error
        at, since = (datetime.fromisoformat(body[name]) for name in ("at", "since"))
        self._anchor, self._asked = (at, since, float(body["rate"])), time.monotonic()
        return self._anchor


def clock_for(url: str | None) -> Clock:
    """The embedded cloud's clock when its address is given, as it never is in AWS."""
    return LocalClock(url) if url else SystemClock()
