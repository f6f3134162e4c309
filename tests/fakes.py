"""In-memory ports with the semantics of the real ones, and a way to let anything die at any call.

The contract suite (tests/contract) runs the same tests against these and the real adapters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from heapq import heappop, heappush
from itertools import zip_longest
from operator import attrgetter
from typing import Any, Literal, cast

from svar.domain.erasure import erase_deeds, erase_event, erase_item
from svar.domain.errors import Conflict, Duplicate, Permanent, Transient
from svar.domain.events import Event, logged_event
from svar.domain.outbox import MOVING, OutboxItem, owner_of
from svar.ports import (
    NOTHING_DONE,
    Change,
    Due,
    MailRefused,
    MailUnheard,
    Page,
    Record,
    Refusal,
    StreamId,
    Work,
)

ROW_LIMIT = 400_000
ROWS_LIMIT = 100
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Crash(BaseException):
    """The process is gone. Not an Exception, so no code under test can catch it by accident."""


@dataclass
class Plan:
    """Counts every point before and after a port call, over all ports that share the plan.

    At the points in `crash_at` the process dies; at those in `fail_at` the given error is raised
    instead (before a call: not done; after it: done, and the answer lost). Run once with an empty
    plan, and `range(len(plan.reached))` are all points there are.
    """

    crash_at: frozenset[int] = frozenset()
    fail_at: Mapping[int, Exception] = field(default_factory=dict)
    reached: list[str] = field(default_factory=list)

    def reach(self, point: str) -> None:
        number = len(self.reached)
        self.reached.append(point)
        if number in self.crash_at:
            raise Crash(point)
        if number in self.fail_at:
            raise self.fail_at[number]


class Faulty:
    """Stands before a port and reaches the plan's points around every call, known or new."""

    def __init__(self, port: object, plan: Plan) -> None:
        self._port = port
        self._plan = plan

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found
        label = f"{type(self._port).__name__}.{name}"
        reach, before, after = self._plan.reach, f"before {label}", f"after {label}"

        def call(*args: Any, **kwargs: Any) -> Any:
            reach(before)
            try:
                answer = found(*args, **kwargs)
            except Exception:
                reach(after)
                raise
            reach(after)
            return answer

        # Found here from now on, and not asked for again.
        self.__dict__[name] = call
        return call


def faulty[Port](port: Port, plan: Plan) -> Port:
    """The port behind the plan, still typed as the port."""
    return cast(Port, Faulty(port, plan))


class FakeClock:
    """Stands still until it is moved. `wall` follows `now` unless it is moved alone."""

    def __init__(self, now: datetime = START, wall: datetime | None = None) -> None:
        self._now = now
        self._wall = wall or now

    def now(self) -> datetime:
        return self._now

    def wall(self) -> datetime:
        return self._wall

    def wall_at(self, instant: datetime) -> datetime:
        return self._wall + (instant - self._now)

    def advance(self, by: timedelta) -> None:
        """Both times go on."""
        self._now += by
        self._wall += by

    def set(self, *, now: datetime | None = None, wall: datetime | None = None) -> None:
        self._now = now or self._now
        self._wall = wall or self._wall


@dataclass
class _Stream:
    version: int = 0
    deeds: str = NOTHING_DONE
    events: dict[str, Event] = field(default_factory=dict)
    log: tuple[Event, ...] = ()
    """The same in event time."""
    outbox: dict[str, OutboxItem] = field(default_factory=dict)
    work: dict[str, Work] = field(default_factory=dict)
    job_id: str | None = None
    candidate_id: str | None = None
    due_at: datetime | None = None
    over: bool = False

    def soonest(self) -> datetime | None:
        """When anything of it is due."""
        first = self.due_at
        for row in (*self.outbox.values(), *self.work.values()):
            at = row.due_at
            if at is not None and (first is None or at < first):
                first = at
        return first


class FakeStore:
    """The `Store` in memory. `streams` may be looked at; it is never handed out."""

    def __init__(self) -> None:
        self.streams: dict[StreamId, _Stream] = {}
        self._agenda: list[tuple[datetime, StreamId]] = []
        self._on_agenda: dict[StreamId, datetime] = {}
        """What stands in the agenda for each stream; entries that differ are out of date."""

    def load(self, stream: StreamId) -> Record:
        kept = self.streams.get(stream)
        if kept is None:
            return Record(stream=stream)
        return Record(
            stream=stream,
            version=kept.version,
            events=kept.log,
            deeds=kept.deeds,
            outbox=tuple(sorted(kept.outbox.values(), key=attrgetter("created_at", "id"))),
            work=tuple(sorted(kept.work.values(), key=attrgetter("name"))),
            due_at=kept.due_at,
        )

    def load_all(self, streams: Sequence[StreamId]) -> tuple[Record, ...]:
        return tuple(self.load(each) for each in streams)

    def commit(self, change: Change, *others: Change) -> None:
        changes = [(each, _deeds(each)) for each in (change, *others)]
        for each, deeds in changes:
            self._refuse(each, deeds)
        # From here on nothing can fail: all of it happens, or none.
        for each, deeds in changes:
            self._write(each, deeds)

    def _refuse(self, change: Change, deeds: str) -> None:
        _refuse_impossible(change, deeds)
        kept = self.streams.get(change.stream, _Stream())
        if any(event.key in kept.events for event in change.events):
            raise Duplicate(f"{change.stream.id}: an event is in the log already")
        if kept.version != change.expected_version:
            raise Conflict(f"{change.stream.id} is at version {kept.version}")
        for before, _ in (*change.outbox_moved, *change.outbox_ended):
            _refuse_moved(self.outbox_item(before.id), before)
        for item in change.outbox_new:
            if item.id in kept.outbox:
                raise Permanent(f"{item.id} is in the outbox already")

    def _write(self, change: Change, deeds: str) -> None:
        kept = self.streams.setdefault(change.stream, _Stream())
        kept.version += 1
        kept.deeds = deeds
        kept.events |= {event.key: _through_json(event) for event in change.events}
        kept.outbox |= {item.id: item for item in change.outbox_new}
        for _, after in change.outbox_moved:
            theirs = self._of_item(after.id) or kept
            theirs.outbox[after.id] = _moved(theirs.outbox[after.id], after)
        kept.outbox |= {after.id: after for _, after in change.outbox_ended}
        kept.work |= {work.name: work for work in change.work_new}
        kept.job_id = change.job_id or kept.job_id
        kept.candidate_id = change.candidate_id or kept.candidate_id
        kept.due_at = change.due_at
        kept.over = change.over
        if change.erase:
            kept.events = {key: erase_event(event) for key, event in kept.events.items()}
            kept.outbox = {name: erase_item(item) for name, item in kept.outbox.items()}
        if change.events or change.erase:
            kept.log = tuple(sorted(kept.events.values(), key=attrgetter("order")))
        for stream in {change.stream, *(_owner(after.id) for _, after in change.outbox_moved)}:
            self._put_on_agenda(stream)

    def members(self, stream: StreamId) -> tuple[str, ...]:
        found = (
            (each.id, kept.job_id if stream.kind == "job" else kept.candidate_id)
            for each, kept in self.streams.items()
            if each.kind == "application" and stream.kind != "application"
        )
        return tuple(sorted(name for name, owner in found if owner == stream.id))

    def applications(self, after: str | None, limit: int) -> Page:
        kept = sorted(
            (each.job_id or "", stream.id, each.over)
            for stream, each in self.streams.items()
            if stream.kind == "application" and each.job_id
        )
        start = int(after or 0)
        ids = (name for _, name, over in kept[start : start + limit] if not over)
        end = start + limit
        return Page(ids=tuple(ids), next=str(end) if end < len(kept) else None)

    def outbox_item(self, item_id: str) -> OutboxItem | None:
        kept = self._of_item(item_id)
        return kept.outbox.get(item_id) if kept else None

    def move_outbox(self, before: OutboxItem, after: OutboxItem) -> None:
        kept = self._of_item(before.id) or _Stream()
        there = _refuse_moved(kept.outbox.get(before.id), before)
        kept.outbox[before.id] = _moved(there, after)
        self._put_on_agenda(_owner(before.id))

    def work_done(self, stream: StreamId, name: str) -> None:
        kept = self.streams.get(stream)
        if kept is not None:
            kept.work.pop(name, None)
            self._put_on_agenda(stream)

    def due(self, *, now: datetime, wall: datetime, limit: int) -> tuple[Due, ...]:
        streams: list[tuple[datetime, Due]] = []
        machine: list[tuple[datetime, Due]] = []
        for stream, kept in self.streams.items():
            if kept.due_at is not None and kept.due_at <= now:
                streams.append((kept.due_at, Due(stream=stream, what="stream")))
            machine.extend(
                (item.due_at, Due(stream=stream, what="outbox", name=item.id))
                for item in kept.outbox.values()
                if item.due_at is not None and item.due_at <= wall
            )
            machine.extend(
                (work.due_at, Due(stream=stream, what="work", name=work.name))
                for work in kept.work.values()
                if work.due_at <= wall
            )
        for found in (streams, machine):
            found.sort(key=lambda each: (each[0], each[1].stream.id, each[1].name or ""))
        turns = (each[1] for pair in zip_longest(streams, machine) for each in pair if each)
        return tuple(turns)[:limit]

    def _soonest(self) -> datetime | None:
        """When anything is due, by whichever clock: a world that jumps from time to time asks."""
        while self._agenda:
            at, stream = self._agenda[0]
            if self._on_agenda.get(stream) == at and self.streams[stream].soonest() == at:
                return at
            heappop(self._agenda)
            if self._on_agenda.get(stream) == at:
                self._put_on_agenda(stream)
        return None

    def _put_on_agenda(self, stream: StreamId) -> None:
        kept = self.streams.get(stream)
        at = kept.soonest() if kept else None
        if at is None:
            self._on_agenda.pop(stream, None)
        elif self._on_agenda.get(stream) != at:
            self._on_agenda[stream] = at
            heappush(self._agenda, (at, stream))

    def _of_item(self, item_id: str) -> _Stream | None:
        try:
            return self.streams.get(_owner(item_id))
        except ValueError:
            return None


@lru_cache(maxsize=4096)
def _owner(item_id: str) -> StreamId:
    kind, owner, _ = owner_of(item_id)
    return StreamId(kind=kind, id=owner)


def _deeds(change: Change) -> str:
    return erase_deeds(change.deeds) if change.erase else change.deeds


def written(record: Record) -> str:
    """All that a record holds, as text to search in."""
    rows = (*record.events, *record.outbox, *record.work)
    return "\n".join((record.deeds, *(each.model_dump_json() for each in rows)))


def _refuse_impossible(change: Change, deeds: str) -> None:
    """Raises `Permanent` for what the database has no room for."""
    rows: list[str] = [
        deeds,
        *(event.model_dump_json() for event in change.events),
        *(item.model_dump_json() for item in change.outbox_new),
        *(work.model_dump_json() for work in change.work_new),
    ]
    moved = (*change.outbox_moved, *change.outbox_ended)
    if len(rows) + len(moved) > ROWS_LIMIT:
        raise Permanent(f"{change.stream.id}: more than {ROWS_LIMIT} rows in one change")
    for item in change.outbox_new:
        if owner_of(item.id)[:2] != (change.stream.kind, change.stream.id):
            raise Permanent(f"{item.id} does not belong to {change.stream.id}")
    named = [
        *(("event", event.key) for event in change.events),
        *(("mail", item.id) for item in change.outbox_new),
        *(("mail", before.id) for before, _ in moved),
        *(("work", work.name) for work in change.work_new),
    ]
    if len(set(named)) < len(named):
        raise Permanent(f"{change.stream.id}: one change names a row twice")
    if any(len(row.encode()) > ROW_LIMIT for row in rows):
        raise Permanent(f"{change.stream.id}: a row is over {ROW_LIMIT} bytes")


def _refuse_moved(there: OutboxItem | None, before: OutboxItem) -> OutboxItem:
    if there is None or (there.state, there.attempt) != (before.state, before.attempt):
        raise Conflict(f"{before.id} is not {before.state} in attempt {before.attempt} any more")
    return there


def _moved(there: OutboxItem, after: OutboxItem) -> OutboxItem:
    """What was approved stays as it is kept, whatever the mover still holds in its hands."""
    return there.model_copy(update={name: getattr(after, name) for name in MOVING})


def _through_json(event: Event) -> Event:
    return logged_event(event.model_dump_json())


def soonest(store: FakeStore) -> datetime | None:
    """When anything is due, by whichever clock: a world that jumps from time to time asks.

    No door of the store: the real one has no such question.
    """
    return store._soonest()


class FakeDispatcher:
    """Remembers what was started, once per name. `down` makes it raise `Transient`."""

    def __init__(self) -> None:
        self.started: dict[str, Work] = {}
        self.calls: list[Work] = []
        self.down = False

    def dispatch(self, work: Work) -> None:
        if self.down:
            raise Transient(f"{work.name}: nobody takes it")
        self.calls.append(work)
        self.started.setdefault(_named(work), work)

    def __contains__(self, work: object) -> bool:
        name = _named(work) if isinstance(work, Work) else work
        return name in self.started

    def of_kind(self, kind: str) -> tuple[Work, ...]:
        return tuple(work for work in self.started.values() if work.kind == kind)


def _named(work: Work) -> str:
    """What makes two pieces of work one. Only what is published goes by its event's id."""
    return str(work.payload.get("id", work.name)) if work.kind == "publish" else work.name


class Outcome(StrEnum):
    """What SES does with one request."""

    ACCEPTED = "accepted"
    LOST = "lost"
    """Accepted, and the answer never came."""
    THROTTLED = "throttled"
    """A definite no: too many in this second."""
    USED_UP = "used_up"
    """A definite no: the day's quota is used up."""
    REFUSED = "refused"
    """A definite no for ever."""
    BROKEN = "broken"
    """A 5xx, and it was not taken."""
    BOUNCED = "bounced"
    """Accepted, and it comes back for good."""
    UNVERIFIED = "unverified"
    """A definite no until the domain is verified and the account out of the sandbox."""


Suppressed = Literal["BOUNCE", "COMPLAINT"]
"""Why an address is on the account's suppression list."""
BOUNCED = "Permanent/General"
STOPPED: dict[Suppressed, str] = {
    "BOUNCE": "Permanent/OnAccountSuppressionList",
    "COMPLAINT": "Complaint/OnAccountSuppressionList",
}
SIMULATED = {"bounce": BOUNCED, "suppressionlist": "Permanent/Suppressed"}
"""As SES's mailbox simulator: the recipient's name says it, and the list never has them."""


@dataclass(frozen=True)
class Mail:
    """One mail that SES took: what lies in the mailbox."""

    message_id: str
    sender: str
    recipient: str
    mime: bytes
    tag: str
    came_back: str | None = None
    """Why it reached nobody, in SES's codes."""


class FakeMailer:
    """SES with a script. When the script is at its end, everything is accepted."""

    def __init__(self, outcomes: Iterable[Outcome] = ()) -> None:
        self.script = list(outcomes)
        self.mailbox: list[Mail] = []
        self.requests: list[str] = []
        self.suppressed: dict[str, Suppressed] = {}
        """The account's suppression list: SES takes mail to these and sends none of it."""
        self.quota = 1.0
        self.wait = timedelta(0)
        """How long everybody's turn is away. Nobody sleeps: it is over when it was waited for."""

    def await_turn(self, *, at_most: timedelta) -> bool:
        return self.wait <= at_most

    def send(self, *, sender: str, recipient: str, mime: bytes, tag: str) -> str:
        self.requests.append(tag)
        match self.script.pop(0) if self.script else Outcome.ACCEPTED:
            case Outcome.THROTTLED:
                raise MailRefused("TooManyRequestsException", Refusal.RATE)
            case Outcome.USED_UP:
                self.quota = 0.0
                raise MailRefused("TooManyRequestsException", Refusal.QUOTA)
            case Outcome.REFUSED:
                raise MailRefused("MessageRejected", Refusal.FOR_EVER)
            case Outcome.UNVERIFIED:
                raise MailRefused("not_verified", Refusal.LATER)
            case Outcome.BROKEN:
                raise MailUnheard("InternalFailure")
            case outcome:
                message_id = f"message-{len(self.mailbox) + 1}"
                came_back = self._comes_back(recipient, outcome)
                self.mailbox.append(Mail(message_id, sender, recipient, mime, tag, came_back))
                if outcome is Outcome.LOST:
                    raise MailUnheard("ReadTimeoutError")
                return message_id

    def _comes_back(self, recipient: str, outcome: Outcome) -> str | None:
        listed = self.suppressed.get(recipient)
        if listed is not None:
            return STOPPED[listed]
        if outcome is Outcome.BOUNCED:
            self.suppress(recipient)
            return BOUNCED
        return next((code for name, code in SIMULATED.items() if recipient.startswith(name)), None)

    def suppress(self, address: str, why: Suppressed = "BOUNCE") -> None:
        """What a hard bounce and a complaint do; only a human takes the address off again."""
        if not address.startswith(tuple(SIMULATED)):
            self.suppressed.setdefault(address, why)

    def remaining_quota(self) -> float:
        return self.quota

    def mails_of(self, item_id: str) -> list[Mail]:
        """All that was accepted for one outbox item, whichever attempt."""
        return [mail for mail in self.mailbox if mail.tag.rpartition("_")[0] == item_id]


class FakeDeadLetters:
    """Dead letters, each with its reason. `down` makes it raise `Transient`."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []
        self.down = False

    def park(self, body: str, reason: str) -> None:
        if self.down:
            raise Transient("the dead-letter queue does not answer")
        self.letters.append((body, reason))


class FakeInbox:
    """The queue of events. `down` makes it raise `Transient`, and nothing is in it then."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.down = False

    def put(self, events: Sequence[Event]) -> None:
        if self.down:
            raise Transient("the inbox does not answer")
        self.events.extend(events)

    def __contains__(self, event: object) -> bool:
        return event in self.events
