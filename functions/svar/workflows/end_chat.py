"""End a screening chat: what was said becomes an event, like any that an ATS sends."""

from svar.domain.chatting import ended, transcript
from svar.domain.conversation import ChatState, Conversation, left_at
from svar.domain.errors import Conflict, Duplicate
from svar.domain.situation import Plan, Situation
from svar.ports import Dispatcher, Links
from svar.workflows.carry_out import change_application
from svar.workflows.look import House, look


def write_chat(
    seen: Situation,
    held: Conversation,
    end: ChatState | None,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> None:
    """Write down a conversation as it is now; with `end`, that it is over, and what was said.

    All in one transaction, on exactly the state that was looked at. Raises `Conflict` when
    anything has happened since then, and `Duplicate` when it was handed over already.
    """
    event = transcript(seen, held.turns) if end else None
    after = ended(held, end, seen.now) if end else held

    def decide(at: Situation, plan: Plan) -> tuple[Plan, None]:
        # The next look would fold our own event, and could not tell it from what it must yield to.
        if at.version != seen.version:
            raise Conflict(at.id)
        return plan.change(chat=after), None

    new = (event,) if event else ()
    change_application(seen.id, house, links, dispatcher, decide, new=new)


def end_left_chat(application_id: str, house: House, links: Links, dispatcher: Dispatcher) -> bool:
    """Hand over what was said in a chat that nobody has gone on with. Says whether it did."""
    at, _ = look(application_id, house)
    due, held = left_at(at, Plan(deeds=at.deeds)), at.deeds.chat
    if held is None or due is None or due > at.now:
        return False
    try:
        write_chat(at, held, "left", house, links, dispatcher)
    except Duplicate:
        return False
    return True
