"""Send one mail of the outbox, at most once.

The order is the whole point: look, check, claim, ask SES once, write down what was heard. Whatever
dies on the way leaves the item in a state from which the table knows the only safe move.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from svar.domain.errors import Conflict, Duplicate, Invalid, Permanent, Transient
from svar.domain.facts import fold_application
from svar.domain.organisation import Organisation
from svar.domain.outbox import Move, OutboxItem, State, digest_of, move, owner_of
from svar.domain.text import single_address
from svar.mail.contents import Person
from svar.mail.mime import build_mime
from svar.mail.render import RenderedMail
from svar.ports import Clock, Mailer, MailRefused, MailUnheard, Store, StreamId

TIME_TO_SEND = timedelta(seconds=15)
"""No request with less of the function's time left: its answer could not be written down."""

CLAIM_LIFE = timedelta(seconds=30)
"""No request later than this after its claim, so that the fence is never near."""

BACKOFF = timedelta(minutes=5)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Sent(StrEnum):
    SENT = "sent"
    ALREADY = "already"
    REFUSED = "refused"
    UNHEARD = "unheard"
    NEEDS_HUMAN = "needs_human"
    CANCELLED = "cancelled"


def send_message(
    item_id: str,
    *,
    store: Store,
    mailer: Mailer,
    clock: Clock,
    organisation: Organisation,
    time_left: Callable[[], timedelta],
) -> Sent:
    """Send the item if it is still waiting to be sent.

    Raises `Permanent` for an item that does not exist, `Transient` when there is no time left.
    """
    item = store.outbox_item(item_id)
    if item is None:
        raise Permanent(f"{item_id} is not in the outbox")
    if item.state is not State.PENDING:
        return Sent.ALREADY
    recipient, obstacle = _recipient(item, store, organisation)
    if obstacle is not None or recipient is None:
        by = Move.CANCEL if obstacle == "erased" else Move.REJECTED
        return _stop(item, by, obstacle or "no_address", store, clock)
    try:
        if time_left() < TIME_TO_SEND:
            raise Transient("too little time left to hear SES's answer")
        claimed = _moved(item, Move.CLAIM, clock)
        # Before the claim: a mail that cannot be built must not end as an attempt.
        mime = _mime(claimed, recipient, clock, organisation)
        store.move_outbox(item, claimed)
    except Invalid as broken:
        return _stop(item, Move.REJECTED, broken.field, store, clock)
    except Conflict:
        # Somebody else holds it, or it was taken back: theirs is the move now.
        return Sent.ALREADY
    return _attempt(claimed, recipient, mime, store, mailer, clock, organisation, time_left)


def _stop(item: OutboxItem, by: Move, note: str, store: Store, clock: Clock) -> Sent:
    try:
        store.move_outbox(item, _moved(item, by, clock, note=note))
    except Conflict:
        return Sent.ALREADY
    return Sent.CANCELLED if by is Move.CANCEL else Sent.NEEDS_HUMAN


def _mime(item: OutboxItem, recipient: str, clock: Clock, organisation: Organisation) -> bytes:
    return build_mime(
        RenderedMail(subject=item.subject, text=item.text, html=item.html, language=item.language),
        sender=(organisation.name, organisation.sender),
        recipient=recipient,
        reply_to=Person(name=item.reply_to_name or item.reply_to, email=item.reply_to),
        outbox_tag=item.tag,
        sent_at=clock.now(),
        message_domain=organisation.domain,
    )


def _attempt(
    item: OutboxItem,
    recipient: str,
    mime: bytes,
    store: Store,
    mailer: Mailer,
    clock: Clock,
    organisation: Organisation,
    time_left: Callable[[], timedelta],
) -> Sent:
    claimed_at = item.claimed_at or clock.wall()
    if clock.wall() - claimed_at > CLAIM_LIFE or time_left() < TIME_TO_SEND:
        after = _moved(item, Move.REFUSED, clock, note="claim_too_old")
        outcome = Sent.REFUSED
    else:
        try:
            message_id = mailer.send(
                sender=organisation.sender, recipient=recipient, mime=mime, tag=item.tag
            )
        except MailRefused as refusal:
            by = Move.REFUSED if refusal.again else Move.REJECTED
            after = _moved(item, by, clock, note=refusal.code)
            if refusal.again:
                after = after.model_copy(update={"due_at": clock.wall() + BACKOFF})
            outcome = Sent.REFUSED if refusal.again else Sent.NEEDS_HUMAN
        except MailUnheard as silence:
            after = _moved(item, Move.UNHEARD, clock, note=str(silence)[:80])
            outcome = Sent.UNHEARD
        else:
            after = _moved(item, Move.ACCEPTED, clock, message_id=message_id, note=None)
            outcome = Sent.SENT
    try:
        store.move_outbox(item, after)
    except Conflict:
        # SES's event was faster than its answer, and it knows more than we do.
        return Sent.ALREADY
    return outcome


def _moved(item: OutboxItem, by: Move, clock: Clock, **changes: object) -> OutboxItem:
    return move(item, by, now=clock.now(), wall=clock.wall(), **changes)


def _recipient(
    item: OutboxItem, store: Store, organisation: Organisation
) -> tuple[str | None, str | None]:
    """(address, what stands in the way). A candidate's address comes from the record, never from
    the item: an item can then reach nobody but the one whose it is."""
    if digest_of(item.subject, item.text, item.html) != item.digest:
        return None, "text_changed_after_approval"
    if item.audience == "employer":
        address = single_address(item.recipient or "")
        return (address, None) if address else (None, "no_address")
    kind, owner, _ = owner_of(item.id)
    record = store.load(StreamId(kind=kind, id=owner))
    facts = fold_application(owner, record.events)
    if facts.candidate is None:
        return None, "no_address"
    person = store.load(StreamId(kind="person", id=facts.candidate.id))
    facts = fold_application(owner, record.events, person.events)
    if facts.erased_at is not None:
        return None, "erased"
    if facts.candidate is None or not facts.candidate.can_email:
        return None, "cannot_email"
    address = single_address(facts.candidate.email or "")
    if address is None:
        return None, "no_address"
    if _strangers(item, address, organisation):
        return None, "address_of_another"
    return address, None


def _strangers(item: OutboxItem, recipient: str, organisation: Organisation) -> set[str]:
    """Addresses in the text that are neither the candidate's own nor the employer's."""
    own = {recipient.casefold(), item.reply_to.casefold()}
    found = {address.casefold().rstrip(".") for address in ADDRESS.findall(item.text)}
    employer = "@" + organisation.domain.casefold()
    return {address for address in found - own if not address.endswith(employer)}


def expire(item: OutboxItem, clock: Clock) -> OutboxItem | None:
    """What the sweeper does with an item whose time has come; `None` when a sender must wake.

    A letter without evidence goes to a human. A mail to the employer's own people is sent again:
    a double does no harm there. Raises `Duplicate` when nothing is due.
    """
    if item.due_at is None or item.due_at > clock.wall():
        raise Duplicate(f"{item.id} is not due")
    match item.state:
        case State.PENDING:
            return None
        case State.CLAIMED | State.UNKNOWN:
            harmless = item.audience == "employer"
            by = Move.FENCE_PAST_HARMLESS if harmless else Move.FENCE_PAST
            return _moved(item, by, clock, note=None if harmless else "delivery_unknown")
        case State.SENT:
            return _moved(item, Move.SILENCE, clock, note="not_delivered")
        case _:
            raise Duplicate(f"{item.id} waits for its application")
