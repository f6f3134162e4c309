"""The mechanical half of "says nothing that is not in a fact".

A model may fall for words in the facts, and so may the one that judges it. What is refused here is
asked for once more and then written by the house, so a doubt is no loss to the candidate.
"""

import re

from svar.adapters.claude.failures import Unreadable
from svar.domain.letters.case import LetterBrief
from svar.domain.letters.document import Evidence, ReasonSentence, Slots
from svar.domain.letters.letter_words import shared_words, unknown_words
from svar.domain.letters.screens import Key, screened
from svar.domain.letters.wording import wording

_NUMBER = re.compile(r"\d+")
_QUOTED = re.compile(r"[«“”\"]([^«»“”\"]+)[»“”\"]")
_ADDRESS = re.compile(r"https?:|www\.|@|<|>|\{\{|\b[\w-]{3,}\.[a-z]{2,8}\b", re.IGNORECASE)
_NEVER: tuple[Key, ...] = (
    "protected_ground",
    "no_objective_reason",
    "undignified",
    "personal",
    "private",
    "danger",
    "judgement",
    "steering",
)
_MOST_UNKNOWN = {"thanks": 1, "reason": 2, "learning": 5}
"""Words of its own that a text may have: good letters of other writers had no more (measured)."""
_TEACH_NOTHING = frozenset({"volume", "position_filled", "position_cancelled"})
_FEWEST_COUNTED = 3
"""Smaller numbers are articles in some language."""


def refuse_ungrounded(slots: Slots, brief: LetterBrief) -> None:
    """Raises `Unreadable` for an unknown id, and for what no named fact has."""
    facts = {each.id: words_of(each) for each in brief.evidence}
    position = f"{brief.job_title} {brief.organisation}"
    _refuse(slots.thanks_for, position, "thanks", brief.language)
    learning = [slots.learning] if slots.learning else []
    for sentence in (*slots.reason, *learning):
        if not sentence.evidence or not set(sentence.evidence) <= set(facts):
            raise Unreadable("a sentence names no evidence, or evidence that is not there")
    for sentence in slots.reason:
        stated = " ".join(facts[each] for each in sentence.evidence)
        _refuse(sentence.text, f"{position} {stated}", "reason", brief.language)
        _refuse_other_subject(sentence.text, stated, position, brief.language)
    for sentence in learning:
        _refuse_no_advice(sentence, brief)
        stated = " ".join(facts[each] for each in sentence.evidence)
        _refuse(sentence.text, f"{position} {stated}", "learning", brief.language)


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


def _refuse(text: str, known: str, slot: str, language: str) -> None:
    if not text.isprintable() or (_ADDRESS.search(text) and not _ADDRESS.search(known)):
        raise Unreadable("an address, markup or a character that nobody sees")
    if not set(_NUMBER.findall(text)) <= set(_NUMBER.findall(known)):
        raise Unreadable("a number that is in no fact")
    if any(quoted.casefold() not in known.casefold() for quoted in _QUOTED.findall(text)):
        raise Unreadable("a quote that is in no fact")
    # "I" is the candidate's in the candidate's own words, and nobody's in ours.
    if key := screened(text, *_NEVER, about=known) or screened(_unquoted(text), "speech"):
        raise Unreadable(f"words that no letter may have: {key}")
    if slot != "learning" and _counts(text, language) - _counts(known, language):
        raise Unreadable("a number in words that is in no fact")
    if len(unknown_words(text, known, language, advice=slot == "learning")) > _MOST_UNKNOWN[slot]:
        raise Unreadable(f"more of its own than a fact's in {slot}")


def _unquoted(text: str) -> str:
    return _QUOTED.sub(" ", text)


def _refuse_other_subject(text: str, stated: str, position: str, language: str) -> None:
    """A reason speaks of its fact, or has nothing but the plain words of a letter."""
    speaks_of_it = shared_words(text, stated) or set(_NUMBER.findall(text)) & set(
        _NUMBER.findall(stated)
    )
    if not speaks_of_it and unknown_words(text, position, language):
        raise Unreadable("a reason that does not speak of its fact")


def _refuse_no_advice(learning: ReasonSentence, brief: LetterBrief) -> None:
    """What is said of the person stands in a reason; a number of applicants teaches nothing."""
    kinds = {each.kind for each in brief.evidence if each.id in learning.evidence}
    if kinds <= _TEACH_NOTHING:
        raise Unreadable("advice that stands on no criterion and no feedback")
    claim = wording(brief.language).recognise.claim
    if re.match(claim, learning.text.strip(), re.IGNORECASE):
        raise Unreadable("a claim where advice should be")


def _counts(text: str, language: str) -> set[int]:
    """The numbers that a text says, in words or digits."""
    spelled = wording(language).recognise.numbers
    words = re.findall(r"[^\W\d_]+", text.casefold())
    said = {spelled[word] for word in words if word in spelled}
    return {n for n in said if n >= _FEWEST_COUNTED} | {int(n) for n in _NUMBER.findall(text)}
