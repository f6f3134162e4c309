"""A Celery task that sends one letter, retried with backoff as the documentation advises.

Its `rate_limit` is not used: with one task in hand for each worker it sends less than one a second.

`BENCH_ACKS_LATE=1` acknowledges after the task instead of before it.
"""

import os
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from celery import Celery

from tests.benchmarks.letters import SENDER, mime_of

app = Celery("bench", broker=os.environ["BENCH_REDIS_URL"])
app.conf.update(
    task_acks_late=os.environ["BENCH_ACKS_LATE"] == "1",
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_transport_options={"visibility_timeout": 15},
    broker_connection_retry_on_startup=True,
)
ses = boto3.client("sesv2")


@app.task(autoretry_for=(ClientError, BotoCoreError), retry_backoff=True, max_retries=10)
def send(letter: dict[str, Any]) -> None:
    ses.send_email(
        FromEmailAddress=SENDER,
        Destination={"ToAddresses": [letter["to"]]},
        Content={"Raw": {"Data": mime_of(letter)}},
        EmailTags=[{"Name": "outbox", "Value": letter["tag"]}],
        ConfigurationSetName="svar-mail",
    )
