"""The event contract: schemas, examples, what a consumer forgives, and drift."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from svar.domain.errors import Invalid
from svar.domain.events import MODELS, parse_event
from svarctl.schemas import EVENTS, generated, models

ALL = sorted(models())
INCOMING = sorted(MODELS)
OUTGOING = sorted({*ALL} - MODELS.keys())
REFUSED = {
    "job.updated": "data.job.title",
    "screening.completed": "data.transcript.0.turn",
    "interview.scheduled": "data.at",
    "interview.cancelled": "data.interview_id",
    "candidate.merged": "data.into",
    "communication.already_sent": "data.what",
}
"""Hostile examples that must not get in, and the field that is named."""


def load(name: str, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EVENTS / name / f"v1.{kind}.json").read_text("utf-8"))
    return found


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(load(name, "schema"))


def parse(event: dict[str, Any]) -> dict[str, Any] | None:
    """What the models make of it, as JSON; `None` when they refuse it."""
    try:
        if event.get("type") in OUTGOING:
            notice = models()[event["type"]].model_validate(event)
            return notice.model_dump(mode="json", exclude_none=True)
        found = parse_event(event)
    except (Invalid, ValidationError):
        return None
    return found.model_dump(mode="json", exclude_none=True) if found else None


def every_field(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every field, at any depth."""
    items = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, value in items:
        yield (*path, key)
        yield from every_field(value, (*path, key))


def without(event: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    changed = copy.deepcopy(event)
    node: Any = changed
    for key in path[:-1]:
        node = node[key]
    del node[path[-1]]
    return changed


def test_every_type_of_the_models_is_a_type_that_svar_takes() -> None:
    """The union, the set of known types and the folders are the same list."""
    assert {*INCOMING} <= {*ALL}
    assert {path.parent.name for path in EVENTS.glob("*/v1.schema.json")} == {*ALL}


@pytest.mark.parametrize("name", ALL)
def test_a_schema_is_a_valid_schema(name: str) -> None:
    """Each schema obeys its own dialect."""
    Draft202012Validator.check_schema(load(name, "schema"))


@pytest.mark.parametrize("kind", ["example", "minimal"])
@pytest.mark.parametrize("name", ALL)
def test_an_example_fits_the_schema_and_the_model(name: str, kind: str) -> None:
    """What the documentation shows can be sent as it stands."""
    event = load(name, kind)
    assert [*validator(name).iter_errors(event)] == []
    assert parse(event) is not None


@pytest.mark.parametrize("name", ALL)
def test_an_example_loses_nothing_on_its_way_through_the_model(name: str) -> None:
    """Every field that the example shows is a field that Svar keeps."""
    event = load(name, "example")
    kept = parse(event)
    assert kept is not None
    assert {*every_field(event)} <= {*every_field(kept)}


@pytest.mark.parametrize("name", ALL)
def test_a_minimal_event_breaks_when_any_field_is_taken_away(name: str) -> None:
    """The smallest event that is valid is the smallest."""
    event = load(name, "minimal")
    for path in every_field(event):
        assert [*validator(name).iter_errors(without(event, path))], path


@pytest.mark.parametrize("name", INCOMING)
def test_the_model_refuses_what_the_schema_refuses_but_for_specversion(name: str) -> None:
    """A schema that is stricter than the code would be a lie, with one known exception."""
    event = load(name, "minimal")
    for path in every_field(event):
        if path == ("specversion",):
            assert parse(without(event, path)) is not None
        elif path != ("type",):
            assert parse(without(event, path)) is None, path


@pytest.mark.parametrize("name", [name for name in ALL if name not in REFUSED])
def test_a_hostile_event_is_read_without_what_nobody_asked_for(name: str) -> None:
    """Unknown fields, national ids and injected attributes do not get past the model."""
    kept = parse(load(name, "hostile"))
    assert kept is not None
    text = json.dumps(kept)
    assert "00000000000" not in text
    assert "__proto__" not in text
    assert "candidate_name" not in text


@pytest.mark.parametrize(("name", "field"), REFUSED.items())
def test_a_hostile_event_that_is_refused_names_its_field_and_not_its_value(
    name: str, field: str
) -> None:
    """The reason in the dead-letter queue helps, and leaks nothing."""
    event = load(name, "hostile")
    with pytest.raises(Invalid) as refusal:
        parse_event(event)
    assert refusal.value.field == field
    assert "passwd" not in str(refusal.value)


@pytest.mark.parametrize("name", OUTGOING)
def test_what_svar_sends_has_no_room_for_a_person(name: str) -> None:
    """No field of an outgoing event is free text: ids, numbers, dates and fixed words only."""
    schema = load(name, "schema")
    for definition in schema["$defs"].values():
        for field in definition["properties"].values():
            options = field.get("anyOf", [field])
            for option in options:
                if option.get("type") == "string":
                    assert {"pattern", "format", "enum"} & option.keys()


@pytest.mark.parametrize("name", ALL)
def test_an_unknown_field_is_ignored_everywhere(name: str) -> None:
    """An ATS that adds a field tomorrow breaks nothing today."""
    event = load(name, "example")
    event["data"]["added_tomorrow"] = {"by": "the vendor"}
    assert [*validator(name).iter_errors(event)] == []
    assert parse(event) == parse(load(name, "example"))


def test_an_unknown_type_is_acknowledged() -> None:
    """It is not an error that an ATS says more than we use."""
    assert parse_event({"type": "candidate.birthday", "id": "1"}) is None


def test_the_generated_files_are_as_the_models_say() -> None:
    """Drift: run `svarctl schemas generate` and look at the difference."""
    stale = [path for path, text in generated(EVENTS).items() if not same(path, text)]
    assert stale == []


def same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


def test_no_identity_number_is_in_an_event_and_a_telephone_number_is() -> None:
    """It is gone before anything is stored; a line that is all number is an id or a telephone."""
    body = {
        "specversion": "1.0",
        "id": "e1",
        "source": "ats/generic/fjordbyen",
        "type": "application.received",
        "subject": "kari",
        "time": "2026-03-02T07:30:00Z",
        "data": {
            "candidate": {"id": "p1", "name": "Kari 01010012345", "phone": "00479000000"},
            "job": {"id": "j1", "title": "Sjåfør"},
            "screening": [{"turn": 1, "asked": "Hvem?", "answered": "01010012345"}],
        },
    }
    event = parse_event(body)
    assert event is not None
    stored = event.model_dump_json()
    assert "01010012345" not in stored
    assert "00479000000" in stored
