"""What must stand before the clock starts: secrets, vacancies, warm functions, and proof of IAM."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError

from local.cloud import Cloud
from local.deploy import client_settings
from svar.adapters.dynamodb import DynamoStore
from svar.domain.outbox import OutboxItem, State
from svar.ports import Change, StreamId
from svarctl.demo.cast import Script
from svarctl.demo.webhooks import SECRETS, Post, prepare

WORKERS = 4
"""Of each function that are warmed: a worker that starts while the clock runs costs half a day."""
NOBODY = "rehearsal"
REHEARSAL = f"a__{NOBODY}__rehearsal-1"
TRIES = 4


class NotTaken(Exception):
    """A webhook was not answered with 200."""


def set_the_stage(cloud: Cloud, script: Script) -> None:
    """Store the webhooks' secrets, wake every function, and tell of the vacancies."""
    store_secrets(cloud, script.account)
    warm(cloud)
    for told in prepare(script):
        post(cloud, script, told)


def warm(cloud: Cloud) -> None:
    """Let several workers of each function start at once, and find nothing to do."""
    lay_a_mail_that_is_over(cloud)
    with ThreadPoolExecutor(WORKERS) as pool:
        for name, nothing in NOTHING_TO_DO.items():
            list(pool.map(lambda _, n=name, event=nothing: cloud.invoke(n, event), range(WORKERS)))


def lay_a_mail_that_is_over(cloud: Cloud) -> None:
    """The sender only succeeds with a mail that exists; this one was called off long ago."""
    at = cloud.now()
    item = OutboxItem(
        id=REHEARSAL,
        kind="rehearsal",
        audience="employer",
        language="en",
        subject="",
        text="",
        html="",
        digest="",
        reply_to="rehearsal@fjordbyen.example",
        created_at=at,
        state=State.CANCELLED,
    )
    stream = StreamId(kind="application", id=NOBODY)
    store = DynamoStore(cloud.outputs["Table"], cloud.client("dynamodb"))
    store.commit(Change(stream=stream, expected_version=0, deeds={}, outbox_new=(item,)))


def _message(body: dict[str, Any]) -> dict[str, Any]:
    record = {"eventSource": "aws:sqs", "messageId": NOBODY, "body": json.dumps(body)}
    return {"Records": [record]}


def _http(method: str, path: str) -> dict[str, Any]:
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}
    context = {"http": http, "stage": "$default", "domainName": "localhost"}
    return {"version": "2.0", "rawPath": path, "headers": {}, "requestContext": context}


NOTHING_TO_DO: dict[str, dict[str, Any]] = {
    "ReceiveWebhook": _http("POST", "/webhooks/cloudevents/rehearsal"),
    "ReceiveEvent": _message({"specversion": "1.0", "type": "demo.rehearsal"}),
    "SummariseScreening": _message({"application_id": NOBODY}),
    "AdvanceResponseClock": {"application_id": NOBODY, "number": 1},
    "AdvanceTelling": {"application_id": NOBODY, "number": 1},
    "WriteAnswer": {"application_id": NOBODY, "number": 1},
    "SendMessage": _message({"id": REHEARSAL}),
    "RecordDelivery": _message({"mail": {}}),
    "Sweep": {},
    "ShowPage": _http("GET", "/p/rehearsal"),
}
"""What each function takes without failing: the emulator ends a worker that fails."""


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
