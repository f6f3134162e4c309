"""The words of mails and pages, one TOML file per language.

A language is added by adding a file: there is no list of languages in code.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from svar.domain.errors import Invalid

MAIL_TEXTS = Path(__file__).parent / "texts"


class Wording:
    """One language's texts, looked up by dotted key. An unknown key raises KeyError at once."""

    def __init__(self, language: str, texts: Mapping[str, Any]) -> None:
        self.language = language
        self._texts = texts

    def __contains__(self, key: str) -> bool:
        try:
            self.find(key)
        except KeyError:
            return False
        return True

    def find_all(self) -> Mapping[str, Any]:
        """Return every text, as its file is laid out."""
        return self._texts

    def find(self, key: str) -> Any:
        """Return what stands at `key`: a text, a list or a table."""
        place: Any = self._texts
        for part in key.split("."):
            if not isinstance(place, Mapping) or part not in place:
                raise KeyError(f"{self.language}.toml has no text at {key}")
            place = place[part]
        return place

    def say(self, key: str, /, **values: object) -> str:
        """Return the text at `key` with `{placeholders}` filled; a hole is a KeyError."""
        return str(self.find(key)).format(**values)

    def say_html(self, key: str, /, **values: object) -> Markup:
        """Like `say`, with the text and every value escaped; Markup values pass as they are."""
        return Markup(escape(self.find(key))).format(**values)  # noqa: S704 - escaped on the left

    def plural(self, key: str, count: int) -> str:
        """Return the key of the right number form: `<key>.one` or `<key>.other`."""
        return f"{key}.one" if count == 1 else f"{key}.other"


@cache
def languages(folder: Path = MAIL_TEXTS) -> tuple[str, ...]:
    """Return the languages that have texts, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


@cache
def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def wording(language: str, *more: Path) -> Wording:
    """Return the texts of `language` (`nb`, `nb-NO`), those of the folders in `more` laid over.

    Raises Invalid when nobody has written that language: a letter in another one is not an answer.
    """
    tag = language.split("-")[0].lower()
    if tag not in languages():
        raise Invalid("language", f"no texts for {language}; there are {', '.join(languages())}")
    texts: dict[str, Any] = {}
    for folder in (MAIL_TEXTS, *more):
        texts |= _table(folder / f"{tag}.toml")
    return Wording(tag, texts)
