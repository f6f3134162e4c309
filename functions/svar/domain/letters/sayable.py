"""Whether a piece of somebody's text may stand in a letter at all."""

import re

from svar.domain.languages import languages
from svar.domain.letters.case import LetterCase
from svar.domain.rules import GateContext, LetterText, check

# A link, an address, markup or an unfilled placeholder has no place in a one-to-one answer.
_NOT_PROSE = re.compile(
    r"https?:|www\.|@|[<>{}\[\]|\\`]|\bNone\b|\bnull\b|\d{6}|\d{4}[ .]\d{2}[ .]\d{5}", re.IGNORECASE
)
# Rules that a few words can break by themselves; the others need a whole letter.
_RULES_OF_WORDS = frozenset({"R07", "R08", "R11", "R12", "R13", "R14", "R16", "R17", "R18", "R20"})
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")


def is_sayable(text: str, case: LetterCase) -> bool:
    """Whether `text` breaks no rule of the gate that looks at words, whoever wrote it."""
    if not text.isprintable() or _NOT_PROSE.search(text) or _EMOJI.search(text):
        return False
    if case.language not in languages():
        return True
    context = GateContext(
        language=case.language,
        name=case.candidate.name or "",
        known=(case.job.title, case.job.organisation),
        contact=tuple(filter(None, (case.contact.name, case.contact.email, case.contact.phone))),
    )
    found = check(LetterText(subject=None, body=text), context)
    return not any(each.rule in _RULES_OF_WORDS for each in found)
