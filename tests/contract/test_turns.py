"""The contract of turns: at a distance from each other, whoever takes them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from svar.adapters.turns import DynamoTurns, Turns
from tests.contract.conftest import numbers
from tests.contract.table import make_table
from tests.fakes import FakeTurns

NOW = 1_790_000_000.0
LATER = NOW + 60
APART = 0.0714


@pytest.fixture(params=["memory", "dynamodb"])
def turns(request: pytest.FixtureRequest) -> Turns:
    """What senders share: every test runs once against each."""
    if request.param == "memory":
        return FakeTurns()
    client: Any = request.getfixturevalue("dynamodb")
    table = f"svar-turns-{next(numbers)}"
    make_table(client, table)
    return DynamoTurns(table, client)


def taken(turns: Turns, *, earliest: float = NOW, latest: float = LATER) -> float | None:
    turn = turns.take(earliest=earliest, latest=latest, apart=APART)
    return None if turn is None else round(turn.at - NOW, 5)


def test_turns_follow_each_other_at_their_distance(turns: Turns) -> None:
    """The first one ever is at once."""
    assert [taken(turns) for _ in range(3)] == [0.0, 0.0714, 0.1428]


def test_turns_are_counted_over_all_who_take_them(turns: Turns) -> None:
    """So that each knows how much of the day's quota the others have used."""
    found = [turns.take(earliest=NOW, latest=LATER, apart=APART) for _ in range(3)]
    assert [turn.number for turn in found if turn] == [1, 2, 3]


def test_after_a_pause_turns_begin_anew(turns: Turns) -> None:
    """What nobody used is not made up."""
    taken(turns)
    assert [taken(turns, earliest=NOW + 30) for _ in range(2)] == [30.0, 30.0714]


def test_a_turn_that_comes_too_late_is_not_taken(turns: Turns) -> None:
    """It is left to somebody with more time."""
    taken(turns)
    assert taken(turns, latest=NOW + 0.05) is None
    assert taken(turns, latest=NOW - 1) is None
    assert taken(turns) == 0.0714


def test_nobody_gets_a_turn_in_a_pause(turns: Turns) -> None:
    """And a pause never brings one forward."""
    taken(turns)
    turns.none_before(NOW + 5)
    turns.none_before(NOW + 2)
    assert taken(turns, latest=NOW + 4) is None
    assert taken(turns) == 5.0


def test_a_pause_before_the_first_turn_is_nothing(turns: Turns) -> None:
    """Nobody can have been too fast."""
    turns.none_before(NOW + 5)
    assert taken(turns) == 0.0


def test_two_never_get_the_same_turn(turns: Turns) -> None:
    """However many ask at once, and also for the first one after a pause."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: taken(turns), range(24)))
    assert sorted(each for each in found if each is not None) == pytest.approx(
        [number * APART for number in range(24)], abs=1e-4
    )
