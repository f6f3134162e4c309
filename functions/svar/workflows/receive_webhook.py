"""Receive one webhook: prove the sender, translate, and answer when the queue has every event."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Protocol

from svar.domain.errors import Forged, Invalid, Permanent, Transient
from svar.domain.kept_webhook import keep
from svar.domain.webhook import (
    Account,
    Malformed,
    Stale,
    Translation,
    Vendor,
    WebhookRequest,
)
from svar.ports import DeadLetters, Inbox

LARGEST_BODY = 1_000_000
"""Bytes. A body near SQS's limit of 1 MiB could not be passed on."""
_ACCOUNT = re.compile(r"[a-z0-9](?:-?[a-z0-9])*")


class Fate(StrEnum):
    """What became of a webhook; also the name of the metric that counts it."""

    QUEUED = "WebhookQueued"
    IGNORED = "WebhookIgnored"
    HANDSHAKE = "WebhookHandshake"
    LOST = "WebhookLost"
    FORGED = "WebhookForged"
    STALE = "WebhookStale"
    UNKNOWN = "WebhookUnknown"
    TOO_LARGE = "WebhookTooLarge"
    MALFORMED = "WebhookMalformed"
    INCOMPLETE = "WebhookIncomplete"
    UNAVAILABLE = "WebhookUnavailable"


MISSING = frozenset(
    {
        Fate.LOST,
        Fate.FORGED,
        Fate.STALE,
        Fate.TOO_LARGE,
        Fate.MALFORMED,
        Fate.INCOMPLETE,
        Fate.UNAVAILABLE,
    }
)
"""After these an event of an ATS that we know is missing here, at least until it is sent again."""


class Answer(NamedTuple):
    """What the vendor hears. It holds ids and field names, and never a person's data."""

    status: int
    fate: Fate
    body: dict[str, str | int]
    headers: Mapping[str, str] = MappingProxyType({})
    event_ids: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


class Secrets(Protocol):
    """The live secrets of an account, two of them while one replaces the other."""

    def live(self, vendor: str, account: str) -> tuple[str, ...]:
        """Empty for an account that we do not know. Raises `Transient` when nobody can tell."""
        ...


def receive_webhook(
    request: WebhookRequest,
    *,
    vendor_name: str,
    account_name: str,
    vendors: Callable[[str], Vendor | None],
    accounts: Mapping[str, Account],
    secrets: Secrets,
    inbox: Inbox,
    dead_letters: DeadLetters,
) -> Answer:
    """Answer one webhook.

    What a proved sender says and nobody can read is kept among the dead letters, whatever the
    vendor does with a refusal: some never send again.
    """
    vendor = vendors(vendor_name)
    if vendor is None:
        return _refusal(404, Fate.UNKNOWN, "Svar does not know this ATS; see the list in the docs.")
    if not (_ACCOUNT.fullmatch(account_name) and len(account_name) <= 30):
        return _refusal(
            404, Fate.UNKNOWN, "An account has at most 30 small letters, digits and hyphens."
        )
    if len(request.body) > LARGEST_BODY:
        return _refusal(413, Fate.TOO_LARGE, f"The body is larger than {LARGEST_BODY} bytes.")
    handshake = vendor.handshake(request)
    if handshake is not None:
        return Answer(
            200, Fate.HANDSHAKE, {"status": "ignored", "reason": "a test"}, handshake.headers
        )
    account = accounts.get(f"{vendor_name}/{account_name}") or Account(
        vendor=vendor.name, name=account_name
    )
    try:
        live = secrets.live(vendor_name, account_name)
        if not live:
            problem = "No secret is stored for this account: store one, then send it again."
            return _doubt(vendor, 404, Fate.UNKNOWN, problem)
        vendor.verify(request, live)
        translation = _translated(vendor, request, account, dead_letters)
        return _pass_on(translation, inbox, vendor.taken)
    except Forged as error:
        return _doubt(vendor, 401, Fate.FORGED, f"The sender is not proved: {error}.")
    except Stale as error:
        return _doubt(vendor, 401, Fate.STALE, f"{error}: check the sender's clock.")
    except Malformed as error:
        return _refusal(400, Fate.MALFORMED, f"{error.field} {error.why}.", error.field)
    except Invalid as error:
        return _refusal(422, Fate.INCOMPLETE, f"{error.field}: {error.why}.", error.field)
    except Permanent:
        return _refusal(413, Fate.TOO_LARGE, "One event in it is larger than a message may be.")
    except Transient:
        return _refusal(503, Fate.UNAVAILABLE, "Svar cannot take it now: send it again.")


def _translated(
    vendor: Vendor, request: WebhookRequest, account: Account, dead_letters: DeadLetters
) -> Translation:
    """Only after the sender is proved: anybody else could fill the dead letters."""
    try:
        return vendor.translate(request, account)
    except Invalid as error:
        kept = keep(request, vendor.name, account.name)
        if len(kept) <= LARGEST_BODY:
            dead_letters.park(kept, f"{vendor.name} webhook: {error}")
        raise


def _pass_on(translation: Translation, inbox: Inbox, taken: int) -> Answer:
    if not translation.events:
        reason = translation.ignored or "nothing in it that Svar uses"
        fate = Fate.LOST if translation.lost else Fate.IGNORED
        return Answer(taken, fate, {"status": "ignored", "reason": reason})
    inbox.put(translation.events)
    return Answer(
        taken,
        Fate.QUEUED,
        {"status": "queued", "events": len(translation.events)},
        event_ids=tuple(event.id for event in translation.events),
        subjects=tuple(event.subject for event in translation.events),
    )


def _refusal(status: int, fate: Fate, problem: str, place: str | None = None) -> Answer:
    return Answer(status, fate, {"problem": problem, **({"field": place} if place else {})})


def _doubt(vendor: Vendor, status: int, fate: Fate, problem: str) -> Answer:
    """A wrong secret must not lose events: a vendor that never retries a refusal hears 503."""
    return _refusal(status if vendor.retries_refusals else 503, fate, problem)
