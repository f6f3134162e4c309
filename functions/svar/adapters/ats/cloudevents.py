"""Events that are canonical already: CloudEvents 1.0 over HTTP, structured, binary or in batch.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
"""

from typing import Any
from urllib.parse import unquote

from svar.adapters.ats import reading
from svar.adapters.ats.signatures import require_match, required_header
from svar.domain import events as e
from svar.domain.errors import Forged, Invalid
from svar.domain.webhook import Account, Handshake, Malformed, Translation, WebhookRequest

BATCH = "application/cloudevents-batch+json"
STRUCTURED = "application/cloudevents+json"


class CloudEvents:
    """CloudEvents carry no signature, so the sender shows a secret: `Authorization: Bearer …`."""

    name = "cloudevents"
    retries_refusals = True
    taken = 200

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        return None

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        scheme, _, given = required_header(request, "authorization").partition(" ")
        if scheme.lower() != "bearer":
            raise Forged("the header authorization is not a bearer token")
        require_match([given], secrets, lambda secret: secret)

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media == BATCH:
            return canonical(_batch(request.body))
        if "ce-type" in request.headers and media != STRUCTURED:
            return canonical([_binary(request)])
        return canonical([reading.json_object(request.body)])


def canonical(bodies: list[dict[str, Any]]) -> Translation:
    """All of them or none: in a batch, the field is named with the event's place in it."""
    found: list[e.Event] = []
    unknown: list[str] = []
    for place, body in enumerate(bodies):
        try:
            event = e.parse_event(body)
        except Invalid as error:
            if len(bodies) == 1:
                raise
            raise Invalid(f"{place}.{error.field}", error.why) from None
        if event is None:
            unknown.append(reading.printable(str(body.get("type"))))
        else:
            found.append(event)
    if found or not unknown:
        return Translation(tuple(found), None if found else "an empty batch")
    return Translation(ignored=f"{unknown[0]} is nothing that Svar uses")


def _batch(body: bytes) -> list[dict[str, Any]]:
    listed = reading.json_value(body)
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Malformed("body", "is not a JSON array of events")
    return listed


def _binary(request: WebhookRequest) -> dict[str, Any]:
    """Context attributes stand in `ce-` headers, percent-encoded; the body is `data`."""
    attributes = {
        name.removeprefix("ce-"): unquote(value)
        for name, value in request.headers.items()
        if name.startswith("ce-")
    }
    # A body with a `data` member of its own is still only data.
    data = reading.json_object(request.body) if request.body.strip() else None
    return {**attributes, **({"data": data} if data is not None else {})}


VENDOR = CloudEvents()
