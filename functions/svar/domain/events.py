"""The canonical events: what an ATS can tell Svar.

CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec). `source` + `id` name an event, so
equal pairs are duplicates. `subject` is the application's, the candidate's or the job's id and
never a person's data, since context attributes are logged. Unknown fields are ignored; event time
orders.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from svar.domain.errors import Invalid
from svar.domain.value import Value

# Ids travel in mail tags, and SES allows letters, digits, "_" and "-" there. "__" is our separator.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9](?:_?[A-Za-z0-9-])*$", max_length=80)]
EventId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Source = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]+$", max_length=120)]
Line = Annotated[str, StringConstraints(max_length=300)]
Text = Annotated[str, StringConstraints(max_length=20_000)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


class Data(Value):
    """Base of everything that comes from outside: frozen, and deaf to what it does not know."""

    model_config = ConfigDict(extra="ignore")


class Person(Data):
    """Somebody on the employer's side. `id` is the ATS's user id."""

    id: Line | None = None
    name: Line | None = None
    email: Line | None = None
    phone: Line | None = None


class Candidate(Data):
    """The one who applied. `other_emails` are where a human may try when `email` bounces."""

    id: Id
    name: Line | None = None
    email: Line | None = None
    other_emails: tuple[Line, ...] = ()
    phone: Line | None = None
    language: Language | None = None
    zone: Line | None = None
    can_email: bool = True


class Criterion(Data):
    """One requirement of the advert, in the advert's words."""

    id: Line
    text: Line


class Job(Data):
    """A vacancy. `jurisdiction` is ISO 3166, such as NO or CA-ON: some have clocks of their own."""

    id: Id
    title: Line | None = None
    language: Language | None = None
    criteria: tuple[Criterion, ...] = ()
    recruiter: Person | None = None
    decider: Person | None = None
    jurisdiction: Line | None = None
    applicants: int | None = Field(default=None, ge=0)
    invited: int | None = Field(default=None, ge=0)


class Turn(Data):
    """One question and its answer in a screening, numbered from 1."""

    turn: int = Field(ge=1)
    asked: Text
    answered: Text


class Assessment(Data):
    """What a human found about one criterion. `note` is internal and never reaches a candidate."""

    criterion: Line
    met: bool
    note: Text | None = None


class JobOpened(Data):
    job: Job


class JobUpdated(Data):
    job: Job


class JobClosed(Data):
    reason: Literal["filled", "cancelled", "on_hold", "other"] = "other"
    closed_by: Person | None = None


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
    at: AwareDatetime


class InterviewCancelled(Data):
    interview_id: Id


class Rejected(Data):
    """A decision. `automatic` means an ATS rule took it, so it waits for a human."""

    decided_by: Person | None = None
    automatic: bool = False
    assessments: tuple[Assessment, ...] = ()
    ats_reason: Line | None = None
    feedback_for_candidate: Text | None = None
    tell_after: AwareDatetime | None = None
    applicants: int | None = Field(default=None, ge=0)
    invited: int | None = Field(default=None, ge=0)


class DecidedBy(Data):
    decided_by: Person | None = None


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


class AlreadySent(Data):
    """The ATS itself has told the candidate: Svar must not."""

    what: Literal["rejection", "receipt"] = "rejection"


class Envelope(Data):
    """The CloudEvents context attributes that every event has."""

    specversion: Literal["1.0"] = "1.0"
    id: EventId
    source: Source
    subject: Id
    time: AwareDatetime

    @property
    def key(self) -> str:
        """What two deliveries of one event have in common."""
        return f"{self.source}#{self.id}"

    @property
    def order(self) -> tuple[datetime, str]:
        """Event time orders, never arrival; the key breaks ties the same way everywhere."""
        return (self.time, self.key)


class JobOpenedEvent(Envelope):
    type: Literal["job.opened"] = "job.opened"
    data: JobOpened


class JobUpdatedEvent(Envelope):
    type: Literal["job.updated"] = "job.updated"
    data: JobUpdated


class JobClosedEvent(Envelope):
    type: Literal["job.closed"] = "job.closed"
    data: JobClosed


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


class RejectedEvent(Envelope):
    type: Literal["decision.rejected"] = "decision.rejected"
    data: Rejected


class RejectionWithdrawnEvent(Envelope):
    type: Literal["decision.rejection_withdrawn"] = "decision.rejection_withdrawn"
    data: DecidedBy = Field(default_factory=DecidedBy)


class HiredEvent(Envelope):
    type: Literal["decision.hired"] = "decision.hired"
    data: DecidedBy = Field(default_factory=DecidedBy)


class HireWithdrawnEvent(Envelope):
    type: Literal["decision.hire_withdrawn"] = "decision.hire_withdrawn"
    data: DecidedBy = Field(default_factory=DecidedBy)


class CandidateUpdatedEvent(Envelope):
    type: Literal["candidate.updated"] = "candidate.updated"
    data: CandidateUpdated


class CandidateMergedEvent(Envelope):
    type: Literal["candidate.merged"] = "candidate.merged"
    data: CandidateMerged


class CandidateErasedEvent(Envelope):
    type: Literal["candidate.erased"] = "candidate.erased"
    data: CandidateErased = Field(default_factory=CandidateErased)


class AlreadySentEvent(Envelope):
    type: Literal["communication.already_sent"] = "communication.already_sent"
    data: AlreadySent = Field(default_factory=AlreadySent)


Event = Annotated[
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
    | CandidateUpdatedEvent
    | CandidateMergedEvent
    | CandidateErasedEvent
    | AlreadySentEvent,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
TYPES: frozenset[str] = frozenset(
    {
        "job.opened",
        "job.updated",
        "job.closed",
        "application.received",
        "application.stage_changed",
        "application.withdrawn",
        "screening.completed",
        "interview.scheduled",
        "interview.completed",
        "interview.cancelled",
        "decision.rejected",
        "decision.rejection_withdrawn",
        "decision.hired",
        "decision.hire_withdrawn",
        "candidate.updated",
        "candidate.merged",
        "candidate.erased",
        "communication.already_sent",
    }
)


def parse_event(body: dict[str, Any]) -> Event | None:
    """Read one canonical event; `None` when its type is one that we do not know.

    Raises `Invalid` with the first offending field and never the offending value, which may be
    a person's data and would end in a log.
    """
    kind = body.get("type")
    if isinstance(kind, str) and kind not in TYPES:
        return None
    try:
        return EVENT.validate_python(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        path = [str(part) for part in first["loc"] if part not in TYPES]
        raise Invalid(".".join(path) or "type", first["msg"]) from None
