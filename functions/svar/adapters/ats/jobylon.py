"""Jobylon: `event_type` and `action`, unsigned (developer.jobylon.com, webhooks)."""

import base64

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook
from svar.adapters.ats.reading import Maybe, Wire
from svar.adapters.ats.signatures import require_match
from svar.domain import events as e
from svar.domain.errors import Forged
from svar.domain.webhook import Account, Handshake, Translation, WebhookRequest

REJECTED, HIRED = 19, 20
NEVER_APPLIED = {"sourced", "recommended"}
SECRET_HEADER = "x-svar-secret"  # noqa: S105 - a header's name
LANGUAGES = {"da", "de", "en", "fi", "fr", "nb", "nl", "sv"}


class Status(Wire):
    name: Maybe[str] = None
    group: int


class User(Wire):
    id: Maybe[str] = None
    name: Maybe[str] = None
    email: Maybe[str] = None


class Job(Wire):
    id: str
    title: Maybe[str] = None
    language: Maybe[str] = None
    status: Maybe[str] = None
    owner: Maybe[User] = None
    contact_name: Maybe[str] = None
    contact_email: Maybe[str] = None


class Application(Wire):
    id: str
    first_name: Maybe[str] = None
    last_name: Maybe[str] = None
    email: Maybe[str] = None
    phone_number: Maybe[str] = None
    source_type: str | None = None
    rejection_sent: bool = False
    status: Status
    owner: Maybe[User] = None
    job: Job


class Body(Wire):
    event_type: str
    action: str
    application: Application | None = None
    job: Job | None = None


class Jobylon:
    name = "jobylon"
    retries_refusals = True

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
        # Jobylon gives neither id nor time. A retry, up to 27 hours later, has the same bytes.
        hook = Hook(request, account, reading.fingerprint(request, action))
        if body.event_type == "application" and body.application is not None:
            return _application(hook, body.action, body.application)
        if body.event_type == "job" and body.job is not None:
            return Translation((_job(hook, body.action, body.job),))
        return Translation(ignored=f"{reading.printable(action)} is nothing that Svar uses")


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
    if action != "status_changed":
        return Translation(ignored=f"{reading.printable(action)} is nothing that Svar uses")
    envelope = hook.envelope(application.id, now)
    if application.status.group == REJECTED:
        # Nobody is said to have decided; the owner is a sign that a human works on it.
        who = _user(application.owner)
        data = e.Rejected(
            automatic=reading.is_automation(hook.account, who),
            ats_reason=reading.line(application.status.name),
        )
        return Translation((*told, e.RejectedEvent(**envelope, data=data)))
    if application.status.group == HIRED:
        return Translation((e.HiredEvent(**envelope),))
    stage = reading.line(application.status.name) or str(application.status.group)
    return Translation(
        (
            e.StageChangedEvent(
                **envelope,
                data=e.StageChanged(stage=stage, job_id=hook.native(application.job.id)),
            ),
            e.RejectionWithdrawnEvent(**hook.envelope(application.id, now, "reopened")),
            e.HireWithdrawnEvent(**hook.envelope(application.id, now, "not-hired")),
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
    email, others = reading.addresses([application.email])
    data = e.ApplicationReceived(
        candidate=e.Candidate(
            # Jobylon has no candidate of its own: every application is one.
            id=hook.native(application.id),
            name=reading.name_of(application.first_name, application.last_name),
            email=email,
            other_emails=others,
            phone=reading.line(application.phone_number),
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
        recruiter=_user(owner) or _user(job.owner),
        decider=contact,
    )


def _job(hook: Hook, action: str, job: Job) -> e.Event:
    envelope = hook.envelope(job.id, hook.request.received_at)
    if job.status in ("closed", "archived"):
        return e.JobClosedEvent(**envelope, data=e.JobClosed())
    if action == "created":
        return e.JobOpenedEvent(**envelope, data=e.JobOpened(job=_job_of(hook, job)))
    return e.JobUpdatedEvent(**envelope, data=e.JobUpdated(job=_job_of(hook, job)))


def _user(user: User | None) -> e.Person | None:
    return reading.person(id=user.id, name=user.name, email=user.email) if user else None


VENDOR = Jobylon()
