"""What delivery.md asks of the state machines, each rule a function of the parsed files.

A rule returns what breaks it, in words; nothing when it holds.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

Machines = dict[str, dict[str, Any]]
"""The states of each machine, by its name."""
Rule = Callable[[Machines], Iterator[str]]

FOLDER = Path(__file__).parents[3] / "infra" / "statemachines"
CARRIED = {
    "application_id": "{% $states.input.application_id %}",
    "number": "{% $states.input.number %}",
    "step": "{% $states.result.Payload %}",
}
"""All that a clock carries from look to look. `step` is what the last look said, and no more."""
WALK = "daily_check"
"""It carries what its function says and nothing beside it: where it has come to, and counts."""
MONTH = 2_592_000


def read() -> Machines:
    files = {each.name.removesuffix(".asl.yaml"): each for each in FOLDER.glob("*.asl.yaml")}
    return {name: yaml.safe_load(file.read_text("utf-8"))["States"] for name, file in files.items()}


def tasks(machines: Machines) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, states in machines.items():
        for label, state in states.items():
            if state["Type"] == "Task":
                yield name, label, state


def only_ids_go_round(machines: Machines) -> Iterator[str]:
    """256 KiB is the end of an execution, and no `Catch` hears of it; and texts are personal."""
    for name, label, state in tasks(machines):
        if name == WALK:
            if state["Output"] != CARRIED["step"]:
                yield f"{name}.{label} carries more than its function says"
            continue
        for place in (state["Output"], state["Arguments"]["Payload"]):
            if not place.items() <= CARRIED.items():
                yield f"{name}.{label} carries {sorted(place)}"


def a_wait_is_at_least_a_second(machines: Machines) -> Iterator[str]:
    """And at most a month: a fault in the planner is a slow loop, and no storm."""
    for name, states in machines.items():
        for label, state in states.items():
            bounded = f"$max([1, $min([$states.input.step.wait_seconds, {MONTH}])])"
            if state["Type"] == "Wait" and bounded not in str(state.get("Seconds")):
                yield f"{name}.{label} waits without bounds"


def a_look_is_tried_again_for_a_day(machines: Machines) -> Iterator[str]:
    """But what no retry can mend ends the machine at once, and an alarm rings."""
    for name, label, state in tasks(machines):
        never, always = state["Retry"]
        if "Permanent" not in never["ErrorEquals"] or never["MaxAttempts"]:
            yield f"{name}.{label} tries again what can never be done"
        if always["ErrorEquals"] != ["States.ALL"] or not _lasts_for_half_an_hour(always):
            yield f"{name}.{label} gives up while a database is down"


def _lasts_for_half_an_hour(retry: dict[str, Any]) -> bool:
    waits = (
        min(retry["IntervalSeconds"] * retry["BackoffRate"] ** n, retry["MaxDelaySeconds"])
        for n in range(retry["MaxAttempts"])
    )
    # Full jitter halves it on the average.
    return sum(waits) / 2 > 1800


RULES: tuple[Rule, ...] = (
    only_ids_go_round,
    a_wait_is_at_least_a_second,
    a_look_is_tried_again_for_a_day,
)
