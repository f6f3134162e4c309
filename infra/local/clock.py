"""The time that promises are counted in, as the embedded cloud keeps it.

It stands still until it is started, since a cold start at 15,000 times is half a day; then it runs
from an instant at a rate. Functions ask for the anchor and compute the rest themselves.
"""

import json
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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


NOTICE_SECONDS = 2.0
"""Longer than anybody goes without asking for the clock (`svar.adapters.clock`)."""

Clock = tuple[Anchor, ...]
"""By when they begin to count, oldest first. The last may be announced and not count yet."""


def standing_at(at: datetime) -> Clock:
    machine = datetime.now(UTC)
    return (Anchor(at, machine, 0.0, machine),)


def anchor_at(clock: Clock, machine: datetime) -> Anchor:
    """The one that counts at that moment of the machine."""
    return next((a for a in reversed(clock) if a.since <= machine), clock[0])


def clock_from(body: dict[str, Any]) -> Clock:
    """The clock in what `/clock` answers. Raises ValueError or KeyError for anything else."""
    return tuple(
        Anchor(
            at=datetime.fromisoformat(anchor["at"]),
            since=datetime.fromisoformat(anchor["since"]),
            rate=float(anchor["rate"]),
            wall_at=datetime.fromisoformat(anchor["wall_at"]),
            wall_rate=float(anchor["wall_rate"]),
        )
        for anchor in body["anchors"]
    )


def to_json(clock: Clock) -> dict[str, Any]:
    return {"anchors": [anchor.to_json() for anchor in clock]}


def changed(clock: Clock, body: dict[str, Any], machine: datetime) -> Clock:
    """What `PUT /clock` makes of the clock: `at` (aware), `rate` and `wall_rate` may each be left
    out. The time of the fences never jumps. What is announced `ahead`, in seconds of the machine,
    everybody has heard of before it counts; a change that does not count yet is forgotten.

    Raises ValueError for a naive time, a negative rate or notice, or a wall slower than the
    machine.
    """
    current, ahead = anchor_at(clock, machine), float(body.get("ahead", 0))
    since = machine + timedelta(seconds=ahead)
    at = datetime.fromisoformat(body["at"]) if "at" in body else current.now(since)
    rate = float(body.get("rate", current.rate))
    wall_rate = float(body.get("wall_rate", current.wall_rate))
    if at.tzinfo is None or rate < 0 or wall_rate < 1 or ahead < 0:
        raise ValueError(
            "`at` needs its offset from UTC, `rate` and `ahead` are not negative, `wall_rate` >= 1"
        )
    return current, Anchor(at.astimezone(UTC), since, rate, current.wall(since), wall_rate)


def set_clock(
    url: str,
    *,
    at: datetime | None = None,
    rate: float | None = None,
    wall_rate: float | None = None,
    ahead: float = 0.0,
) -> Anchor:
    """Set the clock at the twin's `/clock` address. Returns the anchor that was set."""
    body: dict[str, Any] = {"ahead": ahead}
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
        return clock_from(json.load(answer))[-1]


def read_clock(url: str) -> datetime:
    """The time at the twin's `/clock` address."""
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 loopback
        clock = clock_from(json.load(answer))
    machine = datetime.now(UTC)
    return anchor_at(clock, machine).now(machine)
