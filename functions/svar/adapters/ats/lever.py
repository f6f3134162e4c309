"""Lever: pointers. The signature covers a token and a time, never the data, so the data is fetched.

https://hire.lever.co/developer/documentation#webhooks
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field

from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook
from svar.adapters.ats.shapes import Id, Maybe, Wire
from svar.adapters.ats.signatures import require_hmac
from svar.domain import events as e
from svar.domain.errors import Forged
from svar.domain.webhook import (
    Account,
    FetchRecord,
    Handshake,
    Stale,
    Translation,
    WebhookRequest,
)

LONGEST_RETRY_MS = 26 * 3600 * 1000
"""Lever tries again for about a day with the same token and time."""
HIRED = "hired"
Milliseconds = Annotated[int, Field(ge=946_684_800_000, lt=4_102_444_800_000)]
"""Since 1970; from 2000 to 2099."""
UNFETCHED = "a pointer, and no fetch port is configured"


class Body(Wire):
    event: str
    triggeredAt: Milliseconds
    token: str = Field(min_length=1)
    signature: str
    data: Any = None


class Pointer(Wire):
    opportunityId: Id


class Archived(Wire):
    archivedAt: Milliseconds | None = None
    reason: Maybe[str] = None


class Posting(Wire):
    id: Id
    text: Maybe[str] = None


class Opportunity(Wire):
    """What the fetch port gives: the opportunity with its posting, and the archive reason's text
    in `archiveReason`, from Lever's API. Lever archives the hired too, for the reason «Hired»."""

    id: Id
    contact: Id
    name: Maybe[str] = None
    emails: Maybe[tuple[str, ...]] = None
    createdAt: Milliseconds | None = None
    archived: Archived | None = None
    archiveReason: Maybe[str] = None
    origin: Maybe[str] = None
    posting: Posting | None = None


class Lever:
    name = "lever"
    retries_refusals = True
    taken = 200

    def __init__(self, fetch: FetchRecord | None) -> None:
        self._fetch = fetch

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        """The test ping is an event with empty `data`."""
        return reading.handshake_for(
            request, lambda body: "event" in body and body.get("data") in ({}, None)
        )

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        found = reading.json_object(request.body)
        if not found.get("signature") or not found.get("token"):
            raise Forged("the body has no signature or no token")
        body = reading.read(Body, found)
        message = f"{body.token}{body.triggeredAt}".encode()
        require_hmac([body.signature], secrets, message)
        age = request.received_at.timestamp() * 1000 - body.triggeredAt
        if not -300_000 <= age <= LONGEST_RETRY_MS:
            raise Stale("the webhook's time is too far from now")

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(Body, reading.json_object(request.body))
        # The token is single-use, so it names the event; its hash is what may be logged.
        token = WebhookRequest({}, body.token.encode(), request.received_at)
        hook = Hook(request, account, reading.fingerprint(token, body.event))
        if body.event not in (
            "applicationCreated",
            "candidateArchiveChange",
            "candidateHired",
            "candidateDeleted",
            "candidateStageChange",
        ):
            return reading.unused(body.event)._replace(lost=body.event.startswith("interview"))
        native = reading.read(Pointer, body.data, "data").opportunityId
        if self._fetch is None:
            return Translation(ignored=UNFETCHED, lost=True)
        return _translated(hook, body, native, self._fetch("opportunities", native, account))


def _translated(hook: Hook, body: Body, native: str, record: dict[str, Any] | None) -> Translation:
    time = _moment(body.triggeredAt)
    if body.event == "candidateDeleted":
        if record is not None:
            return Translation(ignored="Lever still has the opportunity that it calls deleted")
        return Translation((e.CandidateErasedEvent(**hook.envelope(native, time)),))
    if record is None:
        return Translation(ignored="Lever has no such opportunity", lost=True)
    found = reading.read(Opportunity, record, "opportunity")
    if body.event == "applicationCreated":
        return _received(hook, found)
    envelope = hook.envelope(found.id, time)
    if body.event == "candidateHired":
        return Translation((e.HiredEvent(**envelope),))
    if found.archived is None or found.archived.archivedAt is None:
        return Translation(hook.under_way_again(found.id, time))
    if body.event == "candidateStageChange":
        return Translation(ignored="a move of somebody who is archived")
    return Translation((_archived(hook, found, found.archived.archivedAt),))


def _archived(hook: Hook, found: Opportunity, archived_at: int) -> e.Event:
    envelope = hook.envelope(found.id, _moment(archived_at))
    reason = reading.line(found.archiveReason)
    if (reason or "").casefold() == HIRED:
        return e.HiredEvent(**envelope)
    if (reason or "").casefold() in hook.account.withdrawn_reasons:
        return e.ApplicationWithdrawnEvent(**envelope, data=e.ApplicationWithdrawn())
    applied = _moment(found.createdAt) if found.createdAt is not None else None
    automatic = hook.is_automatic(None, applied, _moment(archived_at))
    data = e.Rejected(automatic=automatic, ats_reason=reason)
    return e.RejectedEvent(**envelope, data=data)


def _received(hook: Hook, found: Opportunity) -> Translation:
    if found.posting is None or found.origin == "sourced":
        return Translation(ignored="somebody sourced or without a posting has not applied")
    data = e.ApplicationReceived(
        candidate=hook.applicant(
            found.contact, name=reading.line(found.name), emails=found.emails or ()
        ),
        job=e.Job(id=hook.native(found.posting.id), title=reading.line(found.posting.text)),
    )
    applied = _moment(found.createdAt) if found.createdAt is not None else None
    envelope = hook.envelope(found.id, hook.at(applied))
    return Translation((e.ApplicationReceivedEvent(**envelope, data=data),))


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def connect(fetch: FetchRecord | None) -> Lever:
    return Lever(fetch)
