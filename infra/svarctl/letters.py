"""Look at letters before anybody gets them: `svarctl letter preview`, `check` and `gallery`."""

from pathlib import Path
from typing import Annotated

import typer

from svar.domain.languages import languages
from svarctl import letter_gallery
from svarctl.letter_check import check
from svarctl.letter_preview import preview

app = typer.Typer(help="Look at letters before anybody gets them.", no_args_is_help=True)
app.command()(preview)
app.command()(check)


@app.command()
def gallery(
    out: Annotated[Path, typer.Option(help="Where index.html and index.txt are put.")] = Path(
        "out/letters"
    ),
) -> None:
    """Write the house writer's letters to six kinds of people, and count how they vary."""
    count = letter_gallery.write(out)
    typer.echo(f"{count} letters: {out / 'index.html'}, {out / 'index.txt'}")
    for language in languages():
        typer.echo(letter_gallery.variety(language).in_words())
