"""Claude asks a candidate about the job; code checks each question before anybody reads it."""

import re
from functools import cache
from typing import Any, Self

from pydantic import ConfigDict, Field, ValidationError

from svar.adapters.claude.again import asked_twice
from svar.adapters.claude.client import Claude, as_data, fresh_boundary, language_for
from svar.adapters.claude.failures import Unreadable
from svar.adapters.claude.schema import closed
from svar.adapters.claude.settings import CONNECT_SECONDS, ClaudeSettings
from svar.domain.chat import MOST_TURNS, Chat
from svar.domain.conversation import Question
from svar.domain.interviewing import (
    askable,
    left_to_ask,
    may_end,
    subjects,
    why_unfit,
    without_private,
)
from svar.domain.policy import LetterRules
from svar.domain.summarising.decency import masked
from svar.domain.text import clean_text
from svar.domain.value import Value
from svar.ports import Pay, unbilled
from svar.prompts import load_prompt

ASK = "ask_candidate.v1"
MOST_SECONDS = 8.0
"""A person looks at a page that does not answer: then it is time for the house's question."""
_ROOM = 400
"""Tokens: a question takes about 60."""
_LONGEST_ANSWER = 2_000
_LONGEST_STRETCH = 2_000


class _Answer(Value):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    question: str | None = Field(max_length=_LONGEST_STRETCH)
    about: str


class ClaudeInterviewer:
    """Asks with the cheap model, once. What cannot be used is not mended: the house asks."""

    def __init__(self, claude: Claude, *, pay: Pay = unbilled) -> None:
        self._claude = claude
        self._pay = pay

    @classmethod
    def of(cls, rules: LetterRules, *, pay: Pay = unbilled) -> Self:
        """As the policy says, but for the waiting: a letter has time, a page has not."""
        settings = ClaudeSettings.of(rules)
        # Thinking longer than the page waits is thinking for nothing.
        effort = "low" if settings.effort else None
        waiting = MOST_SECONDS - CONNECT_SECONDS
        settings = settings.model_copy(update={"timeout_seconds": waiting, "effort": effort})
        return cls(Claude(settings), pay=pay)

    def ask(self, chat: Chat) -> Question | None:
        """The next question; `None` when nothing is left. Raises `Transient` or `Permanent`."""
        if len(chat.turns) >= MOST_TURNS:
            return None
        language = language_for(chat.language)
        prompt = load_prompt(ASK)

        def ask(model: str, room: int) -> Question | None:
            values = {
                "language": language.name,
                "mind": language.mind,
                "job": as_data(_job(chat)),
                "boundary": fresh_boundary(),
                "data": as_data(_conversation(chat)),
            }
            found = self._claude.ask(
                prompt, values, _schema(chat), model=model, max_tokens=room, pay=self._pay
            )
            return _read(found, chat)

        return asked_twice(ask, self._claude.settings.model, max_tokens=_ROOM)


def _job(chat: Chat) -> dict[str, Any]:
    """Without what nobody may be asked about, though it stands in the advert."""
    return {
        "title": chat.job_title,
        "criteria": [{"id": each.id, "text": each.text} for each in askable(chat)],
    }


def _conversation(chat: Chat) -> dict[str, Any]:
    """Numbered turns without identifiers, links and what is private, capped, and what is left."""
    advert = " ".join((chat.job_title, *(each.text for each in askable(chat))))
    return {
        "turns": [
            {
                "turn": turn.turn,
                "asked": clean_text(turn.asked, _LONGEST_ANSWER),
                "answered": masked(
                    without_private(clean_text(turn.answered, _LONGEST_ANSWER), advert)
                ),
            }
            for turn in chat.turns
        ],
        "not_asked_yet": left_to_ask(chat),
        "questions_left": MOST_TURNS - len(chat.turns),
    }


def _schema(chat: Chat) -> dict[str, object]:
    """The same for all candidates of a job: another schema would be another cache entry."""
    return closed(
        question={"anyOf": [{"type": "string"}, {"type": "null"}]},
        about={"type": "string", "enum": list(subjects(chat))},
    )


def _read(found: dict[str, Any], chat: Chat) -> Question | None:
    try:
        answer = _Answer.model_validate(found)
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} fields are not as asked for") from None
    if answer.question is None:
        if may_end(chat):
            return None
        raise Unreadable("an end before everything was asked")
    question = Question(text=answer.question, about=answer.about)
    if why := why_unfit(question, chat, _own_prompt()):
        raise Unreadable(why)
    return question


@cache
def _own_prompt() -> tuple[str, ...]:
    """The prompt's rules without its examples: a good question may be like one of those."""
    rules = load_prompt(ASK).rules
    return (re.sub(r'"[^"]*"', " ", rules),)
