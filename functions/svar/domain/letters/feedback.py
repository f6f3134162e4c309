"""Judge what a human wrote for the candidate: sent word for word, or handed back."""

import re

from svar.domain.languages import known_language, languages
from svar.domain.letters.case import LetterCase
from svar.domain.letters.requirement import foreign_words, own_words
from svar.domain.letters.sayable import is_sayable
from svar.domain.letters.screens import screened
from svar.domain.letters.wording import wording
from svar.domain.text import CAPITALS

_FEWEST_WORDS, _MOST_WORDS = 4, 60
_MOST_SENTENCES = 4
_PROBABLY_TELLING = 8
_LATIN = frozenset(map(chr, range(0x180)))
_BOUNDARY = re.compile(
    rf"(?<=[^\W\d]{{2}}[.!?])\s+(?=[{CAPITALS}«“”\"])|(?<=\d[.!?])\s+(?=[{CAPITALS}])"
)


def feedback_problem(case: LetterCase) -> str | None:
    """Why the feedback may not be sent, as a key of the recruiter's texts; None if it may."""
    text = (case.decision.feedback_for_candidate or "").strip()
    if not text:
        return None
    if why := screened(text, "protected_ground", "no_objective_reason", "undignified"):
        return why
    if screened(text, "personal", about=" . ".join(each.text for each in case.job.criteria)):
        return "private_life"
    words = text.split()
    if len(words) < _FEWEST_WORDS:
        return "too_short"
    if len(words) > _MOST_WORDS or len(sentences_of(text)) > _MOST_SENTENCES:
        return "too_long"
    language = known_language(case.language)
    if not _mostly(text, language):
        return "other_language"
    # A reason is a statement: a question in it is not for this letter.
    steers = screened(text, "instruction") or "?" in text
    return "breaks_letter_rules" if steers or not is_sayable(text, case) else None


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, each ending as it should."""
    parts = [part.strip() for part in _BOUNDARY.split(" ".join(text.split())) if part.strip()]
    return tuple(part if part[-1] in '.!?»”"' else f"{part}." for part in parts)


def gives_advice(text: str) -> bool:
    """Whether the text already says what to do next time."""
    patterns = (wording(language).recognise.advice for language in languages())
    return any(re.search(pattern, text.casefold()) for pattern in patterns)


def _mostly(text: str, language: str) -> bool:
    """Whether the text has more of this language's own words than of any other's."""

    def count(code: str) -> int:
        return len(own_words(code).findall(text.casefold()))

    others = [count(each) for each in languages() if each != language]
    if sum(char in _LATIN for char in text) < 0.9 * len(text):
        return False
    if not foreign_words(text, language):
        return count(language) > 0 or len(text.split()) < _PROBABLY_TELLING
    return count(language) > max(others)
