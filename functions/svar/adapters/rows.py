"""The table's rows: keys, attributes and writes. Pure, so the layout is on one screen.

    pk                 sk              holds
    APP#, PERSON#,     STATE           version, deeds, counts; job_id, candidate_id, due_at, status
    JOB#, DESK#,       EVENT#<key>     one event of the log
    ORG# + id          OUTBOX#<name>   one mail: `frozen` when approved, `moving` by its protocol
                       WORK#<name>     work to start
    PACE               SES             whose turn it is to send: see `turns`

What is due has `due_shard` and `due_at`; all else is not in that index. Instants are ISO 8601 in
UTC with a fixed width, so that they sort as text.
"""

import json
from collections.abc import Iterable, Mapping
from copy import replace
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from zlib import crc32

from svar.domain.errors import Permanent
from svar.domain.events import Event, logged_event
from svar.domain.outbox import MOVING, OutboxItem, item_id, owner_of
from svar.ports import NOTHING_DONE, Change, Due, Record, StreamId, StreamKind, Work

Value = str | int
Row = dict[str, Value]

STATE = "STATE"
ROW_LIMIT = 400_000
"""Bytes. DynamoDB refuses 409,600 with a message that names neither the row nor its size."""
WRITES_LIMIT = 100
"""Of one TransactWriteItems (DynamoDB quotas)."""
CHANGE_LIMIT = 4_000_000
"""Bytes of one TransactWriteItems; DynamoDB refuses 4 MB."""
SHARDS = 4
OPEN, OVER = "open", "over"
"""Values of `status`: what is over is not looked at by the daily check."""
STREAMS, MACHINE = "stream", "machine"
"""The two clocks of the due index: promises are counted in one, processes live in the other."""

PREFIX: dict[StreamKind, str] = {
    "application": "APP",
    "person": "PERSON",
    "job": "JOB",
    "organisation": "ORG",
    "desk": "DESK",
}
KIND: dict[str, StreamKind] = {prefix: kind for kind, prefix in PREFIX.items()}


class Guard(StrEnum):
    """What must be true of the row for the write to happen."""

    NONE = "none"
    NEW = "new"
    EXISTS = "exists"
    VERSION = "version"
    AS_READ = "as_read"


class Write(NamedTuple):
    """One update of one row. `expected` are the attributes' values that the guard asks for."""

    sk: str
    guard: Guard = Guard.NONE
    expected: Mapping[str, Value] = MappingProxyType({})
    put: Mapping[str, Value] = MappingProxyType({})
    remove: tuple[str, ...] = ()
    add: Mapping[str, int] = MappingProxyType({})
    pk: str = ""

    @property
    def size(self) -> int:
        return sum(len(name) + len(str(value).encode()) for name, value in self.put.items())


def partition(stream: StreamId) -> str:
    return f"{PREFIX[stream.kind]}#{stream.id}"


def stream_of(pk: str) -> StreamId:
    prefix, _, name = pk.partition("#")
    return StreamId(kind=KIND[prefix], id=name)


def place_of(item: str) -> tuple[StreamId, str]:
    """The stream and the sort key of a mail. Raises ValueError for an id that is not ours."""
    kind, owner, name = owner_of(item)
    return StreamId(kind=kind, id=owner), f"OUTBOX#{name}"


def instant(at: datetime) -> str:
    """ISO 8601 in UTC, always with six decimals. Raises ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def shards(clock: str) -> tuple[str, ...]:
    return tuple(f"{clock}#{number}" for number in range(SHARDS))


def _due(clock: str, pk: str, at: datetime | None) -> Row:
    if at is None:
        return {}
    return {"due_shard": shards(clock)[crc32(pk.encode()) % SHARDS], "due_at": instant(at)}


def _unless_due(at: datetime | None) -> tuple[str, ...]:
    return () if at is not None else ("due_shard", "due_at")


def writes_of(change: Change) -> tuple[Write, ...]:
    """The change as updates of rows. Raises `Permanent` for what the table has no room for."""
    pk = partition(change.stream)
    writes = (
        _state(change, pk),
        *(_event(event) for event in change.events),
        *(_new_mail(item, change.stream, pk) for item in change.outbox_new),
        *(move_of(before, after) for before, after in change.outbox_moved),
        *(_end_of(before, after) for before, after in change.outbox_ended),
        *(_work(work, pk) for work in change.work_new),
    )
    _refuse_impossible(change.stream, writes)
    return placed(writes, pk)


def placed(writes: Iterable[Write], pk: str) -> tuple[Write, ...]:
    """The writes with their partition; a moved mail may be of another one and has its own."""
    return tuple(replace(write, pk=write.pk or pk) for write in writes)


def _state(change: Change, pk: str) -> Write:
    index = {"job_id": change.job_id, "candidate_id": change.candidate_id}
    # Compared with what a query found, the counts tell whether it saw one transaction or parts of
    # two: a query is not isolated from them.
    counts = {"events": len(change.events), "mails": len(change.outbox_new)}
    return Write(
        sk=STATE,
        guard=Guard.VERSION,
        expected={"version": change.expected_version},
        put={
            "version": change.expected_version + 1,
            "status": OVER if change.over else OPEN,
            "deeds": change.deeds,
            **{name: value for name, value in index.items() if value is not None},
            **_due(STREAMS, pk, change.due_at),
        },
        remove=_unless_due(change.due_at),
        add=counts,
    )


def _event(event: Event) -> Write:
    return Write(sk=f"EVENT#{event.key}", guard=Guard.NEW, put={"doc": event.model_dump_json()})


def _new_mail(item: OutboxItem, stream: StreamId, pk: str) -> Write:
    owner, sk = place_of(item.id)
    if owner != stream:
        raise Permanent(f"{item.id} does not belong to {stream.id}")
    put: Row = {"frozen": item.model_dump_json(exclude=set(MOVING)), **_moving(item, pk)}
    return Write(sk=sk, guard=Guard.NEW, put=put)


def _moving(item: OutboxItem, pk: str) -> Row:
    return {
        "moving": item.model_dump_json(include=set(MOVING)),
        "state": str(item.state),
        "attempt": item.attempt,
        **_due(MACHINE, pk, item.due_at),
    }


def move_of(before: OutboxItem, after: OutboxItem) -> Write:
    """The move of a mail: what was approved is not written again."""
    stream, sk = place_of(before.id)
    return Write(
        sk=sk,
        guard=Guard.AS_READ,
        expected={"state": str(before.state), "attempt": before.attempt},
        put=_moving(after, partition(stream)),
        remove=_unless_due(after.due_at),
        pk=partition(stream),
    )


def _end_of(before: OutboxItem, after: OutboxItem) -> Write:
    """The last move of a mail, and its words as they shall be kept."""
    moved = move_of(before, after)
    frozen = after.model_dump_json(exclude=set(MOVING))
    return replace(moved, put={**moved.put, "frozen": frozen})


def _work(work: Work, pk: str) -> Write:
    put: Row = {"doc": work.model_dump_json(), **_due(MACHINE, pk, work.due_at)}
    return Write(sk=f"WORK#{work.name}", put=put)


def merged(writes: Iterable[Write], more: Iterable[Write]) -> tuple[Write, ...]:
    """Both, with one write per row: a transaction may name a row only once."""
    rows = {(write.pk, write.sk): write for write in writes}
    for write in more:
        first = rows.get((write.pk, write.sk))
        rows[write.pk, write.sk] = write if first is None else _both(first, write)
    return tuple(rows.values())


def _both(first: Write, more: Write) -> Write:
    put = {**first.put, **more.put}
    return replace(first, put=put)


def _refuse_impossible(stream: StreamId, writes: tuple[Write, ...]) -> None:
    if len(writes) > WRITES_LIMIT:
        raise Permanent(f"{stream.id}: {len(writes)} rows in one change, the most is 100")
    if len({(write.pk, write.sk) for write in writes}) < len(writes):
        raise Permanent(f"{stream.id}: one change names a row twice")
    for write in writes:
        if write.size > ROW_LIMIT:
            raise Permanent(
                f"{stream.id}: {write.sk} has {write.size} bytes, the most is {ROW_LIMIT}"
            )
    if sum(write.size for write in writes) > CHANGE_LIMIT:
        raise Permanent(f"{stream.id}: one change is over {CHANGE_LIMIT} bytes")


def record_of(stream: StreamId, rows: Iterable[Row]) -> Record | None:
    """The record; `None` when the rows are of two versions, so that it must be read again."""
    kinds: dict[str, list[Row]] = {STATE: [], "EVENT": [], "OUTBOX": [], "WORK": []}
    for row in rows:
        kinds[str(row["sk"]).partition("#")[0]].append(row)
    state = kinds[STATE][0] if kinds[STATE] else Row(version=0, deeds=NOTHING_DONE)
    counts = (state.get("events", 0), state.get("mails", 0))
    if counts != (len(kinds["EVENT"]), len(kinds["OUTBOX"])):
        return None
    events = [logged_event(str(row["doc"])) for row in kinds["EVENT"]]
    outbox = [mail_of(row) for row in kinds["OUTBOX"]]
    work = [Work.model_validate_json(str(row["doc"])) for row in kinds["WORK"]]
    return Record(
        stream=stream,
        version=int(state["version"]),
        events=tuple(sorted(events, key=lambda event: event.order)),
        deeds=str(state["deeds"]),
        outbox=tuple(sorted(outbox, key=lambda item: (item.created_at, item.id))),
        work=tuple(sorted(work, key=lambda each: each.name)),
        due_at=datetime.fromisoformat(str(state["due_at"])) if "due_at" in state else None,
    )


def mail_of(row: Row) -> OutboxItem:
    whole = json.loads(str(row["frozen"])) | json.loads(str(row["moving"]))
    return OutboxItem.model_validate(whole)


def due_of(pk: str, sk: str) -> Due:
    """What a row of the due index stands for."""
    stream = stream_of(pk)
    what, _, name = sk.partition("#")
    match what:
        case "OUTBOX" if stream.kind != "person":
            return Due(stream=stream, what="outbox", name=item_id(stream.kind, stream.id, name))
        case "WORK":
            return Due(stream=stream, what="work", name=name)
        case _:
            return Due(stream=stream, what="stream")
