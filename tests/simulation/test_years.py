"""A short walk through the two years; `make years` takes the whole way."""

from collections.abc import Callable
from copy import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from tests.simulation.counting import counted
from tests.simulation.hiring import Round, lived
from tests.simulation.office import Office
from tests.simulation.policies import policies
from tests.simulation.remembering import remembering
from tests.simulation.watched import Arrived
from tests.simulation.years import FIRST, KEYS, MET, NEVER, rounds, simulate

APPLICATIONS = 180


@cache
def two_years() -> dict[str, Any]:
    return simulate(seed=4, applications=APPLICATIONS)


def test_the_system_breaks_no_promise_in_two_years() -> None:
    """Humans miss dates, and then the candidate has been told so in time."""
    result = two_years()
    assert tuple(result) == (*KEYS, "met")
    assert {key: result[key] for key in NEVER} == dict.fromkeys(NEVER, 0)
    assert result["applications"] == APPLICATIONS
    assert result["kept"] + result["missed_by_humans"] == result["promises"]
    assert result["status_notices"]


@pytest.mark.parametrize("what", MET)
def test_the_two_years_meet_with(what: str) -> None:
    """Zeros of something that was never tried would say nothing."""
    assert two_years()["met"][what] > 0


@pytest.fixture(scope="module")
def office() -> Office:
    """A round in which some promises are kept, and some missed by humans."""
    for seed in range(30):
        with remembering(whole_mails=False):
            world = lived(Round(FIRST, 8, seed))
        count = counted(world)
        if count["kept"] and count["missed_by_humans"] and not world.named and not world.called:
            return world
    raise AssertionError("no such round")


def without(world: Office, *names: str) -> list[Arrived]:
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
        ("wrong", lambda world: [replace(m, recipient="x@y.example") for m in world.arrived]),
        ("missed_by_system", lambda world: without(world, "notice")),
        ("missed_by_system", lambda world: without(world, "escalation", "audit", "human")),
        ("missed_by_system", lambda world: without(world, "reminder", "audit", "human")),
    ],
)
def test_each_counter_goes_up_when_its_rule_is_broken(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    counter: str,
    broken: Callable[[Office], list[Arrived]],
) -> None:
    """A counter that cannot count would make five zeros out of anything."""
    assert counted(office)[counter] == 0
    monkeypatch.setattr(office, "arrived", broken(office))
    assert counted(office)[counter] > 0


def test_the_two_years_have_every_day_that_is_hard() -> None:
    """A leap day, both Easters, four changes of clocks and of policy: somebody waits over each."""
    hard = (
        *(date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29)),
        *(date(2028, 2, 29), date(2027, 3, 25), date(2028, 4, 14)),
        *(date(2027, 12, 27), date(2028, 12, 23), date(2027, 7, 14), date(2028, 7, 14)),
        *(since.date() for since, _ in policies()[1:]),
    )
    opened = [each.opens.date() for each in rounds(1, 5_000)]
    for day in hard:
        assert any(opens <= day <= opens + timedelta(days=40) for opens in opened), day


def test_the_two_years_have_vacancies_that_hundreds_wait_for() -> None:
    """Closed before anybody has decided: the commonest way that people are forgotten."""
    assert sum(each.applications >= 100 for each in rounds(1, 5_000) if each.crowd) == 5
