"""Turns in memory."""

from svar.adapters.turns import Turn


class FakeTurns:
    def __init__(self) -> None:
        self._next: float | None = None
        self._taken = 0

    def take(self, *, earliest: float, latest: float, apart: float) -> Turn | None:
        at = earliest if self._next is None else max(self._next, earliest)
        if at > latest:
            return None
        self._next = at + apart
        self._taken += 1
        return Turn(at, self._taken)

    def none_before(self, instant: float) -> None:
        if self._next is not None:
            self._next = max(self._next, instant)
