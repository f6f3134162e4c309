"""What Greenhouse sends, as far as Svar reads it (developers.greenhouse.io/webhooks.html)."""

from typing import Any

from svar.adapters.ats.shapes import Contact, Flag, Gone, Id, Instant, Many, Maybe, Wire


class User(Wire):
    id: Maybe[Id] = None
    user_id: Maybe[Id] = None
    name: Maybe[str] = None
    email: Maybe[str] = None


class Candidate(Wire):
    id: Id
    first_name: Maybe[str] = None
    last_name: Maybe[str] = None
    can_email: bool | None = None
    email_addresses: Maybe[list[Contact]] = None
    phone_numbers: Maybe[list[Contact]] = None
    recruiter: Maybe[User] = None


class HiringTeam(Wire):
    hiring_managers: Maybe[list[User]] = None
    recruiters: Maybe[list[User]] = None


class Job(Wire):
    id: Id
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
    id: Id
    status: Maybe[str] = None


class Stage(Wire):
    name: Maybe[str] = None
    interviews: Many[Interview] = ()


class Application(Wire):
    id: Id
    candidate: Candidate
    status: Maybe[str] = None
    prospect: Flag = False
    applied_at: Instant = None
    rejected_at: Instant = None
    last_activity_at: Instant = None
    rejected_by: Maybe[User] = None
    credited_to: Maybe[User] = None
    rejection_reason: Maybe[Reason] = None
    current_stage: Stage | None = None
    jobs: Many[Job] = ()


class ApplicationPayload(Wire):
    application: Application


class GoneApplicationPayload(Wire):
    application: Gone


class GonePerson(Gone):
    new_candidate_id: Id | None = None
    deleted_application_ids: Many[Id] = ()


class PersonPayload(Wire):
    person: GonePerson


class CandidatePayload(Wire):
    candidate: Candidate


class AnonymizedPayload(Wire):
    candidate_id: Id
    anonymized_fields: Maybe[list[str]] = None


class CancelledInterview(Gone):
    application_id: Id | None = None


class InterviewPayload(Wire):
    interview: CancelledInterview


class JobPayload(Wire):
    job: Job


class Body(Wire):
    action: str
    payload: Any = None
