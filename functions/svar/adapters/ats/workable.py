"""Workable: `event_type` and the candidate in `data`, signed over the body.

https://workable.readme.io/reference/candidate-events. There is no event for a rejection: it is a
field of a moved candidate, so what is missed must be reconciled.
"""

from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook, read_part
from svar.adapters.ats.reading import Instant, Maybe, Wire
from svar.adapters.ats.signatures import hexdigest, require_match, required_header
from svar.domain import events as e
from svar.domain.webhook import Account, Handshake, Translation, WebhookRequest


class Job(Wire):
    shortcode: str
    title: Maybe[str] = None


class Candidate(Wire):
    id: str
    job: Job
    name: Maybe[str] = None
    email: Maybe[str] = None
    phone: Maybe[str] = None
    stage: Maybe[str] = None
    sourced: bool = False
    disqualified: bool = False
    disqualified_at: Instant = None
    disqualification_reason: Maybe[str] = None
    disqualification_category: Maybe[str] = None
    hired_at: Instant = None
    created_at: Instant = None
    updated_at: Instant = None


class Gone(Wire):
    id: str


class Body(Wire):
    event_type: str
    id: Maybe[str] = None
    fired_at: Instant = None
    data: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it


class Workable:
    name = "workable"
    retries_refusals = True

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        return None

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        given = required_header(request, "x-workable-signature")
        require_match([given], secrets, lambda secret: hexdigest(secret, request.body))

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(Body, reading.json_object(request.body))
        hook = Hook(request, account, body.id or reading.fingerprint(request, body.event_type))
        if body.event_type == "candidate_deleted":
            gone = read_part(Gone, body.data, "data")
            envelope = hook.envelope(gone.id, hook.at(body.fired_at))
            return Translation((e.CandidateErasedEvent(**envelope),))
        if body.event_type not in ("candidate_created", "candidate_moved"):
            action = reading.printable(body.event_type)
            return Translation(ignored=f"{action} is nothing that Svar uses")
        candidate = read_part(Candidate, body.data, "data")
        if candidate.sourced:
            return Translation(ignored="somebody who was sourced has not applied")
        if body.event_type == "candidate_created":
            return Translation((_received(hook, candidate, body),))
        return Translation(_moved(hook, candidate, body))


def _received(hook: Hook, candidate: Candidate, body: Body) -> e.Event:
    email, _ = reading.addresses([candidate.email])
    data = e.ApplicationReceived(
        candidate=e.Candidate(
            # In Workable a candidate belongs to one job: candidate and application are one.
            id=hook.native(candidate.id),
            name=reading.line(candidate.name),
            email=email,
            phone=reading.line(candidate.phone),
        ),
        job=e.Job(id=hook.native(candidate.job.shortcode), title=reading.line(candidate.job.title)),
        stage=reading.line(candidate.stage),
    )
    envelope = hook.envelope(candidate.id, hook.at(candidate.created_at, body.fired_at))
    return e.ApplicationReceivedEvent(**envelope, data=data)


def _moved(hook: Hook, candidate: Candidate, body: Body) -> tuple[e.Event, ...]:
    time = hook.at(body.fired_at, candidate.updated_at)
    if candidate.disqualified:
        decided = hook.at(candidate.disqualified_at, time)
        envelope = hook.envelope(candidate.id, decided)
        reason = reading.line(candidate.disqualification_reason)
        category = (candidate.disqualification_category or "").strip().casefold()
        listed = (reason or "").casefold() in hook.account.withdrawn_reasons
        if category == "withdrawn" or listed:
            return (e.ApplicationWithdrawnEvent(**envelope, data=e.ApplicationWithdrawn()),)
        automatic = hook.is_automatic(None, candidate.created_at, candidate.disqualified_at)
        data = e.Rejected(automatic=automatic, ats_reason=reason)
        return (e.RejectedEvent(**envelope, data=data),)
    if candidate.hired_at is not None:
        return (e.HiredEvent(**hook.envelope(candidate.id, hook.at(candidate.hired_at))),)
    reopened = e.RejectionWithdrawnEvent(**hook.envelope(candidate.id, time, "reopened"))
    stage = reading.line(candidate.stage)
    if stage is None:
        return (reopened,)
    changed = e.StageChanged(stage=stage, job_id=hook.native(candidate.job.shortcode))
    return (
        e.StageChangedEvent(**hook.envelope(candidate.id, time), data=changed),
        reopened,
    )


VENDOR = Workable()
