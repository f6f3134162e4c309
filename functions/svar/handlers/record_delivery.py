"""Write down what became of our mails, from SES's events by either of their two ways."""

from typing import Any

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.ses_events import evidence_from
from svar.handlers import entry
from svar.observability import logger, metrics
from svar.wiring.batch import Batch
from svar.wiring.core import core
from svar.workflows.record_delivery import record_delivery
from svar.workflows.sweep import hear_of

processor = Batch()


def _record(record: SQSRecord) -> None:
    evidence = evidence_from(record.body)
    if evidence is None:
        logger.info("not_ours")
        return
    runtime = core()
    item_id = record_delivery(evidence, store=runtime.house.store, clock=runtime.house.clock)
    logger.info("evidence", extra={"tag": evidence.tag, "type": evidence.type, "item": item_id})
    if item_id is not None:
        hear_of(item_id, runtime.house, runtime.links, runtime.dispatcher)


@entry
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return dict(
        process_partial_response(
            event=event, record_handler=_record, processor=processor, context=context
        )
    )
