"""Check a letter the way Svar does before it is sent."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from svar.domain.languages import languages
from svar.domain.rules import Break, GateContext, LetterText
from svar.domain.rules import check as gate
from svar.domain.rules.private import ADDRESS, phones

BREAKS = 1
INVALID = 2
LIMIT = 64_000
"""Bytes; a letter is about a thousand, so this is sixty of them."""


def check(
    file: Annotated[str, typer.Argument(help="The finished letter as text, or - for stdin.")],
    language: Annotated[str, typer.Option(help="The candidate's language, as nb.")],
    name: Annotated[str | None, typer.Option(help="The candidate's name.")] = None,
    contact: Annotated[
        list[str] | None,
        typer.Option(
            help="Name, e-mail or phone of who answers back; may be given more than once."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say which rules the letter breaks, with the words and why.

    Exit 0: none. Exit 1: the rules refuse the letter. Exit 2: it cannot be read, and stderr names
    the field.
    """
    if language not in languages():
        _refuse("--language", f"{language!r} is not one of {', '.join(languages())}")
    if any(not each.strip() for each in contact or []):
        _refuse("--contact", "is empty")
    text = _read(file)
    context = GateContext(
        language=language,
        # An empty --name is no name: nobody has said that the candidate has none.
        name=name.strip() or None if name else None,
        contact=tuple(part for each in contact or [] for part in _parts(each)),
        # Who names a person need not know their number: it is no stranger's for that.
        contact_complete=False,
    )
    breaks = gate(LetterText(subject=None, body=text), context)
    if as_json:
        typer.echo(json.dumps({"breaks": [asdict(one) for one in breaks]}, ensure_ascii=False))
    else:
        typer.echo(_readable(breaks))
    raise typer.Exit(BREAKS if breaks else 0)


def _parts(contact: str) -> list[str]:
    """The addresses, the numbers, and what else stands there, as in "Mona Berg <m@x.example>"."""
    ways = [*ADDRESS.findall(contact), *phones(contact)]
    for way in ways:
        contact = contact.replace(way, ",")
    return [*ways, *(name for part in contact.split(",") if (name := part.strip(" <>()[];:|-")))]


def _read(file: str) -> str:
    try:
        if file == "-":
            content = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(LIMIT + 1)
    except OSError as error:
        _refuse("FILE", f"{file}: {error.strerror}")
    if len(content) > LIMIT:
        _refuse("FILE", f"{file}: is over {LIMIT} bytes, so it is no letter")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse("FILE", f"{file}: is not UTF-8 (byte {error.start})")
    if "\0" in text:
        _refuse("FILE", f"{file}: is not text")
    if not text.strip():
        _refuse("FILE", f"{file}: is empty")
    return text


def _readable(breaks: tuple[Break, ...]) -> str:
    if not breaks:
        return "No rule is broken."
    return "\n".join(
        f"{one.rule}  {one.why}" + (f"\n     «{one.words}»" if one.words else "") for one in breaks
    )


def _refuse(field: str, why: str) -> NoReturn:
    typer.echo(f"{field}: {why}", err=True)
    raise typer.Exit(INVALID)
