"""The mechanical half of "says nothing that is not in a fact"."""

import re

from svar.adapters.claude.failures import Unreadable
from svar.domain.letters.case import Evidence, LetterBrief, Slots

_NUMBER = re.compile(r"\d+")
_QUOTED = re.compile(r"[«»“”\"]([^«»“”\"]+)[«»“”\"]")
_ADDRESS = re.compile(r"https?:|www\.|@|<|>|\{\{|\b[\w-]+\.(?:no|com|net|org|example)\b", re.I)


def refuse_ungrounded(slots: Slots, brief: LetterBrief) -> None:
    """Raises `Unreadable` for an unknown id, a number or a quote that no named fact has."""
    facts = {each.id: words_of(each) for each in brief.evidence}
    position = f"{brief.job_title} {brief.organisation}"
    _refuse(slots.thanks_for, position)
    for sentence in (*slots.reason, *([slots.learning] if slots.learning else [])):
        if not sentence.evidence or not set(sentence.evidence) <= set(facts):
            raise Unreadable("a sentence names no evidence, or evidence that is not there")
        _refuse(sentence.text, " ".join([position, *(facts[each] for each in sentence.evidence)]))


def words_of(evidence: Evidence) -> str:
    """All words and numbers of a fact that may be repeated."""
    numbers = evidence.numbers
    pieces = (
        evidence.criterion_text,
        evidence.feedback,
        evidence.quote.text if evidence.quote else None,
        str(numbers.applicants) if numbers else None,
        str(numbers.invited) if numbers and numbers.invited is not None else None,
    )
    return " ".join(each for each in pieces if each)


def _refuse(text: str, known: str) -> None:
    if not set(_NUMBER.findall(text)) <= set(_NUMBER.findall(known)):
        raise Unreadable("a number that is in no fact")
    if any(quoted.casefold() not in known.casefold() for quoted in _QUOTED.findall(text)):
        raise Unreadable("a quote that is in no fact")
    if _ADDRESS.search(text) and not _ADDRESS.search(known):
        raise Unreadable("an address or markup")
