"""Claude finds where a screening speaks of each criterion; code checks every word of it."""

from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationError

from svar.adapters.claude.again import asked_twice
from svar.adapters.claude.client import Claude, as_data, fresh_boundary, language_for
from svar.adapters.claude.failures import Unreadable
from svar.adapters.claude.schema import closed
from svar.domain.screening import Finding, Motivation, Screening, Status, Summary
from svar.domain.summarising import checked
from svar.domain.summarising.decency import masked
from svar.domain.text import clean_text
from svar.domain.value import Value
from svar.ports import unbilled
from svar.prompts import load_prompt

SUMMARISE = "summarise_screening.v1"
_ROOM = 3_000
_LONGEST_ANSWER = 4_000
"""Characters of one answer; nobody needs more to tell whether they hold a licence."""


class _Answer(Value):
    model_config = ConfigDict(extra="forbid")


class _Finding(_Answer):
    id: str
    status: Status
    turn: int | None
    quote: str | None


class _Motivation(_Answer):
    text: str = Field(min_length=1, max_length=400)
    turn: int | None
    quote: str | None


class _Summary(_Answer):
    criteria: tuple[_Finding, ...]
    motivation: tuple[_Motivation, ...]
    questions: tuple[str, ...]


class ClaudeSummariser:
    """Sums up with the cheap model, and with the better one when the answer cannot be used."""

    written_by: Literal["house", "claude"] = "claude"

    def __init__(self, claude: Claude) -> None:
        self._claude = claude

    def summarise(self, screening: Screening) -> Summary:
        """Raises `Transient` or `Permanent`."""
        settings = self._claude.settings
        language = language_for(screening.language)

        def ask(model: str, room: int) -> Summary:
            values = {
                "language": language.name,
                "mind": language.mind,
                "job": as_data(_job(screening)),
                "boundary": fresh_boundary(),
                "data": as_data(_transcript(screening)),
            }
            found = self._claude.ask(
                load_prompt(SUMMARISE),
                values,
                _schema(screening),
                model=model,
                max_tokens=room,
                pay=unbilled,
            )
            return _read(found, screening)

        summary = asked_twice(ask, settings.model, settings.better_model, max_tokens=_ROOM)
        return checked(summary, screening)


def _job(screening: Screening) -> dict[str, Any]:
    return {
        "title": screening.job_title,
        "criteria": [{"id": each.id, "text": each.text} for each in screening.criteria],
    }


def _transcript(screening: Screening) -> list[dict[str, Any]]:
    """Numbered turns without identifiers and links, capped and free of invisible characters."""
    return [
        {
            "turn": turn.turn,
            "asked": clean_text(turn.asked, _LONGEST_ANSWER),
            "answered": masked(clean_text(turn.answered, _LONGEST_ANSWER)),
        }
        for turn in screening.transcript
    ]


def _schema(screening: Screening) -> dict[str, object]:
    turn = {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    quote = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    finding = closed(
        id={"type": "string", "enum": [each.id for each in screening.criteria]},
        status={"type": "string", "enum": ["met", "not_met", "unclear", "not_asked"]},
        turn=turn,
        quote=quote,
    )
    motivation = closed(text={"type": "string"}, turn=turn, quote=quote)
    return closed(
        criteria={"type": "array", "items": finding},
        motivation={"type": "array", "items": motivation},
        questions={"type": "array", "items": {"type": "string"}},
    )


def _read(found: dict[str, Any], screening: Screening) -> Summary:
    try:
        answer = _Summary.model_validate(found)
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} fields are not as asked for") from None
    texts = {each.id: each.text for each in screening.criteria}
    if any(each.id not in texts for each in answer.criteria):
        raise Unreadable("a criterion that the advert does not have")
    return Summary(
        criteria=tuple(
            Finding(criterion=texts[f.id], status=f.status, turn=f.turn, quote=f.quote)
            for f in answer.criteria
        ),
        motivation=tuple(
            Motivation.model_validate(each.model_dump()) for each in answer.motivation
        ),
        questions=answer.questions,
        written_by="claude",
    )
