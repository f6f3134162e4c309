"""Ashby: one `action` a webhook, signed over the body (developers.ashbyhq.com/docs/webhooks)."""

from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook, read_part
from svar.adapters.ats.reading import Instant, Maybe, Wire
from svar.adapters.ats.signatures import hexdigest, require_match, required_header
from svar.domain import events as e
from svar.domain.errors import Forged, Invalid
from svar.domain.webhook import Account, Handshake, Malformed, Translation, WebhookRequest

HELD = {"WaitingOnFeedback", "Complete"}


class Address(Wire):
    value: Maybe[str] = None
    type: Maybe[str] = None


class Candidate(Wire):
    id: str
    name: Maybe[str] = None
    primaryEmailAddress: Maybe[Address] = None
    emailAddresses: Maybe[tuple[Address, ...]] = None
    primaryPhoneNumber: Maybe[Address] = None


class Reason(Wire):
    text: Maybe[str] = None
    reasonType: Maybe[str] = None


class Stage(Wire):
    title: Maybe[str] = None
    type: Maybe[str] = None


class Member(Wire):
    userId: Maybe[str] = None
    firstName: Maybe[str] = None
    lastName: Maybe[str] = None
    email: Maybe[str] = None
    role: Maybe[str] = None


class Job(Wire):
    id: str
    title: Maybe[str] = None
    status: Maybe[str] = None


class Application(Wire):
    id: str
    candidate: Candidate
    job: Job
    status: Maybe[str] = None
    createdAt: Instant = None
    updatedAt: Instant = None
    archivedAt: Instant = None
    archiveReason: Maybe[Reason] = None
    currentInterviewStage: Maybe[Stage] = None
    hiringTeam: Maybe[tuple[Member, ...]] = None


class InterviewEvent(Wire):
    startTime: Instant = None
    endTime: Instant = None


class Schedule(Wire):
    id: str
    applicationId: str
    status: str
    updatedAt: Instant = None
    interviewEvents: Maybe[tuple[InterviewEvent, ...]] = None


class Gone(Wire):
    id: str


class Body(Wire):
    action: str
    webhookActionId: str | None = None
    data: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it


class Ashby:
    name = "ashby"
    retries_refusals = False

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        try:
            body = reading.json_object(request.body)
        except Malformed:
            return None
        return Handshake() if body.get("action") == "ping" else None

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        """`Ashby-Signature: sha256=<hex>`."""
        scheme, _, given = required_header(request, "ashby-signature").partition("=")
        if scheme != "sha256":
            raise Forged("the header ashby-signature does not begin with sha256=")
        require_match([given], secrets, lambda secret: hexdigest(secret, request.body))

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(Body, reading.json_object(request.body))
        # Related events share one webhookActionId: it names an event only with the action.
        known = body.webhookActionId
        event_id = f"{known}-{body.action}" if known else reading.fingerprint(request, body.action)
        hook = Hook(request, account, event_id)
        match body.action:
            case "applicationSubmit":
                return Translation(_received(hook, _application(body)))
            case "candidateStageChange":
                return Translation(_stage_changed(hook, _application(body)))
            case "candidateHire":
                application = _application(body)
                envelope = hook.envelope(application.id, hook.at(application.updatedAt))
                return Translation((e.HiredEvent(**envelope),))
            case "interviewScheduleCreate" | "interviewScheduleUpdate":
                return _interview(hook, body)
            case "candidateDelete":
                gone = read_part(Gone, body.data.get("candidate"), "data.candidate")
                envelope = hook.envelope(gone.id, request.received_at)
                return Translation((e.CandidateErasedEvent(**envelope),))
            case "candidateMerge":
                return Translation((_merged(hook, body),))
            case "jobCreate" | "jobUpdate":
                return Translation((_job(hook, body),))
            case other:
                return Translation(ignored=f"{reading.printable(other)} is nothing that Svar uses")


def _application(body: Body) -> Application:
    return read_part(Application, body.data.get("application"), "data.application")


def _received(hook: Hook, application: Application) -> tuple[e.Event, ...]:
    candidate, team = application.candidate, application.hiringTeam or ()
    stage = application.currentInterviewStage
    listed = candidate.emailAddresses or ()
    primary = candidate.primaryEmailAddress
    # The candidate's own choice first, then personal before work.
    others = sorted(listed, key=lambda address: (address.type or "").lower() != "personal")
    email, other_emails = reading.addresses(
        address.value for address in (*((primary,) if primary else ()), *others)
    )
    phone = candidate.primaryPhoneNumber
    data = e.ApplicationReceived(
        candidate=e.Candidate(
            id=hook.native(candidate.id),
            name=reading.line(candidate.name),
            email=email,
            other_emails=other_emails,
            phone=reading.line(phone.value) if phone else None,
        ),
        job=e.Job(
            id=hook.native(application.job.id),
            title=reading.line(application.job.title),
            recruiter=_member(team, "recruiter"),
            decider=_member(team, "hiring manager"),
        ),
        stage=reading.line(stage.title) if stage else None,
    )
    envelope = hook.envelope(application.id, hook.at(application.createdAt))
    return (e.ApplicationReceivedEvent(**envelope, data=data),)


def _member(team: tuple[Member, ...], role: str) -> e.Person | None:
    for member in team:
        if (member.role or "").lower() == role:
            name = reading.name_of(member.firstName, member.lastName)
            return reading.person(id=member.userId, name=name, email=member.email)
    return None


def _stage_changed(hook: Hook, application: Application) -> tuple[e.Event, ...]:
    """A move into the archive is a decision or a withdrawal; a move out of it takes that back."""
    stage, reason = application.currentInterviewStage, application.archiveReason
    archived = application.status == "Archived" or (stage is not None and stage.type == "Archived")
    if archived and reason and reason.reasonType == "RejectedByCandidate":
        envelope = hook.envelope(application.id, hook.at(application.archivedAt))
        return (e.ApplicationWithdrawnEvent(**envelope, data=e.ApplicationWithdrawn()),)
    if archived and reason and reason.reasonType == "RejectedByOrg":
        time = hook.at(application.archivedAt, application.updatedAt)
        automatic = hook.is_automatic(None, application.createdAt, application.archivedAt)
        data = e.Rejected(automatic=automatic, ats_reason=reading.line(reason.text))
        return (e.RejectedEvent(**hook.envelope(application.id, time), data=data),)
    title = reading.line(stage.title) if stage else None
    if title is None:
        raise Invalid("data.application.currentInterviewStage.title", "Field required")
    time = hook.at(application.updatedAt)
    changed = e.StageChangedEvent(
        **hook.envelope(application.id, time),
        data=e.StageChanged(stage=title, job_id=hook.native(application.job.id)),
    )
    if archived or application.status == "Hired":
        return (changed,)
    envelope = hook.envelope(application.id, time, "reopened")
    return (changed, e.RejectionWithdrawnEvent(**envelope))


def _interview(hook: Hook, body: Body) -> Translation:
    schedule = read_part(Schedule, body.data.get("interviewSchedule"), "data.interviewSchedule")
    held = schedule.interviewEvents or ()
    starts = [event.startTime for event in held if event.startTime]
    ends = [event.endTime for event in held if event.endTime]
    envelope = hook.envelope(schedule.applicationId, hook.at(schedule.updatedAt))
    interview_id = hook.native(schedule.id)
    if schedule.status == "Cancelled":
        data = e.InterviewCancelled(interview_id=interview_id)
        return Translation((e.InterviewCancelledEvent(**envelope, data=data),))
    if schedule.status == "Scheduled":
        if not starts:
            raise Invalid("data.interviewSchedule.interviewEvents.0.startTime", "Field required")
        planned = e.Interview(interview_id=interview_id, at=min(starts))
        return Translation((e.InterviewScheduledEvent(**envelope, data=planned),))
    if schedule.status in HELD:
        ended = max(ends, default=hook.at(schedule.updatedAt))
        done = e.Interview(interview_id=interview_id, at=ended)
        return Translation((e.InterviewCompletedEvent(**envelope, data=done),))
    return Translation(ignored=f"the schedule is {reading.printable(schedule.status)}")


def _merged(hook: Hook, body: Body) -> e.Event:
    gone = read_part(Gone, body.data.get("deletedCandidate"), "data.deletedCandidate")
    into = read_part(Gone, body.data.get("mergedCandidate"), "data.mergedCandidate")
    envelope = hook.envelope(gone.id, hook.request.received_at)
    return e.CandidateMergedEvent(**envelope, data=e.CandidateMerged(into=hook.native(into.id)))


def _job(hook: Hook, body: Body) -> e.Event:
    job = read_part(Job, body.data.get("job"), "data.job")
    envelope = hook.envelope(job.id, hook.request.received_at)
    found = e.Job(id=hook.native(job.id), title=reading.line(job.title))
    if job.status in ("Closed", "Archived"):
        return e.JobClosedEvent(**envelope, data=e.JobClosed())
    if body.action == "jobCreate" and job.status == "Open":
        return e.JobOpenedEvent(**envelope, data=e.JobOpened(job=found))
    return e.JobUpdatedEvent(**envelope, data=e.JobUpdated(job=found))


VENDOR = Ashby()
