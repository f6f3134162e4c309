"""A Lambda as most people write it: boto3 as it comes, and what failed goes back to the queue."""

import json
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tests.benchmarks.letters import SENDER, mime_of

ses = boto3.client("sesv2")


def send(letter: dict[str, Any]) -> str:
    answer = ses.send_email(
        FromEmailAddress=SENDER,
        Destination={"ToAddresses": [letter["to"]]},
        Content={"Raw": {"Data": mime_of(letter)}},
        EmailTags=[{"Name": "outbox", "Value": letter["tag"]}],
        ConfigurationSetName="svar-mail",
    )
    return str(answer["MessageId"])


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    failed = []
    for record in event["Records"]:
        try:
            send(json.loads(record["body"]))
        except (ClientError, BotoCoreError):
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
