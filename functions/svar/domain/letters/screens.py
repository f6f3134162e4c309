"""Patterns that keep a text out of a letter or a summary, by the key that says why."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from pydantic import ConfigDict

from svar.domain.languages import languages, texts
from svar.domain.value import Value

_WORD = re.compile(r"\w+")
_LONGEST_ENDING = 3
Variants = tuple[str, ...]
Key = Literal[
    "protected_ground",
    "no_objective_reason",
    "undignified",
    "personal",
    "instruction",
    "speech",
    "judgement",
    "steering",
    "private",
    "danger",
    "intrusive",
    "verdict",
    "ordering",
]


class Screens(Value):
    """What one language's file holds; the file says what each list is for."""

    model_config = ConfigDict(extra="forbid")
    protected_ground: Variants
    no_objective_reason: Variants
    undignified: Variants
    personal: Variants
    instruction: Variants
    speech: Variants
    misspelt: Variants
    judgement: Variants
    steering: Variants
    private: Variants
    danger: Variants
    intrusive: Variants
    verdict: Variants
    ordering: Variants


@cache
def screens(language: str) -> Screens:
    """The patterns of one language; raises KeyError for one that is not ours."""
    return Screens.model_validate(texts(language, "screens"))


@cache
def screen(key: Key) -> re.Pattern[str]:
    """The patterns of all languages at once: a text may be written in any."""
    return re.compile(
        "|".join(each for code in languages() for each in getattr(screens(code), key))
    )


@cache
def slips(language: str) -> re.Pattern[str]:
    """The slips of the keyboard in one language: a word of one is a slip in another."""
    return re.compile("|".join(screens(language).misspelt))


def screened(text: str, *keys: Key, about: str = "") -> Key | None:
    """The first of `keys` whose patterns the text breaks, or None.

    What `about` says may be said: an advert for work with children may be answered with children.
    Only those very words are set aside; "hearing loss" there does not let "my hearing" through.
    """
    low, known = text.casefold(), _WORD.findall(about.casefold())
    return next(
        (key for key in keys if any(_new(low, hit, known) for hit in _hits(key, low))), None
    )


def _hits(key: Key, low: str) -> Iterator[re.Match[str]]:
    return screen(key).finditer(low)


def _new(low: str, hit: re.Match[str], known: list[str]) -> bool:
    """Whether the words that a hit touches, each of them whole, stand nowhere in `known`."""
    if not known:
        return True
    start, end = hit.span()
    whole = [word[0] for word in _WORD.finditer(low) if word.start() < end and word.end() > start]
    starts = range(len(known) - len(whole) + 1)
    return not whole or not any(
        all(map(_same, whole, known[at : at + len(whole)])) for at in starts
    )


def _same(word: str, other: str) -> bool:
    """The same word, but perhaps for its ending."""
    short, long = sorted((word, other), key=len)
    return long.startswith(short) and len(long) - len(short) <= _LONGEST_ENDING
