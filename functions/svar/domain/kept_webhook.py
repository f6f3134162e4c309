"""A webhook whose sender is proved and whose body could not be read, kept until it can be."""

import base64
import binascii
import json
import zlib
from typing import Any

from pydantic import AwareDatetime, ValidationError

from svar.domain.errors import Invalid
from svar.domain.value import Value
from svar.domain.webhook import WebhookRequest

MARK = "kept_webhook"
_READ = ("content-type", "event-", "ce-", "greenhouse-event-id")
"""How the headers begin that a translation reads. Signatures and secrets are not kept."""


class KeptWebhook(Value):
    """`body` is what came, compressed, in base64: any bytes, within what a message may hold."""

    vendor: str
    account: str
    received_at: AwareDatetime
    headers: dict[str, str]
    body: str

    def request(self) -> WebhookRequest:
        """Raises `Invalid` for a body that nobody has kept like this."""
        try:
            body = zlib.decompress(base64.b64decode(self.body, validate=True))
        except (binascii.Error, zlib.error):
            raise Invalid(f"{MARK}.body", "is not a kept body") from None
        return WebhookRequest(headers=self.headers, body=body, received_at=self.received_at)


def keep(request: WebhookRequest, vendor: str, account: str) -> str:
    """As a message for the dead letters, in JSON."""
    kept = KeptWebhook(
        vendor=vendor,
        account=account,
        received_at=request.received_at,
        headers={
            name: text.encode("utf-8", "replace").decode()
            for name, text in request.headers.items()
            if name.startswith(_READ)
        },
        body=base64.b64encode(zlib.compress(request.body)).decode(),
    )
    # A queue refuses some characters; in ASCII there is none of them.
    return json.dumps({MARK: kept.model_dump(mode="json")})


def kept_in(message: dict[str, Any]) -> KeptWebhook | None:
    """`None` for every other message. Raises `Invalid` for one that is only half kept."""
    if MARK not in message:
        return None
    try:
        return KeptWebhook.model_validate(message[MARK])
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise Invalid(".".join((MARK, *map(str, first["loc"]))), first["msg"]) from None
