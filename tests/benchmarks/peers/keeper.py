"""What stands beside our sender: SES's events into the outbox, and the sweeper's pass over it.

The same workflows as in production. Only the application that a letter belongs to is not there to
hear of it, so the keeper itself clears what is settled.
"""

import json
import os
import time
from typing import Any

import boto3

from svar.adapters.ses_events import evidence_from
from svar.domain.errors import Conflict, Duplicate
from svar.domain.outbox import LAST, OutboxItem
from svar.wiring.environment import clock, store
from svar.workflows.record_delivery import record_delivery
from svar.workflows.sweep import expire, woken
from tests.benchmarks.standby import wait_for_go

SWEEP_EVERY = 300.0
"""Seconds of the fences' time, as the schedule in template.yaml."""


def hear(sqs: Any, url: str) -> None:
    """One batch of SES's events."""
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
    for message in found.get("Messages", []):
        evidence = evidence_from(message["Body"])
        try:
            item_id = evidence and record_delivery(evidence, store=store(), clock=clock())
        except Conflict:
            continue  # the queue brings it again
        if item_id:
            settle(store().outbox_item(item_id))
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def settle(item: OutboxItem | None) -> None:
    if item is not None and item.state in LAST and item.due_at is not None:
        store().move_outbox(item, item.model_copy(update={"due_at": None}))


def sweep(sqs: Any, wake_url: str) -> None:
    at = clock()
    for due in store().due(now=at.now(), wall=at.wall(), limit=200):
        item = store().outbox_item(due.name or "") if due.what == "outbox" else None
        if item is None:
            continue
        try:
            after = expire(item, at)
            if after is None:
                store().move_outbox(item, woken(item, at))
                sqs.send_message(QueueUrl=wake_url, MessageBody=json.dumps({"id": item.id}))
                continue
            store().move_outbox(item, after)
            settle(after)
        except Duplicate:
            settle(item)
        except Conflict:
            continue


def main() -> None:
    sqs = boto3.client("sqs")
    every = SWEEP_EVERY / float(os.environ["BENCH_WALL_RATE"])
    wait_for_go()
    next_sweep = time.monotonic() + every
    while True:
        hear(sqs, os.environ["BENCH_EVIDENCE_URL"])
        if time.monotonic() >= next_sweep:
            sweep(sqs, os.environ["BENCH_QUEUE_URL"])
            next_sweep += every


if __name__ == "__main__":
    main()
