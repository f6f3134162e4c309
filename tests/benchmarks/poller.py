"""`python -m tests.benchmarks.poller MODULE`: bring a queue's messages to a Lambda handler.

What AWS's event source mapping does: a batch in, the handler, and only what did not fail is
deleted. All peers behind SQS run in it.
"""

import importlib
import os
import sys
import time
from typing import Any

import boto3

from tests.benchmarks.standby import wait_for_go

BATCH = 5
"""As in template.yaml."""

TIMEOUT_SECONDS = float(os.environ.get("BENCH_TIMEOUT_SECONDS", "60"))
"""The function's, as in template.yaml; under callgrind all takes fifty times as long."""


class Context:
    """What a handler asks of its LambdaContext."""

    function_name = "bench"
    function_version = "1"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-north-1:000000000000:function:bench"
    aws_request_id = "bench"

    def __init__(self) -> None:
        self._ends = time.monotonic() + TIMEOUT_SECONDS

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._ends - time.monotonic()) * 1000))


def work(handler: Any, sqs: Any, url: str) -> int:
    """One batch. Returns how many messages were done."""
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=BATCH, WaitTimeSeconds=1)
    messages = found.get("Messages", [])
    if not messages:
        return 0
    records = [
        {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-north-1:000000000000:letters",
            "attributes": {},
            "messageAttributes": {},
        }
        for message in messages
    ]
    answer = handler({"Records": records}, Context()) or {}
    failed = {each["itemIdentifier"] for each in answer.get("batchItemFailures", [])}
    done = [
        {"Id": str(place), "ReceiptHandle": message["ReceiptHandle"]}
        for place, message in enumerate(messages)
        if message["MessageId"] not in failed
    ]
    if done:
        sqs.delete_message_batch(QueueUrl=url, Entries=done)
    return len(done)


def main() -> None:
    handler = importlib.import_module(sys.argv[1]).lambda_handler
    sqs = boto3.client("sqs")
    url = os.environ["BENCH_QUEUE_URL"]
    wait_for_go()
    left = int(os.environ.get("BENCH_LETTERS", "0"))
    while True:
        done = work(handler, sqs, url)
        left -= done
        # A measured run ends by itself after its letters; the others are ended from outside.
        if "BENCH_LETTERS" in os.environ and left <= 0:
            return


if __name__ == "__main__":
    main()
