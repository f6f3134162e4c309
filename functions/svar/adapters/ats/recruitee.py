"""Recruitee: `event_type` and `event_subtype`, signed over the body (docs.recruitee.com)."""

from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook, read_part
from svar.adapters.ats.reading import Instant, Maybe, Wire
from svar.adapters.ats.signatures import hexdigest, require_match, required_header
from svar.domain import events as e
from svar.domain.errors import Invalid
from svar.domain.webhook import Account, Handshake, Malformed, Translation, WebhookRequest


class Candidate(Wire):
    id: str
    name: Maybe[str] = None
    emails: Maybe[tuple[str, ...]] = None
    phones: Maybe[tuple[str, ...]] = None
    created_at: Instant = None


class Offer(Wire):
    id: str
    title: Maybe[str] = None


class Named(Wire):
    id: Maybe[str] = None
    name: Maybe[str] = None
    email: Maybe[str] = None


class Details(Wire):
    to_stage: Maybe[Named] = None
    disqualify_reason: Maybe[Named] = None
    rejected_by_candidate: Maybe[bool] = None


class Body(Wire):
    event_type: str
    event_subtype: str | None = None
    id: Maybe[str] = None
    created_at: Instant = None
    payload: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it


class Recruitee:
    name = "recruitee"
    retries_refusals = True

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        """The test looks like a real event, with `test` added: it must reach nobody."""
        try:
            body = reading.json_object(request.body)
        except Malformed:
            return None
        return Handshake() if body.get("test", False) is not False else None

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        given = required_header(request, "x-recruitee-signature")
        require_match([given], secrets, lambda secret: hexdigest(secret, request.body))

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(Body, reading.json_object(request.body))
        # A retry counts its attempts in the body, so the body's hash would name it anew.
        event_id = body.id or reading.fingerprint(request, body.event_type)
        hook = Hook(request, account, event_id)
        match body.event_type:
            case "candidate_created" | "candidate_assigned" | "new_candidate":
                return _received(hook, body)
            case "candidate_moved":
                return _moved(hook, body)
            case "candidate_deleted":
                gone = _candidate(body)
                envelope = hook.envelope(gone.id, hook.at(body.created_at))
                return Translation((e.CandidateErasedEvent(**envelope),))
            case other:
                return Translation(ignored=f"{reading.printable(other)} is nothing that Svar uses")


def _candidate(body: Body) -> Candidate:
    return read_part(Candidate, body.payload.get("candidate"), "payload.candidate")


def _offer(body: Body) -> Offer | None:
    """The job that it is about; one of several is taken only when there is just one."""
    found = body.payload.get("offer")
    if found is None:
        offers = body.payload.get("offers") or []
        found = offers[0] if isinstance(offers, list) and len(offers) == 1 else None
    return read_part(Offer, found, "payload.offer") if found is not None else None


def _received(hook: Hook, body: Body) -> Translation:
    candidate, offer = _candidate(body), _offer(body)
    if offer is None:
        return Translation(ignored="the candidate has not applied for a job")
    email, others = reading.addresses(candidate.emails or ())
    phones = candidate.phones or ()
    data = e.ApplicationReceived(
        candidate=e.Candidate(
            id=hook.native(candidate.id),
            name=reading.line(candidate.name),
            email=email,
            other_emails=others,
            phone=reading.line(phones[0]) if phones else None,
        ),
        job=e.Job(id=hook.native(offer.id), title=reading.line(offer.title)),
    )
    # Recruitee has no application of its own: it is this candidate for this job.
    envelope = hook.envelope(
        f"{candidate.id}-{offer.id}", hook.at(body.created_at, candidate.created_at)
    )
    return Translation((e.ApplicationReceivedEvent(**envelope, data=data),))


def _moved(hook: Hook, body: Body) -> Translation:
    candidate, offer = _candidate(body), _offer(body)
    if offer is None:
        raise Invalid("payload.offer", "Field required")
    details = read_part(Details, body.payload.get("details") or {}, "payload.details")
    envelope = hook.envelope(f"{candidate.id}-{offer.id}", hook.at(body.created_at))
    if body.event_subtype == "disqualified":
        return Translation((_disqualified(hook, body, details, candidate, envelope),))
    if body.event_subtype == "requalified":
        return Translation((e.RejectionWithdrawnEvent(**envelope),))
    stage = reading.line(details.to_stage.name) if details.to_stage else None
    if stage is None:
        return Translation(ignored="the move names no stage")
    data = e.StageChanged(stage=stage, job_id=hook.native(offer.id))
    return Translation((e.StageChangedEvent(**envelope, data=data),))


def _disqualified(
    hook: Hook, body: Body, details: Details, candidate: Candidate, envelope: dict[str, Any]
) -> e.Event:
    reason = reading.line(details.disqualify_reason.name) if details.disqualify_reason else None
    withdrawn = (reason or "").casefold() in hook.account.withdrawn_reasons
    if details.rejected_by_candidate or withdrawn:
        return e.ApplicationWithdrawnEvent(**envelope, data=e.ApplicationWithdrawn())
    by = read_part(Named, body.payload.get("admin") or {}, "payload.admin")
    who = reading.person(id=by.id, name=by.name, email=by.email)
    automatic = hook.is_automatic(who, candidate.created_at, body.created_at)
    data = e.Rejected(decided_by=who, automatic=automatic, ats_reason=reason)
    return e.RejectedEvent(**envelope, data=data)


VENDOR = Recruitee()
