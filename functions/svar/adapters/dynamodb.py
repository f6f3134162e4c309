"""The `Store` on one DynamoDB table. Its rows are described in `rows`."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from itertools import batched, zip_longest
from random import random
from typing import TYPE_CHECKING, Any

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config

from svar.adapters import rows
from svar.adapters.dynamodb_errors import Busy, translated
from svar.adapters.rows import Guard, Row, Write
from svar.domain.errors import Conflict, Duplicate, Transient
from svar.domain.outbox import OutboxItem
from svar.ports import Change, Due, Page, Record, StreamId

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

# boto3 gives each transaction a token of its own, so botocore's retries write it only once.
AT_ONCE = 16
"""Reads that wait beside each other when many records are asked for."""
QUICK = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"total_max_attempts": 4, "mode": "standard"},
    max_pool_connections=AT_ONCE,
)

READS = 5
"""How often a record is read again that changes while it is being read."""

BUSY_TRIES = 4
"""How often a write is tried whose row is in somebody else's transaction at that moment. DynamoDB
says no at once and botocore does not ask again; the embedded cloud writes one after the other."""
BUSY_SECONDS = 0.03
"""About as long as a transaction takes, of which a query may see a part."""


@cache
def connected() -> "DynamoDBClient":
    """One client for all that this process asks of the table."""
    return boto3.client("dynamodb", config=QUICK)


class DynamoStore:
    """Every method raises `Transient` when the database cannot be reached. `pause` sleeps."""

    def __init__(
        self,
        table_name: str,
        client: "DynamoDBClient | None" = None,
        *,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._table = table_name
        self._client: DynamoDBClient = client or connected()
        self._pause = pause

    def load(self, stream: StreamId) -> Record:
        for _ in range(READS):
            found = self._query(
                ConsistentRead=True,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues=_typed({":pk": rows.partition(stream)}),
            )
            record = rows.record_of(stream, found)
            if record is not None:
                return record
            self._wait_a_moment()
        raise Transient(f"{stream.id} changes faster than it can be read")

    def load_all(self, streams: Sequence[StreamId]) -> tuple[Record, ...]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return tuple(pool.map(self.load, streams))

    def commit(self, change: Change, *others: Change) -> None:
        more = tuple(write for each in others for write in rows.writes_of(each))
        writes = self._erasing(change) if change.erase else rows.writes_of(change)
        self._write((*writes, *more))

    def _erasing(self, change: Change) -> tuple[Write, ...]:
        """The change with all that must be erased in it.

        A log too long for one transaction is erased before the change: if that is cut short, the
        event that asked for it is not in the log yet, and comes again.
        """
        # It knows letters and deeds, of which a sender's cold start need not hear.
        from svar.adapters import erased_rows

        record = self.load(change.stream)
        if {event.key for event in record.events} & {event.key for event in change.events}:
            raise Duplicate(f"{change.stream.id}: an event is in the log already")
        if record.version != change.expected_version:
            raise Conflict(f"{change.stream.id} is at version {record.version}")
        writes = rows.writes_of(erased_rows.erased(change))
        erasing = erased_rows.erasing_writes(record)
        together = rows.merged(writes, erasing)
        if len(together) <= rows.WRITES_LIMIT and _size(together) <= rows.CHANGE_LIMIT:
            return together
        for some in batched(erasing, 10, strict=False):
            self._write(some)
        return writes

    def members(self, stream: StreamId) -> tuple[str, ...]:
        if stream.kind == "application":
            return ()
        index, name = ("job", "job_id") if stream.kind == "job" else ("person", "candidate_id")
        found = self._query(
            IndexName=index,
            KeyConditionExpression="#owner = :owner",
            ExpressionAttributeNames={"#owner": name},
            ExpressionAttributeValues=_typed({":owner": stream.id}),
        )
        streams = (rows.stream_of(str(row["pk"])) for row in found)
        return tuple(sorted(each.id for each in streams if each.kind == "application"))

    def applications(self, after: str | None, limit: int) -> Page:
        # The index by job has nothing but states, and is small: the table has every letter.
        asked: dict[str, Any] = {"ExclusiveStartKey": json.loads(after)} if after else {}
        with translated():
            page = self._client.scan(
                TableName=self._table,
                IndexName="job",
                Limit=limit,
                FilterExpression="begins_with(pk, :app) AND (NOT #status = :over)",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues=_typed({":app": "APP#", ":over": rows.OVER}),
                **asked,
            )
        last = page.get("LastEvaluatedKey")
        ids = (rows.stream_of(str(_plain(row)["pk"])).id for row in page["Items"])
        return Page(ids=tuple(ids), next=json.dumps(last) if last else None)

    def outbox_item(self, item_id: str) -> OutboxItem | None:
        try:
            stream, sk = rows.place_of(item_id)
        except ValueError:
            return None
        key = _typed({"pk": rows.partition(stream), "sk": sk})
        with translated():
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        row = answer.get("Item")
        return rows.mail_of(_plain(row)) if row else None

    def move_outbox(self, before: OutboxItem, after: OutboxItem) -> None:
        # A transaction of one: a plain update whose answer is lost would be refused on botocore's
        # retry, and the mail would wait for its fence although this worker holds it.
        self._write((rows.move_of(before, after),))

    def work_done(self, stream: StreamId, name: str) -> None:
        key = _typed({"pk": rows.partition(stream), "sk": f"WORK#{name}"})
        with translated():
            self._client.delete_item(TableName=self._table, Key=key)

    def due(self, *, now: datetime, wall: datetime, limit: int) -> tuple[Due, ...]:
        streams = self._overdue(rows.STREAMS, now, limit)
        machine = self._overdue(rows.MACHINE, wall, limit)
        # In turns, so that a heap of one kind never hides the other.
        turns = (due for pair in zip_longest(streams, machine) for due in pair if due is not None)
        return tuple(turns)[:limit]

    def _overdue(self, clock: str, at: datetime, limit: int) -> list[Due]:
        found: list[tuple[str, str, str]] = []
        for shard in rows.shards(clock):
            page = self._query(
                most=limit,
                IndexName="due",
                KeyConditionExpression="due_shard = :shard AND due_at <= :at",
                ExpressionAttributeValues=_typed({":shard": shard, ":at": rows.instant(at)}),
            )
            found.extend((str(row["due_at"]), str(row["pk"]), str(row["sk"])) for row in page)
        return [rows.due_of(pk, sk) for _, pk, sk in sorted(found)[:limit]]

    def _query(self, most: int | None = None, **query: Any) -> list[Row]:
        """All pages, or the first `most` rows."""
        found: list[Row] = []
        if most is not None:
            query["Limit"] = most
        while True:
            with translated():
                page = self._client.query(TableName=self._table, **query)
            found.extend(_plain(item) for item in page["Items"])
            last = page.get("LastEvaluatedKey")
            if last is None or (most is not None and len(found) >= most):
                return found
            query["ExclusiveStartKey"] = last

    def _write(self, writes: Iterable[Write]) -> None:
        ordered = tuple(writes)
        items = [_update(self._table, write) for write in ordered]
        for left in reversed(range(BUSY_TRIES)):
            try:
                with translated(ordered):
                    self._client.transact_write_items(TransactItems=items)
            except Busy:
                if not left:
                    raise
                self._wait_a_moment()
            else:
                return

    def _wait_a_moment(self) -> None:
        self._pause(BUSY_SECONDS * (1 + random()))  # noqa: S311 so that two part


def _size(writes: Iterable[Write]) -> int:
    return sum(write.size for write in writes)


_serialise = TypeSerializer().serialize
_deserialise = TypeDeserializer().deserialize


def _typed(row: Row) -> dict[str, Any]:
    return {name: _serialise(value) for name, value in row.items()}


def _plain(item: dict[str, Any]) -> Row:
    """Numbers of this table are whole; boto3 reads them as Decimal."""
    values = {name: _deserialise(value) for name, value in item.items()}
    return {name: v if isinstance(v, str) else int(v) for name, v in values.items()}


def _update(table: str, write: Write) -> "TransactWriteItemTypeDef":
    names = {*write.put, *write.remove, *write.add, *write.expected}
    values: Row = {f":{name}": value for name, value in {**write.put, **write.add}.items()}
    values |= {f":_{name}": value for name, value in write.expected.items()}
    clauses = (
        ("SET", [f"#{name} = :{name}" for name in write.put]),
        ("ADD", [f"#{name} :{name}" for name in write.add]),
        ("REMOVE", [f"#{name}" for name in write.remove]),
    )
    update: dict[str, Any] = {
        "TableName": table,
        "Key": _typed({"pk": write.pk, "sk": write.sk}),
        "UpdateExpression": " ".join(f"{verb} {', '.join(of)}" for verb, of in clauses if of),
        "ExpressionAttributeNames": {f"#{name}": name for name in names},
        "ExpressionAttributeValues": _typed(values),
    }
    match write.guard:
        case Guard.NEW:
            update["ConditionExpression"] = "attribute_not_exists(pk)"
        case Guard.EXISTS:
            update["ConditionExpression"] = "attribute_exists(pk)"
        case Guard.VERSION if write.expected["version"] == 0:
            update["ConditionExpression"] = "attribute_not_exists(pk)"
            del update["ExpressionAttributeValues"][":_version"]
        case Guard.VERSION | Guard.AS_READ:
            asked = [f"#{name} = :_{name}" for name in write.expected]
            update["ConditionExpression"] = " AND ".join(asked)
        case Guard.NONE:
            pass
    return {"Update": update}  # type: ignore[typeddict-item]  # built from parts
