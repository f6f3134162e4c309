"""Jobylon: `event_type` and `action`, unsigned (developer.jobylon.com, webhooks)."""

import base64
from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook
from svar.adapters.ats.shapes import Flag, Id, Maybe, User, Wire
from svar.adapters.ats.signatures import require_match
from svar.domain import events as e
from svar.domain.errors import Forged, Invalid
from svar.domain.webhook import Account, Handshake, Translation, WebhookRequest

APPLICATION_ACTIONS = {"created", "rejection_sent", "status_changed"}
JOB_ACTIONS = {"created", "updated", "status_changed"}
REJECTED, HIRED = 19, 20
NEVER_APPLIED = {"sourced", "recommended"}
SECRET_HEADER = "x-svar-secret"  # noqa: S105 - a header's name
LANGUAGES = {"da", "de", "en", "fi", "fr", "nb", "nl", "sv"}


class Status(Wire):
    name: Maybe[str] = None
    group: Maybe[int] = None


class Job(Wire):
    id: Id
    title: Maybe[str] = None
    language: Maybe[str] = None
    status: Maybe[str] = None
    owner: Maybe[User] = None
    contact_name: Maybe[str] = None
    contact_email: Maybe[str] = None


class Application(Wire):
    id: Id
    first_name: Maybe[str] = None
    last_name: Maybe[str] = None
    email: Maybe[str] = None
    phone_number: Maybe[str] = None
    source_type: str | None = None
    rejection_sent: Flag = False
    status: Status = Status()
    owner: Maybe[User] = None
    job: Job


class Body(Wire):
    event_type: str
    action: str
    application: Any = None
    job: Any = None


class Jobylon:
    name = "jobylon"
    retries_refusals = True
    taken = 200

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        return None

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        """Basic authentication (the stored secret is `user:password`) or our own header."""
        given = request.headers.get(SECRET_HEADER)
        if given is None:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "basic":
                raise Forged(f"neither basic authentication nor the header {SECRET_HEADER}")
            require_match([given], secrets, lambda s: base64.b64encode(s.encode()).decode())
            return
        require_match([given], secrets, lambda secret: secret)

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(Body, reading.json_object(request.body))
        action = f"{body.event_type}.{body.action}"
        # Jobylon gives neither id nor time. A retry, up to four days later, has the same bytes.
        hook = Hook(request, account, reading.fingerprint(request, action))
        if body.event_type == "application" and body.action in APPLICATION_ACTIONS:
            application = reading.read(Application, body.application, "application")
            return _application(hook, body.action, application)
        if body.event_type == "job" and body.action in JOB_ACTIONS:
            return Translation(_job(hook, body.action, reading.read(Job, body.job, "job")))
        return reading.unused(action)


def _application(hook: Hook, action: str, application: Application) -> Translation:
    if application.source_type in NEVER_APPLIED:
        return Translation(ignored="somebody who was found or recommended has not applied")
    now = hook.request.received_at
    told = _told(hook, application)
    if action == "created":
        return Translation((*_receipt(hook, application), _received(hook, application)))
    if action == "rejection_sent":
        # The action says it, whatever the field says.
        return Translation(told or (_already(hook, application, "rejection"),))
    group = application.status.group
    if group is None:
        raise Invalid("application.status.group", "Field required")
    envelope = hook.envelope(application.id, now)
    if group == REJECTED:
        # Nobody is said to have decided; the owner is a sign that a human works on it.
        who = reading.user(application.owner)
        data = e.Rejected(
            automatic=reading.is_automation(hook.account, who),
            ats_reason=reading.line(application.status.name),
        )
        return Translation((*told, e.RejectedEvent(**envelope, data=data)))
    if group == HIRED:
        return Translation((e.HiredEvent(**envelope),))
    stage = reading.line(application.status.name) or str(group)
    return Translation(
        (
            e.StageChangedEvent(
                **envelope,
                data=e.StageChanged(stage=stage, job_id=hook.native(application.job.id)),
            ),
            *hook.under_way_again(application.id, now),
        )
    )


def _told(hook: Hook, application: Application) -> tuple[e.Event, ...]:
    return (_already(hook, application, "rejection"),) if application.rejection_sent else ()


def _already(hook: Hook, application: Application, what: str) -> e.Event:
    envelope = hook.envelope(application.id, hook.request.received_at, f"told-{what}")
    return e.AlreadySentEvent(**envelope, data=e.AlreadySent.model_validate({"what": what}))


def _receipt(hook: Hook, application: Application) -> tuple[e.Event, ...]:
    """Jobylon thanks those who apply through its own form."""
    if application.source_type == "applied":
        return (_already(hook, application, "receipt"),)
    return ()


def _received(hook: Hook, application: Application) -> e.Event:
    data = e.ApplicationReceived(
        candidate=hook.applicant(
            # Jobylon has no candidate of its own: every application is one.
            application.id,
            name=reading.name_of(application.first_name, application.last_name),
            emails=[application.email],
            phone=application.phone_number,
        ),
        job=_job_of(hook, application.job, application.owner),
        stage=reading.line(application.status.name),
    )
    envelope = hook.envelope(application.id, hook.request.received_at)
    return e.ApplicationReceivedEvent(**envelope, data=data)


def _job_of(hook: Hook, job: Job, owner: User | None = None) -> e.Job:
    contact = reading.person(name=job.contact_name, email=job.contact_email)
    return e.Job(
        id=hook.native(job.id),
        title=reading.line(job.title),
        language=job.language if job.language in LANGUAGES else None,
        recruiter=reading.user(owner) or reading.user(job.owner),
        decider=contact,
    )


def _job(hook: Hook, action: str, job: Job) -> tuple[e.Event, ...]:
    now, found = hook.request.received_at, _job_of(hook, job)
    if job.status in ("closed", "archived"):
        return (e.JobClosedEvent(**hook.envelope(job.id, now), data=e.JobClosed()),)
    if action == "created" and job.status != "draft":
        opened = e.JobOpened(job=found)
        return (e.JobOpenedEvent(**hook.envelope(job.id, now), data=opened),)
    return hook.job_changed(job.id, now, found, is_open=job.status == "published")


VENDOR = Jobylon()
