"""Claude fills the slots of a letter, and judges what code cannot see."""

from typing import Any, Literal

from svar.adapters.claude import letter_shapes as shapes
from svar.adapters.claude.again import asked_twice
from svar.adapters.claude.client import Claude, as_data, fresh_boundary, language_for
from svar.domain.letters.case import LetterBrief, Slots
from svar.ports import Draught
from svar.prompts import load_prompt

WRITE = "write_letter.v1"
REPAIR = "repair_letter.v1"
JUDGE = "judge_letter.v1"
_ROOM = 1_000
"""Tokens: a letter's slots take about 250."""


class ClaudeWriter:
    """Writes with the cheap model; repairs and judges with the better one."""

    written_by: Literal["house", "claude"] = "claude"

    def __init__(self, claude: Claude) -> None:
        self._claude = claude

    def write(
        self, brief: LetterBrief, *, refused: Slots | None = None, breaks: tuple[str, ...] = ()
    ) -> Draught:
        """Raises `Transient` or `Permanent`; an answer that cannot be used is asked for twice."""
        settings, usage = self._claude.settings, dict[str, int]()
        models = (settings.better_model,) if refused else (settings.model, settings.better_model)

        def ask(model: str, room: int) -> Slots:
            boundary = fresh_boundary()
            values = {
                **_values(brief, boundary, shapes.facts_of(brief)),
                "mind": language_for(brief.language).mind,
                "repair": _repair(boundary, refused, breaks),
            }
            found = self._claude.ask(
                load_prompt(WRITE),
                values,
                shapes.letter_schema(brief),
                model=model,
                max_tokens=room,
                usage=usage,
            )
            return shapes.read_slots(found, brief)

        slots = asked_twice(ask, *models, max_tokens=_ROOM)
        return Draught(slots=slots, usage=usage)

    def judge(self, slots: Slots, brief: LetterBrief) -> tuple[str, ...]:
        """The rules that the freely written sentences break, each as "R13: words: why".

        It reads slots and not the finished letter, which carries the candidate's name. Raises
        `Transient` or `Permanent`: a letter that could not be judged was not judged.
        """

        def ask(model: str, room: int) -> dict[str, shapes.Judgement]:
            data = {**shapes.facts_of(brief), "letter": shapes.sentences_of(slots)}
            found = self._claude.ask(
                load_prompt(JUDGE),
                _values(brief, fresh_boundary(), data),
                shapes.judge_schema(),
                model=model,
                max_tokens=room,
                usage={},
            )
            return shapes.read_judgements(found)

        judged = asked_twice(ask, self._claude.settings.better_model, max_tokens=_ROOM)
        return tuple(
            f"{rule}: {one.words}: {one.why}" for rule, one in judged.items() if one.broken
        )


def _values(brief: LetterBrief, boundary: str, data: dict[str, Any]) -> dict[str, str]:
    return {
        "language": language_for(brief.language).name,
        "job": as_data(shapes.job_of(brief)),
        "boundary": boundary,
        "data": as_data(data),
    }


def _repair(boundary: str, refused: Slots | None, breaks: tuple[str, ...]) -> str:
    """What the gate found. A finding may repeat a candidate's words, so it is data as well."""
    if refused is None:
        return ""
    found = {"refused": shapes.sentences_of(refused), "findings": list(breaks)}
    return load_prompt(REPAIR).fill(boundary=boundary, refused=as_data(found)).task
