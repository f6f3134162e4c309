"""The time that promises are counted in, as the embedded cloud keeps it.

It stands still until it is started, since a cold start at 15,000 times is half a day; then it runs
from an instant at a rate. Functions ask for the anchor and compute the rest themselves.
"""

import json
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Anchor:
    """At the wall's `since` it was `at`, and from then on it runs `rate` times as fast."""

    at: datetime
    since: datetime
    rate: float

    def now(self, wall: datetime) -> datetime:
        return self.at + (wall - self.since) * self.rate

    def to_json(self) -> dict[str, Any]:
        return {"at": self.at.isoformat(), "since": self.since.isoformat(), "rate": self.rate}


def standing_at(at: datetime) -> Anchor:
    return Anchor(at, datetime.now(UTC), 0.0)


def anchor_from(body: dict[str, Any]) -> Anchor:
    """The anchor in what `/clock` answers. Raises ValueError or KeyError for anything else."""
    at, since = (datetime.fromisoformat(body[name]) for name in ("at", "since"))
    return Anchor(at, since, float(body["rate"]))


def changed(current: Anchor, body: dict[str, Any], wall: datetime) -> Anchor:
    """What `PUT /clock` makes of the clock: `at` (aware) and `rate` may each be left out.

    Raises ValueError for a naive time or a negative rate.
    """
    at = datetime.fromisoformat(body["at"]) if "at" in body else current.now(wall)
    rate = float(body.get("rate", current.rate))
    if at.tzinfo is None or rate < 0:
        raise ValueError("`at` needs its offset from UTC, and `rate` is not negative")
    return Anchor(at.astimezone(UTC), wall, rate)


def set_clock(url: str, *, at: datetime | None = None, rate: float | None = None) -> Anchor:
    """Set the clock at the twin's `/clock` address."""
    body: dict[str, Any] = {}
    if at is not None:
        body["at"] = at.isoformat()
    if rate is not None:
        body["rate"] = rate
    request = urllib.request.Request(  # noqa: S310 loopback
        url, data=json.dumps(body).encode(), method="PUT"
    )
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 loopback
        return anchor_from(json.load(answer))


def read_clock(url: str) -> datetime:
    """The time at the twin's `/clock` address."""
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 loopback
        return anchor_from(json.load(answer)).now(datetime.now(UTC))
