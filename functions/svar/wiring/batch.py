"""Batches from queues: a message that fails comes again by itself, and the log says why."""

import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from svar.domain.errors import Permanent, Transient
from svar.observability import logger

FRAMES = 4
"""How much of the way to the error is logged."""

Raised = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class Batch(BatchProcessor):
    """Reports each message that failed, and never a batch as a whole.

    Powertools says nothing of an exception in a record's handler, or all of it: its message may
    quote what the record holds. Ours name ids; of others only the kind and the place are logged.
    """

    def __init__(self) -> None:
        super().__init__(event_type=EventType.SQS, raise_on_entire_batch_failure=False)

    def failure_handler(self, record: SQSRecord, exception: Raised) -> Any:
        _, error, trace = exception
        passes = isinstance(error, Transient)
        log = logger.warning if passes else logger.error
        log(
            "message_failed",
            extra={
                "queue_message": record.raw_event.get("messageId"),
                "delivery": record.raw_event.get("attributes", {}).get("ApproximateReceiveCount"),
                "error": type(error).__name__,
                "why": str(error) if passes or isinstance(error, Permanent) else None,
                "at": places(trace),
            },
        )
        return super().failure_handler(record, exception)


def places(trace: TracebackType | None) -> list[str]:
    """The last places on the way to an error, without a value."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames]
