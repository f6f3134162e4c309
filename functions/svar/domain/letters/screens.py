"""Patterns that keep a text out of a letter or a summary, by the key that says why."""

import re
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from svar.domain.languages import languages, texts

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
]


class Screens(BaseModel):
    """What one language's file holds; the file says what each list is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
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


def screened(text: str, *keys: Key) -> Key | None:
    """The first of `keys` whose patterns the text breaks, or None."""
    low = text.casefold()
    return next((key for key in keys if screen(key).search(low)), None)
