"""The `Dispatcher` on Step Functions, SQS and EventBridge. Each kind of work has its one door."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from svar.adapters.inbox import SqsInbox
from svar.domain.errors import Permanent, Transient
from svar.domain.events import parse_event
from svar.domain.outbox import owner_of
from svar.ports import Work

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

# A repeated start has the same name, a repeated wake-up does nothing, and a repeated event has the
# same id: so here botocore may try again.
QUICK = Config(
    connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3, "mode": "standard"}
)

LONGEST_NAME = 80
"""Of an execution (Step Functions quotas)."""

ALREADY_STARTED = "ExecutionAlreadyExists"
"""The name is taken, so what it names was started before: that is what was asked for."""

OUR_FAULT = frozenset(
    {
        "InvalidName",
        "InvalidExecutionInput",
        "InvalidMessageContents",
        "InvalidParameterValue",
        "ValidationException",
    }
)
"""Errors of this one piece of work. All others pass: of the account, the network, a deployment."""


def _client(service: str) -> Any:
    make: Any = boto3.client
    return make(service, config=QUICK)


class AwsDispatcher:
    """Starts work where it is done. A door that is not set is a `Permanent` error when it is used.

    `clients` makes a client by the name of its service, and only for the doors that are used.
    """

    def __init__(
        self,
        *,
        inbox_url: str | None = None,
        outbox_url: str | None = None,
        screening_url: str | None = None,
        response_clock_arn: str | None = None,
        telling_arn: str | None = None,
        bus: str | None = None,
        clients: Callable[[str], Any] = _client,
    ) -> None:
        self._doors = {
            "decide": inbox_url,
            "send": outbox_url,
            "screening": screening_url,
            "response_clock": response_clock_arn,
            "telling": telling_arn,
            "publish": bus,
        }
        self._clients = clients

    def dispatch(self, work: Work) -> None:
        """Raises `Transient` when it could not be handed over, `Permanent` when it never can."""
        door = self._doors[work.kind]
        if not door:
            raise Permanent(f"{work.name}: nothing is set that takes {work.kind}")
        with _translated(work.name):
            match work.kind:
                case "response_clock" | "telling":
                    self._start(door, work)
                case "send" | "screening":
                    self._enqueue(door, work)
                case "decide":
                    read = (parse_event(each) for each in work.payload["events"])
                    SqsInbox(door, self._queues).put([event for event in read if event])
                case "publish":
                    self._publish(door, work)

    def _start(self, arn: str, work: Work) -> None:
        try:
            self._machines.start_execution(
                stateMachineArn=arn,
                name=execution_name(work.name),
                input=json.dumps(work.payload, sort_keys=True),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != ALREADY_STARTED:
                raise

    def _enqueue(self, url: str, work: Work) -> None:
        self._queues.send_message(
            QueueUrl=url, MessageBody=json.dumps(work.payload), MessageGroupId=_group(work)
        )

    def _publish(self, bus: str, work: Work) -> None:
        answer = self._bus.put_events(
            Entries=[
                {
                    "EventBusName": bus,
                    "Source": str(work.payload["source"]),
                    "DetailType": str(work.payload["type"]),
                    "Detail": json.dumps(work.payload, ensure_ascii=False),
                }
            ]
        )
        # A refused entry is no error of the call: unread, it would be lost in silence.
        if answer["FailedEntryCount"]:
            code = answer["Entries"][0].get("ErrorCode", "unknown")
            raise Transient(f"{work.name}: the bus refused it, {code}")

    @cached_property
    def _machines(self) -> "SFNClient":
        client: SFNClient = self._clients("stepfunctions")
        return client

    @cached_property
    def _queues(self) -> "SQSClient":
        client: SQSClient = self._clients("sqs")
        return client

    @cached_property
    def _bus(self) -> "EventBridgeClient":
        client: EventBridgeClient = self._clients("events")
        return client


def execution_name(name: str) -> str:
    """A name that Step Functions takes: the work's own, or a hash of it when it must be changed.

    Two different names never become one, since that would start only one of the two.
    """
    if re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name):
        return name
    readable = re.sub(r"[^A-Za-z0-9_-]", "-", name)
    return f"{readable[: LONGEST_NAME - 17]}-{sha256(name.encode()).hexdigest()[:16]}"


def _group(work: Work) -> str:
    """Fair queues share the time between groups: the job's if it is known, else the owner's."""
    if work.kind == "send":
        return str(work.payload.get("job_id") or owner_of(str(work.payload["id"]))[1])
    return str(work.payload.get("job_id") or work.payload.get("application_id") or work.name)


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in OUR_FAULT:
            raise Permanent(f"{name}: {code}") from error
        raise Transient(f"{name}: {code}") from error
    except BotoCoreError as error:
        raise Transient(f"{name}: {type(error).__name__}") from error
