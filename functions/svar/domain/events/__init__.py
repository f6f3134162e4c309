"""The canonical events: what an ATS can tell Svar.

CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec). `source` + `id` name an event, so
equal pairs are duplicates. `subject` is the application's, the candidate's or the job's id and
never a person's data, since context attributes are logged. Unknown fields are ignored; event time
orders.
"""

import json
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from svar.domain.errors import Invalid
from svar.domain.events.applications import (
    AlreadySent,
    AlreadySentEvent,
    ApplicationReceived,
    ApplicationReceivedEvent,
    ApplicationWithdrawn,
    ApplicationWithdrawnEvent,
    Interview,
    InterviewCancelled,
    InterviewCancelledEvent,
    InterviewCompletedEvent,
    InterviewScheduledEvent,
    ScreeningCompleted,
    ScreeningCompletedEvent,
    StageChanged,
    StageChangedEvent,
)
from svar.domain.events.candidates import (
    CandidateErased,
    CandidateErasedEvent,
    CandidateMerged,
    CandidateMergedEvent,
    CandidateUpdated,
    CandidateUpdatedEvent,
)
from svar.domain.events.decisions import (
    CorrectionRequested,
    CorrectionRequestedEvent,
    DecidedBy,
    HiredEvent,
    HireWithdrawnEvent,
    Mistake,
    Rejected,
    RejectedEvent,
    RejectionWithdrawnEvent,
)
from svar.domain.events.jobs import (
    JobClosed,
    JobClosedEvent,
    JobOpened,
    JobOpenedEvent,
    JobUpdated,
    JobUpdatedEvent,
)
from svar.domain.events.shapes import (
    Assessment,
    Candidate,
    Criterion,
    Data,
    Envelope,
    EventId,
    Id,
    Job,
    Language,
    Line,
    Moment,
    Person,
    Source,
    Text,
    Turn,
)

__all__ = [
    "MODELS",
    "AlreadySent",
    "AlreadySentEvent",
    "ApplicationReceived",
    "ApplicationReceivedEvent",
    "ApplicationWithdrawn",
    "ApplicationWithdrawnEvent",
    "Assessment",
    "Candidate",
    "CandidateErased",
    "CandidateErasedEvent",
    "CandidateMerged",
    "CandidateMergedEvent",
    "CandidateUpdated",
    "CandidateUpdatedEvent",
    "CorrectionRequested",
    "CorrectionRequestedEvent",
    "Criterion",
    "Data",
    "DecidedBy",
    "Envelope",
    "Event",
    "EventId",
    "HireWithdrawnEvent",
    "HiredEvent",
    "Id",
    "Interview",
    "InterviewCancelled",
    "InterviewCancelledEvent",
    "InterviewCompletedEvent",
    "InterviewScheduledEvent",
    "Job",
    "JobClosed",
    "JobClosedEvent",
    "JobOpened",
    "JobOpenedEvent",
    "JobUpdated",
    "JobUpdatedEvent",
    "Language",
    "Line",
    "Mistake",
    "Moment",
    "Person",
    "Rejected",
    "RejectedEvent",
    "RejectionWithdrawnEvent",
    "ScreeningCompleted",
    "ScreeningCompletedEvent",
    "Source",
    "StageChanged",
    "StageChangedEvent",
    "Text",
    "Turn",
    "logged_event",
    "parse_event",
]

Event = (
    JobOpenedEvent
    | JobUpdatedEvent
    | JobClosedEvent
    | ApplicationReceivedEvent
    | StageChangedEvent
    | ApplicationWithdrawnEvent
    | ScreeningCompletedEvent
    | InterviewScheduledEvent
    | InterviewCompletedEvent
    | InterviewCancelledEvent
    | RejectedEvent
    | RejectionWithdrawnEvent
    | HiredEvent
    | HireWithdrawnEvent
    | CorrectionRequestedEvent
    | CandidateUpdatedEvent
    | CandidateMergedEvent
    | CandidateErasedEvent
    | AlreadySentEvent
)

MODELS: Mapping[str, type[Event]] = {
    model.model_fields["type"].default: model for model in get_args(Event)
}
"""Each type's model: read by it, an event makes only the validator of its own type."""


def parse_event(body: dict[str, Any]) -> Event | None:
    """Read one canonical event; `None` when its type is one that we do not know.

    Raises `Invalid` with the first offending field and never the offending value, which may be
    a person's data and would end in a log.
    """
    kind = body.get("type")
    if not isinstance(kind, str):
        raise Invalid("type", "Field required")
    if kind not in MODELS:
        return None
    try:
        return MODELS[kind].model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Invalid(".".join(str(part) for part in first["loc"]), first["msg"]) from None


def logged_event(doc: str) -> Event:
    """Read an event back from the JSON that `model_dump_json` made of it."""
    body = json.loads(doc)
    return MODELS[body["type"]].model_validate(body)
