"""Find the candidate's own sentence about a requirement that was not met.

No quote is better than a doubtful one: a sentence is used only when it is about the requirement,
shows the limit itself, and can be read by anybody without harm to the one who wrote it.
"""

import re
from functools import cache

from svar.domain.languages import languages
from svar.domain.letters.case import LetterCase, ScreeningTurn
from svar.domain.letters.document import Quote
from svar.domain.letters.naming import names_somebody, names_these_people, speaks_of_self
from svar.domain.letters.requirement import foreign_words
from svar.domain.letters.screens import screened, slips
from svar.domain.letters.wording import Recognise, wording
from svar.domain.text import CAPITALS

_SENTENCE = re.compile(r"[^.!?\n]+")
_WORD = re.compile(r"[^\W_]+")
_FEWEST_WORDS, _MOST_WORDS = 3, 22
_STEM = 5
# What a plain sentence is made of: letters, digits, and the marks between them.
_PLAIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9 ,'’%/()-]+")
_IDENTIFIER = re.compile(r"@|\d{5,}|(?:\d[ -]?){7,}|\b[A-Z]{2,3}\d{3,}")
_SLIP = re.compile(
    r"(.)\1\1|  | ,|,\S|\b[bcdfghjklmnpqrstvwxz]{5,}\b"
    rf"|\b(?![{CAPITALS}]{{2,5}}\b)[{CAPITALS}]{{4,}}\b"
)


def find_quote(case: LetterCase, criterion: str, language: str) -> Quote | None:
    """The best quotable sentence about `criterion`, or None."""
    best: tuple[int, Quote] | None = None
    for turn in case.screening:
        if _is_private(turn.answered, criterion):
            continue
        asked = len(stems(turn.asked) & stems(criterion))
        for sentence in _sentences(turn):
            about = len(stems(sentence) & stems(criterion))
            if not (about or (asked and speaks_of_self(sentence))):
                continue
            if not _quotable(sentence, case, criterion, turn, language):
                continue
            if not _shows_limit(sentence, criterion, asked=bool(asked)):
                continue
            if best is None or asked + 2 * about > best[0]:
                best = (asked + 2 * about, Quote(turn=turn.turn, text=sentence))
    return best[1] if best else None


def _is_private(answer: str, criterion: str) -> bool:
    """Whether an answer holds anything that makes it wrong to quote even a part of it."""
    if screened(answer, "instruction", "undignified", "protected_ground"):
        return True
    return screened(answer, "personal", about=criterion) is not None


def _sentences(turn: ScreeningTurn) -> list[str]:
    return [text for hit in _SENTENCE.finditer(turn.answered) if (text := hit.group(0).strip())]


def _quotable(
    sentence: str, case: LetterCase, criterion: str, turn: ScreeningTurn, language: str
) -> bool:
    words = sentence.split(" ")
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or not _PLAIN.fullmatch(sentence):
        return False
    if _IDENTIFIER.search(sentence) or _SLIP.search(sentence) or names_these_people(case, sentence):
        return False
    if names_somebody(sentence, f"{criterion} {turn.asked}"):
        return False
    if slips(language).search(sentence.casefold()) or foreign_words(sentence, language):
        return False
    return not _looks_misspelt(sentence, f"{criterion} {turn.asked}")


def _shows_limit(sentence: str, criterion: str, *, asked: bool) -> bool:
    """Whether the sentence itself says that the requirement is not met."""
    low = sentence.casefold()
    for language in languages():
        rules = _recognise(language)
        if any(re.search(pattern, low) for pattern in rules.not_limits):
            return False
    if _fewer_years(low, criterion.casefold()):
        return True
    clauses = _turns().split(low)
    for clause in clauses:
        # In "class B, but not a truck licence" the limit is about something else.
        about = _is_about(clause, criterion) or (asked and len(clauses) == 1)
        if about and _limits().search(clause):
            return True
    return False


@cache
def _turns() -> re.Pattern[str]:
    """Words at which a sentence turns to something else, in any of our languages."""
    return re.compile("|".join(each for code in languages() for each in _recognise(code).but))


@cache
def _limits() -> re.Pattern[str]:
    return re.compile("|".join(each for code in languages() for each in _recognise(code).limits))


def _recognise(code: str) -> Recognise:
    return wording(code).recognise


def _is_about(clause: str, criterion: str) -> bool:
    """Whether they share a word of meaning; "class D" is not about "class C"."""
    classes, wanted = _classes(clause), _classes(criterion)
    if classes and wanted and not classes & wanted:
        return False
    return bool(stems(clause) & stems(criterion))


def _classes(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if word in "bcde" and len(word) == 1}


def _fewer_years(sentence: str, criterion: str) -> bool:
    has, needs = _years(sentence), _years(criterion)
    return has is not None and needs is not None and has < needs


def _years(text: str) -> int | None:
    for language in languages():
        rules = _recognise(language)
        found = re.search(rules.year, text)
        if found:
            said = found["n"]
            return int(said) if said.isdigit() else rules.numbers[said]
    return None


def stems(text: str) -> frozenset[str]:
    """Word stems that carry meaning; a lone capital counts, as in "klasse C"."""
    words = _WORD.findall(text)
    stems = {
        word.casefold()[:_STEM]
        for word in words
        if len(word) > 3 and word.casefold() not in _stopwords()
    }
    return frozenset(stems | {word for word in words if len(word) == 1 and word in "BCDE"})


def _looks_misspelt(sentence: str, known: str) -> bool:
    """Whether a word is one slip of the keyboard away from a word of the question or advert."""
    correct = {word.casefold() for word in _WORD.findall(known) if len(word) > 4}
    for word in (each.casefold() for each in _WORD.findall(sentence) if len(each) > 4):
        if word in correct:
            continue
        for right in correct:
            if _one_slip(word, right) and word[:-2] != right[:-2]:
                return True
    return False


def _one_slip(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1
        return len(wrong) == 1 or (
            swapped and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        )
    short, long = sorted((a, b), key=len)
    # An ending more or less is an inflection, not a slip.
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long) - 2))


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(
        word for language in languages() for word in wording(language).recognise.stopwords
    )
