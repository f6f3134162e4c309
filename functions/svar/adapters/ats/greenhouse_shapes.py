"""What Greenhouse sends, as far as Svar reads it (developers.greenhouse.io/webhooks.html)."""

from typing import Any

from pydantic import Field

from svar.adapters.ats.reading import Instant, Maybe, Wire


class Address(Wire):
    value: Maybe[str] = None
    type: Maybe[str] = None


class User(Wire):
    id: Maybe[str] = None
    user_id: Maybe[str] = None
    name: Maybe[str] = None
    email: Maybe[str] = None


class Candidate(Wire):
    id: str
    first_name: Maybe[str] = None
    last_name: Maybe[str] = None
    can_email: bool | None = None
    email_addresses: Maybe[list[Address]] = None
    phone_numbers: Maybe[list[Address]] = None
    recruiter: Maybe[User] = None


class HiringTeam(Wire):
    hiring_managers: Maybe[list[User]] = None
    recruiters: Maybe[list[User]] = None


class Job(Wire):
    id: str
    name: Maybe[str] = None
    status: Maybe[str] = None
    opened_at: Instant = None
    closed_at: Instant = None
    hiring_team: Maybe[HiringTeam] = None


class ReasonType(Wire):
    name: Maybe[str] = None


class Reason(Wire):
    name: Maybe[str] = None
    type: Maybe[ReasonType] = None


class Interview(Wire):
    id: str
    status: Maybe[str] = None


class Stage(Wire):
    name: Maybe[str] = None
    interviews: tuple[Interview, ...] = ()


class Application(Wire):
    id: str
    candidate: Candidate
    prospect: bool = False
    applied_at: Instant = None
    rejected_at: Instant = None
    last_activity_at: Instant = None
    rejected_by: Maybe[User] = None
    credited_to: Maybe[User] = None
    rejection_reason: Maybe[Reason] = None
    current_stage: Stage | None = None
    jobs: tuple[Job, ...] = ()


class ApplicationPayload(Wire):
    application: Application


class GoneApplication(Wire):
    id: str


class GoneApplicationPayload(Wire):
    application: GoneApplication


class GonePerson(Wire):
    id: str
    new_candidate_id: str | None = None
    deleted_application_ids: tuple[str, ...] = ()


class PersonPayload(Wire):
    person: GonePerson


class CandidatePayload(Wire):
    candidate: Candidate


class AnonymizedPayload(Wire):
    candidate_id: str
    anonymized_fields: Maybe[list[str]] = None


class CancelledInterview(Wire):
    id: str
    application_id: str | None = None


class InterviewPayload(Wire):
    interview: CancelledInterview


class JobPayload(Wire):
    job: Job


class Body(Wire):
    action: str
    payload: dict[str, Any] = Field(default_factory=dict)
