"""A Lambda with Powertools Idempotency on DynamoDB, keyed on the letter, in Powertools' batch."""

import os
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)

from tests.benchmarks.peers.plain import send

config = IdempotencyConfig(event_key_jmespath="tag", expires_after_seconds=3600)
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@idempotent_function(
    data_keyword_argument="letter",
    config=config,
    persistence_store=DynamoDBPersistenceLayer(table_name=os.environ["BENCH_IDEMPOTENCY_TABLE"]),
)
def send_once(*, letter: dict[str, Any]) -> str:
    return send(letter)


def _record(record: SQSRecord) -> str:
    return str(send_once(letter=record.json_body))


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    config.register_lambda_context(context)
    return dict(
        process_partial_response(
            event=event, record_handler=_record, processor=processor, context=context
        )
    )
