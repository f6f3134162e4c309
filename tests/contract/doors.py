"""The queues, machines and bus that work is handed to, and what has arrived there."""

import json
from collections.abc import Callable
from typing import Any, Protocol

from svar.adapters.dispatch import AwsDispatcher
from svar.ports import Dispatcher, Work
from tests.contract.given import NOW
from tests.fakes import FakeDispatcher

WAITS = {
    "StartAt": "Wait",
    "States": {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}},
}


class Doors(Protocol):
    """A dispatcher, and a look behind its doors."""

    @property
    def dispatcher(self) -> Dispatcher: ...

    def arrived(self, kind: str) -> list[dict[str, Any]]:
        """The payloads behind one door, each as often as it would be worked on."""
        ...


class FakeDoors:
    def __init__(self) -> None:
        self.dispatcher = FakeDispatcher()

    def arrived(self, kind: str) -> list[dict[str, Any]]:
        return [work.payload for work in self.dispatcher.of_kind(kind)]


class AwsDoors:
    """Each with queues, machines and a bus of its own, in the embedded cloud."""

    def __init__(self, aws: Callable[[str], Any], number: int) -> None:
        self._aws = aws
        queue = aws("sqs").create_queue
        self.urls = {
            kind: queue(QueueName=f"{kind}-{number}")["QueueUrl"]
            for kind in ("send", "screening", "publish")
        }
        role = self._role(f"machine-{number}")
        self.machines = {
            kind: aws("stepfunctions").create_state_machine(
                name=f"{kind}-{number}",
                definition=json.dumps(WAITS),
                roleArn=role,
            )["stateMachineArn"]
            for kind in ("response_clock", "telling")
        }
        bus = f"bus-{number}"
        self._hear(bus)
        self.dispatcher = AwsDispatcher(
            outbox_url=self.urls["send"],
            screening_url=self.urls["screening"],
            response_clock_arn=self.machines["response_clock"],
            telling_arn=self.machines["telling"],
            bus=bus,
            clients=aws,
        )

    def _role(self, name: str) -> str:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "states.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        made = self._aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=policy)
        return str(made["Role"]["Arn"])

    def _hear(self, bus: str) -> None:
        """Let a queue take all that is published, so that it can be counted."""
        events = self._aws("events")
        events.create_event_bus(Name=bus)
        pattern = json.dumps({"source": ["svar"]})
        events.put_rule(Name="all", EventBusName=bus, EventPattern=pattern)
        arn = self._aws("sqs").get_queue_attributes(
            QueueUrl=self.urls["publish"], AttributeNames=["QueueArn"]
        )["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._aws("sqs").set_queue_attributes(
            QueueUrl=self.urls["publish"], Attributes={"Policy": policy}
        )
        target = {"Id": "queue", "Arn": arn, "InputPath": "$.detail"}
        events.put_targets(Rule="all", EventBusName=bus, Targets=[target])

    def arrived(self, kind: str) -> list[dict[str, Any]]:
        if kind in self.machines:
            return self._executions(self.machines[kind])
        messages = self._aws("sqs").receive_message(
            QueueUrl=self.urls[kind], MaxNumberOfMessages=10, WaitTimeSeconds=1
        )
        return [json.loads(message["Body"]) for message in messages.get("Messages", [])]

    def _executions(self, arn: str) -> list[dict[str, Any]]:
        machines = self._aws("stepfunctions")
        running = machines.list_executions(stateMachineArn=arn)["executions"]
        details = (machines.describe_execution(executionArn=e["executionArn"]) for e in running)
        return [json.loads(each["input"]) for each in details]


def work_of(kind: Any, work: str, /, **payload: Any) -> Work:
    return Work(name=work, kind=kind, payload=payload, due_at=NOW)
