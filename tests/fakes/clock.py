"""The `Clock` of tests."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class FakeClock:
    """Stands still until it is moved. `wall` follows `now` unless it is moved alone."""

    def __init__(self, now: datetime = START, wall: datetime | None = None) -> None:
        self._now = now
        self._wall = wall or now

    def now(self) -> datetime:
        return self._now

    def wall(self) -> datetime:
        return self._wall

    def wall_at(self, instant: datetime) -> datetime:
        return self._wall + (instant - self._now)

    def advance(self, by: timedelta) -> None:
        """Both times go on."""
        self._now += by
        self._wall += by

    def set(self, *, now: datetime | None = None, wall: datetime | None = None) -> None:
        self._now = now or self._now
        self._wall = wall or self._wall
