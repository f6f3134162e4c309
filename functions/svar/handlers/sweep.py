"""Every five minutes: find what is due and was not done."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.handlers import entry
from svar.observability import logger, metrics
from svar.ports import Due
from svar.wiring.core import Core, core
from svar.workflows.apply_policy import apply_policy
from svar.workflows.sweep import sweep_all


def _report(due: Due, trouble: Exception) -> None:
    logger.error(
        "sweep_failed",
        extra={
            "stream": due.stream.id,
            "what": due.what,
            "name": due.name,
            "error": type(trouble).__name__,
        },
    )


@entry
@metrics.log_metrics
def lambda_handler(
    event: dict[str, Any], context: LambdaContext, runtime: Core | None = None
) -> dict[str, Any]:
    runtime = runtime or core()
    house, links, dispatcher = runtime.house, runtime.links, runtime.dispatcher

    def time_left() -> timedelta:
        return timedelta(milliseconds=context.get_remaining_time_in_millis())

    swept = sweep_all(house, links, dispatcher, time_left=time_left, report=_report)
    reckoned = apply_policy(house, links, dispatcher, time_left=time_left)
    metrics.add_metric(name="reckoned_anew", unit=MetricUnit.Count, value=reckoned)
    for name, found in (
        ("clocks", swept.clocks),
        ("mails", swept.mails),
        ("work", swept.work),
        ("failed", swept.failed),
    ):
        metrics.add_metric(name=f"swept_{name}", unit=MetricUnit.Count, value=found)
    logger.info("swept", extra=swept.model_dump())
    return swept.model_dump(mode="json")
