"""From what was counted to units and dollars, for a thousand applications."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from local.cloud import FUNCTIONS
from local.deploy import STACK
from local.wire import KILOBYTE, Seen, Wire, Written, size_of
from svarctl.cost.scenario import Stage

PRICES = Path(__file__).with_name("prices.toml")
BY_QUEUE = ("ReceiveEvent", "SendMessage", "RecordDelivery", "SummariseScreening")
PLAIN, TRANSACTION = 1, 2
"""Units a kilobyte of a write."""

Metric = tuple[str, str, tuple[str, ...]]
"""Namespace, name, and the values of its dimensions: each such is a metric that is paid for."""


class Logged(NamedTuple):
    """What the functions' logs tell. `size` is in bytes."""

    calls: Counter[str]
    size: int
    metrics: frozenset[Metric]


@dataclass(frozen=True)
class Count:
    """What was counted up to one moment; the difference of two is what happened between them."""

    transitions: Counter[str]
    calls: Counter[str]
    seen: Seen
    mails: int
    logged: int
    """Bytes."""
    metrics: frozenset[Metric] = frozenset()
    """All that there have been, whenever they were first written."""

    def since(self, earlier: "Count") -> "Count":
        seen = Seen(
            requests=self.seen.requests - earlier.seen.requests,
            written=self.seen.written[len(earlier.seen.written) :],
            read_units=self.seen.read_units - earlier.seen.read_units,
            messages=self.seen.messages - earlier.seen.messages,
        )
        return Count(
            self.transitions - earlier.transitions,
            self.calls - earlier.calls,
            seen,
            self.mails - earlier.mails,
            self.logged - earlier.logged,
            self.metrics,
        )


def count(stage: Stage, wire: Wire) -> Count:
    """Read executions' histories, functions' calls, the wire and the mailbox."""
    with wire.lock:
        seen = wire.seen
        copy = Seen(
            Counter(seen.requests), list(seen.written), seen.read_units, Counter(seen.messages)
        )
    mails = len(stage.cloud.mailbox.accepted())
    told = logs(stage)
    return Count(transitions(stage), told.calls, copy, mails, told.size, told.metrics)


def transitions(stage: Stage) -> Counter[str]:
    """State transitions by machine: states entered, and the start, as AWS bills them."""
    client = stage.cloud.client("stepfunctions")
    found: Counter[str] = Counter()
    for machine in ("ResponseClock", "Telling"):
        for execution in stage.executions(machine):
            pages = client.get_paginator("get_execution_history").paginate(
                executionArn=execution["executionArn"]
            )
            events = (event["type"] for page in pages for event in page["events"])
            found[machine] += 1 + sum(kind.endswith("StateEntered") for kind in events)
    return found


def logs(stage: Stage) -> Logged:
    """Calls of each function since the cloud came up, what all of them logged, and their metrics.

    Calls by the REPORT lines: the emulator's metric leaves out what queues and machines call.
    """
    about = stage.cloud.client("lambda")
    pages = stage.cloud.client("logs").get_paginator("filter_log_events")
    calls: Counter[str] = Counter()
    metrics = set[Metric]()
    size = 0
    for function in FUNCTIONS:
        name = stage.cloud.outputs[function]
        group = about.get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
        for page in pages.paginate(logGroupName=group):
            for event in page["events"]:
                calls[function] += event["message"].startswith("REPORT ")
                size += len(event["message"].encode())
                metrics.update(metrics_in(event["message"]))
    return Logged(calls, size, frozenset(metrics))


def metrics_in(line: str) -> Iterable[Metric]:
    """What CloudWatch makes of a line of a log in its embedded metric format."""
    if '"_aws"' not in line:
        return
    said = json.loads(line)
    for each in said["_aws"]["CloudWatchMetrics"]:
        for names in each["Dimensions"]:
            where = tuple(str(said[name]) for name in names)
            for metric in each["Metrics"]:
                yield each["Namespace"], metric["Name"], where


def resources(stage: Stage) -> Counter[str]:
    """How many of each type stand in the deployed stack."""
    pages = stage.cloud.client("cloudformation").get_paginator("list_stack_resources")
    return Counter(
        each["ResourceType"]
        for page in pages.paginate(StackName=STACK)
        for each in page["StackResourceSummaries"]
    )


def standing(stands: Counter[str], metrics: int = 0) -> dict[str, Any]:
    """Dollars a month for what stands in the stack, whatever comes in, type by type."""
    table = tomllib.loads(PRICES.read_text(encoding="utf-8"))
    units = {kind: (stands[kind], usd) for kind, usd in table["standing"].items()}
    units["custom metrics"] = (metrics, table["metric"])
    lines = {kind: {"units": n, "usd": round(n * usd, 2)} for kind, (n, usd) in units.items()}
    return {"lines": lines, "usd": round(sum(line["usd"] for line in lines.values()), 2)}


def rows(stage: Stage) -> dict[tuple[str, str], int]:
    """The size of every row of the table, in bytes."""
    pages = stage.cloud.client("dynamodb").get_paginator("scan")
    return {
        (row["pk"]["S"], row["sk"]["S"]): size_of(row)
        for page in pages.paginate(TableName=stage.cloud.outputs["Table"])
        for row in page["Items"]
    }


def bill(counted: Count, people: int, sizes: dict[tuple[str, str], int]) -> dict[str, Any]:
    """Units and dollars for a thousand applications, line by line."""
    table = tomllib.loads(PRICES.read_text(encoding="utf-8"))
    prices, assumed = table["prices"], table["assumed"]
    per = 1000 / people
    all_calls = sum(counted.calls.values())
    batches = sum(counted.calls[name] for name in BY_QUEUE)
    requests = counted.seen.requests
    sent = sum(n for name, n in requests.items() if name.startswith("AmazonSQS."))
    published = sum(n for name, n in requests.items() if name.startswith("AWSEvents."))
    units = {
        "state_transition": sum(counted.transitions.values()),
        "lambda_request": all_calls,
        "lambda_gb_second": all_calls * assumed["lambda_ms"] / 1000 * assumed["lambda_mb"] / 1024,
        "dynamodb_write_unit": sum(write_units(row, sizes) for row in counted.seen.written),
        "dynamodb_read_unit": counted.seen.read_units,
        "sqs_request": sent + batches * assumed["sqs_requests_a_batch"],
        "eventbridge_event": published,
        "ses_mail": counted.mails,
        "log_gb": counted.logged / 1e9,
    }
    lines = {
        name: {"units": round(n * per, 4), "usd": round(n * per * prices[name], 4)}
        for name, n in units.items()
    }
    return {
        "per_1000": lines,
        "usd_per_1000": round(sum(line["usd"] for line in lines.values()), 2),
        "prices": {"region": table["region"], "dated": str(table["dated"])},
        "counted": {
            "applications": people,
            "transitions": dict(counted.transitions),
            "calls": dict(counted.calls),
            "requests": dict(counted.seen.requests),
            "rows_written": len(counted.seen.written),
            "mails": counted.mails,
        },
    }


def write_units(row: Written, sizes: dict[tuple[str, str], int]) -> int:
    """Of one write, by the row's size at the end; in a transaction an index is written twice."""
    kilobytes = max(1, -(-sizes.get((row.pk, row.sk), 0) // KILOBYTE))
    each = TRANSACTION if row.in_transaction else PLAIN
    return each * kilobytes + (2 if row.indexed else 0)
