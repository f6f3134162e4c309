"""Names, titles and numbers as an ATS gives them, and only when they are what they say they are.

Whoever can write in an ATS can write a message where a name goes. It would stand in a letter's
greeting, signature or subject as if the employer had said it.
"""

import re

from svar.domain.languages import languages
from svar.domain.letters.requirement import own_words
from svar.domain.letters.screens import Key, screened
from svar.domain.text import display_name

_LONGEST_NAME_WORDS = 4
_NEVER_IN_A_NAME: tuple[Key, ...] = ("protected_ground", "no_objective_reason", "instruction")
_LONGEST_TITLE = 200
_NOT_A_TITLE = re.compile(
    r"https?:|www\.|@|[<>{}\[\]|\\`$#]|\d{6}|\d{4}[ .]\d{2}[ .]\d{5}|\S{60}", re.IGNORECASE
)
_PHONE = re.compile(r"\+?[\d ()/.-]{5,20}")


def person_name(raw: str | None) -> str | None:
    """The name as it may be written; `None` when nothing of one is left, or it is a message."""
    name = display_name(raw)
    return None if name and _is_a_message(name, *_NEVER_IN_A_NAME) else name


def is_a_title(text: str) -> bool:
    """Whether a text can be the title of a job. "Leder, eldreomsorg" names no protected ground."""
    odd = len(text) > _LONGEST_TITLE or not text.isprintable() or _NOT_A_TITLE.search(text)
    return not odd and not _is_a_message(text, "no_objective_reason", "instruction")


def phone_number(raw: str | None) -> str | None:
    """A telephone number, or `None` for anything else."""
    number = (raw or "").strip()
    fits = _PHONE.fullmatch(number) and sum(each.isdigit() for each in number) >= 5
    return number if fits else None


def _is_a_message(text: str, *grounds: Key) -> bool:
    if len(text.split()) <= _LONGEST_NAME_WORDS:
        return False
    said = sum(len(own_words(each).findall(text.casefold())) for each in languages())
    return said > 1 or screened(text, *grounds) is not None
