"""Look whether a promise's reminder, escalation or status notice is due."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.handlers import entry
from svar.observability import metrics
from svar.wiring.core import Core, core
from svar.workflows.advance_clocks import ClockTask, advance_response_clock


@entry
@metrics.log_metrics
def lambda_handler(
    event: dict[str, Any], context: LambdaContext, runtime: Core | None = None
) -> dict[str, Any]:
    task = ClockTask.model_validate(event)
    runtime = runtime or core()
    answer = advance_response_clock(task, runtime.house, runtime.links, runtime.dispatcher)
    return answer.model_dump(mode="json")
