"""The `Store` in memory: what a transaction refuses, guards and keeps, as in the table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from heapq import heappop, heappush
from itertools import zip_longest
from operator import attrgetter

from svar.domain.erasure import erase_deeds, erase_event, erase_item
from svar.domain.errors import Conflict, Duplicate, Permanent
from svar.domain.events import Event, logged_event
from svar.domain.outbox import MOVING, OutboxItem, owner_of
from svar.ports import NOTHING_DONE, Change, Due, Page, Record, StreamId, Work

ROW_LIMIT = 400_000
ROWS_LIMIT = 100


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
        if len({each.stream for each, _ in changes}) < len(changes):
            # DynamoDB takes one item once in a transaction, and nothing mends that.
            raise Permanent(f"{change.stream.id}: a stream stands twice in one transaction")
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
