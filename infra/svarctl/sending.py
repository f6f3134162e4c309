"""`svarctl send FILE`: put an event into a running Svar, by the queue or by the webhook's door."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from svar.domain.errors import Invalid
from svar.domain.events import parse_event
from svarctl.proofs import Proved, proved
from svarctl.target import FINDING, LOCAL_NAME, Name, Stack, Target, find_target, refuse


def send(
    file: Annotated[str, typer.Argument(help="A canonical event or a vendor's body; - for stdin.")],
    ats: Annotated[
        str | None, typer.Option(help="The vendor whose body it is; without it, it is canonical.")
    ] = None,
    account: Annotated[str, typer.Option(help="The account at the vendor.")] = "fjordbyen",
    header: Annotated[
        list[str] | None, typer.Option(help="A header of the webhook, as Name=value.")
    ] = None,
    stack: Stack = None,
    name: Name = LOCAL_NAME,
) -> None:
    """Send one event to the running stack: a canonical one into its inbox, a vendor's body to its
    webhook, proved with the stored secret as that vendor would prove it.

    Exit code 1 when Svar does not take it, 2 when it is no event.
    """
    body = _read(file)
    target = find_target(stack, name)
    if ats is None:
        _into_the_inbox(target, body)
        return
    given = _headers(header or [])
    body, proof = signed(target, ats, account, body, given)
    headers = {"Content-Type": "application/json"} | proof | given
    status, answer = target.post(f"/webhooks/{ats}/{account}", body, headers)
    typer.echo(f"{status} {answer}")
    if status >= 300:
        raise typer.Exit(FINDING)


def _into_the_inbox(target: Target, body: bytes) -> None:
    try:
        read: Any = json.loads(body)
        event = parse_event(read) if isinstance(read, dict) else None
    except ValueError:
        refuse("This is not JSON. A vendor's body needs --ats.")
    except Invalid as error:
        refuse(f"{error.field}: {error.why}. A vendor's body needs --ats.")
    if event is None:
        refuse("This is no canonical event. A vendor's body needs --ats.")
    target.client("sqs").send_message(
        QueueUrl=target.outputs["InboxUrl"], MessageBody=event.model_dump_json()
    )
    typer.echo(f"sent: {event.type} {event.subject}")


def signed(target: Target, ats: str, account: str, body: bytes, given: dict[str, str]) -> Proved:
    """As the vendor would send it, with the stored secret; without one, as it is."""
    stored = target.secrets().get(f"{ats}/{account}", [])
    if not stored:
        return body, {}
    try:
        return proved(ats, stored[-1], body, given, datetime.now(UTC))
    except (ValueError, TypeError):
        refuse("This is no JSON object, and Lever's proof stands in the body.")


def _headers(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if any(not sep for _, sep, _ in pairs):
        refuse("A header is given as Name=value.")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}.")
