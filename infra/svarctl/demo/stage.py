"""What must stand before the clock starts: secrets, vacancies, warm functions, and proof of IAM."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError

from local.cloud import FUNCTIONS, Cloud
from local.deploy import client_settings
from svarctl.demo.cast import Script
from svarctl.demo.webhooks import SECRETS, Post, prepare

WORKERS = 2
"""Of each function that are warmed: as many as there are processors to run them."""
NOBODY = "demo-rehearsal"
TRIES = 4


class NotTaken(Exception):
    """A webhook was not answered with 200."""


def set_the_stage(cloud: Cloud, script: Script) -> None:
    """Store the webhooks' secrets, wake every function, and tell of the vacancies."""
    secrets = {f"{door}/{script.account}": [secret] for door, secret in SECRETS.items()}
    cloud.client("secretsmanager").put_secret_value(
        SecretId=cloud.outputs["WebhookSecrets"], SecretString=json.dumps(secrets)
    )
    with ThreadPoolExecutor(WORKERS) as pool:
        for name in FUNCTIONS:
            list(pool.map(lambda _, n=name: cloud.invoke(n, harmless(n)), range(WORKERS)))
    for told in prepare(script):
        post(cloud, script, told)


def harmless(function: str) -> dict[str, Any]:
    """An event that makes a function build all that it needs, and then find nothing to do."""
    nobody = {"application_id": NOBODY, "number": 1}
    bodies: dict[str, dict[str, Any]] = {
        "ReceiveEvent": _message({"specversion": "1.0", "type": "demo.rehearsal"}),
        "SendMessage": _message({"id": f"a__{NOBODY}__rehearsal-1"}),
        "RecordDelivery": _message(
            {
                "eventType": "Delivery",
                "mail": {
                    "messageId": NOBODY,
                    "timestamp": "2026-03-01T00:00:00Z",
                    "tags": {"outbox": [f"a__{NOBODY}__rehearsal-1_1"]},
                },
                "delivery": {"timestamp": "2026-03-01T00:00:00Z"},
            }
        ),
        "SummariseScreening": _message({"application_id": NOBODY}),
        "ShowPage": _http("GET", "/p/{token}", "/p/rehearsal", {"token": "rehearsal"}),
        "ReceiveWebhook": _http(
            "POST",
            "/webhooks/{ats}/{account}",
            "/webhooks/cloudevents/rehearsal",
            {"ats": "cloudevents", "account": "rehearsal"},
        ),
        "Sweep": {},
    }
    return bodies.get(function, nobody)


def _message(body: dict[str, Any]) -> dict[str, Any]:
    record = {
        "messageId": NOBODY,
        "receiptHandle": NOBODY,
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "0"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-north-1:000000000000:rehearsal",
        "awsRegion": "eu-north-1",
    }
    return {"Records": [record]}


def _http(method: str, route: str, path: str, parameters: dict[str, str]) -> dict[str, Any]:
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}
    return {
        "version": "2.0",
        "routeKey": f"{method} {route}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "pathParameters": parameters,
        "requestContext": {"http": http, "stage": "$default", "domainName": "localhost"},
        "isBase64Encoded": False,
    }


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
