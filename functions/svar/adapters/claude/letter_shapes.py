"""What Claude sees of a letter, and the shapes of its answers."""

from typing import Any

from pydantic import ConfigDict, Field, ValidationError

from svar.adapters.claude.failures import Unreadable
from svar.adapters.claude.grounding import refuse_ungrounded
from svar.adapters.claude.schema import closed
from svar.domain.breaks import Break
from svar.domain.letters.case import LetterBrief
from svar.domain.letters.document import Evidence, ReasonSentence, Slots
from svar.domain.value import Value

JUDGED = ("R05", "R13", "R16")
"""The rules with a half that code cannot see."""


class _Answer(Value):
    # The API enforces the shape but neither lengths nor counts.
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Sentence(_Answer):
    text: str = Field(min_length=3, max_length=320)
    evidence: tuple[str, ...] = Field(min_length=1, max_length=4)


class _Letter(_Answer):
    thanks_for: str = Field(min_length=3, max_length=200)
    reason: tuple[_Sentence, ...] = Field(min_length=1, max_length=2)
    learning: _Sentence | None


class _Judgement(_Answer):
    """One rule: whether it is broken, by which words, and why."""

    broken: bool
    words: str = Field(max_length=400)
    why: str = Field(max_length=400)


class _Judgements(_Answer):
    R05: _Judgement
    R13: _Judgement
    R16: _Judgement


def job_of(brief: LetterBrief) -> dict[str, str]:
    """What all candidates for the job share."""
    return {"title": brief.job_title, "organisation": brief.organisation}


def facts_of(brief: LetterBrief) -> dict[str, Any]:
    """The facts. Left out: who assessed and when, internal notes, and anybody's name."""
    return {"stage": brief.stage, "facts": [_fact(each) for each in brief.evidence]}


def sentences_of(slots: Slots) -> dict[str, Any]:
    """The slots as plain JSON."""
    return slots.model_dump(mode="json")


def letter_schema(brief: LetterBrief) -> dict[str, object]:
    """The schema of an answer; evidence ids are enumerated."""
    ids = [each.id for each in brief.evidence]
    sentence = closed(
        text={"type": "string"},
        evidence={"type": "array", "items": {"type": "string", "enum": ids}},
    )
    return closed(
        thanks_for={"type": "string"},
        reason={"type": "array", "items": sentence},
        learning={"anyOf": [sentence, {"type": "null"}]},
    )


def judge_schema() -> dict[str, object]:
    one = closed(broken={"type": "boolean"}, words={"type": "string"}, why={"type": "string"})
    return closed(**dict.fromkeys(JUDGED, one))


def read_slots(found: dict[str, Any], brief: LetterBrief) -> Slots:
    """The slots of an answer. Raises `Unreadable` when it is not grounded in the brief."""
    try:
        letter = _Letter.model_validate(found)
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} fields are not as asked for") from None
    slots = Slots(
        thanks_for=letter.thanks_for,
        reason=tuple(_sentence(each) for each in letter.reason),
        learning=_sentence(letter.learning) if letter.learning else None,
    )
    refuse_ungrounded(slots, brief)
    return slots


def read_judgements(found: dict[str, Any], slots: Slots) -> tuple[Break, ...]:
    """What the judge says is broken. Raises `Unreadable`."""
    try:
        judged = _Judgements.model_validate(found)
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} fields are not as asked for") from None
    said = "\n".join(each.text for each in (*slots.reason, *filter(None, [slots.learning])))
    said = f"{slots.thanks_for}\n{said}".casefold()
    answers = {rule: getattr(judged, rule) for rule in JUDGED}
    # A recruiter reads these words as the letter's, so words that are not in it are not shown.
    return tuple(
        Break(rule=rule, words=one.words if one.words.casefold() in said else "", why=one.why)
        for rule, one in answers.items()
        if one.broken
    )


def _sentence(said: _Sentence) -> ReasonSentence:
    return ReasonSentence(text=said.text, evidence=said.evidence)


def _fact(evidence: Evidence) -> dict[str, Any]:
    fact: dict[str, Any] = {"id": evidence.id, "kind": evidence.kind}
    if evidence.criterion_text:
        fact["criterion"] = evidence.criterion_text
    if evidence.feedback:
        fact["feedback"] = evidence.feedback
    if evidence.quote:
        fact["own_words"] = evidence.quote.text
    if evidence.numbers:
        fact["numbers"] = evidence.numbers.model_dump(exclude_none=True)
    return fact
