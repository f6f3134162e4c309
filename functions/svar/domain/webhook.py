"""What a webhook is, before any vendor has read it, and what became of it."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from svar.domain.errors import Invalid
from svar.domain.events import Event


class Malformed(Invalid):
    """The body cannot be read at all: no JSON, no UTF-8, or no object."""


class Stale(Exception):
    """The signature is right and its time is not: an old message, or a clock that is wrong."""


class WebhookRequest(NamedTuple):
    """One POST. Header names are in lower case; `body` is the bytes as they came, since signatures
    are over those; `received_at` is the wall clock, aware UTC."""

    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


class Account(NamedTuple):
    """One employer's account with one vendor, and what Svar must know of how it is used."""

    vendor: str
    name: str
    automation_users: frozenset[str] = frozenset()
    """Ids, names or e-mail addresses that the ATS's own rules act under."""
    parks_unnamed: bool = True
    """Whether a rejection that names nobody is taken for a rule's work and waits for a human. Set
    it to false only where the account has no auto-reject rules."""
    withdrawn_reasons: frozenset[str] = frozenset()
    """The account's own names for "the candidate said no", in lower case."""


class Translation(NamedTuple):
    """The canonical events of one webhook, or why there are none. `lost` marks a fact that we
    wanted and could not read, so that somebody is told."""

    events: tuple[Event, ...] = ()
    ignored: str | None = None
    lost: bool = False


class Handshake(NamedTuple):
    """A ping, a test or an activation: answered before any secret is known, and without effect."""

    headers: Mapping[str, str] = MappingProxyType({})


class Vendor(Protocol):
    """How one ATS signs and what it says."""

    name: str
    retries_refusals: bool
    """False where the vendor drops an event that is answered with 401, 403 or 404."""
    taken: int
    """The status that says success. Some vendors take any other one for a failure, 2xx too: they
    send again and again, and switch the webhook off in the end."""

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        """Not `None` when this is only a ping, a test or an activation."""
        ...

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        """Raises `Forged` when no live secret made the signature, `Stale` when it is too old."""
        ...

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        """Raises `Malformed` for what is no JSON, and `Invalid` naming the field that is wrong."""
        ...


class FetchRecord(Protocol):
    """Reads one record from a vendor's API, for vendors whose webhooks are only pointers."""

    def __call__(self, kind: str, native_id: str, account: Account) -> dict[str, Any] | None:
        """`None` when the vendor has no such record. Raises `Transient` when it cannot be asked."""
        ...
