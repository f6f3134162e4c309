"""Which languages there are, and what one of them still lacks."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from svar.domain.language_gaps import begun, missing
from svar.domain.languages import facts
from svarctl.target import FINDING


def languages(
    codes: Annotated[
        list[str] | None, typer.Argument(help="Only these, as sv; all without one.")
    ] = None,
) -> None:
    """Say which languages are whole, and exactly what an unfinished one lacks.

    Exit code 1 when one of them is unfinished: nothing in it can be sent until it is whole.
    """
    console = Console()
    table = Table()
    for heading in ("Language", "File", "Key", "What"):
        table.add_column(heading, overflow="fold")
    unfinished = False
    for code in codes or begun():
        lacks = missing(code)
        unfinished = unfinished or bool(lacks)
        if not lacks:
            table.add_row(code, "", "", f"whole: {facts(code).name}")
        for each in lacks:
            table.add_row(code, each.file, *(escape(text) for text in (each.key, each.problem)))
    console.print(table)
    raise typer.Exit(FINDING if unfinished else 0)
