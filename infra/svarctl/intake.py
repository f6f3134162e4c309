"""Try a webhook without sending it: what does Svar read in this body?"""

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from svar.adapters.ats import vendor
from svar.domain.errors import Forged, Invalid
from svar.domain.events import ApplicationReceivedEvent, Event
from svar.domain.webhook import (
    Account,
    Malformed,
    Stale,
    Translation,
    Vendor,
    WebhookRequest,
)
from svar.workflows.receive_webhook import LARGEST_BODY

app = typer.Typer(help="Look at webhooks the way Svar does.", no_args_is_help=True)

INVALID = 2
FORGED = 3


@app.callback()
def intake() -> None:
    """Look at webhooks the way Svar does."""


@app.command()
def parse(
    file: Annotated[str, typer.Argument(help="A file with the webhook's body, or - for stdin.")],
    ats: Annotated[str, typer.Option(help="The vendor, such as greenhouse.")],
    header: Annotated[
        list[str] | None,
        typer.Option(help="A header of the request, as Name=value or Name: value."),
    ] = None,
    secret: Annotated[
        list[str] | None, typer.Option(help="Check the signature with it; may be given twice.")
    ] = None,
    account: Annotated[str, typer.Option(help="The account's name.")] = "default",
) -> None:
    """Print the canonical events of one webhook as a JSON array.

    Nothing to do: [] and the reason on stderr. Invalid: exit 2, naming the field. Wrong
    signature, or a right one from another time: exit 3.
    """
    reader = vendor(ats)
    if reader is None:
        raise typer.BadParameter(f"no vendor is called {ats}", param_hint="--ats")
    request = WebhookRequest(_headers(header or []), _body(file), datetime.now(UTC))
    try:
        if len(request.body) > LARGEST_BODY:
            raise Malformed("body", f"is larger than {LARGEST_BODY} bytes")
        translation = (
            Translation(ignored="a ping or a test")
            if reader.handshake(request) is not None
            else _read(reader, account, request, tuple(secret or ()))
        )
    except Invalid as error:
        typer.echo(f"invalid: {error.field}: {error.why}", err=True)
        raise typer.Exit(INVALID) from None
    except Forged as error:
        typer.echo(f"wrong signature: {error}", err=True)
        raise typer.Exit(FORGED) from None
    except Stale as error:
        typer.echo(f"the secret is right, and {error}", err=True)
        raise typer.Exit(FORGED) from None
    if translation.ignored:
        typer.echo(f"{'lost' if translation.lost else 'ignored'}: {translation.ignored}", err=True)
    if any(_out_of_reach(event) for event in translation.events):
        typer.echo("note: no usable e-mail address, so a human will be asked to tell", err=True)
    events = [event.model_dump(mode="json", exclude_none=True) for event in translation.events]
    typer.echo(json.dumps(events, ensure_ascii=False, indent=2))


def _out_of_reach(event: Event) -> bool:
    return isinstance(event, ApplicationReceivedEvent) and event.data.candidate.email is None


def _read(
    reader: Vendor, account: str, request: WebhookRequest, secrets: tuple[str, ...]
) -> Translation:
    if secrets:
        reader.verify(request, secrets)
    return reader.translate(request, Account(vendor=reader.name, name=account))


def _headers(given: list[str]) -> dict[str, str]:
    """A header's name has neither sign in it, so the first one ends it."""
    pairs = [re.split("[=:]", one, maxsplit=1) for one in given]
    return {name.strip().lower(): "".join(value).strip() for name, *value in pairs}


def _body(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{error.strerror}: {file}", param_hint="FILE") from None
