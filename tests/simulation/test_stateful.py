"""A short search for an order of things that breaks a promise; `make search` is the long one."""

import pytest

from svar.domain import outbox
from svar.domain.outbox import Move, State
from tests.simulation.stateful import search


def test_no_order_of_anything_breaks_the_promise() -> None:
    """The same 25 stories each time, of up to 30 steps."""
    search(25, 30, again=True)


def test_the_search_finds_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that did not come is taken for a refusal: somewhere a letter comes twice."""
    moves = {**outbox.TABLE, (State.CLAIMED, Move.UNHEARD): State.PENDING}
    monkeypatch.setattr(outbox, "TABLE", moves)
    with pytest.raises(AssertionError, match="came 2 times"):
        search(200, 30, again=True)
