"""Recruitee: `event_type` and `event_subtype`, signed over the body (docs.recruitee.com)."""

from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook
from svar.adapters.ats.shapes import Id, Instant, Maybe, User, Wire
from svar.adapters.ats.signatures import require_hmac, required_header
from svar.domain import events as e
from svar.domain.errors import Invalid
from svar.domain.webhook import Account, Handshake, Translation, WebhookRequest

TALENT_POOL = "talent_pool"
HIRE = frozenset({"hire", "hired"})
"""Categories of a stage, which keep their name whatever the customer calls the stage."""


class Candidate(Wire):
    id: Id
    name: Maybe[str] = None
    emails: Maybe[tuple[str, ...]] = None
    phones: Maybe[tuple[str, ...]] = None
    created_at: Instant = None


class Offer(Wire):
    """A job, or a talent pool, which nobody applies for."""

    id: Id
    title: Maybe[str] = None
    kind: Maybe[str] = None


class Named(Wire):
    name: Maybe[str] = None


class Stage(Named):
    category: Maybe[str] = None

    def is_hire(self) -> bool:
        return (self.category or "").strip().casefold() in HIRE


class Admin(Wire):
    admin: Maybe[User] = None


class Details(Wire):
    from_stage: Maybe[Stage] = None
    to_stage: Maybe[Stage] = None
    disqualify_reason: Maybe[Named] = None
    rejected_by_candidate: Maybe[bool] = None


class Body(Wire):
    event_type: str
    event_subtype: str | None = None
    id: Maybe[str] = None
    created_at: Instant = None
    payload: Any = None

    def members(self) -> dict[str, Any]:
        return self.payload if isinstance(self.payload, dict) else {}


class Recruitee:
    name = "recruitee"
    retries_refusals = True
    taken = 200

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        """The test looks like a real event, with `test` added: it must reach nobody."""
        return reading.handshake_for(request, lambda body: body.get("test", False) is not False)

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        given = required_header(request, "x-recruitee-signature")
        require_hmac([given], secrets, request.body)

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
                return reading.unused(other)


def _candidate(body: Body) -> Candidate:
    return reading.read(Candidate, body.members().get("candidate"), "payload.candidate")


def _offer(body: Body) -> Offer | None:
    """The job that it is about; one of several is taken only when there is just one."""
    found, place = body.members().get("offer"), "payload.offer"
    if found is None:
        offers = body.members().get("offers") or []
        found = offers[0] if isinstance(offers, list) and len(offers) == 1 else None
        place = "payload.offers.0"
    return reading.read(Offer, found, place) if found is not None else None


def _received(hook: Hook, body: Body) -> Translation:
    candidate, offer = _candidate(body), _offer(body)
    if offer is None or offer.kind == TALENT_POOL:
        return Translation(ignored="the candidate has not applied for a job")
    phones = candidate.phones or ()
    data = e.ApplicationReceived(
        candidate=hook.applicant(
            candidate.id,
            name=reading.line(candidate.name),
            emails=candidate.emails or (),
            phone=phones[0] if phones else None,
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
    if offer.kind == TALENT_POOL:
        return Translation(ignored="a talent pool is no job")
    details = reading.read(Details, body.members().get("details") or {}, "payload.details")
    envelope = hook.envelope(f"{candidate.id}-{offer.id}", hook.at(body.created_at))
    if body.event_subtype == "disqualified":
        return Translation((_disqualified(hook, body, details, candidate, envelope),))
    if body.event_subtype == "requalified":
        return Translation((e.RejectionWithdrawnEvent(**envelope),))
    if details.to_stage and details.to_stage.is_hire():
        return Translation((e.HiredEvent(**envelope),))
    # Somebody disqualified can be moved too, and stays disqualified: only a hire is undone.
    unhired: tuple[e.Event, ...] = ()
    if details.from_stage and details.from_stage.is_hire():
        unhired = (hook.not_hired(f"{candidate.id}-{offer.id}", envelope["time"]),)
    stage = reading.line(details.to_stage.name) if details.to_stage else None
    if stage is None:
        return Translation(unhired, ignored=None if unhired else "the move names no stage")
    data = e.StageChanged(stage=stage, job_id=hook.native(offer.id))
    return Translation((e.StageChangedEvent(**envelope, data=data), *unhired))


def _disqualified(
    hook: Hook, body: Body, details: Details, candidate: Candidate, envelope: dict[str, Any]
) -> e.Event:
    reason = reading.line(details.disqualify_reason.name) if details.disqualify_reason else None
    withdrawn = (reason or "").casefold() in hook.account.withdrawn_reasons
    if details.rejected_by_candidate or withdrawn:
        return e.ApplicationWithdrawnEvent(**envelope, data=e.ApplicationWithdrawn())
    who = reading.user(reading.read(Admin, body.members(), "payload").admin)
    automatic = hook.is_automatic(who, candidate.created_at, body.created_at)
    data = e.Rejected(decided_by=who, automatic=automatic, ats_reason=reason)
    return e.RejectedEvent(**envelope, data=data)


VENDOR = Recruitee()
