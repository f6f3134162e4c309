"""What an ATS tells of an application on its way: the screening and the interviews with it."""

from typing import Literal

from pydantic import Field

from svar.domain.events.shapes import (
    Candidate,
    Data,
    Envelope,
    Id,
    Job,
    Language,
    Line,
    Moment,
    Turn,
)


class ApplicationReceived(Data):
    candidate: Candidate
    job: Job
    stage: Line | None = None
    screening: tuple[Turn, ...] = ()


class StageChanged(Data):
    stage: Line
    job_id: Id | None = None


class ApplicationWithdrawn(Data):
    told_by: Literal["candidate", "recruiter"] = "candidate"


class ScreeningCompleted(Data):
    transcript: tuple[Turn, ...] = Field(min_length=1, max_length=100)
    language: Language | None = None


class Interview(Data):
    """`at` is when it is planned (scheduled) or when it ended (completed)."""

    interview_id: Id
    at: Moment


class InterviewCancelled(Data):
    interview_id: Id


class AlreadySent(Data):
    """The ATS itself has told the candidate: Svar must not."""

    what: Literal["rejection", "receipt"] = "rejection"


class ApplicationReceivedEvent(Envelope):
    type: Literal["application.received"] = "application.received"
    data: ApplicationReceived


class StageChangedEvent(Envelope):
    type: Literal["application.stage_changed"] = "application.stage_changed"
    data: StageChanged


class ApplicationWithdrawnEvent(Envelope):
    type: Literal["application.withdrawn"] = "application.withdrawn"
    data: ApplicationWithdrawn


class ScreeningCompletedEvent(Envelope):
    type: Literal["screening.completed"] = "screening.completed"
    data: ScreeningCompleted


class InterviewScheduledEvent(Envelope):
    type: Literal["interview.scheduled"] = "interview.scheduled"
    data: Interview


class InterviewCompletedEvent(Envelope):
    type: Literal["interview.completed"] = "interview.completed"
    data: Interview


class InterviewCancelledEvent(Envelope):
    type: Literal["interview.cancelled"] = "interview.cancelled"
    data: InterviewCancelled


class AlreadySentEvent(Envelope):
    type: Literal["communication.already_sent"] = "communication.already_sent"
    data: AlreadySent = Field(default_factory=AlreadySent)
