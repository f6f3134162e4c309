"""Teamtailor company webhooks: JSON:API inside `payload`, signature v2 over time and body.

https://partner.teamtailor.com/company_webhooks. There are no retries: what is refused is lost
until it is reconciled, and v1, which signs only an id, is refused.
"""

import base64
import binascii
from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook, read_part
from svar.adapters.ats.reading import Instant, Maybe, Wire
from svar.adapters.ats.signatures import (
    hexdigest,
    require_fresh,
    require_match,
    required_header,
)
from svar.domain import events as e
from svar.domain.errors import Forged, Invalid
from svar.domain.webhook import Account, FetchRecord, Handshake, Translation, WebhookRequest


class ApplicationAttributes(Wire):
    job_id: str | None = None
    job_title: Maybe[str] = None
    stage_name: Maybe[str] = None
    created_at: Instant = None
    updated_at: Instant = None
    rejected_at: Instant = None
    # A date that we cannot read must not become "tell at once".
    transparent_recruiting_visible_at: reading.StrictInstant = None


class CandidateAttributes(Wire):
    first_name: Maybe[str] = None
    last_name: Maybe[str] = None
    email: Maybe[str] = None
    phone: Maybe[str] = None
    unsubscribed: bool | None = None


class JobAttributes(Wire):
    title: Maybe[str] = None
    status: Maybe[str] = None
    human_status: Maybe[str] = None
    updated_at: Instant = None
    created_at: Instant = None
    language_code: Maybe[str] = None


class ReasonAttributes(Wire):
    reason: Maybe[str] = None
    rejected_by_company: bool | None = None


class Resource(Wire):
    id: str
    type: Maybe[str] = None
    attributes: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it

    def plain(self) -> dict[str, Any]:
        """The attributes; the documentation writes their names with `-` and with `_`."""
        return {name.replace("-", "_"): value for name, value in self.attributes.items()}


class Payload(Wire):
    event_name: str
    data: Resource
    included: tuple[Resource, ...] = ()


class Body(Wire):
    payload: Payload


class Teamtailor:
    name = "teamtailor"
    retries_refusals = False

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
        require_match([parts["v2"]], secrets, lambda secret: hexdigest(secret, message))
        require_fresh(parts["t"], request.received_at)

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(Body, reading.json_object(request.body)).payload
        # The signature stands in the body too and changes with its time: it is no part of the fact.
        hook = Hook(request, account, _event_id(request, body))
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
                return Translation((_job(hook, body),))
            case other:
                return Translation(ignored=f"{reading.printable(other)} is nothing that Svar uses")

    def _application(self, hook: Hook, body: Payload) -> Translation:
        included = body.included or self._included(hook.account, body.data.id)
        if body.event_name == "job_application.update":
            return Translation(_changed(hook, body.data, included))
        candidates = [one for one in included if one.type == "candidates"]
        if not candidates:
            return Translation(
                ignored="the webhook names no candidate, and no fetch port is configured", lost=True
            )
        return Translation((_received(hook, body.data, candidates[0]),))

    def _included(self, account: Account, native_id: str) -> tuple[Resource, ...]:
        if self._fetch is None:
            return ()
        record = self._fetch("job-applications", native_id, account) or {}
        return read_part(_Document, record, "job-applications").included


class _Document(Wire):
    included: tuple[Resource, ...] = ()


def _event_id(request: WebhookRequest, body: Payload) -> str:
    facts = body.model_dump_json().encode()
    return reading.fingerprint(
        WebhookRequest({}, facts, request.received_at), f"{body.event_name} {body.data.id}"
    )


def _attributes(resource: Resource) -> ApplicationAttributes:
    return read_part(ApplicationAttributes, resource.plain(), "payload.data.attributes")


def _received(hook: Hook, application: Resource, candidate: Resource) -> e.Event:
    about, who = (
        _attributes(application),
        read_part(CandidateAttributes, candidate.plain(), "included.attributes"),
    )
    if about.job_id is None:
        raise Invalid("payload.data.attributes.job_id", "Field required")
    email, _ = reading.addresses([who.email])
    data = e.ApplicationReceived(
        candidate=e.Candidate(
            id=hook.native(candidate.id),
            name=reading.name_of(who.first_name, who.last_name),
            email=email,
            phone=reading.line(who.phone),
            can_email=not who.unsubscribed,
        ),
        job=e.Job(id=hook.native(about.job_id), title=reading.line(about.job_title)),
        stage=reading.line(about.stage_name),
    )
    envelope = hook.envelope(application.id, hook.at(about.created_at, about.updated_at))
    return e.ApplicationReceivedEvent(**envelope, data=data)


def _changed(
    hook: Hook, application: Resource, included: tuple[Resource, ...]
) -> tuple[e.Event, ...]:
    about = _attributes(application)
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
        read_part(ReasonAttributes, one.plain(), "included.attributes")
        for one in included
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
    who = read_part(CandidateAttributes, candidate.plain(), "payload.data.attributes")
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


def _job(hook: Hook, body: Payload) -> e.Event:
    job = read_part(JobAttributes, body.data.plain(), "payload.data.attributes")
    envelope = hook.envelope(body.data.id, hook.at(job.updated_at, job.created_at))
    if body.event_name == "job.destroy" or job.status == "archived":
        return e.JobClosedEvent(**envelope, data=e.JobClosed())
    found = e.Job(id=hook.native(body.data.id), title=reading.line(job.title))
    if body.event_name == "job.create" and job.status == "open":
        return e.JobOpenedEvent(**envelope, data=e.JobOpened(job=found))
    return e.JobUpdatedEvent(**envelope, data=e.JobUpdated(job=found))


def connect(fetch: FetchRecord | None) -> Teamtailor:
    return Teamtailor(fetch)
