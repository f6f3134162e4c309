"""Canonical events over HTTP: structured, binary, in batch, and what is wrong with them."""

import json
from typing import Any

import pytest

from svar.adapters.ats import vendor
from svar.domain.errors import Invalid
from svar.domain.webhook import Malformed, Translation
from tests.unit.intake.signing import account, request, sample

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json; charset=utf-8"


def event(**changes: Any) -> dict[str, Any]:
    return sample("cloudevents", "application.received") | changes


def translate(body: Any, headers: dict[str, str]) -> Translation:
    reader = vendor("cloudevents")
    assert reader is not None
    return reader.translate(request(body, headers), account("cloudevents"))


def binary(**attributes: str) -> dict[str, str]:
    found = {f"ce-{name}": str(value) for name, value in event().items() if name != "data"}
    return {**found, "content-type": "application/json", **attributes}


@pytest.mark.parametrize(
    "media", [STRUCTURED, "application/json", "", "APPLICATION/CLOUDEVENTS+JSON"]
)
def test_a_structured_event_is_taken_as_it_is(media: str) -> None:
    """The whole event is the body."""
    [found] = translate(event(), {"content-type": media}).events
    assert (found.id, found.type) == ("evt-2041", "application.received")


def test_a_binary_event_is_the_same_event() -> None:
    """Attributes in headers, data in the body."""
    [one] = translate(event()["data"], binary()).events
    [other] = translate(event(), {"content-type": STRUCTURED}).events
    assert one == other


def test_a_binary_events_headers_are_percent_decoded() -> None:
    """As the HTTP binding says."""
    [one] = translate(event()["data"], binary(**{"ce-id": "evt%20%C3%A5"})).events
    assert one.id == "evt å"


def test_a_binary_event_without_a_body_has_no_data() -> None:
    """Some types need none."""
    headers = binary(**{"ce-type": "decision.hired"})
    [one] = translate(b"", headers).events
    assert one.type == "decision.hired"


def test_a_batch_is_all_of_its_events() -> None:
    """In the order that they were sent."""
    batch = [event(id="1"), event(id="2"), event(id="3", type="candidate.birthday")]
    found = translate(batch, {"content-type": BATCH}).events
    assert [one.id for one in found] == ["1", "2"]


def test_one_wrong_event_refuses_the_batch_and_names_its_place() -> None:
    """Half a batch in the queue would look like success."""
    wrong = event(id="2")
    del wrong["data"]["candidate"]["id"]
    with pytest.raises(Invalid) as refusal:
        translate([event(), wrong], {"content-type": BATCH})
    assert refusal.value.field == "1.data.candidate.id"


@pytest.mark.parametrize("body", [{}, [1], "text", None])
def test_a_batch_that_is_no_array_of_events_is_malformed(body: Any) -> None:
    """The place is the body."""
    with pytest.raises(Malformed):
        translate(json.dumps(body).encode(), {"content-type": BATCH})


def test_an_empty_batch_is_nothing() -> None:
    """And says so."""
    assert translate([], {"content-type": BATCH}).ignored == "an empty batch"


@pytest.mark.parametrize("name", ["id", "source", "subject", "time", "type"])
def test_a_missing_attribute_is_named(name: str) -> None:
    """The field and not its value."""
    body = event()
    del body[name]
    with pytest.raises(Invalid) as refusal:
        translate(body, {"content-type": STRUCTURED})
    assert refusal.value.field == name


def test_an_unknown_type_is_acknowledged() -> None:
    """Its name is told back when it looks like a name."""
    ignored = translate(event(type="candidate.birthday"), {"content-type": STRUCTURED})
    assert ignored.ignored == "candidate.birthday is nothing that Svar uses"
