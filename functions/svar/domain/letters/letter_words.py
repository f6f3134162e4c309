"""The words that our own letters are made of: what may stand in a reason beside its facts."""

import re
from collections.abc import Iterator
from functools import cache

from svar.domain.languages import texts
from svar.domain.letters.wording import wording

_SAID = ("letter", "position", "thanks", "reason", "volume", "ended")
_ADVISED = (*_SAID, "learning")
"""Advice speaks of licences and courses; a reason does not, unless its fact does."""
_WORD = re.compile(r"[^\W\d_]+")
_STEM, _SMALL = 5, 3


def unknown_words(text: str, known: str, language: str, *, advice: bool = False) -> tuple[str, ...]:
    """Words of meaning that neither `known` nor any letter of the house has, but for endings."""
    sections = _ADVISED if advice else _SAID
    familiar = _letter_stems(language, sections) | {stem(word) for word in _WORD.findall(known)}
    return tuple(
        word for word in _WORD.findall(text) if len(word) > _SMALL and stem(word) not in familiar
    )


def shared_words(text: str, known: str) -> frozenset[str]:
    """Stems of meaning that both have."""
    said, there = (
        {stem(word) for word in _WORD.findall(each) if len(word) > _SMALL} for each in (text, known)
    )
    return frozenset(said & there)


def shared_meaning(text: str, known: str, language: str) -> frozenset[str]:
    """The same without the plain words that any two texts share."""
    return shared_words(text, known) - _letter_stems(language, _SAID)


def stem(word: str) -> str:
    return word.casefold()[:_STEM]


@cache
def _letter_stems(language: str, sections: tuple[str, ...]) -> frozenset[str]:
    letters, recognise = texts(language, "letters"), wording(language).recognise
    said = (text for section in sections for text in strings(letters[section]))
    words = {word for text in said for word in _WORD.findall(re.sub(r"\{[^}]*\}", " ", text))}
    return frozenset(stem(word) for word in (*words, *recognise.stopwords, *recognise.plain))


def strings(value: object) -> Iterator[str]:
    """Every text in a part of a language's texts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
