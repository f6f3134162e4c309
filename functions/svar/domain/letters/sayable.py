"""Whether a piece of somebody's text may stand in a letter at all."""

import re

from svar.domain.letters.case import LetterCase

# A link, an address, markup or an unfilled placeholder has no place in a one-to-one answer.
_NOT_PROSE = re.compile(
    r"https?:|www\.|@|[<>{}\[\]|\\`]|\bNone\b|\bnull\b|\d{6}|\d{4}[ .]\d{2}[ .]\d{5}", re.IGNORECASE
)
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")


def is_sayable(text: str, case: LetterCase) -> bool:
    """Whether `text` breaks no rule of the gate that looks at words, whoever wrote it."""
    return text.isprintable() and not _NOT_PROSE.search(text) and not _EMOJI.search(text)
