"""A human says that the candidate has the answer: it did arrive, or they were told by telephone."""

from svar.domain.outbox import TABLE, Move, OutboxItem, move
from svar.domain.situation import Situation
from svar.domain.telling import Telling
from svar.ports import Dispatcher, Links
from svar.workflows.carry_out import settle_application
from svar.workflows.look import House, look
from svar.workflows.sweep import hear_of

NOTE = "told_by_human"


def waits_for_word(at: Situation, telling: Telling) -> bool:
    """Whether only a human can say that this telling's letter was heard."""
    item = at.letter(telling)
    return item is not None and may_be_told(item)


def may_be_told(item: OutboxItem) -> bool:
    return (item.state, Move.TELL) in TABLE


def mark_told(
    application_id: str, number: int, house: House, links: Links, dispatcher: Dispatcher
) -> bool:
    """Close the telling's letter. False when there is nothing for a human to say about it.

    Raises `Conflict` when something was heard of the letter at the same moment.
    """
    at, _ = look(application_id, house)
    telling = at.deeds.telling(number)
    item = at.letter(telling) if telling else None
    if item is None or not may_be_told(item):
        return False
    now, wall = house.clock.now(), house.clock.wall()
    house.store.move_outbox(item, move(item, Move.TELL, now=now, wall=wall, note=NOTE))
    hear_of(item.id, house, links, dispatcher)
    # One letter may tell of several applications: this one need not be the one it lies with.
    settle_application(application_id, house, links, dispatcher)
    return True
