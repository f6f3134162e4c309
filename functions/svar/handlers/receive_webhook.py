"""POST /webhooks/<ats>/<account>: what an ATS posts to Svar."""

import base64
import binascii
import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.ats import vendor
from svar.adapters.ats_accounts import accounts_of
from svar.adapters.dead_letters import SqsDeadLetters
from svar.adapters.inbox import SqsInbox
from svar.adapters.webhook_secrets import StoredSecrets
from svar.domain.webhook import Account, WebhookRequest
from svar.handlers import entry
from svar.observability import logger, metrics
from svar.ports import DeadLetters, Inbox
from svar.wiring.policy_file import policy_file
from svar.workflows.receive_webhook import MISSING, Answer, Secrets, receive_webhook


class Settings(NamedTuple):
    """`SVAR_INBOX_URL`, `SVAR_INBOX_DEAD_LETTERS_URL`, `SVAR_WEBHOOK_SECRETS_ARN`, and the text of
    the organisation's policy."""

    inbox_url: str
    dead_letters_url: str
    secrets_arn: str
    policy: str = ""


class Runtime(NamedTuple):
    inbox: Inbox
    dead_letters: DeadLetters
    secrets: Secrets
    accounts: Mapping[str, Account]


def build(settings: Settings) -> Runtime:
    return Runtime(
        inbox=SqsInbox(settings.inbox_url),
        dead_letters=SqsDeadLetters(settings.dead_letters_url),
        secrets=StoredSecrets(settings.secrets_arn),
        accounts=accounts_of(settings.policy),
    )


@cache
def cached_runtime() -> Runtime:
    return build(
        Settings(
            inbox_url=os.environ["SVAR_INBOX_URL"],
            dead_letters_url=os.environ["SVAR_INBOX_DEAD_LETTERS_URL"],
            secrets_arn=os.environ["SVAR_WEBHOOK_SECRETS_ARN"],
            policy=policy_file().read_text(encoding="utf-8"),
        )
    )


def _request(event: Mapping[str, Any]) -> WebhookRequest:
    """The bytes as they were sent: a signature over anything else would never match."""
    text = event.get("body") or ""
    try:
        body = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
    except binascii.Error:
        body = b""
    return WebhookRequest(
        headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
        body=body,
        received_at=datetime.fromtimestamp(time.time(), UTC),
    )


def _record(ats: str, answer: Answer) -> None:
    metrics.add_metric(name=answer.fate, unit=MetricUnit.Count, value=1)
    if answer.fate in MISSING:
        metrics.add_metric(name="webhooks_refused", unit=MetricUnit.Count, value=1)
    fields = {
        "ats": ats if answer.fate != "WebhookUnknown" else "unknown",
        "status": answer.status,
        "event_ids": answer.event_ids,
        "subjects": answer.subjects,
        "answer": answer.body,
    }
    log = logger.info if answer.status < 300 else logger.warning
    log(answer.fate.value, extra=fields)


@entry
@metrics.log_metrics
def lambda_handler(
    event: dict[str, Any], context: LambdaContext, runtime: Runtime | None = None
) -> dict[str, Any]:
    runtime = runtime or cached_runtime()
    # The gateway has matched the route, and calls with no other.
    ats, account = (event["pathParameters"][name] for name in ("ats", "account"))
    answer = receive_webhook(
        _request(event),
        vendor_name=ats,
        account_name=account,
        vendors=vendor,
        accounts=runtime.accounts,
        secrets=runtime.secrets,
        inbox=runtime.inbox,
        dead_letters=runtime.dead_letters,
    )
    _record(ats, answer)
    return {
        "statusCode": answer.status,
        "headers": {"content-type": "application/json", **answer.headers},
        "body": json.dumps(answer.body),
    }
