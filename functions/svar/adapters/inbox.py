"""The inbox: the SQS queue that every event comes through."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from svar.domain import events as e
from svar.domain.errors import Permanent, Transient

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

LARGEST_MESSAGE = 1_048_576
"""Bytes, of one message and of one batch (SQS quotas)."""
BATCH = 10
ATTEMPTS = 3
UNSENDABLE = {0xFFFE: r"\ufffe", 0xFFFF: r"\uffff"}
"""SQS refuses a message with one of these in it, and JSON does not escape them by itself. All other
characters that SQS refuses are escaped in any JSON."""


class SqsInbox:
    """Sends canonical events, each as one message of CloudEvents JSON."""

    def __init__(self, queue_url: str, client: "SQSClient | None" = None) -> None:
        self._queue_url = queue_url
        self._client = client or boto3.client(
            "sqs", config=Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard"})
        )

    def put(self, events: Sequence[e.Event]) -> None:
        """All of them are in the queue when it returns.

        Raises `Permanent` for an event that no message can hold, before any is sent, and
        `Transient` when the queue did not take all. What was taken then comes again with the
        vendor's retry, and the consumer knows it by its source and id.
        """
        for batch in _batches(events):
            self._send(batch)

    def _send(self, batch: "list[SendMessageBatchRequestEntryTypeDef]") -> None:
        for _ in range(ATTEMPTS):
            try:
                result = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=batch)
            except (BotoCoreError, ClientError) as error:
                raise Transient("the inbox cannot be reached") from error
            refused = {failure["Id"] for failure in result.get("Failed", [])}
            batch = [entry for entry in batch if entry["Id"] in refused]
            if not batch:
                return
        raise Transient(f"the inbox did not take {len(batch)} of the events")


def _batches(events: Sequence[e.Event]) -> "Iterator[list[SendMessageBatchRequestEntryTypeDef]]":
    """Batches within SQS's two limits: ten messages, and one mebibyte in all."""
    entries = [_entry(place, event) for place, event in enumerate(events)]
    batch: list[SendMessageBatchRequestEntryTypeDef] = []
    size = 0
    for entry in entries:
        length = len(entry["MessageBody"].encode())
        if batch and (len(batch) == BATCH or size + length > LARGEST_MESSAGE):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += length
    if batch:
        yield batch


def _entry(place: int, event: e.Event) -> "SendMessageBatchRequestEntryTypeDef":
    body = event.model_dump_json(exclude_none=True).translate(UNSENDABLE)
    if len(body.encode()) > LARGEST_MESSAGE:
        raise Permanent(f"the event {event.id} is larger than a message may be")
    return {"Id": str(place), "MessageBody": body, "MessageGroupId": group_of(event)}


def group_of(event: e.Event) -> str:
    """Fair queues share the time between groups: the job where it is known, else the subject."""
    match event:
        case e.ApplicationReceivedEvent(data=e.ApplicationReceived(job=job)):
            return job.id
        case e.StageChangedEvent(data=e.StageChanged(job_id=str(job_id))):
            return job_id
        case _:
            return event.subject
