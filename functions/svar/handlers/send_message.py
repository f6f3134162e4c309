"""Send what waits in the outbox, each mail at most once."""

import json
import os
from datetime import timedelta
from functools import cache
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.ses import SesMailer
from svar.domain.errors import Transient
from svar.handlers.wiring import clock, organisation, store
from svar.observability import logger, metrics
from svar.ports import Mailer
from svar.workflows.send_message import send_message

# A batch that fails whole is reported message by message, like any other.
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@cache
def cached_mailer() -> Mailer:
    return SesMailer(
        os.environ["SVAR_CONFIGURATION_SET"],
        senders=int(os.environ.get("SVAR_SENDERS", "2")),
    )


def _record(record: SQSRecord, lambda_context: LambdaContext) -> None:
    item_id = json.loads(record.body)["id"]
    outcome = send_message(
        item_id,
        store=store(),
        mailer=cached_mailer(),
        clock=clock(),
        organisation=organisation(),
        time_left=lambda: timedelta(milliseconds=lambda_context.get_remaining_time_in_millis()),
    )
    metrics.add_metric(name=f"mail_{outcome}", unit=MetricUnit.Count, value=1)
    logger.info("mail", extra={"item": item_id, "outcome": outcome})


@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    answer = dict(
        process_partial_response(
            event=event, record_handler=_record, processor=processor, context=context
        )
    )
    _measure_quota()
    return answer


def _measure_quota() -> None:
    """How much of the day's quota is used: alarms stand on it, so that nobody asks too late."""
    try:
        used = 100 * (1 - cached_mailer().remaining_quota())
    except Transient:
        return
    metrics.add_metric(name="quota_used", unit=MetricUnit.Percent, value=used)
