"""What must stand before the clock starts: secrets, vacancies, warm functions, and proof of IAM."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError

from local.cloud import Cloud
from local.deploy import client_settings
from svarctl.demo.cast import Script
from svarctl.demo.webhooks import SECRETS, Post, prepare

WORKERS = {"AdvanceTelling": 8, "AdvanceResponseClock": 6, "ReceiveEvent": 5, "WriteAnswer": 4}
"""How many are warmed: as many as run at once at the demo's busiest moments, when a window opens.
A worker that starts while the clock runs costs half a day."""
TRIES = 4


class NotTaken(Exception):
    """A webhook was not answered with 200."""


def set_the_stage(cloud: Cloud, script: Script) -> None:
    """Store the webhooks' secrets, wake every function, and tell of the vacancies."""
    store_secrets(cloud, script.account)
    cloud.warm(WORKERS)
    for told in prepare(script):
        post(cloud, script, told)


def store_secrets(cloud: Cloud, account: str) -> None:
    """Let the account's webhooks in, signed with the demo's own secrets."""
    secrets = {f"{door}/{account}": [secret] for door, secret in SECRETS.items()}
    cloud.client("secretsmanager").put_secret_value(
        SecretId=cloud.outputs["WebhookSecrets"], SecretString=json.dumps(secrets)
    )


def post(cloud: Cloud, script: Script, webhook: Post) -> None:
    """Send one webhook as the vendor does: again when it is not taken. Raises `NotTaken`."""
    for attempt in range(TRIES):
        status, _, body = cloud.request(
            "POST",
            webhook.path(script.account),
            body=webhook.body,
            headers=webhook.signed(datetime.now(UTC)),
        )
        if status == 200:
            return
        if status < 500 and status != 429:
            break
        time.sleep(0.1 * 2**attempt)
    raise NotTaken(f"{webhook.event_id}: {status} {body.decode(errors='replace')[:200]}")


def iam_is_enforced(cloud: Cloud) -> bool:
    """Measured: somebody without any right asks for the table, and must be denied; root is not."""
    people = cloud.client("iam")
    name = "svar-demo-nobody"
    people.create_user(UserName=name)
    key = people.create_access_key(UserName=name)["AccessKey"]
    settings = client_settings(cloud.emulator.url) | {
        "aws_access_key_id": key["AccessKeyId"],
        "aws_secret_access_key": key["SecretAccessKey"],
    }
    wanted: dict[str, Any] = {"TableName": cloud.outputs["Table"], "Limit": 1}
    cloud.client("dynamodb").scan(**wanted)
    try:
        boto3.client("dynamodb", **settings).scan(**wanted)
    except ClientError as denied:
        return denied.response["Error"]["Code"] in {"AccessDenied", "AccessDeniedException"}
    finally:
        people.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        people.delete_user(UserName=name)
    return False
