"""Once a day, slice by slice: does somebody mind every application that is not over?"""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.handlers import entry
from svar.observability import logger, metrics
from svar.wiring.core import Core, core
from svar.workflows.check_invariants import CheckTask, Fault, check_some


def _report(application_id: str, faults: tuple[Fault, ...], mended: bool) -> None:
    log = logger.warning if mended else logger.error
    log("invariant", extra={"application": application_id, "faults": faults, "mended": mended})


@entry
@metrics.log_metrics
def lambda_handler(
    event: dict[str, Any], context: LambdaContext, runtime: Core | None = None
) -> dict[str, Any]:
    task = CheckTask.model_validate(event)
    runtime = runtime or core()
    after = check_some(
        task,
        runtime.house,
        runtime.links,
        runtime.dispatcher,
        time_left=lambda: timedelta(milliseconds=context.get_remaining_time_in_millis()),
        report=_report,
    )
    if after.done:
        for name, found in (
            ("checked", after.found.checked),
            ("repaired", after.found.repaired),
            ("broken", after.found.broken),
        ):
            metrics.add_metric(name=f"invariants_{name}", unit=MetricUnit.Count, value=found)
    logger.info("checked", extra={"done": after.done, "found": after.found.model_dump()})
    return after.model_dump(mode="json")
