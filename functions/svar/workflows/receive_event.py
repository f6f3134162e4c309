"""Take in one event: log it, and do what is then owed."""

from typing import Literal

from svar.domain.errors import Conflict, Duplicate
from svar.domain.events import Event
from svar.ports import Change, Dispatcher, Links, StreamId, StreamKind
from svar.workflows.carry_out import TRIES, settle_application
from svar.workflows.look import House

Received = Literal["applied", "duplicate"]


def stream_of(event: Event) -> StreamId:
    """Whose log the event belongs to: its type says what its subject is."""
    kinds: dict[str, StreamKind] = {"job": "job", "candidate": "person"}
    kind = kinds.get(event.type.split(".")[0], "application")
    return StreamId(kind=kind, id=event.subject)


def receive_event(event: Event, house: House, links: Links, dispatcher: Dispatcher) -> Received:
    """Apply the event once, however often it comes.

    A duplicate still finishes what an earlier delivery began: its work may not have been started.
    Raises `Transient` (with `Conflict`) when the queue should bring the event again.
    """
    stream = stream_of(event)
    try:
        if stream.kind == "application":
            settle_application(event.subject, house, links, dispatcher, new=(event,))
            return "applied"
        _append(event, stream, house)
        received: Received = "applied"
    except Duplicate:
        received = "duplicate"
    for application_id in _touched(event, stream, house):
        settle_application(application_id, house, links, dispatcher)
    return received


def _touched(event: Event, stream: StreamId, house: House) -> tuple[str, ...]:
    """The applications that the event changes something for."""
    if stream.kind == "application":
        return (event.subject,)
    if stream.kind == "person":
        return house.store.members(stream)
    return ()


def _append(event: Event, stream: StreamId, house: House) -> None:
    for attempt in range(TRIES):
        record = house.store.load(stream)
        change = Change(
            stream=stream,
            expected_version=record.version,
            deeds=record.deeds,
            events=(event,),
            erase=event.type == "candidate.erased",
        )
        try:
            house.store.commit(change)
        except Conflict:
            if attempt == TRIES - 1:
                raise
        else:
            return
