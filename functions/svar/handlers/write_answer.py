"""Write the letter that tells a candidate about a decision."""

from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.writers import writers_for
from svar.handlers import entry
from svar.observability import metrics
from svar.ports import Writer
from svar.wiring.core import Core, core
from svar.wiring.environment import organisation
from svar.workflows.advance_clocks import ClockTask
from svar.workflows.write_answer import write_answer


@cache
def cached_writers() -> tuple[Writer, ...]:
    return writers_for(organisation().letters)


@entry
@metrics.log_metrics
def lambda_handler(
    event: dict[str, Any],
    context: LambdaContext,
    runtime: Core | None = None,
    writers: tuple[Writer, ...] | None = None,
) -> dict[str, Any]:
    task = ClockTask.model_validate(event)
    runtime = runtime or core()
    answer = write_answer(
        task, runtime.house, runtime.links, runtime.dispatcher, writers or cached_writers()
    )
    return answer.model_dump(mode="json")
