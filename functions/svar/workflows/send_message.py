"""Send one mail of the outbox, at most once.

The order is the whole point: look, wait for the turn, check, claim, ask SES once, write down what
was heard. Whatever dies before the claim holds nothing; whatever dies after it leaves the item in a
state from which the table knows the only safe move.
"""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from svar.domain.calendar import WorkCalendar
from svar.domain.errors import Conflict, Invalid, Permanent
from svar.domain.facts import fold_application
from svar.domain.organisation import Organisation
from svar.domain.outbox import TELLING_KINDS, Move, OutboxItem, State, digest_of, move, owner_of
from svar.domain.pacing import endangered, look_again_in, may_go_now
from svar.domain.text import single_address
from svar.mail.mime import build_mime
from svar.mail.rendered import RenderedMail
from svar.ports import Clock, Mailer, MailRefused, MailUnheard, Refusal, Store, StreamId

TIME_TO_SEND = timedelta(seconds=15)
"""No request with less of the function's time left: its answer could not be written down."""

CLAIM_LIFE = timedelta(seconds=30)
"""No request later than this after its claim, so that the fence is never near."""

TRIES = 20
"""How often one invocation asks when SES says that it asks too fast. Each is an attempt of its own:
only a definite no is followed by another. So many that the function's time ends first: a letter
with bad luck should not wait five minutes for the sweeper."""

EVENING_ENDS = time(21)
"""Local. Until then a status notice may go on the day that it was due."""

RATE_BACKOFF = timedelta(seconds=10)
BACKOFF = timedelta(minutes=5)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Sent(StrEnum):
    SENT = "sent"
    ALREADY = "already"
    NO_TURN = "no_turn"
    """The rate leaves no turn while this function lives; the sweeper wakes another."""
    PUT_OFF = "put_off"
    """The day's quota is kept for nearer deadlines, or used up."""
    ENDANGERED = "endangered"
    """The same, and the candidate may hear too late: a human must get a higher quota, or call."""
    CLOSED = "closed"
    """It waits for the next telling window."""
    THROTTLED = "throttled"
    REFUSED = "refused"
    UNHEARD = "unheard"
    NEEDS_HUMAN = "needs_human"
    CANCELLED = "cancelled"


class _Sender(NamedTuple):
    """What sending takes."""

    store: Store
    mailer: Mailer
    clock: Clock
    organisation: Organisation
    time_left: Callable[[], timedelta]


def send_message(
    item_id: str,
    *,
    store: Store,
    mailer: Mailer,
    clock: Clock,
    organisation: Organisation,
    time_left: Callable[[], timedelta],
) -> Sent:
    """Send the item if it is still waiting to be sent, and its turn has come.

    Raises `Permanent` for an item that does not exist, and `Transient` when SES does not say how
    fast and how much it takes.
    """
    by = _Sender(store, mailer, clock, organisation, time_left)
    outcome = Sent.ALREADY
    for _ in range(TRIES):
        item = store.outbox_item(item_id)
        if item is None:
            raise Permanent(f"{item_id} is not in the outbox")
        if item.state is not State.PENDING:
            return Sent.ALREADY
        if not may_go_now(item, mailer.remaining_quota(), clock.now()):
            return _put_off(item, by)
        if not mailer.await_turn(at_most=time_left() - TIME_TO_SEND):
            return Sent.NO_TURN
        outcome = _once(item, by)
        if outcome is not Sent.THROTTLED:
            break
    return outcome


def _once(item: OutboxItem, by: _Sender) -> Sent:
    """One attempt: check, claim, ask, write down."""
    recipient, zone, obstacle = _recipient(item, by.store, by.organisation)
    if obstacle is not None or recipient is None:
        how = Move.CANCEL if obstacle == "erased" else Move.REJECTED
        return _stop(item, how, obstacle or "no_address", by)
    opens = _window_opens(item, zone, by)
    if opens is not None:
        return _wait(item, opens, by)
    try:
        claimed = _moved(item, Move.CLAIM, by.clock)
        # Before the claim: a mail that cannot be built must not end as an attempt.
        mime = _mime(claimed, recipient, by)
        by.store.move_outbox(item, claimed)
    except Invalid as broken:
        return _stop(item, Move.REJECTED, broken.field, by)
    except Conflict:
        # Somebody else holds it, or it was taken back: theirs is the move now.
        return Sent.ALREADY
    after, outcome = _asked(claimed, recipient, mime, by)
    try:
        by.store.move_outbox(claimed, after)
    except Conflict:
        # SES's event was faster than its answer, and it knows more than we do.
        return Sent.ALREADY
    return outcome


def _asked(item: OutboxItem, recipient: str, mime: bytes, by: _Sender) -> tuple[OutboxItem, Sent]:
    """The one request of a claim, and what its answer makes of the item."""
    clock = by.clock
    claimed_at = item.claimed_at or clock.wall()
    if clock.wall() - claimed_at > CLAIM_LIFE or by.time_left() < TIME_TO_SEND:
        return _moved(item, Move.REFUSED, clock, note="claim_too_old"), Sent.NO_TURN
    try:
        message_id = by.mailer.send(
            sender=by.organisation.sender, recipient=recipient, mime=mime, tag=item.tag
        )
    except MailRefused as no:
        return _refused(item, no, clock)
    except MailUnheard as silence:
        return _moved(item, Move.UNHEARD, clock, note=str(silence)[:80]), Sent.UNHEARD
    return _moved(item, Move.ACCEPTED, clock, message_id=message_id, note=None), Sent.SENT


def _refused(item: OutboxItem, no: MailRefused, clock: Clock) -> tuple[OutboxItem, Sent]:
    if no.refusal is Refusal.FOR_EVER:
        return _moved(item, Move.REJECTED, clock, note=no.code), Sent.NEEDS_HUMAN
    wait, outcome = {
        Refusal.RATE: (RATE_BACKOFF, Sent.THROTTLED),
        Refusal.QUOTA: (look_again_in(item, clock.now()), _waiting(item, clock)),
        Refusal.LATER: (BACKOFF, Sent.REFUSED),
    }[no.refusal]
    note = "waits_for_quota" if no.refusal is Refusal.QUOTA else no.code
    return _moved(item, Move.REFUSED, clock, note=note, due_at=clock.wall() + wait), outcome


def _put_off(item: OutboxItem, by: _Sender) -> Sent:
    due_at = by.clock.wall() + look_again_in(item, by.clock.now())
    try:
        by.store.move_outbox(
            item, _moved(item, Move.PUT_OFF, by.clock, note="waits_for_quota", due_at=due_at)
        )
    except Conflict:
        return Sent.ALREADY
    return _waiting(item, by.clock)


def _waiting(item: OutboxItem, clock: Clock) -> Sent:
    return Sent.ENDANGERED if endangered(item, clock.now()) else Sent.PUT_OFF


def _window_opens(item: OutboxItem, zone: str | None, by: _Sender) -> datetime | None:
    """When it may be told, for a mail that may not be told now; `None` when it may go.

    It was released inside a window. What kept it until the window closed (a throttled SES, a queue
    that stood still) is no reason to reject somebody on a Friday night, promise or no promise. A
    status notice rejects nobody, and the receipt says that we write the same day: it still goes
    that evening.
    """
    if item.kind not in TELLING_KINDS:
        return None
    # SES's answer may take as long as the claim lives.
    soon = by.clock.now() + CLAIM_LIFE
    windows = WorkCalendar.of(by.organisation).in_zone(zone)
    if item.kind == "status_notice" and _is_that_evening(item.created_at, soon, windows):
        return None
    opens = windows.next_window(soon)
    return opens if opens > soon else None


def _is_that_evening(laid_at: datetime, now: datetime, windows: WorkCalendar) -> bool:
    same_day = windows.local_date(laid_at) == windows.local_date(now)
    return same_day and now.astimezone(windows.zone).time() < EVENING_ENDS


def _wait(item: OutboxItem, opens: datetime, by: _Sender) -> Sent:
    due_at = by.clock.wall_at(opens)
    after = _moved(item, Move.PUT_OFF, by.clock, note="waits_for_window", due_at=due_at)
    try:
        by.store.move_outbox(item, after)
    except Conflict:
        return Sent.ALREADY
    return Sent.CLOSED


def _stop(item: OutboxItem, how: Move, note: str, by: _Sender) -> Sent:
    try:
        by.store.move_outbox(item, _moved(item, how, by.clock, note=note))
    except Conflict:
        return Sent.ALREADY
    return Sent.CANCELLED if how is Move.CANCEL else Sent.NEEDS_HUMAN


def _mime(item: OutboxItem, recipient: str, by: _Sender) -> bytes:
    return build_mime(
        RenderedMail(subject=item.subject, text=item.text, html=item.html, language=item.language),
        sender=(by.organisation.name, by.organisation.sender),
        recipient=recipient,
        reply_to=(item.reply_to_name or item.reply_to, item.reply_to),
        outbox_tag=item.tag,
        sent_at=by.clock.now(),
        message_domain=by.organisation.domain,
    )


def _moved(item: OutboxItem, by: Move, clock: Clock, **changes: object) -> OutboxItem:
    return move(item, by, now=clock.now(), wall=clock.wall(), **changes)


def _recipient(
    item: OutboxItem, store: Store, organisation: Organisation
) -> tuple[str | None, str | None, str | None]:
    """(address, time zone, what stands in the way).

    A candidate's address comes from the record, never from the item: an item can then reach nobody
    but the one whose it is.
    """
    if digest_of(item.subject, item.text, item.html) != item.digest:
        return None, None, "text_changed_after_approval"
    if item.audience == "employer":
        address = single_address(item.recipient or "")
        return address, None, None if address else "no_address"
    kind, owner, _ = owner_of(item.id)
    record = store.load(StreamId(kind=kind, id=owner))
    facts = fold_application(owner, record.events)
    if facts.candidate is None:
        return None, None, "no_address"
    person = store.load(StreamId(kind="person", id=facts.candidate.id))
    if person.events:
        facts = fold_application(owner, record.events, person.events)
    if facts.erased_at is not None:
        return None, None, "erased"
    if facts.candidate is None or not facts.candidate.can_email:
        return None, None, "cannot_email"
    address = single_address(facts.candidate.email or "")
    if address is None:
        return None, None, "no_address"
    if _strangers(item, address, organisation):
        return None, None, "address_of_another"
    return address, facts.candidate.zone, None


def _strangers(item: OutboxItem, recipient: str, organisation: Organisation) -> set[str]:
    """Addresses in the text that are neither the candidate's own nor the employer's."""
    own = {recipient.casefold(), item.reply_to.casefold()}
    found = {address.casefold().rstrip(".") for address in ADDRESS.findall(item.text)}
    employer = "@" + organisation.domain.casefold()
    return {address for address in found - own if not address.endswith(employer)}
