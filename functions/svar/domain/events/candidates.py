"""What an ATS tells of a candidate: new particulars, a merge, an erasure."""

from typing import Literal

from pydantic import Field

from svar.domain.events.shapes import Data, Envelope, Id, Language, Line


class CandidateUpdated(Data):
    """Only the fields that are set change; the candidate's id is the event's subject."""

    name: Line | None = None
    email: Line | None = None
    other_emails: tuple[Line, ...] | None = None
    phone: Line | None = None
    language: Language | None = None
    zone: Line | None = None
    can_email: bool | None = None


class CandidateMerged(Data):
    into: Id


class CandidateErased(Data):
    """`scope` says what the subject is: a person and all that is theirs, or one application."""

    scope: Literal["person", "application"] = "person"


class CandidateUpdatedEvent(Envelope):
    type: Literal["candidate.updated"] = "candidate.updated"
    data: CandidateUpdated


class CandidateMergedEvent(Envelope):
    type: Literal["candidate.merged"] = "candidate.merged"
    data: CandidateMerged


class CandidateErasedEvent(Envelope):
    type: Literal["candidate.erased"] = "candidate.erased"
    data: CandidateErased = Field(default_factory=CandidateErased)
