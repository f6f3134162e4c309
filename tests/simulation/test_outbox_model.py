"""The protocol of the outbox holds in every order of events; each weaker one does not."""

import pytest

from svar.domain.outbox import TABLE, Move, State
from tests.simulation import outbox_model
from tests.simulation.outbox_model import Protocol, explore


def test_a_letter_is_never_doubled_lost_or_forgotten() -> None:
    """Two workers, three deliveries, two crashes, every answer and every order: no violation."""
    found = explore(Protocol())

    assert found.violations == {}
    assert found.states > 1_000


def test_a_recruiters_mail_is_never_lost_or_forgotten() -> None:
    """It may come twice, since it is sent again past its fence."""
    found = explore(Protocol(audience="employer"))

    assert found.violations == {}


def test_the_check_takes_every_move_of_the_table() -> None:
    """A move that no order of events takes would not be checked at all."""
    letter, mail = explore(Protocol()), explore(Protocol(audience="employer"))

    assert letter.taken | mail.taken == set(TABLE)


WEAKER: dict[str, Protocol] = {
    "resend on timeout": Protocol(unheard_is_unknown=False),
    "fence shorter than a worker": Protocol(fence_outlives_workers=False),
    "SDK retries on": Protocol(one_request=False),
    "check then send": Protocol(claims_first=False),
    "resend when events are lost": Protocol(evidence_or_human=False),
    "moves without a condition": Protocol(guarded=False),
    "a human resends before the fence": Protocol(human_waits=False),
}
"""The same table and one rule less."""


@pytest.mark.parametrize("name", WEAKER)
def test_every_weaker_protocol_sends_a_letter_twice(name: str) -> None:
    """Each rule of the protocol is needed: without it there is an order that breaks the promise."""
    assert "doubled" in explore(WEAKER[name], until="doubled").violations


def test_a_state_without_a_due_time_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check would see it if a claimed mail were looked after by nobody."""
    production = outbox_model.moved

    def careless(state: State, attempt: int, by: Move) -> tuple[State, int, bool] | None:
        after = production(state, attempt, by)
        return (*after[:2], False) if after and after[0] is State.CLAIMED else after

    monkeypatch.setattr(outbox_model, "moved", careless)

    forgotten = "nobody will look at it again"
    assert forgotten in explore(Protocol(), until=forgotten).violations
