"""Claude fills the slots of a letter, and judges what code cannot see."""

from hashlib import sha256
from typing import Any, Literal

from svar.adapters.claude import letter_shapes as shapes
from svar.adapters.claude.again import asked_twice
from svar.adapters.claude.client import Claude, as_data, fresh_boundary, language_for
from svar.domain.breaks import Break
from svar.domain.letters.case import LetterBrief
from svar.domain.letters.document import Slots
from svar.ports import Pay, unbilled
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
        self,
        brief: LetterBrief,
        *,
        refused: Slots | None = None,
        breaks: tuple[Break, ...] = (),
        pay: Pay = unbilled,
    ) -> Slots:
        """An answer that cannot be used is asked for twice."""
        settings = self._claude.settings
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
                pay=pay,
            )
            return shapes.read_slots(found, brief)

        return asked_twice(ask, *models, max_tokens=_ROOM)

    def judge(self, slots: Slots, brief: LetterBrief, *, pay: Pay = unbilled) -> tuple[Break, ...]:
        """The rules that the freely written sentences break.

        It reads slots and not the finished letter, which carries the candidate's name.
        """

        def ask(model: str, room: int) -> tuple[Break, ...]:
            data = {**shapes.facts_of(brief), "letter": shapes.sentences_of(slots)}
            found = self._claude.ask(
                load_prompt(JUDGE),
                _values(brief, fresh_boundary(), data),
                shapes.judge_schema(),
                model=model,
                max_tokens=room,
                pay=pay,
            )
            return shapes.read_judgements(found, slots)

        return asked_twice(ask, self._claude.settings.better_model, max_tokens=_ROOM)

    def work_key(self, brief: LetterBrief) -> str:
        settings = self._claude.settings
        made_with = (WRITE, REPAIR, JUDGE, settings.model, settings.better_model)
        return sha256("\0".join((*made_with, brief.model_dump_json())).encode()).hexdigest()


def _values(brief: LetterBrief, boundary: str, data: dict[str, Any]) -> dict[str, str]:
    return {
        "language": language_for(brief.language).name,
        "job": as_data(shapes.job_of(brief)),
        "boundary": boundary,
        "data": as_data(data),
    }


def _repair(boundary: str, refused: Slots | None, breaks: tuple[Break, ...]) -> str:
    """What was found. A finding may repeat a candidate's words, so it is data as well."""
    if refused is None:
        return ""
    findings = [f"{each.rule}: {each.words}: {each.why}" for each in breaks]
    found = {"refused": shapes.sentences_of(refused), "findings": findings}
    return load_prompt(REPAIR).fill(boundary=boundary, refused=as_data(found)).task
