"""How each vendor proves that a webhook is its own, to try a connection before the vendor does."""

import base64
import hashlib
import hmac
import json
from datetime import datetime

type Proved = tuple[bytes, dict[str, str]]
"""A body, and the headers that prove it."""

OVER_THE_BODY = {
    "greenhouse": ("Signature", "sha256 "),
    "ashby": ("Ashby-Signature", "sha256="),
    "recruitee": ("X-Recruitee-Signature", ""),
    "workable": ("X-Workable-Signature", ""),
}
"""The header, and what stands in it before the hexadecimal number."""


def proved(ats: str, secret: str, body: bytes, given: dict[str, str], now: datetime) -> Proved:
    """The body and its headers as that vendor would send them now; `given` are headers that are
    signed too. Lever's proof stands in the body. Raises `ValueError` or `TypeError` for a body of
    Lever's that is no JSON object."""
    stamp = str(int(now.timestamp()))
    if ats in OVER_THE_BODY:
        header, before = OVER_THE_BODY[ats]
        return body, {header: before + _mac(secret, body)}
    match ats:
        case "cloudevents":
            return body, {"Authorization": f"Bearer {secret}"}
        case "jobylon":
            return body, {"X-Svar-Secret": secret}
        case "standardwebhooks":
            return body, _standard(secret, f"svarctl-{now:%Y%m%d%H%M%S%f}", stamp, body)
        case "teamtailor":
            inner = f"t={stamp},v2={_mac(secret, f'{stamp}.'.encode() + body)}"
            return body, {"TT-Signature": base64.b64encode(inner.encode()).decode()}
        case "smartrecruiters":
            signed = {name.lower(): text for name, text in given.items()}
            names = ("event-id", "event-name", "event-version", "link")
            tail = ".".join(signed.get(name, "") for name in names)
            message = b".".join((stamp.encode(), body, tail.encode()))
            return body, {
                "smartrecruiters-signature": f"v1={_mac(secret, message)}",
                "smartrecruiters-timestamp": stamp,
            }
        case "lever":
            return _lever(secret, body, int(now.timestamp() * 1000)), {}
    return body, {}


def _mac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _standard(secret: str, message_id: str, stamp: str, body: bytes) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed_text = f"{message_id}.{stamp}.".encode() + body
    proof = base64.b64encode(hmac.new(key, signed_text, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{proof}",
    }


def _lever(secret: str, body: bytes, triggered_at: int) -> bytes:
    found = json.loads(body)
    if not isinstance(found, dict):
        raise TypeError("no JSON object")
    token = str(found.get("token") or f"svarctl-{triggered_at}")
    proof = {"token": token, "triggeredAt": triggered_at}
    signature = _mac(secret, f"{token}{triggered_at}".encode())
    return json.dumps({**found, **proof, "signature": signature}).encode()
