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
    """At the machine's `since` it was `at`, and from then on it runs `rate` times as fast.

    `wall_at` and `wall_rate` say the same of the time that fences are counted in. It is the
    machine's own unless a trial of the fences cannot wait for them.
    """

    at: datetime
    since: datetime
    rate: float
    wall_at: datetime
    wall_rate: float = 1.0

    def now(self, machine: datetime) -> datetime:
        return self.at + (machine - self.since) * self.rate

    def wall(self, machine: datetime) -> datetime:
        return self.wall_at + (machine - self.since) * self.wall_rate

    def to_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "since": self.since.isoformat(),
            "rate": self.rate,
            "wall_at": self.wall_at.isoformat(),
            "wall_rate": self.wall_rate,
        }


def standing_at(at: datetime) -> Anchor:
    machine = datetime.now(UTC)
    return Anchor(at, machine, 0.0, machine)


def anchor_from(body: dict[str, Any]) -> Anchor:
    """The anchor in what `/clock` answers. Raises ValueError or KeyError for anything else."""
    at, since, wall_at = (datetime.fromisoformat(body[name]) for name in ("at", "since", "wall_at"))
    return Anchor(at, since, float(body["rate"]), wall_at, float(body["wall_rate"]))


def changed(current: Anchor, body: dict[str, Any], machine: datetime) -> Anchor:
    """What `PUT /clock` makes of the clock: `at` (aware), `rate` and `wall_rate` may each be left
    out. The time of the fences never jumps.

    Raises ValueError for a naive time, a negative rate, or a wall slower than the machine.
    """
    at = datetime.fromisoformat(body["at"]) if "at" in body else current.now(machine)
    rate = float(body.get("rate", current.rate))
    wall_rate = float(body.get("wall_rate", current.wall_rate))
    if at.tzinfo is None or rate < 0 or wall_rate < 1:
        raise ValueError("`at` needs its offset from UTC, `rate` is not negative, `wall_rate` >= 1")
    return Anchor(at.astimezone(UTC), machine, rate, current.wall(machine), wall_rate)


def set_clock(
    url: str,
    *,
    at: datetime | None = None,
    rate: float | None = None,
    wall_rate: float | None = None,
) -> Anchor:
    """Set the clock at the twin's `/clock` address."""
    body: dict[str, Any] = {}
    if at is not None:
        body["at"] = at.isoformat()
    if rate is not None:
        body["rate"] = rate
    if wall_rate is not None:
        body["wall_rate"] = wall_rate
    request = urllib.request.Request(  # noqa: S310 loopback
        url, data=json.dumps(body).encode(), method="PUT"
    )
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 loopback
        return anchor_from(json.load(answer))


def read_clock(url: str) -> datetime:
    """The time at the twin's `/clock` address."""
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 loopback
        return anchor_from(json.load(answer)).now(datetime.now(UTC))
