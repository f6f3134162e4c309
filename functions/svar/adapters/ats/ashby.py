"""Ashby: one `action` a webhook, signed over the body (developers.ashbyhq.com/docs/webhooks)."""

from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook
from svar.adapters.ats.shapes import Contact, Gone, Id, Instant, Maybe, Wire
from svar.adapters.ats.signatures import require_hmac, required_header
from svar.domain import events as e
from svar.domain.errors import Forged, Invalid
from svar.domain.webhook import Account, Handshake, Translation, WebhookRequest

HELD = {"WaitingOnFeedback", "Complete"}


class Candidate(Wire):
    id: Id
    name: Maybe[str] = None
    primaryEmailAddress: Maybe[Contact] = None
    emailAddresses: Maybe[tuple[Contact, ...]] = None
    primaryPhoneNumber: Maybe[Contact] = None


class Reason(Wire):
    text: Maybe[str] = None
    reasonType: Maybe[str] = None


class Stage(Wire):
    title: Maybe[str] = None
    type: Maybe[str] = None


class SourceType(Wire):
    title: Maybe[str] = None


class Source(Wire):
    sourceType: Maybe[SourceType] = None


class Member(Wire):
    userId: Maybe[str] = None
    firstName: Maybe[str] = None
    lastName: Maybe[str] = None
    email: Maybe[str] = None
    role: Maybe[str] = None


class Job(Wire):
    id: Id
    title: Maybe[str] = None
    status: Maybe[str] = None


class Application(Wire):
    id: Id
    candidate: Candidate
    job: Job
    status: Maybe[str] = None
    createdAt: Instant = None
    updatedAt: Instant = None
    archivedAt: Instant = None
    archiveReason: Maybe[Reason] = None
    currentInterviewStage: Maybe[Stage] = None
    source: Maybe[Source] = None
    appliedViaJobPostingId: Maybe[str] = None
    hiringTeam: Maybe[tuple[Member, ...]] = None


class InterviewEvent(Wire):
    startTime: Instant = None
    endTime: Instant = None


class Schedule(Wire):
    id: Id
    applicationId: Id
    status: str
    updatedAt: Instant = None
    interviewEvents: Maybe[tuple[InterviewEvent, ...]] = None


class Body(Wire):
    action: str
    webhookActionId: Maybe[str] = None
    data: Any = None

    def part[W: Wire](self, shape: type[W], name: str) -> W:
        """One member of `data`."""
        data = self.data if isinstance(self.data, dict) else {}
        return reading.read(shape, data.get(name), f"data.{name}")


class Ashby:
    name = "ashby"
    retries_refusals = False
    taken = 200

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        return reading.handshake_for(request, lambda body: body.get("action") == "ping")

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        """`Ashby-Signature: sha256=<hex>`."""
        scheme, _, given = required_header(request, "ashby-signature").partition("=")
        if scheme != "sha256":
            raise Forged("the header ashby-signature does not begin with sha256=")
        require_hmac([given], secrets, request.body)

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(Body, reading.json_object(request.body))
        # Related events share one webhookActionId: it names an event only with the action.
        known = body.webhookActionId
        event_id = f"{known}-{body.action}" if known else reading.fingerprint(request, body.action)
        hook = Hook(request, account, event_id)
        match body.action:
            case "applicationSubmit" | "candidateStageChange":
                return _application_event(hook, body)
            case "candidateHire":
                application = body.part(Application, "application")
                envelope = hook.envelope(application.id, hook.at(application.updatedAt))
                return Translation((e.HiredEvent(**envelope),))
            case "interviewScheduleCreate" | "interviewScheduleUpdate":
                return _interview(hook, body)
            case "candidateDelete":
                gone = body.part(Gone, "candidate")
                envelope = hook.envelope(gone.id, request.received_at)
                return Translation((e.CandidateErasedEvent(**envelope),))
            case "candidateMerge":
                return Translation((_merged(hook, body),))
            case "jobCreate" | "jobUpdate":
                return Translation(_job(hook, body))
            case other:
                return reading.unused(other)


def _application_event(hook: Hook, body: Body) -> Translation:
    application = body.part(Application, "application")
    if body.action == "candidateStageChange":
        return Translation(_stage_changed(hook, application))
    if _is_lead(application):
        return Translation(ignored="a lead has not applied")
    return Translation(_received(hook, application))


def _is_lead(application: Application) -> bool:
    """Ashby says «submitted» too when a recruiter adds somebody; they stand in a stage for leads.

    Careers pages of the customer's own may put applicants there as well: those came by themselves.
    """
    stage, source = application.currentInterviewStage, application.source
    came = source is not None and source.sourceType is not None and source.sourceType.title
    applied = application.appliedViaJobPostingId is not None or came == "Inbound"
    return stage is not None and stage.type == "Lead" and not applied


def _received(hook: Hook, application: Application) -> tuple[e.Event, ...]:
    candidate, team = application.candidate, application.hiringTeam or ()
    stage = application.currentInterviewStage
    listed = candidate.emailAddresses or ()
    primary = candidate.primaryEmailAddress
    # The candidate's own choice first, then personal before work.
    others = sorted(listed, key=lambda address: (address.type or "").lower() != "personal")
    phone = candidate.primaryPhoneNumber
    data = e.ApplicationReceived(
        candidate=hook.applicant(
            candidate.id,
            name=reading.line(candidate.name),
            emails=(address.value for address in (*((primary,) if primary else ()), *others)),
            phone=phone.value if phone else None,
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
    return (changed, *hook.under_way_again(application.id, time))


def _interview(hook: Hook, body: Body) -> Translation:
    schedule = body.part(Schedule, "interviewSchedule")
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
        ended = hook.at(max(ends, default=None), schedule.updatedAt)
        done = e.Interview(interview_id=interview_id, at=ended)
        return Translation((e.InterviewCompletedEvent(**envelope, data=done),))
    return Translation(ignored=f"the schedule is {reading.printable(schedule.status)}")


def _merged(hook: Hook, body: Body) -> e.Event:
    gone = body.part(Gone, "deletedCandidate")
    into = body.part(Gone, "mergedCandidate")
    envelope = hook.envelope(gone.id, hook.request.received_at)
    return e.CandidateMergedEvent(**envelope, data=e.CandidateMerged(into=hook.native(into.id)))


def _job(hook: Hook, body: Body) -> tuple[e.Event, ...]:
    job = body.part(Job, "job")
    envelope = hook.envelope(job.id, hook.request.received_at)
    found = e.Job(id=hook.native(job.id), title=reading.line(job.title))
    if job.status in ("Closed", "Archived"):
        return (e.JobClosedEvent(**envelope, data=e.JobClosed()),)
    is_open = job.status == "Open"
    if body.action == "jobCreate" and is_open:
        return (e.JobOpenedEvent(**envelope, data=e.JobOpened(job=found)),)
    return hook.job_changed(job.id, hook.request.received_at, found, is_open=is_open)


VENDOR = Ashby()
