"""Requests as the vendors sign them, written from their documentation and not from our code."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from svar.domain.webhook import Account, WebhookRequest

SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 9, 22, 11, 6, tzinfo=UTC)
NEW, OLD, WRONG = ("c2Vjb25kIHNlY3JldA==", "Zmlyc3Qgc2VjcmV0", "d3Jvbmcgc2VjcmV0")
SIGNED = (
    "greenhouse",
    "ashby",
    "teamtailor",
    "recruitee",
    "workable",
    "jobylon",
    "standardwebhooks",
    "cloudevents",
    "lever",
    "smartrecruiters",
)


def account(vendor: str, **settings: Any) -> Account:
    return Account(vendor=vendor, name="fjordbyen", **settings)


def sample(vendor: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / vendor / f"{name}.json").read_text("utf-8"))
    return found


def request(body: Any, headers: dict[str, str] | None = None, at: datetime = NOW) -> WebhookRequest:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return WebhookRequest(headers=headers or {}, body=raw, received_at=at)


def mac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def signed(vendor: str, body: Any, secret: str, at: datetime = NOW) -> WebhookRequest:
    """`body` as this vendor would send it at this time with this secret."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    stamp = str(int(at.timestamp()))
    headers: dict[str, str] = {}
    match vendor:
        case "greenhouse":
            headers = {"signature": f"sha256 {mac(secret, raw)}"}
        case "ashby":
            headers = {"ashby-signature": f"sha256={mac(secret, raw)}"}
        case "recruitee":
            headers = {"x-recruitee-signature": mac(secret, raw)}
        case "workable":
            headers = {"x-workable-signature": mac(secret, raw)}
        case "teamtailor":
            inner = f"t={stamp},v2={mac(secret, stamp.encode() + b'.' + raw)}"
            headers = {"tt-signature": base64.b64encode(inner.encode()).decode()}
        case "jobylon":
            headers = {"x-svar-secret": secret}
        case "cloudevents":
            headers = {
                "authorization": f"Bearer {secret}",
                "content-type": "application/cloudevents+json; charset=utf-8",
            }
        case "standardwebhooks":
            message = f"msg_1.{stamp}.".encode() + raw
            key = base64.b64decode(secret)
            signature = base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
            headers = {
                "webhook-id": "msg_1",
                "webhook-timestamp": stamp,
                "webhook-signature": f"v1,{signature}",
            }
        case "lever":
            found = json.loads(raw)
            found["triggeredAt"] = int(at.timestamp() * 1000)
            found["signature"] = mac(secret, f"{found['token']}{found['triggeredAt']}".encode())
            raw = json.dumps(found).encode()
        case "smartrecruiters":
            name = "application.created"
            message = b".".join((stamp.encode(), raw, f"e1.{name}.v201910.".encode()))
            other = mac("other", message)
            headers = {
                "smartrecruiters-signature": f"v1={other};v1={mac(secret, message)}",
                "smartrecruiters-timestamp": stamp,
                "event-id": "e1",
                "event-name": name,
                "event-version": "v201910",
            }
    return WebhookRequest(headers=headers, body=raw, received_at=at)


FIRST = {
    "greenhouse": "new_candidate_application",
    "ashby": "applicationSubmit",
    "teamtailor": "job_application.create",
    "recruitee": "candidate_created",
    "workable": "candidate_created",
    "jobylon": "application.created",
    "standardwebhooks": "application.received",
    "cloudevents": "application.received",
    "lever": "applicationCreated",
    "smartrecruiters": "application.created",
}
"""The sample of each vendor that tells of an application."""
