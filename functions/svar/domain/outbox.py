"""The outbox: every mail that leaves, and the only moves that it may make.

The protocol is a table so that the sender, the sweeper, the evidence and the exhaustive check in
tests/simulation all use the same rules. One holder per attempt, one request per holder, dead by
the fence; attempt n+1 only after a definite refusal. So at most one is accepted, and every state
that is not final has a due time, so never silently none.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Literal

from svar.domain.errors import Duplicate
from svar.domain.value import Value

FENCE = timedelta(minutes=15)
"""After this no request of an earlier attempt can be accepted any more: its worker is dead and its
signature is too old."""

EVIDENCE_LIMIT = timedelta(hours=24)
"""A mail that SES accepted and of which nothing was heard for this long goes to a human."""


class State(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    CANCELLED = "cancelled"
    NEEDS_HUMAN = "needs_human"
    TOLD_BY_HUMAN = "told_by_human"
    """A human saw that it arrived, or told the candidate: no event says better."""


class Move(StrEnum):
    PUT_OFF = "put_off"
    """It waits its turn: a sender was woken for it, or the day's quota is kept for others."""
    CLAIM = "claim"
    """A sender takes the item; the attempt number goes up."""
    ACCEPTED = "accepted"
    """SES answered with a message id, or a SEND event says so."""
    REFUSED = "refused"
    """SES answered with a definite 4xx, read by the claimant: nothing was sent, try again."""
    REJECTED = "rejected"
    """A definite refusal that a retry cannot mend (bad address, REJECT, RENDERING_FAILURE)."""
    UNHEARD = "unheard"
    """Timeout, 5xx or a broken connection: it may have been sent."""
    DELIVERY = "delivery"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    CANCEL = "cancel"
    """The decision was taken back, or the candidate was erased, before anybody claimed it."""
    FENCE_PAST = "fence_past"
    """The fence is past, there is no evidence, and a double would do harm."""
    FENCE_PAST_HARMLESS = "fence_past_harmless"
    """The same for a recruiter's mail, where a double does no harm."""
    SILENCE = "silence"
    """Accepted, and nothing heard for `EVIDENCE_LIMIT`."""
    RESEND = "resend"
    """A human looked it up, past the fence, and says that it never left."""
    TELL = "tell"
    """A human looked it up and it did arrive, or told the candidate by telephone."""


S, M = State, Move
TABLE: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (S.PENDING, M.PUT_OFF): S.PENDING,
        (S.PENDING, M.CLAIM): S.CLAIMED,
        (S.PENDING, M.CANCEL): S.CANCELLED,
        (S.PENDING, M.REJECTED): S.NEEDS_HUMAN,
        # Evidence of an earlier attempt that came after its fence: it did leave, so send no other.
        (S.PENDING, M.ACCEPTED): S.SENT,
        (S.PENDING, M.DELIVERY): S.DELIVERED,
        (S.PENDING, M.BOUNCE): S.BOUNCED,
        (S.PENDING, M.COMPLAINT): S.COMPLAINED,
        (S.CLAIMED, M.ACCEPTED): S.SENT,
        (S.CLAIMED, M.REFUSED): S.PENDING,
        (S.CLAIMED, M.REJECTED): S.NEEDS_HUMAN,
        (S.CLAIMED, M.UNHEARD): S.UNKNOWN,
        (S.CLAIMED, M.DELIVERY): S.DELIVERED,
        (S.CLAIMED, M.BOUNCE): S.BOUNCED,
        (S.CLAIMED, M.COMPLAINT): S.COMPLAINED,
        (S.CLAIMED, M.FENCE_PAST): S.NEEDS_HUMAN,
        (S.CLAIMED, M.FENCE_PAST_HARMLESS): S.PENDING,
        (S.UNKNOWN, M.ACCEPTED): S.SENT,
        (S.UNKNOWN, M.REJECTED): S.NEEDS_HUMAN,
        (S.UNKNOWN, M.DELIVERY): S.DELIVERED,
        (S.UNKNOWN, M.BOUNCE): S.BOUNCED,
        (S.UNKNOWN, M.COMPLAINT): S.COMPLAINED,
        (S.UNKNOWN, M.FENCE_PAST): S.NEEDS_HUMAN,
        (S.UNKNOWN, M.FENCE_PAST_HARMLESS): S.PENDING,
        (S.SENT, M.DELIVERY): S.DELIVERED,
        (S.SENT, M.BOUNCE): S.BOUNCED,
        (S.SENT, M.COMPLAINT): S.COMPLAINED,
        (S.SENT, M.REJECTED): S.NEEDS_HUMAN,
        (S.SENT, M.SILENCE): S.NEEDS_HUMAN,
        (S.DELIVERED, M.COMPLAINT): S.COMPLAINED,
        (S.DELIVERED, M.BOUNCE): S.BOUNCED,
        (S.NEEDS_HUMAN, M.ACCEPTED): S.SENT,
        (S.NEEDS_HUMAN, M.DELIVERY): S.DELIVERED,
        (S.NEEDS_HUMAN, M.BOUNCE): S.BOUNCED,
        (S.NEEDS_HUMAN, M.COMPLAINT): S.COMPLAINED,
        (S.NEEDS_HUMAN, M.RESEND): S.PENDING,
        (S.NEEDS_HUMAN, M.TELL): S.TOLD_BY_HUMAN,
        (S.BOUNCED, M.TELL): S.TOLD_BY_HUMAN,
    }
)
"""What is not here is not allowed. Late events for an earlier attempt meet the same table."""

TOLD = frozenset({S.DELIVERED, S.COMPLAINED, S.TOLD_BY_HUMAN})
"""The candidate has it: told means delivered, not sent."""

LAST = frozenset(
    {S.DELIVERED, S.BOUNCED, S.COMPLAINED, S.CANCELLED, S.NEEDS_HUMAN, S.TOLD_BY_HUMAN}
)
"""Nothing more happens by itself from here."""

TELLING_KINDS: frozenset[str] = frozenset({"rejection", "status_notice"})
"""Mails that tell a candidate something to sit down for: never outside the telling window. A
correction goes when a human says yes: who was rejected by mistake has waited long enough."""

Audience = Literal["candidate", "employer"]


class OutboxItem(Value):
    """One mail, frozen when it was approved.

    `id` is `<a|j|d|o>__<owner's id>__<kind>-<number>`, of an application, a job, a desk or the
    organisation. `digest` is the SHA-256 of subject, text and HTML at approval, and what is sent
    must still have it. `recipient` is only set for the employer's people: a candidate's address is
    read from the application when it is sent.
    `due_at` is when the sweeper must look again; `None` only when nothing is owed any more.

    Two clocks meet here. `claimed_at` and `due_at` are the machine's time, since a fence is about
    processes and signatures; all other instants are the time that promises are counted in.
    """

    id: str
    kind: str
    audience: Audience
    language: str
    subject: str
    text: str
    html: str
    digest: str
    reply_to_name: str | None = None
    reply_to: str
    recipient: str | None = None
    recipient_name: str | None = None
    created_at: datetime
    deadline: datetime | None = None
    state: State = State.PENDING
    attempt: int = 0
    claimed_at: datetime | None = None
    message_id: str | None = None
    sent_at: datetime | None = None
    settled_at: datetime | None = None
    """When it reached its last state: delivered, bounced and so on."""
    note: str | None = None
    """Why it is where it is, in a code that texts explain: `bounce.permanent`, `no_address`, …"""
    due_at: datetime | None = None

    @property
    def tag(self) -> str:
        """What SES's events carry back: the item and the attempt, and nobody's data."""
        return f"{self.id}_{self.attempt}"


MOVING: frozenset[str] = frozenset(
    {
        "state",
        "attempt",
        "claimed_at",
        "message_id",
        "sent_at",
        "settled_at",
        "note",
        "due_at",
    }
)
"""What a move may change. All else is frozen: a store never writes it again, so a worker that
still holds a letter cannot bring back the text of a candidate who was erased meanwhile."""


Owner = Literal["application", "job", "desk", "organisation"]
OWNERS: dict[str, Owner] = {"a": "application", "j": "job", "d": "desk", "o": "organisation"}


def item_id(kind: Owner, owner: str, name: str) -> str:
    """The id of a mail: whose it is and which one, so that the same mail is never laid twice."""
    return f"{kind[0]}__{owner}__{name}"


@lru_cache(maxsize=4096)
def owner_of(item: str) -> tuple[Owner, str, str]:
    """Kind, owner's id and name of the mail. Raises ValueError for an id that is not ours."""
    prefix, owner, name = item.split("__")
    if prefix not in OWNERS:
        raise ValueError(f"{prefix} is not the start of an outbox id")
    return OWNERS[prefix], owner, name


def digest_of(subject: str, text: str, html: str) -> str:
    """What was approved, in 64 hexadecimal digits (SHA-256)."""
    return sha256("\0".join((subject, text, html)).encode()).hexdigest()


def parse_tag(tag: str) -> tuple[str, int]:
    """Item id and attempt of a tag. Raises ValueError for a tag that is not ours."""
    item_id, _, attempt = tag.rpartition("_")
    return item_id, int(attempt)


def move(
    item: OutboxItem, by: Move, *, now: datetime, wall: datetime, **changes: object
) -> OutboxItem:
    """The item after one move. Raises `Duplicate` when the table does not know the move."""
    to = TABLE.get((item.state, by))
    if to is None:
        raise Duplicate(f"{item.id} is {item.state}: {by} is not a move from there")
    after: dict[str, object] = {"state": to, "due_at": due_after(to, wall), **changes}
    if by is Move.CLAIM:
        after |= {"attempt": item.attempt + 1, "claimed_at": wall}
    if to is S.SENT and item.sent_at is None:
        after |= {"sent_at": now}
    if to in LAST:
        after |= {"settled_at": now}
    return item.model_copy(update=after)


def due_after(state: State, wall: datetime) -> datetime:
    """When somebody must look at an item that has just come into this state.

    The last states are due at once too: the application they belong to must hear of it, and the
    transaction in which it does so clears the time.
    """
    wait = {S.CLAIMED: FENCE, S.UNKNOWN: FENCE, S.SENT: EVIDENCE_LIMIT}
    return wall + wait.get(state, timedelta(0))
