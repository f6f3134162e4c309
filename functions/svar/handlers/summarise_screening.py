"""Sum up a candidate's screening for the recruiter."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.summarisers import summarisers_for
from svar.handlers import entry
from svar.observability import metrics
from svar.ports import Summariser
from svar.wiring.batch import Batch
from svar.wiring.core import core
from svar.wiring.environment import organisation
from svar.workflows.summarise_screening import ScreeningTask, summarise_screening

processor = Batch()


@cache
def cached_summarisers() -> tuple[Summariser, ...]:
    return summarisers_for(organisation().letters)


def _record(record: SQSRecord) -> None:
    runtime = core()
    summarise_screening(
        ScreeningTask.model_validate_json(record.body),
        runtime.house,
        runtime.links,
        runtime.dispatcher,
        cached_summarisers(),
    )


@entry
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return dict(
        process_partial_response(
            event=event, record_handler=_record, processor=processor, context=context
        )
    )
