"""Send what waits in the outbox, each mail at most once."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from threading import Lock
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.ses import SesMailer
from svar.adapters.turns import DynamoTurns
from svar.domain.errors import Transient
from svar.domain.organisation import Organisation
from svar.handlers import entry
from svar.observability import logger, metrics
from svar.ports import Clock, Mailer, Store
from svar.wiring.batch import Batch
from svar.wiring.environment import clock, organisation, store
from svar.workflows.send_message import send_message


class SideBySide(Batch):
    """All messages of a batch at once: what the rate allows is sent, however slow SES answers."""

    def process(self) -> list[tuple[Any, ...]]:
        with ThreadPoolExecutor(max(1, len(self.records))) as pool:
            return list(pool.map(self._process_record, self.records))


processor = SideBySide()
_made_once = Lock()


@cache
def cached_mailer() -> Mailer:
    return SesMailer(os.environ["SVAR_CONFIGURATION_SET"], DynamoTurns(os.environ["SVAR_TABLE"]))


def _wired() -> tuple[Store, Mailer, Clock, Organisation]:
    """Made by whichever message comes first: the threads of a batch begin together."""
    with _made_once:
        return store(), cached_mailer(), clock(), organisation()


def _record(record: SQSRecord, lambda_context: LambdaContext) -> None:
    item_id = json.loads(record.body)["id"]
    the_store, mailer, the_clock, policy = _wired()
    outcome = send_message(
        item_id,
        store=the_store,
        mailer=mailer,
        clock=the_clock,
        organisation=policy,
        time_left=lambda: timedelta(milliseconds=lambda_context.get_remaining_time_in_millis()),
    )
    metrics.add_metric(name=f"mail_{outcome}", unit=MetricUnit.Count, value=1)
    logger.info("mail", extra={"item": item_id, "outcome": outcome})


@entry
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
