"""The other vendors' traps, one by one."""

from datetime import UTC, datetime

import pytest

from svar.adapters.ats import vendor
from svar.domain import events as e
from svar.domain.errors import Forged
from svar.domain.webhook import Translation
from tests.unit.intake.signing import account, request, sample, signed


def translate(ats: str, body: object) -> Translation:
    reader = vendor(ats)
    assert reader is not None
    return reader.translate(request(body), account(ats))


def test_an_empty_secret_proves_nothing_even_when_it_was_used() -> None:
    """An empty entry in the stored secrets would let everybody in."""
    reader = vendor("greenhouse")
    assert reader is not None
    with pytest.raises(Forged):
        reader.verify(signed("greenhouse", {"action": "x"}, ""), ("",))


def test_teamtailors_floor_is_kept_also_when_it_is_only_a_date() -> None:
    """Nobody is told before the customer's own date."""
    [event] = translate(
        "teamtailor", sample("teamtailor", "job_application.update.rejected")
    ).events
    assert isinstance(event, e.RejectedEvent)
    assert event.data.tell_after == datetime(2026, 9, 25, tzinfo=UTC)


def test_ashbys_related_events_are_not_each_others_duplicates() -> None:
    """They share one webhookActionId: a hire and its stage change are two facts."""
    hire = translate("ashby", sample("ashby", "candidateHire")).events
    stage = translate("ashby", sample("ashby", "candidateStageChange")).events
    assert not {one.key for one in hire} & {one.key for one in stage}


def test_a_recruitee_retry_is_the_same_event_though_its_body_differs() -> None:
    """It counts its attempts in the body."""
    body = sample("recruitee", "candidate_moved.disqualified")
    [first] = translate("recruitee", body).events
    [again] = translate("recruitee", body | {"attempt_count": 2}).events
    assert first.key == again.key


def test_recruitee_says_who_decided() -> None:
    """A named human's decision is not parked."""
    [event] = translate("recruitee", sample("recruitee", "candidate_moved.disqualified")).events
    assert isinstance(event, e.RejectedEvent)
    assert event.data.decided_by is not None
    assert (event.data.decided_by.name, event.data.automatic) == ("Olav Nes", False)
