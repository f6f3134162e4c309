"""The two machines as AWS runs them: they look, wait, look again, and give up where they should."""

import json
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from local import deploy, emulator
from local.cloud import Cloud

names = count(1)
LOOKS = """
import itertools
calls = itertools.count()
def lambda_handler(event, context):
    assert event == {"application_id": "a-1", "number": 2}, event
    step = STEPS[next(calls)]
    return {"next": step, "wait_seconds": 1000}
"""

Run = Callable[[str, dict[str, list[str]]], tuple[str, str | None, Counter[str]]]


@pytest.fixture
def run(cloud: Cloud, make_function: Callable[[str, str], str], free_role: str) -> Run:
    """Runs a machine with functions that answer in the given steps.

    Returns its status, its error and how often each state was entered.
    """
    emulator.reset_wait_scale(cloud.emulator, 1 / 1000)
    client = cloud.client("stepfunctions")

    def play(machine: str, steps: dict[str, list[str]]) -> tuple[str, str | None, Counter[str]]:
        definition = (deploy.build() / f"{machine}.asl.json").read_text()
        for function, answers in steps.items():
            arn = make_function(LOOKS.replace("STEPS", repr(answers)), free_role)
            definition = definition.replace(f"${{{function}Arn}}", arn)
        made = client.create_state_machine(
            name=f"{machine}-{next(names)}", definition=definition, roleArn=free_role
        )
        started = client.start_execution(
            stateMachineArn=made["stateMachineArn"],
            input=json.dumps({"application_id": "a-1", "number": 2}),
        )
        ended = finished(client, started["executionArn"])
        history = client.get_execution_history(executionArn=started["executionArn"])["events"]
        entered = (event.get("stateEnteredEventDetails", {}).get("name") for event in history)
        return ended["status"], ended.get("error"), Counter(name for name in entered if name)

    return play


def finished(client: Any, execution: str, *, limit_seconds: float = 60) -> dict[str, Any]:
    """The description of an execution once it is over."""
    limit = time.monotonic() + limit_seconds
    while time.monotonic() < limit:
        found: dict[str, Any] = client.describe_execution(executionArn=execution)
        if found["status"] != "RUNNING":
            return found
    raise TimeoutError(execution)


def test_the_response_clock_waits_and_looks_until_it_is_done(run: Run) -> None:
    """The database is the truth; the machine only looks."""
    status, _, entered = run("response_clock", {"AdvanceResponseClock": ["wait", "wait", "done"]})
    assert status == "SUCCEEDED"
    assert (entered["Look"], entered["Wait"], entered["Done"]) == (3, 2, 1)


def test_telling_writes_when_it_is_told_to_and_looks_again(run: Run) -> None:
    """What was written is found by the next look, not carried by the machine."""
    status, _, entered = run(
        "telling",
        {"AdvanceTelling": ["write", "wait", "done"], "WriteAnswer": ["written"]},
    )
    assert status == "SUCCEEDED"
    assert (entered["Look"], entered["Write"], entered["Wait"]) == (3, 1, 1)


@pytest.mark.parametrize(
    ("machine", "function"),
    [("response_clock", "AdvanceResponseClock"), ("telling", "AdvanceTelling")],
)
def test_a_step_that_no_machine_knows_fails_loudly(run: Run, machine: str, function: str) -> None:
    """A failed machine rings an alarm; a silent one would be a candidate in silence."""
    steps = {function: ["unheard_of"]} | ({"WriteAnswer": []} if machine == "telling" else {})
    status, error, entered = run(machine, steps)
    assert (status, error) == ("FAILED", "Permanent")
    assert entered["Look"] == 1


@pytest.mark.parametrize("machine", ["response_clock", "telling"])
def test_what_cannot_be_done_is_never_tried_again(machine: str) -> None:
    """Read from the definition: the emulator gives every exception one name, AWS its class's."""
    states = json.loads((deploy.build() / f"{machine}.asl.json").read_text())["States"]
    tasks = [state for state in states.values() if state["Type"] == "Task"]
    assert tasks
    for task in tasks:
        first, rest = task["Retry"]
        assert (first["ErrorEquals"], first["MaxAttempts"]) == (
            ["Permanent", "Invalid", "Forged"],
            0,
        )
        assert rest["ErrorEquals"] == ["States.ALL"]
        assert task["Catch"] == [{"ErrorEquals": first["ErrorEquals"], "Next": "CannotBeDone"}]


@pytest.mark.parametrize("machine", ["ResponseClock", "Telling"])
def test_a_deployed_machine_ends_for_an_application_that_nobody_knows(
    cloud: Cloud, machine: str
) -> None:
    """With the deployed roles and functions: nothing is owed, so it ends."""
    client = cloud.client("stepfunctions")
    started = client.start_execution(
        stateMachineArn=cloud.outputs[machine],
        input=json.dumps({"application_id": "nobody", "number": 1}),
    )
    assert finished(client, started["executionArn"])["status"] == "SUCCEEDED"
