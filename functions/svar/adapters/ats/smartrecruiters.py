"""SmartRecruiters: the event's name in a header, only ids in the body, so the rest is fetched.

https://developers.smartrecruiters.com/docs/webhooks
"""

import re
from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook
from svar.adapters.ats.shapes import Id, Instant, Maybe, Wire
from svar.adapters.ats.signatures import require_fresh, require_hmac, required_header
from svar.domain import events as e
from svar.domain.errors import Forged, Invalid
from svar.domain.webhook import Account, FetchRecord, Handshake, Translation, WebhookRequest

SIGNED_HEADERS = ("event-id", "event-name", "event-version", "link")
_SAFE_SECRET = re.compile(r"[\x21-\x7e]{1,256}")


class Body(Wire):
    """Which ids there are depends on the event."""

    id: Id | None = None
    candidate_id: Id | None = None
    job_id: Id | None = None


class Candidate(Wire):
    firstName: Maybe[str] = None
    lastName: Maybe[str] = None
    email: Maybe[str] = None
    phoneNumber: Maybe[str] = None


class Job(Wire):
    title: Maybe[str] = None


class Record(Wire):
    """What the fetch port gives: the candidate, the job, and the status of one in the other."""

    candidate: Candidate
    job: Maybe[Job] = None
    status: Maybe[str] = None
    appliedOn: Instant = None
    statusUpdatedOn: Instant = None
    rejectionReason: Maybe[str] = None


class SmartRecruiters:
    name = "smartrecruiters"
    retries_refusals = True
    taken = 202

    def __init__(self, fetch: FetchRecord | None) -> None:
        self._fetch = fetch

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        """Activation: the secret in the header comes back, before anybody has stored it."""
        secret = request.headers.get("x-hook-secret", "")
        if not secret or "smartrecruiters-signature" in request.headers:
            return None
        return Handshake({"X-Hook-Secret": secret}) if _SAFE_SECRET.fullmatch(secret) else None

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        """`v1=<hex>;v1=<hex>` over time, body and four headers, joined by dots."""
        given = required_header(request, "smartrecruiters-signature").split(";")
        stamp = required_header(request, "smartrecruiters-timestamp")
        tail = ".".join(request.headers.get(name, "") for name in SIGNED_HEADERS)
        message = b".".join((_bytes(stamp), request.body, _bytes(tail)))
        hexes = [one.strip().removeprefix("v1=") for one in given if one.strip().startswith("v1=")]
        if not hexes:
            raise Forged("the header smartrecruiters-signature has no v1=")
        require_hmac(hexes, secrets, message)
        require_fresh(stamp, request.received_at)

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        name = request.headers.get("event-name", "")
        if not name:
            raise Invalid("header event-name", "Field required")
        body = reading.json_object(request.body)
        hook = Hook(
            request, account, request.headers.get("event-id") or reading.fingerprint(request, name)
        )
        if name not in ("candidate.deleted", "application.created", "application.status.updated"):
            return reading.unused(name)._replace(lost=name.startswith("interview."))
        ids = reading.read(Body, body)
        if name == "candidate.deleted":
            envelope = hook.envelope(
                _named(ids.candidate_id or ids.id, "candidate_id"), request.received_at
            )
            return Translation((e.CandidateErasedEvent(**envelope),))
        candidate_id, job_id = (
            _named(ids.candidate_id, "candidate_id"),
            _named(ids.job_id, "job_id"),
        )
        native = f"{candidate_id}-{job_id}"
        if self._fetch is None:
            return Translation(ignored="a pointer, and no fetch port is configured", lost=True)
        found = self._fetch("application", native, account)
        if found is None:
            return Translation(ignored="SmartRecruiters has no such application", lost=True)
        return _translated(hook, name, candidate_id, job_id, found)


def _named(native: str | None, field: str) -> str:
    if native is None:
        raise Invalid(field, "Field required")
    return native


def _translated(
    hook: Hook, name: str, candidate_id: str, job: str, found: dict[str, Any]
) -> Translation:
    native, job_id = f"{candidate_id}-{job}", hook.native(job)
    record = reading.read(Record, found, "application")
    if (record.status or "").upper() == "LEAD":
        return Translation(ignored="a lead has not applied")
    if name == "application.created":
        received = e.ApplicationReceived(
            candidate=hook.applicant(
                candidate_id,
                name=reading.name_of(record.candidate.firstName, record.candidate.lastName),
                emails=[record.candidate.email],
                phone=record.candidate.phoneNumber,
            ),
            job=e.Job(id=job_id, title=reading.line(record.job.title) if record.job else None),
            stage=reading.line(record.status),
        )
        envelope = hook.envelope(native, hook.at(record.appliedOn))
        return Translation((e.ApplicationReceivedEvent(**envelope, data=received),))
    return Translation(_status(hook, record, native, job_id))


def _status(hook: Hook, record: Record, native: str, job_id: str) -> tuple[e.Event, ...]:
    time = hook.at(record.statusUpdatedOn)
    envelope = hook.envelope(native, time)
    match (record.status or "").upper():
        case "REJECTED":
            automatic = hook.is_automatic(None, record.appliedOn, record.statusUpdatedOn)
            reason = reading.line(record.rejectionReason)
            rejected = e.Rejected(automatic=automatic, ats_reason=reason)
            return (e.RejectedEvent(**envelope, data=rejected),)
        case "WITHDRAWN":
            return (e.ApplicationWithdrawnEvent(**envelope, data=e.ApplicationWithdrawn()),)
        case "HIRED":
            return (e.HiredEvent(**envelope),)
        case "":
            raise Invalid("application.status", "Field required")
        case _:
            changed = e.StageChanged(stage=reading.line(record.status) or "?", job_id=job_id)
            return (
                e.StageChangedEvent(**envelope, data=changed),
                *hook.under_way_again(native, time),
            )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def connect(fetch: FetchRecord | None) -> SmartRecruiters:
    return SmartRecruiters(fetch)
