"""Names, titles, requirements and numbers as an ATS gives them, when they are what they say.

Whoever can write in an ATS can write a message where a name goes. It would stand in a letter's
greeting, signature or subject as if the employer had said it.
"""

import re

from svar.domain.languages import languages
from svar.domain.letters.screens import Key, screened
from svar.domain.text import clean_line, display_name

_LONGEST_NAME_WORDS = 4
_NEVER_SPOKEN: tuple[Key, ...] = (
    "protected_ground",
    "no_objective_reason",
    "instruction",
    "personal",
    "private",
)
# Small words that stand in names of many languages.
_PARTICLES = frozenset((
    "af", "al", "ap", "ben", "bin", "bint", "da", "das", "de", "del", "della", "den", "der",
    "des", "di", "do", "dos", "du", "e", "el", "en", "i", "la", "le", "las", "lo", "los", "og",
    "of", "ten", "ter", "und", "van", "von", "y", "zu", "zum", "zur",
))  # fmt: skip
_LONGEST_TITLE = 200
_NOT_A_TITLE = re.compile(
    r"https?:|www\.|@|[<>{}\[\]|\\`$#]|\d{6}|\d{4}[ .]\d{2}[ .]\d{5}|\S{60}", re.IGNORECASE
)
_NOT_A_REQUIREMENT = re.compile(
    r"https?:|www\.|@|[<>{}\[\]|\\`]|\d{6}|\d{4}[ .]\d{2}[ .]\d{5}|\S{60}"
    r"|\b[\w-]+\.example\b|[\u202a-\u202e\u2066-\u2069]",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?[\d ()/.-]{5,20}")


def person_name(raw: str | None) -> str | None:
    """The name as it may be written; `None` when nothing of one is left, or it is a message."""
    name = display_name(raw)
    # What is taken out of a name may be the half that shows it to be an order.
    said = clean_line(raw or "")
    return None if name and (_is_a_message(name) or screened(said, "speech")) else name


def is_a_title(text: str) -> bool:
    """Whether a text can be the title of a job. "Leder, eldreomsorg" names no protected ground."""
    odd = len(text) > _LONGEST_TITLE or not text.isprintable() or _NOT_A_TITLE.search(text)
    if odd or screened(text, "speech"):
        return False
    if len(text.split()) <= _LONGEST_NAME_WORDS:
        return True
    orders = _small_words(text) > 1 and screened(text, "instruction")
    return not (orders or screened(text, "no_objective_reason"))


def is_a_requirement(text: str) -> bool:
    """Whether a criterion can be one of an advert: no link, no markup, and nobody's speech."""
    return bool(text.strip()) and not (
        _NOT_A_REQUIREMENT.search(text) or screened(text, "speech", "no_objective_reason")
    )


def phone_number(raw: str | None) -> str | None:
    """A telephone number, or `None` for anything else."""
    number = (raw or "").strip()
    fits = _PHONE.fullmatch(number) and sum(each.isdigit() for each in number) >= 5
    return number if fits else None


def _is_a_message(name: str) -> bool:
    if screened(name, "speech"):
        return True
    if len(name.split()) > _LONGEST_NAME_WORDS and _small_words(name) > 1:
        return True
    return _is_spoken(name) and screened(name, *_NEVER_SPOKEN) is not None


def _is_spoken(name: str) -> bool:
    """Whether it is written as a sentence is: a capital first, and then small words."""
    first, *rest = name.split()
    small = (each for each in rest if each.islower() and each.strip(".,'’-") not in _PARTICLES)
    return any(small) and (not first.islower() or len(rest) >= _LONGEST_NAME_WORDS)


def _small_words(text: str) -> int:
    """How many words of sentences stand in it, in any of our languages."""
    # All words of letters hang on it, and most names are short enough to pass without.
    from svar.domain.letters.requirement import own_words

    low = text.casefold()
    # A word that several languages have is one word: «Vi» is a name, too.
    return len({found.span() for each in languages() for found in own_words(each).finditer(low)})
