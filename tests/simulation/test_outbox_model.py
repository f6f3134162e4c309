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


@pytest.mark.parametrize(
    "weaker",
    [
        pytest.param(Protocol(unheard_is_unknown=False), id="resend on timeout"),
        pytest.param(Protocol(fence_outlives_workers=False), id="fence shorter than a worker"),
        pytest.param(Protocol(one_request=False), id="SDK retries on"),
        pytest.param(Protocol(claims_first=False), id="check then send"),
        pytest.param(Protocol(evidence_or_human=False), id="resend when events are lost"),
        pytest.param(Protocol(guarded=False), id="moves without a condition"),
        pytest.param(Protocol(human_waits=False), id="a human resends before the fence"),
    ],
)
def test_every_weaker_protocol_sends_a_letter_twice(weaker: Protocol) -> None:
    """Each rule of the protocol is needed: without it there is an order that breaks the promise."""
    assert "doubled" in explore(weaker, until="doubled").violations


def test_a_state_without_a_due_time_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check would see it if a claimed mail were looked after by nobody."""
    production = outbox_model.moved

    def careless(state: State, attempt: int, by: Move) -> tuple[State, int, bool] | None:
        after = production(state, attempt, by)
        return (*after[:2], False) if after and after[0] is State.CLAIMED else after

    monkeypatch.setattr(outbox_model, "moved", careless)

    forgotten = "nobody will look at it again"
    assert forgotten in explore(Protocol(), until=forgotten).violations
