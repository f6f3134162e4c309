"""The contract of the dispatcher: handed over or an error, and never two for one name."""

import json
from typing import Any

import pytest
from botocore.stub import Stubber

from svar.adapters.dispatch import AwsDispatcher, execution_name
from svar.domain.errors import Permanent, Transient
from tests.contract.doors import Doors, work_of
from tests.contract.given import event

CLOCK = {"application_id": "app-1", "number": 1}


@pytest.mark.parametrize("kind", ["response_clock", "telling"])
def test_a_machine_is_started_once_by_name(doors: Doors, kind: str) -> None:
    """Dispatching again, as the sweeper may, starts no second execution."""
    for _ in range(3):
        doors.dispatcher.dispatch(work_of(kind, "clock-app-1-1", **CLOCK))

    assert doors.arrived(kind) == [CLOCK]


def test_two_names_are_two_executions(doors: Doors) -> None:
    """However long they are and however late they differ."""
    long = "clock-" + "a" * 90
    for name in (f"{long}-1", f"{long}-2"):
        doors.dispatcher.dispatch(work_of("response_clock", name, **CLOCK))

    assert len(doors.arrived("response_clock")) == 2


def test_a_sender_is_woken_with_the_id_alone(doors: Doors) -> None:
    """The queue carries no letter and no address."""
    item = "a__app-1__receipt-1"
    doors.dispatcher.dispatch(work_of("send", item, id=item))

    assert doors.arrived("send") == [{"id": item}]


def test_a_screening_goes_to_its_queue(doors: Doors) -> None:
    """It is summarised by another function, with its own patience."""
    doors.dispatcher.dispatch(work_of("screening", "screening-app-1", application_id="app-1"))

    assert doors.arrived("screening") == [{"application_id": "app-1"}]


def test_a_notice_is_published_whole(doors: Doors) -> None:
    """The detail on the bus is the canonical event."""
    notice: dict[str, Any] = {
        "specversion": "1.0",
        "id": "app-1-2-0",
        "source": "svar",
        "type": "answer.sent",
        "subject": "app-1",
        "data": {"kind": "réjection"},
    }
    doors.dispatcher.dispatch(work_of("publish", "notice-2-0", **notice))

    assert doors.arrived("publish") == [notice]


def test_an_entry_that_the_bus_refuses_is_not_lost(aws: Any) -> None:
    """PutEvents answers 200 with a failed entry: unread, the notice would be gone."""
    events = aws("events")
    dispatcher = AwsDispatcher(bus="bus", clients=lambda _: events)
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]}
    with Stubber(events) as stub:
        stub.add_response("put_events", refused)
        with pytest.raises(Transient, match="InternalFailure"):
            dispatcher.dispatch(work_of("publish", "n", source="svar", type="answer.sent"))


def test_a_machine_that_is_not_there_is_tried_again(aws: Any) -> None:
    """A stack that is being deployed is no reason to give an application up."""
    arn = "arn:aws:states:eu-north-1:000000000000:stateMachine:nowhere"
    dispatcher = AwsDispatcher(telling_arn=arn, clients=aws)

    with pytest.raises(Transient, match="StateMachineDoesNotExist"):
        dispatcher.dispatch(work_of("telling", "telling-app-1-1", **CLOCK))


def test_a_door_that_is_not_set_is_an_error() -> None:
    """A function that was not given a queue must not seem to have used it."""
    with pytest.raises(Permanent, match="screening"):
        AwsDispatcher().dispatch(work_of("screening", "s", application_id="app-1"))


@pytest.mark.parametrize("name", ["a" * 81, "søknad", "a b", "x" * 200, ""])
def test_an_execution_gets_a_name_that_step_functions_takes(name: str) -> None:
    """Up to 80 of letters, digits, hyphen and underscore; always the same for the same work."""
    made = execution_name(name)

    assert 1 <= len(made) <= 80
    assert made.isascii()
    assert made.replace("-", "").replace("_", "").isalnum()
    assert made == execution_name(name)


def test_a_name_that_fits_stays_as_it_is() -> None:
    """So that an operator finds an execution by its application."""
    assert execution_name("telling-app_1-2") == "telling-app_1-2"


def test_what_was_decided_for_many_goes_to_the_inbox_event_by_event(aws: Any) -> None:
    """From there each decision is taken in like one of an ATS's own."""
    queues = aws("sqs")
    url = queues.create_queue(QueueName="inbox-of-decisions")["QueueUrl"]
    decisions = [
        event("decision.rejected", number, f"app-{number}", {"cause": "position_filled"})
        for number in range(12)
    ]
    bodies = [each.model_dump(mode="json", exclude_none=True) for each in decisions]
    AwsDispatcher(inbox_url=url, clients=aws).dispatch(
        work_of("decide", "decide-job-1-1-1", job_id="job-1", events=bodies)
    )
    found: set[str] = set()
    for _ in range(4):
        taken = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        found |= {json.loads(each["Body"])["subject"] for each in taken.get("Messages", [])}
    assert found == {f"app-{number}" for number in range(12)}
