"""The languages that Svar speaks, read from `svar/languages`: data, one folder and one TOML each.

`<code>.toml` holds the facts of a language and `<code>/<part>.toml` its texts. Which languages
there are is which files there are. Each file is read when it is first needed, and once.
"""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from svar.domain.value import Value

HERE = Path(__file__).parents[1] / "languages"
Part = Literal["mail", "pages", "letters", "rules", "screens", "summaries", "chat"]

READY = ".json"

REFERENCE = "nb"
"""What the others are measured by, and what is written where nobody has said which language."""


class _Facts(Value):
    # A misspelt key must not silently mean a missing fact.
    model_config = ConfigDict(extra="forbid")


class Dates(_Facts):
    """How days are said. `months` from January, `weekdays` from Monday."""

    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]
    weekdays: Annotated[tuple[str, ...], Field(min_length=7, max_length=7)]
    date: str
    date_year: str
    short: str
    short_year: str
    time: str
    moment: str
    list: str


class QuoteMarks(_Facts):
    open: str
    close: str


class ToModel(_Facts):
    """How the language is named to a language model, and what to mind in it."""

    name: str
    mind: str


class LanguageFacts(_Facts):
    """`name` is the language's own; `also` are other codes that mean it."""

    name: str
    also: tuple[str, ...]
    letters: str
    """Those of its small letters that English has not."""
    no_name: tuple[str, ...]
    """What a machine or a form writes where a name is missing, in lower case."""
    identity_numbers: tuple[str, ...]
    """How identity and account numbers are written where it is spoken: patterns."""
    dates: Dates
    quote: QuoteMarks
    model: ToModel


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages, in alphabetical order."""
    found = (each.name for each in HERE.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def facts(language: str) -> LanguageFacts:
    """The facts of one language; raises KeyError for a code that there is no file for."""
    return LanguageFacts.model_validate(read_file(_ours(language)))


@cache
def texts(language: str, part: Part) -> Mapping[str, Any]:
    """One part of a language's texts as its file has them; raises KeyError like `facts`."""
    return read_file(_ours(language), part)


def language_of(tag: str | None) -> str | None:
    """The language that `tag` means (`nb`, `nb-NO`, `en_us`, `no`), or None for none of ours."""
    short = (tag or "").strip().lower().replace("_", "-").split("-")[0]
    if short in languages():
        return short
    return next((each for each in languages() if short in facts(each).also), None)


def known_language(wanted: str | None, default: str = REFERENCE) -> str:
    """The language to write in: the one that is wanted when it is ours, else the default."""
    return language_of(wanted) or default


def read_file(code: str, part: str = "") -> dict[str, Any]:
    """One file of a language as it stands, without a part the one with its facts.

    In a bundle, what the build has made of it. Raises FileNotFoundError, or ValueError for what is
    not TOML.
    """
    place = HERE / code / f"{part}.toml" if part else HERE / f"{code}.toml"
    ready = place.with_suffix(READY)
    if ready.exists():
        found: dict[str, Any] = json.loads(ready.read_bytes())
        return found
    return tomllib.loads(place.read_text(encoding="utf-8"))


def make_ready(languages: Path) -> None:
    """Put what each file of this folder says beside it as JSON, once, at the build: TOML is read by
    Python and JSON by C, and a letter takes a dozen of these files."""
    for place in languages.rglob("*.toml"):
        said = tomllib.loads(place.read_text(encoding="utf-8"))
        place.with_suffix(READY).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _ours(language: str) -> str:
    if language not in languages():
        raise KeyError(language)
    return language
