"""The words of mails and pages, looked up by key and filled with values."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from svar.domain.errors import Invalid
from svar.domain.languages import Part, language_of, languages, texts


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

    def find(self, key: str) -> Any:
        """Return what stands at `key`: a text, a list or a table."""
        place: Any = self._texts
        for part in key.split("."):
            if not isinstance(place, Mapping) or part not in place:
                raise KeyError(f"{self.language} has no text at {key}")
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
def wording(language: str, *more: Part) -> Wording:
    """Return the texts of mails in `language` (`nb`, `nb-NO`), with those of the parts in `more`.

    Raises Invalid when nobody has written that language: a letter in another one is not an answer.
    """
    code = language_of(language)
    if code is None:
        raise Invalid("language", f"no texts for {language}; there are {', '.join(languages())}")
    found: dict[str, Any] = {}
    for part in ("mail", *more):
        found |= texts(code, part)
    return Wording(code, found)
