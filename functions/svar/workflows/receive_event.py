"""Take in one event: log it, and do what is then owed."""

from typing import Literal

from svar.domain.errors import Conflict, Duplicate
from svar.domain.events import (
    ApplicationWithdrawnEvent,
    CandidateErasedEvent,
    Event,
    HiredEvent,
    JobClosedEvent,
)
from svar.domain.outcomes import wake_telling
from svar.domain.situation import Plan, Situation
from svar.domain.telling import OVER
from svar.ports import Change, Dispatcher, Links, StreamId, StreamKind
from svar.workflows.ask_about_undecided import ask_about_undecided
from svar.workflows.carry_out import TRIES, change_application, settle_application
from svar.workflows.look import House, look

Received = Literal["applied", "duplicate"]


def stream_of(event: Event) -> StreamId:
    """Whose log the event belongs to: its type says what its subject is."""
    kinds: dict[str, StreamKind] = {"job": "job", "candidate": "person"}
    kind = kinds.get(event.type.split(".")[0], "application")
    if isinstance(event, CandidateErasedEvent) and event.data.scope == "application":
        kind = "application"
    return StreamId(kind=kind, id=event.subject)


def receive_event(event: Event, house: House, links: Links, dispatcher: Dispatcher) -> Received:
    """Apply the event once, however often it comes.

    A duplicate still finishes what an earlier delivery began: its work may not have been started.
    Raises `Transient` (with `Conflict`) when the queue should bring the event again.
    """
    stream = stream_of(event)
    received: Received = "applied"
    try:
        if stream.kind == "application":
            settle_application(event.subject, house, links, dispatcher, new=(event,))
        else:
            _append(event, stream, house)
    except Duplicate:
        received = "duplicate"
        if stream.kind == "application":
            settle_application(event.subject, house, links, dispatcher)
    _spread(event, stream, house, links, dispatcher)
    return received


def _spread(
    event: Event, stream: StreamId, house: House, links: Links, dispatcher: Dispatcher
) -> None:
    """What the event means for others than the one it is about."""
    if stream.kind == "person":
        for application_id in house.store.members(stream):
            settle_application(application_id, house, links, dispatcher)
    if isinstance(event, ApplicationWithdrawnEvent):
        _wake_letters_that_waited(event.subject, house, links, dispatcher)
    if isinstance(event, JobClosedEvent):
        ask_about_undecided(event, event.subject, house, links, dispatcher)
    if isinstance(event, HiredEvent):
        facts = look(event.subject, house)[0].facts
        if facts.job_id is not None:
            ask_about_undecided(event, facts.job_id, house, links, dispatcher)


def _wake_letters_that_waited(
    application_id: str, house: House, links: Links, dispatcher: Dispatcher
) -> None:
    """A process is over: a letter to the same person may have waited for it. Without this it would
    go when its clock looks by itself, up to a working day later."""

    def decide(at: Situation, plan: Plan) -> tuple[Plan, None]:
        for telling in plan.deeds.tellings:
            if telling.state not in OVER and telling.tell_at <= at.now:
                plan = plan.start(wake_telling(at.id, telling.number, at.now, "o"))
        return plan, None

    person = look(application_id, house)[0].facts.candidate
    if person is None:
        return
    for other in house.store.members(StreamId(kind="person", id=person.id)):
        if other != application_id:
            change_application(other, house, links, dispatcher, decide)


def _append(event: Event, stream: StreamId, house: House) -> None:
    for attempt in range(TRIES):
        record = house.store.load(stream)
        change = Change(
            stream=stream,
            expected_version=record.version,
            deeds=record.deeds,
            # Nothing that a job's event says stops the question about those who wait.
            due_at=record.due_at,
            events=(event,),
            # What comes after an erasure is erased too.
            erase=any(each.type == "candidate.erased" for each in (*record.events, event)),
        )
        try:
            house.store.commit(change)
        except Conflict:
            if attempt == TRIES - 1:
                raise
        else:
            return
