"""Teamtailor company webhooks: JSON:API inside `payload`, signature v2 over time and body.

https://partner.teamtailor.com/company_webhooks. There are no retries: what is refused is lost
until it is reconciled, and v1, which signs only an id, is refused.
"""

import base64
import binascii
from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook
from svar.adapters.ats.shapes import Id, Instant, Many, Maybe, StrictInstant, Wire
from svar.adapters.ats.signatures import require_fresh, require_hmac, required_header
from svar.domain import events as e
from svar.domain.errors import Forged, Invalid
from svar.domain.webhook import Account, FetchRecord, Handshake, Translation, WebhookRequest


class ApplicationAttributes(Wire):
    job_id: Id | None = None
    job_title: Maybe[str] = None
    stage_name: Maybe[str] = None
    created_at: Instant = None
    updated_at: Instant = None
    rejected_at: Instant = None
    # A date that we cannot read must not become "tell at once".
    transparent_recruiting_visible_at: StrictInstant = None


class CandidateAttributes(Wire):
    first_name: Maybe[str] = None
    last_name: Maybe[str] = None
    email: Maybe[str] = None
    phone: Maybe[str] = None
    unsubscribed: bool | None = None


class JobAttributes(Wire):
    title: Maybe[str] = None
    status: Maybe[str] = None
    updated_at: Instant = None
    created_at: Instant = None


class ReasonAttributes(Wire):
    reason: Maybe[str] = None
    rejected_by_company: bool | None = None


class Resource(Wire):
    id: Id
    type: Maybe[str] = None
    attributes: Any = None


class Payload(Wire):
    event_name: str
    data: Resource
    included: Many[Resource] = ()


class Body(Wire):
    payload: Payload


class Teamtailor:
    name = "teamtailor"
    retries_refusals = False
    taken = 200

    def __init__(self, fetch: FetchRecord | None) -> None:
        self._fetch = fetch

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        return None

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        """`TT-Signature` is base64 of `t=<seconds>,v2=<hex>`."""
        given = required_header(request, "tt-signature")
        try:
            text = base64.b64decode(given, validate=True).decode("ascii")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            raise Forged("the header tt-signature is not base64") from None
        parts = dict(part.partition("=")[::2] for part in text.split(","))
        if "v2" not in parts or "t" not in parts:
            raise Forged("signature v1 proves only an id: choose v2 in Teamtailor's settings")
        message = parts["t"].encode() + b"." + request.body
        require_hmac([parts["v2"]], secrets, message)
        require_fresh(parts["t"], request.received_at)

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(Body, reading.json_object(request.body)).payload
        hook = Hook(request, account, reading.fingerprint(_unsigned(request), body.event_name))
        match body.event_name:
            case "job_application.create" | "job_application.update":
                return self._application(hook, body)
            case "candidate.destroy" | "job_application.destroy":
                of_person = body.event_name == "candidate.destroy"
                erased = e.CandidateErased(scope="person" if of_person else "application")
                envelope = hook.envelope(body.data.id, request.received_at)
                return Translation((e.CandidateErasedEvent(**envelope, data=erased),))
            case "candidate.update":
                return Translation((_candidate_updated(hook, body.data),))
            case "job.create" | "job.update" | "job.destroy":
                return Translation(_job(hook, body))
            case other:
                return reading.unused(other)

    def _application(self, hook: Hook, body: Payload) -> Translation:
        given = body.included or self._included(hook.account, body.data.id)
        included = [(f"payload.included.{place}", one) for place, one in enumerate(given)]
        if body.event_name == "job_application.update":
            return Translation(_changed(hook, body.data, included))
        candidates = [(place, one) for place, one in included if one.type == "candidates"]
        if not candidates:
            return Translation(
                ignored="the webhook names no candidate, and no fetch port is configured", lost=True
            )
        return Translation((_received(hook, body.data, *candidates[0]),))

    def _included(self, account: Account, native_id: str) -> tuple[Resource, ...]:
        if self._fetch is None:
            return ()
        record = self._fetch("job-applications", native_id, account) or {}
        return reading.read(_Document, record, "job-applications").included


class _Document(Wire):
    included: Many[Resource] = ()


def _unsigned(request: WebhookRequest) -> WebhookRequest:
    """The signature stands in the body too and changes with its time: it is no part of the fact."""
    signature = reading.json_object(request.body).get("signature")
    given = f'"{signature}"'.encode("utf-8", "replace") if isinstance(signature, str) else b""
    return request._replace(body=request.body.replace(given, b"")) if given else request


def _attributes[W: Wire](resource: Resource, shape: type[W], place: str = "payload.data") -> W:
    """The documentation writes their names with `-` and with `_`."""
    given = resource.attributes if isinstance(resource.attributes, dict) else {}
    plain = {name.replace("-", "_"): value for name, value in given.items()}
    return reading.read(shape, plain, f"{place}.attributes")


def _received(hook: Hook, application: Resource, place: str, candidate: Resource) -> e.Event:
    about = _attributes(application, ApplicationAttributes)
    who = _attributes(candidate, CandidateAttributes, place)
    if about.job_id is None:
        raise Invalid("payload.data.attributes.job_id", "Field required")
    data = e.ApplicationReceived(
        candidate=hook.applicant(
            candidate.id,
            name=reading.name_of(who.first_name, who.last_name),
            emails=[who.email],
            phone=who.phone,
            can_email=not who.unsubscribed,
        ),
        job=e.Job(id=hook.native(about.job_id), title=reading.line(about.job_title)),
        stage=reading.line(about.stage_name),
    )
    envelope = hook.envelope(application.id, hook.at(about.created_at, about.updated_at))
    return e.ApplicationReceivedEvent(**envelope, data=data)


def _changed(
    hook: Hook, application: Resource, included: list[tuple[str, Resource]]
) -> tuple[e.Event, ...]:
    about = _attributes(application, ApplicationAttributes)
    if about.rejected_at is None:
        time = hook.at(about.updated_at)
        reopened = e.RejectionWithdrawnEvent(**hook.envelope(application.id, time, "reopened"))
        stage = reading.line(about.stage_name)
        if stage is None:
            return (reopened,)
        job_id = hook.native(about.job_id) if about.job_id else None
        data = e.StageChanged(stage=stage, job_id=job_id)
        return (e.StageChangedEvent(**hook.envelope(application.id, time), data=data), reopened)
    envelope = hook.envelope(application.id, hook.at(about.rejected_at))
    reasons = [
        _attributes(one, ReasonAttributes, place)
        for place, one in included
        if one.type == "reject-reasons"
    ]
    reason = reasons[0] if reasons else None
    if reason is not None and reason.rejected_by_company is False:
        return (e.ApplicationWithdrawnEvent(**envelope, data=e.ApplicationWithdrawn()),)
    # Without its reason group it may be a withdrawal, and nobody is named: a human looks.
    automatic = hook.is_automatic(None, about.created_at, about.rejected_at)
    rejected = e.Rejected(
        automatic=automatic,
        ats_reason=reading.line(reason.reason) if reason else None,
        tell_after=about.transparent_recruiting_visible_at,
    )
    return (e.RejectedEvent(**envelope, data=rejected),)


def _candidate_updated(hook: Hook, candidate: Resource) -> e.Event:
    who = _attributes(candidate, CandidateAttributes)
    email, _ = reading.addresses([who.email])
    known = {
        "name": reading.name_of(who.first_name, who.last_name),
        "email": email,
        "phone": reading.line(who.phone),
        "can_email": None if who.unsubscribed is None else not who.unsubscribed,
    }
    data = e.CandidateUpdated.model_validate({k: v for k, v in known.items() if v is not None})
    envelope = hook.envelope(candidate.id, hook.request.received_at)
    return e.CandidateUpdatedEvent(**envelope, data=data)


def _job(hook: Hook, body: Payload) -> tuple[e.Event, ...]:
    job = _attributes(body.data, JobAttributes)
    envelope = hook.envelope(body.data.id, hook.at(job.updated_at, job.created_at))
    if body.event_name == "job.destroy" or job.status == "archived":
        return (e.JobClosedEvent(**envelope, data=e.JobClosed()),)
    found = e.Job(id=hook.native(body.data.id), title=reading.line(job.title))
    if body.event_name == "job.create" and job.status == "open":
        return (e.JobOpenedEvent(**envelope, data=e.JobOpened(job=found)),)
    return hook.job_changed(body.data.id, envelope["time"], found, is_open=job.status == "open")


def connect(fetch: FetchRecord | None) -> Teamtailor:
    return Teamtailor(fetch)
