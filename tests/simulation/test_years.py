"""A short walk through the two years; `make years` takes the whole way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from tests.simulation.remembering import remembering
from tests.simulation.watched import Arrived
from tests.simulation.years import (
    FIRST,
    KEYS,
    Organisation,
    counted,
    lived,
    simulate,
    vacancies,
)

APPLICANTS = 150


def test_the_system_breaks_no_promise_in_two_years() -> None:
    """Humans miss dates, and then the candidate has been told so in time."""
    result = simulate(seed=3, applicants=APPLICANTS)
    assert tuple(result) == KEYS
    never = ("missed_by_system", "told_outside_window", "duplicates", "lost")
    assert {key: result[key] for key in never} == dict.fromkeys(never, 0)
    assert result["applications"] == APPLICANTS
    assert result["kept"] + result["missed_by_humans"] == result["promises"]
    assert result["status_notices"]


@pytest.fixture(scope="module")
def vacancy() -> Organisation:
    """One vacancy whose decider is often late: some promises are kept, some missed by humans."""
    for seed in range(20):
        with remembering(whole_mails=False):
            world = lived(FIRST, 6, Random(seed))
        count = counted(world)
        if count["kept"] and count["missed_by_humans"] and not world.named:
            return world
    raise AssertionError("no such vacancy")


def without(world: Organisation, *names: str) -> list[Arrived]:
    """The mailbox as it would be if these mails had never been written."""
    return [mail for mail in world.arrived if not mail.name.startswith(names)]


@pytest.mark.parametrize(
    ("counter", "broken"),
    [
        ("duplicates", lambda world: [*world.arrived, world.arrived[0]]),
        (
            "told_outside_window",
            lambda world: [replace(mail, in_window=False) for mail in world.arrived],
        ),
        ("lost", lambda world: without(world, "letter", "audit", "human", "approval")),
        ("missed_by_system", lambda world: without(world, "notice")),
        ("missed_by_system", lambda world: without(world, "escalation", "audit", "human")),
        ("missed_by_system", lambda world: without(world, "reminder", "audit", "human")),
    ],
)
def test_each_counter_goes_up_when_its_rule_is_broken(
    vacancy: Organisation,
    monkeypatch: pytest.MonkeyPatch,
    counter: str,
    broken: Callable[[Organisation], list[Arrived]],
) -> None:
    """A counter that cannot count would make four zeros out of anything."""
    assert counted(vacancy)[counter] == 0
    monkeypatch.setattr(vacancy, "arrived", broken(vacancy))
    assert counted(vacancy)[counter] > 0


def test_the_two_years_have_every_day_that_is_hard() -> None:
    """A leap day, both Easters, four changes of clocks: somebody waits over each of them."""
    hard = (
        *(date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29)),
        *(date(2028, 2, 29), date(2027, 3, 25), date(2028, 4, 14)),
        *(date(2027, 12, 27), date(2028, 12, 23), date(2027, 7, 14), date(2028, 7, 14)),
    )
    opened = [opens.date() for opens, _, _ in vacancies(1, 5_000)]
    for day in hard:
        assert any(opens <= day <= opens + timedelta(days=40) for opens in opened), day
