"""What has happened, folded from the log: the same for every order of arrival.

Nothing here is stored. An event that comes late, twice or before the application it belongs to
is only one more line in the log; folding sorts by event time, so the last word is the last word
that was said, not the last that was heard.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from typing import Any, Literal

from pydantic import Field

from svar.domain import events as e
from svar.domain.value import Value


class Decision(Value):
    """The decision that stands. `key` names the event, so that each decision is told once."""

    key: str
    at: datetime
    data: e.Rejected


class CorrectionOrder(Value):
    """What a human wants corrected, and when they said so. `key` names the event."""

    key: str
    at: datetime
    data: e.CorrectionRequested


class InterviewFact(Value):
    at: datetime
    status: Literal["scheduled", "completed", "cancelled"]


class Facts(Value):
    """One application as the ATS has told it. Unknown until `received_at` is set."""

    id: str
    source: str | None = None
    candidate: e.Candidate | None = None
    email_since: datetime | None = None
    """When the candidate's address was last changed: what was sent before went to another one."""
    job_id: str | None = None
    job_in_application: e.Job | None = None
    received_at: datetime | None = None
    stage: str | None = None
    interviews: dict[str, InterviewFact] = Field(default_factory=dict)
    screening: tuple[e.Turn, ...] = ()
    screening_key: str | None = None
    withdrawn_at: datetime | None = None
    rejection: Decision | None = None
    corrections: tuple[CorrectionOrder, ...] = ()
    hired_at: datetime | None = None
    already_told_at: datetime | None = None
    receipt_sent_elsewhere: bool = False
    erased_at: datetime | None = None
    merged_into: str | None = None

    def last_interview(self, now: datetime) -> datetime | None:
        """When the candidate was last met. A planned time that has passed counts: not every ATS
        says that an interview took place."""
        held = [
            i.at
            for i in self.interviews.values()
            if i.status == "completed" or (i.status == "scheduled" and i.at <= now)
        ]
        return max(held, default=None)

    def next_interview(self, now: datetime) -> datetime | None:
        planned = [i.at for i in self.interviews.values() if i.status == "scheduled" and i.at > now]
        return min(planned, default=None)


class JobFacts(Value):
    """One vacancy as the ATS has told it."""

    id: str
    job: e.Job | None = None
    closed_at: datetime | None = None
    closed: e.JobClosed | None = None


def fold_application(
    application_id: str, log: Sequence[e.Event], person_log: Sequence[e.Event] = ()
) -> Facts:
    """Fold an application's own events and those of its person, in event time."""
    ordered = sorted((*log, *person_log), key=lambda event: event.order)
    first = Facts(id=application_id)
    # The application is laid first, whatever its time says: everything else is about it.
    received = [event for event in ordered if isinstance(event, e.ApplicationReceivedEvent)]
    rest = [event for event in ordered if not isinstance(event, e.ApplicationReceivedEvent)]
    return reduce(_apply, (*received, *rest), first)


def _apply(facts: Facts, event: e.Event) -> Facts:
    changes = _changes(facts, event)
    return facts.model_copy(update=changes) if changes else facts


def _changes(facts: Facts, event: e.Event) -> dict[str, Any]:
    match event:
        case e.ApplicationReceivedEvent(data=data):
            first_time = facts.received_at or event.time
            laid: dict[str, Any] = {
                "source": event.source,
                "candidate": data.candidate,
                "email_since": _email_since(facts, data.candidate.email, event.time),
                "job_id": data.job.id,
                "job_in_application": data.job,
                "received_at": first_time,
                "stage": data.stage or facts.stage,
            }
            if data.screening:
                laid |= {"screening": data.screening, "screening_key": event.key}
            return laid
        case e.StageChangedEvent(data=data):
            return {"stage": data.stage, "job_id": data.job_id or facts.job_id}
        case e.ScreeningCompletedEvent(data=data):
            return {"screening": data.transcript, "screening_key": event.key}
        case e.ApplicationWithdrawnEvent():
            return {"withdrawn_at": event.time}
        case e.InterviewScheduledEvent(data=data):
            return _interview(facts, data.interview_id, data.at, "scheduled")
        case e.InterviewCompletedEvent(data=data):
            return _interview(facts, data.interview_id, data.at, "completed")
        case e.InterviewCancelledEvent(data=data):
            known = facts.interviews.get(data.interview_id)
            at = known.at if known else event.time
            return _interview(facts, data.interview_id, at, "cancelled")
        case e.RejectedEvent(data=data):
            decision = Decision(key=event.key, at=event.time, data=data)
            # An ATS rule never overrides what a human has decided.
            if data.automatic and facts.rejection and not facts.rejection.data.automatic:
                return {}
            same = facts.rejection is not None and facts.rejection.data == data
            # Said twice is decided once: the first time counts.
            return {} if same else {"rejection": decision, "hired_at": None}
        case e.RejectionWithdrawnEvent():
            return {"rejection": None}
        case e.HiredEvent():
            return {"hired_at": event.time, "rejection": None}
        case e.HireWithdrawnEvent():
            return {"hired_at": None}
        case e.CorrectionRequestedEvent(data=data):
            order = CorrectionOrder(key=event.key, at=event.time, data=data)
            return {"corrections": (*facts.corrections, order)}
        case e.AlreadySentEvent(data=data):
            if data.what == "receipt":
                return {"receipt_sent_elsewhere": True}
            return {"already_told_at": event.time}
        case e.CandidateUpdatedEvent(data=data):
            if facts.candidate is None:
                return {}
            named = data.model_dump(exclude_none=True, include=data.model_fields_set)
            candidate = facts.candidate.model_copy(update=named)
            since = _email_since(facts, candidate.email, event.time)
            return {"candidate": candidate, "email_since": since}
        case e.CandidateMergedEvent(data=data):
            return {"merged_into": data.into}
        case e.CandidateErasedEvent():
            return {"erased_at": event.time}
        case _:
            return {}


def _email_since(facts: Facts, email: str | None, at: datetime) -> datetime | None:
    known = facts.candidate.email if facts.candidate else None
    return facts.email_since if email == known else at


def _interview(
    facts: Facts,
    interview_id: str,
    at: datetime,
    status: Literal["scheduled", "completed", "cancelled"],
) -> dict[str, Any]:
    fact = InterviewFact(at=at, status=status)
    return {"interviews": {**facts.interviews, interview_id: fact}}


def fold_job(job_id: str, log: Iterable[e.Event]) -> JobFacts:
    """Fold a job's events. An update is a whole new picture of the job; a reopening undoes a
    closing."""
    facts = JobFacts(id=job_id)
    for event in sorted(log, key=lambda each: each.order):
        match event:
            case e.JobOpenedEvent(data=data):
                facts = facts.model_copy(
                    update={"job": data.job, "closed_at": None, "closed": None}
                )
            case e.JobUpdatedEvent(data=data):
                facts = facts.model_copy(update={"job": data.job})
            case e.JobClosedEvent(data=data):
                facts = facts.model_copy(update={"closed_at": event.time, "closed": data})
            case _:
                pass
    return facts


def merge_job(from_log: e.Job | None, from_application: e.Job | None, job_id: str) -> e.Job:
    """The job as best known: its own log first, and what the application said for the rest."""
    if from_log is None and from_application is not None and from_application.id == job_id:
        return from_application
    best = from_log or e.Job(id=job_id)
    if from_application is None:
        return best
    missing = {
        name: value
        for name, value in from_application
        if getattr(best, name) in (None, ()) and value not in (None, ())
    }
    return best.model_copy(update=missing)
