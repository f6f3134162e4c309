"""Workable: `event_type` and the candidate in `data`, signed over the body.

https://workable.readme.io/reference/candidate-events. There is no event for a rejection: it is a
field of a moved candidate, so what is missed must be reconciled.
"""

from typing import Any

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook
from svar.adapters.ats.shapes import Flag, Gone, Id, Instant, Maybe, Wire
from svar.adapters.ats.signatures import require_hmac, required_header
from svar.domain import events as e
from svar.domain.webhook import Account, Handshake, Translation, WebhookRequest


class Job(Wire):
    shortcode: Id
    title: Maybe[str] = None


class Candidate(Wire):
    id: Id
    job: Job | None = None
    name: Maybe[str] = None
    firstname: Maybe[str] = None
    lastname: Maybe[str] = None
    email: Maybe[str] = None
    phone: Maybe[str] = None
    stage: Maybe[str] = None
    stage_kind: Maybe[str] = None
    sourced: Flag = False
    disqualified: Flag = False
    withdrew: Flag = False
    disqualified_at: Instant = None
    disqualification_reason: Maybe[str] = None
    disqualification_category: Maybe[str] = None
    hired_at: Maybe[str] = None
    created_at: Instant = None
    updated_at: Instant = None


class Body(Wire):
    event_type: str
    id: Maybe[str] = None
    fired_at: Instant = None
    data: Any = None


class Workable:
    name = "workable"
    retries_refusals = True
    taken = 200

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        return None

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        given = required_header(request, "x-workable-signature")
        require_hmac([given], secrets, request.body)

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(Body, reading.json_object(request.body))
        hook = Hook(request, account, body.id or reading.fingerprint(request, body.event_type))
        if body.event_type == "candidate_deleted":
            gone = reading.read(Gone, body.data, "data")
            envelope = hook.envelope(gone.id, hook.at(body.fired_at))
            return Translation((e.CandidateErasedEvent(**envelope),))
        if body.event_type not in ("candidate_created", "candidate_moved"):
            return reading.unused(body.event_type)
        candidate = reading.read(Candidate, body.data, "data")
        if candidate.sourced:
            return Translation(ignored="somebody who was sourced has not applied")
        if candidate.job is None:
            return Translation(ignored="somebody in a talent pool has not applied for a job")
        if body.event_type == "candidate_created":
            return Translation((_received(hook, candidate, candidate.job, body),))
        return Translation(_moved(hook, candidate, candidate.job, body))


def _received(hook: Hook, candidate: Candidate, job: Job, body: Body) -> e.Event:
    data = e.ApplicationReceived(
        candidate=hook.applicant(
            # In Workable a candidate belongs to one job: candidate and application are one.
            candidate.id,
            name=reading.line(candidate.name)
            or reading.name_of(candidate.firstname, candidate.lastname),
            emails=[candidate.email],
            phone=candidate.phone,
        ),
        job=e.Job(id=hook.native(job.shortcode), title=reading.line(job.title)),
        stage=reading.line(candidate.stage),
    )
    envelope = hook.envelope(candidate.id, hook.at(candidate.created_at, body.fired_at))
    return e.ApplicationReceivedEvent(**envelope, data=data)


def _moved(hook: Hook, candidate: Candidate, job: Job, body: Body) -> tuple[e.Event, ...]:
    time = hook.at(body.fired_at, candidate.updated_at)
    if candidate.disqualified:
        decided = hook.at(candidate.disqualified_at, time)
        envelope = hook.envelope(candidate.id, decided)
        reason = reading.line(candidate.disqualification_reason)
        category = (candidate.disqualification_category or "").strip().casefold()
        listed = (reason or "").casefold() in hook.account.withdrawn_reasons
        if candidate.withdrew or category == "withdrawn" or listed:
            return (e.ApplicationWithdrawnEvent(**envelope, data=e.ApplicationWithdrawn()),)
        automatic = hook.is_automatic(None, candidate.created_at, candidate.disqualified_at)
        data = e.Rejected(automatic=automatic, ats_reason=reason)
        return (e.RejectedEvent(**envelope, data=data),)
    if _is_hired(candidate):
        return (e.HiredEvent(**hook.envelope(candidate.id, time)),)
    again = hook.under_way_again(candidate.id, time)
    stage = reading.line(candidate.stage)
    if stage is None:
        return again
    changed = e.StageChanged(stage=stage, job_id=hook.native(job.shortcode))
    return (e.StageChangedEvent(**hook.envelope(candidate.id, time), data=changed), *again)


def _is_hired(candidate: Candidate) -> bool:
    """The stage's kind says it; older accounts have only `hired_at`, which is a day and no time."""
    return candidate.stage_kind == "hired" if candidate.stage_kind else bool(candidate.hired_at)


VENDOR = Workable()
