"""Read one answer against one criterion: a clear yes, a clear no, or neither.

Doubt is never resolved in anybody's favour or disfavour: it is shown, with the words.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from svar.domain.events import Criterion, Turn
from svar.domain.languages import languages
from svar.domain.letters.quotes import stems
from svar.domain.letters.wording import wording
from svar.domain.summarising.decency import LONGEST_QUOTE, is_decent, steers
from svar.domain.summarising.wording import spoken

Verdict = Literal["met", "not_met", "unclear"]
# A full stop inside "2.5" or "B.Sc" ends nothing.
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?=\w))+[.!?]*")
_CLASSES = frozenset("BCDE")


class Reading(NamedTuple):
    """What an answer says about a criterion. `quote` is an exact substring of that answer."""

    turn: int
    verdict: Verdict
    quote: str | None


def sentences(text: str) -> list[str]:
    """The sentences of an answer, each an exact substring of it."""
    return [said for hit in _SENTENCE.finditer(text) if (said := hit.group(0).strip())]


def read_turn(turn: Turn, criterion: Criterion, others: tuple[Criterion, ...]) -> Reading | None:
    """How the turn speaks of the criterion; None when neither question nor answer does."""
    asked = speaks_of(turn.asked, criterion)
    said = sentences(turn.answered)
    about = [each for each in said if speaks_of(each, criterion)]
    if not asked and not about:
        return None
    relevant = _relevant(said, about, asked=asked)
    readings = [(verdict_of(each, turn.asked, criterion, others), each) for each in relevant]
    clear = [(verdict, each) for verdict, each in readings if verdict != "unclear"]
    doubted = [
        (verdict, each)
        for verdict, each in readings
        if verdict != "met" and says_no(each, criterion)
    ]
    if not asked and not clear and not doubted:
        return None  # only mentioned in passing
    if steers(turn.answered) or not clear:
        return Reading(turn.turn, "unclear", _first_decent(relevant, criterion))
    if len({verdict for verdict, _ in (*clear, *doubted)}) > 1:
        said_so = [pair for pair in readings if pair in clear or pair in doubted]
        return Reading(turn.turn, "unclear", _both(turn.answered, said_so, criterion))
    verdict, quote = max(clear, key=lambda each: len(stems(each[1]) & stems(criterion.text)))
    if not _quotable(quote, criterion):
        return Reading(turn.turn, "unclear", None)
    return Reading(turn.turn, verdict, quote)


def speaks_of(text: str, criterion: Criterion) -> bool:
    """Whether a text shares words with a criterion; "klasse B" does not speak of "klasse C"."""
    found, wanted = stems(text), stems(criterion.text)
    classes = found & _CLASSES
    if classes and wanted & _CLASSES and not classes & wanted:
        return False
    return bool((found & wanted) - _CLASSES)


def says_no(sentence: str, criterion: Criterion) -> bool:
    """Whether a sentence says no to something of the criterion: "no licence" is no class C."""
    low = sentence.casefold()
    said_no = spoken("denies").search(low) and not _is_idiom(low)
    return bool(said_no) and speaks_of(sentence, criterion)


def verdict_of(
    sentence: str, question: str, criterion: Criterion, others: tuple[Criterion, ...] = ()
) -> Verdict:
    """What one sentence, said to that question, clearly says about the criterion."""
    low = sentence.casefold()
    if spoken("hedges").search(low):
        return "unclear"
    denies = bool(spoken("denies").search(low))
    affirms = bool(spoken("yes").search(low))
    if (denies and affirms) or (denies and _is_idiom(low)):
        return "unclear"
    if not _covers(f"{question} {sentence}", criterion):
        return "unclear"
    own = stems(sentence) & stems(criterion.text)
    if not own and any(stems(sentence) & stems(each.text) for each in others):
        return "unclear"  # yes to another part of the question
    has, needs = _years(low), _years(criterion.text.casefold())
    if has is not None and needs is not None and own and not denies:
        return "met" if has >= needs else "not_met"
    if denies:
        return "not_met" if own or spoken("denies").match(low) else "unclear"
    if needs is not None and _years(question.casefold()) != needs:
        return "unclear"
    if not speaks_of(question, criterion) and 2 * len(own) <= len(stems(criterion.text)):
        # In passing, and only half of its words: who works as one may have no certificate.
        return "unclear"
    if affirms or (own and spoken("claims").search(low)):
        return "met"
    return "unclear"


def _relevant(said: list[str], about: list[str], *, asked: bool) -> list[str]:
    """What of an answer counts: what names the criterion, and the first words after a question."""
    if not asked:
        return about
    return [each for i, each in enumerate(said) if i == 0 or each in about]


def _covers(text: str, criterion: Criterion) -> bool:
    found, wanted = stems(text), stems(criterion.text)
    return (wanted & _CLASSES) <= found and 2 * len(wanted & found) >= len(wanted)


def _is_idiom(low: str) -> bool:
    """ "Not only", "no problem": a denial by its words alone."""
    rules = (wording(each).recognise.not_limits for each in languages())
    return any(re.search(pattern, low) for patterns in rules for pattern in patterns)


def _years(low: str) -> int | None:
    for language in languages():
        rules = wording(language).recognise
        if found := re.search(rules.year, low):
            return int(found["n"]) if found["n"].isdigit() else rules.numbers[found["n"]]
    return None


def _both(answer: str, clear: Sequence[tuple[Verdict, str]], criterion: Criterion) -> str | None:
    """The stretch with both sides of a contradiction, or its later side."""
    first, last = clear[0][1], clear[-1][1]
    start = answer.find(first)
    stretch = answer[start : answer.find(last, start) + len(last)]
    return next((each for each in (stretch, last) if _quotable(each, criterion)), None)


def _first_decent(said: list[str], criterion: Criterion) -> str | None:
    return next((each for each in said if _quotable(each, criterion)), None)


def _quotable(text: str, criterion: Criterion) -> bool:
    return len(text) <= LONGEST_QUOTE and is_decent(text, criterion.text)
