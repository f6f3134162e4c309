"""Judge what a human wrote for the candidate: sent word for word, or handed back."""

import re

from svar.domain.letters.case import LetterCase
from svar.domain.letters.quotes import screened
from svar.domain.letters.requirement import foreign_words
from svar.domain.letters.sayable import is_sayable
from svar.domain.letters.wording import known_language, languages, wording

_FEWEST_WORDS, _MOST_WORDS = 4, 60
_MOST_SENTENCES = 4
_BOUNDARY = re.compile(r"(?<=[^\W\d]{2}[.!?])\s+(?=[A-ZÆØÅ«“\"])|(?<=\d[.!?])\s+(?=[A-ZÆØÅ])")


def feedback_problem(case: LetterCase) -> str | None:
    """Why the feedback may not be sent, as a key of the recruiter's texts; None if it may."""
    text = (case.decision.feedback_for_candidate or "").strip()
    if not text:
        return None
    if why := screened(text, "protected_ground", "no_objective_reason", "undignified"):
        return why
    words = text.split()
    if len(words) < _FEWEST_WORDS:
        return "too_short"
    if len(words) > _MOST_WORDS or len(sentences_of(text)) > _MOST_SENTENCES:
        return "too_long"
    language = known_language(case.language, "nb")
    if foreign_words(text, language) and not _mostly(text, language):
        return "other_language"
    return None if is_sayable(text, case) else "breaks_letter_rules"


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, each ending as it should."""
    parts = [part.strip() for part in _BOUNDARY.split(" ".join(text.split())) if part.strip()]
    return tuple(part if part[-1] in '.!?»”"' else f"{part}." for part in parts)


def gives_advice(text: str) -> bool:
    """Whether the text already says what to do next time."""
    patterns = (wording(language).recognise.advice for language in languages())
    return any(re.search(pattern, text.casefold()) for pattern in patterns)


def _mostly(text: str, language: str) -> bool:
    """Whether the text has more words that are only this language's than of any other."""

    def count(code: str) -> int:
        own = re.compile(r"\b(?:" + "|".join(wording(code).recognise.own_words) + r")\b")
        return len(own.findall(text.casefold()))

    return all(count(language) > count(other) for other in languages() if other != language)
