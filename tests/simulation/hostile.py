"""Every place of an event where somebody outside can put text, found in the models themselves.

A text field that is written tomorrow is a place tomorrow. A story is one candidate's whole way, so
that whatever stands in a place has every chance to come out somewhere.
"""

import json
import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.types import StringConstraints

from svar.domain.events import MODELS
from tests.spoken import spoken

Steps = tuple[str | int, ...]


class Place(NamedTuple):
    """One text field of one event: its path in `data`, and whether any text may stand there."""

    event: str
    path: Steps
    free: bool

    @property
    def field(self) -> str:
        """What an ATS would call it: its job and its candidate are the same in every event."""
        path = ".".join(map(str, self.path))
        if path.startswith(("job.", "candidate.")):
            return path
        return f"candidate.{path}" if self.event == "candidate.updated" else f"{self.event} {path}"


PERSON = {
    "id": "7",
    "name": "Mona Berg",
    "email": "mona.berg@fjordbyen.example",
    "phone": "55000102",
}


@cache
def story_in(language: str) -> dict[str, dict[str, Any]]:
    """The events in order, with every place filled. What is not here carries no text of its own."""
    say = spoken(language)["story"]
    job: dict[str, Any] = {
        "id": "job-1",
        "title": say["title"],
        "language": language,
        "criteria": [
            {"id": "certificate", "text": say["criterion"]},
            {"id": "licence", "text": say["second"]},
        ],
        "recruiter": PERSON,
        "decider": PERSON | {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
        "jurisdiction": "NO",
        "applicants": 41,
        "invited": 6,
    }
    candidate: dict[str, Any] = {
        "id": "person-1",
        "name": "Bjørn Åge Sæther",
        "email": "kari@kandidat.example",
        "other_emails": ["kari.hjemme@kandidat.example"],
        "phone": "90000000",
        "language": language,
        "zone": "Europe/Oslo",
    }
    turn = {"turn": 1, "asked": say["asked"], "answered": say["answered"]}
    return {
        "job.opened": {"job": job},
        "job.updated": {"job": job},
        "application.received": {
            "candidate": candidate,
            "job": job,
            "stage": say["stage"],
            "screening": [turn],
            "motivation": say["motivation"],
            "custom_fields": {"Egne ord": say["other"]},
        },
        "application.withdrawn": {"told_by": "candidate"},
        "application.stage_changed": {"stage": say["next_stage"], "job_id": "job-1"},
        "candidate.updated": {name: candidate[name] for name in candidate if name != "id"},
        "screening.completed": {"transcript": [turn], "language": language},
        "decision.rejected": {
            "decided_by": PERSON,
            "assessments": [{"criterion": "certificate", "met": False, "note": say["note"]}],
            "ats_reason": "Missing certificate",
            "feedback_for_candidate": None,
            "applicants": 41,
            "invited": 6,
        },
        "decision.hired": {"decided_by": PERSON},
        "decision.hire_withdrawn": {"decided_by": PERSON},
        "decision.rejection_withdrawn": {"decided_by": PERSON},
        "correction.requested": {
            "requested_by": PERSON,
            "mistake": "decision_taken_back",
            "why": say["why"],
            "feedback_for_candidate": None,
        },
        "job.closed": {"reason": "filled", "closed_by": PERSON},
    }


TOLD = frozenset(story_in("nb"))
"""The events that a story has."""
UNKNOWN = (
    Place("application.received", ("motivation",), free=True),
    Place("application.received", ("custom_fields", "Egne ord"), free=True),
    Place("application.withdrawn", ("reason",), free=True),
)
"""What an ATS may send along that no model has."""
LONGEST_LINE = 300
LONG = ("answered", "asked", "note", "feedback_for_candidate")
"""Fields that take a long text; a longer one elsewhere is refused by the field's name."""


def places() -> tuple[Place, ...]:
    """All of them, in the events of the story and in every other."""
    found = (
        Place(kind, path, free)
        for kind, model in MODELS.items()
        for path, free in _texts(model.model_fields["data"].annotation)
    )
    return (*found, *UNKNOWN)


def _texts(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[tuple[Steps, bool]]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        yield from _texts(inner, (*metadata, *more))
    elif origin in (Union, types.UnionType):
        for each in get_args(annotation):
            yield from _texts(each, metadata)
    elif origin is tuple:
        for path, free in _texts(get_args(annotation)[0], metadata):
            yield (0, *path), free
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            for path, free in _texts(field.annotation, tuple(field.metadata)):
                yield (name, *path), free
    elif annotation is str and origin is not Literal:
        narrow = any(_pattern(each) for each in metadata)
        yield (), not narrow


def _pattern(constraint: Any) -> bool:
    return isinstance(constraint, StringConstraints) and constraint.pattern is not None


def story_with(texts: dict[str, str], language: str = "nb") -> dict[str, dict[str, Any]]:
    """The story with each text in its field, wherever an event has that field."""
    # By way of JSON: a person who is in several places is another in each of them.
    told: dict[str, dict[str, Any]] = json.loads(json.dumps(story_in(language)))
    for place in places():
        if place.field in texts and place.event in told:
            at: Any = told[place.event]
            *way, last = place.path
            for step in way:
                at = at[step]
            text = texts[place.field]
            least = "-" if last == "why" else ""  # the only one that may not be empty
            at[last] = (text if last in LONG else text[:LONGEST_LINE]) or least
    return told
