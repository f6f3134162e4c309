"""Write down what SES says became of a mail."""

from datetime import datetime

from svar.domain.errors import Duplicate
from svar.domain.outbox import Move, State, move, parse_tag
from svar.domain.value import Value
from svar.ports import Clock, Store

MOVES: dict[str, Move] = {
    "Send": Move.ACCEPTED,
    "Delivery": Move.DELIVERY,
    "Bounce": Move.BOUNCE,
    "Complaint": Move.COMPLAINT,
    "Reject": Move.REJECTED,
    "Rendering Failure": Move.REJECTED,
}
"""A delay is no outcome, so it moves nothing: the day without delivery is counted anyway."""

TROUBLES = frozenset({Move.BOUNCE, Move.COMPLAINT, Move.REJECTED})
"""Of these SES says why, in a code that a human is shown."""


class Evidence(Value):
    """One SES event about one of our mails, whichever way it came."""

    tag: str
    type: str
    message_id: str
    at: datetime
    detail: str | None = None
    """A code such as `Permanent/General`; never an address."""


def record_delivery(evidence: Evidence, *, store: Store, clock: Clock) -> str | None:
    """Move the item that the evidence is about. Returns its id, or `None` if nothing moved.

    The same event by two ways, late or out of order is `None` from the second time on. Raises
    `Conflict` when the item moved meanwhile, so that the queue brings the event again.
    """
    by = MOVES.get(evidence.type)
    if by is None:
        return None
    try:
        item_id, attempt = parse_tag(evidence.tag)
    except ValueError:
        return None
    item = store.outbox_item(item_id)
    if item is None:
        return None
    if item.state is State.DELIVERED and by is Move.ACCEPTED:
        return None
    if by is Move.BOUNCE and attempt < item.attempt:
        # An earlier attempt came back: that says nothing of the one that was made since.
        return None
    try:
        after = move(
            item,
            by,
            now=clock.now(),
            wall=clock.wall(),
            message_id=item.message_id or evidence.message_id,
            note=evidence.detail if by in TROUBLES else item.note,
        )
    except Duplicate:
        return None
    store.move_outbox(item, after)
    return item_id
