"""What a function is called with so that it starts and does nothing."""

import json
from typing import Any

CLOCK_TASK = {"application_id": "nobody", "number": 1}
_PAGE: dict[str, Any] = {
    "version": "2.0",
    "rawPath": "/p/x",
    "rawQueryString": "",
    "headers": {},
    "pathParameters": {"token": "x"},
    "requestContext": {
        "domainName": "localhost",
        "http": {"method": "GET", "path": "/p/x"},
        "stage": "$default",
    },
}
_CHAT = _PAGE | {"rawPath": "/c/x"}
_WEBHOOK = _PAGE | {"pathParameters": {"ats": "nobody", "account": "x"}}


def _message(body: dict[str, Any]) -> dict[str, Any]:
    record = {"eventSource": "aws:sqs", "messageId": "warm", "body": json.dumps(body)}
    return {"Records": [record]}


WARMING: dict[str, tuple[dict[str, Any], int]] = {
    "ReceiveWebhook": (_WEBHOOK, 2),
    "ReceiveEvent": (_message({"type": "nothing"}), 4),
    "SummariseScreening": (_message({"application_id": "nobody"}), 1),
    "AdvanceResponseClock": (CLOCK_TASK, 4),
    "AdvanceTelling": (CLOCK_TASK, 4),
    "WriteAnswer": (CLOCK_TASK, 2),
    "SendMessage": (_message({"id": "a__nobody__receipt-1"}), 2),
    "RecordDelivery": (_message({"mail": {}}), 4),
    "Sweep": ({}, 1),
    "CheckInvariants": ({}, 1),
    "ShowPage": (_PAGE, 2),
    "HoldScreening": (_CHAT, 1),
}
"""What each function does nothing with, and how many workers of it are started at once.

The emulator ends a worker whose handler fails, and starts one for each call that overlaps."""
