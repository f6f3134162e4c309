"""What the inbox can never take in is kept, beside the reason."""

import json
from typing import Any, cast

import pytest

from svar.handlers.receive_event import handle
from svar.wiring.core import Core
from tests.fakes import FakeDeadLetters
from tests.unit.intake.signing import sample


def event(**changes: Any) -> str:
    return json.dumps(sample("cloudevents", "application.received") | changes, ensure_ascii=False)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "line 1 column 1: is not JSON"),
        ("[]", "body: is not a JSON object"),
        ("{", "line 1 column 2: is not JSON"),
        ('{"type": "x", "type": "y"}', "type: has one name twice"),
        ('{"type": NaN}', "body: has NaN or Infinity"),
        ("[" * 900_000, "body: has a number or a depth that JSON readers refuse"),
        (event(type=None), "type: Field required"),
        (event(time="1970-01-01T00:00:00Z"), "time: Input should be a time from 2000 to 2099"),
        (event(time="2026-09-22"), "time: Input should have timezone info"),
        (event(subject="Sigrid Nordvåg"), "subject: String should match pattern"),
        (event(data={}), "data.candidate: Field required"),
        (event(data=None), "data: Input should be a valid dictionary"),
    ],
)
def test_a_message_that_cannot_be_read_is_parked_as_it_came(body: str, reason: str) -> None:
    """At once, not after five tries; the reason names the field and shows no value."""
    dead = FakeDeadLetters()
    handle(body, cast(Core, None), dead)
    [(kept, why)] = dead.letters
    assert kept == body
    assert reason in why
    assert "Sigrid" not in why
