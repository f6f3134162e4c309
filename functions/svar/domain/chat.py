"""The screening chat: what an interviewer sees, what it asks, and what the house asks.

The house asks about the background, the motivation and each requirement of the advert, in its own
sentences. Whoever else asks is relieved by it, so it also knows what others have asked about.
"""

import re
from collections.abc import Iterator
from functools import cache

from pydantic import ConfigDict

from svar.domain.conversation import Question
from svar.domain.events import Criterion, Turn
from svar.domain.languages import known_language, languages, texts
from svar.domain.value import Value

MOST_TURNS = 8


class Chat(Value):
    """What an interviewer sees: no name and no contact."""

    language: str
    job_title: str
    criteria: tuple[Criterion, ...]
    turns: tuple[Turn, ...]


class Questions(Value):
    """How the house asks in one language. `criterion` is filled with the advert's words."""

    model_config = ConfigDict(extra="forbid")
    background: str
    motivation: str
    criterion: str


@cache
def questions(language: str) -> Questions:
    """The house's questions in one language (`nb`, `nb-NO`); English for one that is not ours."""
    return Questions.model_validate(texts(known_language(language, "en"), "chat")["questions"])


def house_question(chat: Chat) -> Question | None:
    """The first question that nobody has asked yet; `None` after the last one.

    What was asked is seen by the words of the turns, so it does not matter who asked, in which
    language, or that the advert was changed meanwhile.
    """
    if len(chat.turns) >= MOST_TURNS:
        return None
    return next(_unasked(chat), None)


def _unasked(chat: Chat) -> Iterator[Question]:
    words, asked = questions(chat.language), [each.asked for each in chat.turns]
    # The background always comes first, whoever asks.
    if not asked:
        yield Question(text=words.background, about="background")
    if not any(_about_motivation(each) for each in asked):
        yield Question(text=words.motivation, about="motivation")
    for criterion in chat.criteria:
        if not any(_about(each, criterion) for each in asked):
            text = words.criterion.format(criterion=criterion.text)
            yield Question(text=text, about=criterion.id)


def _about_motivation(asked: str) -> bool:
    # What a summary reads is more than most looks at a chat need.
    from svar.domain.summarising.wording import spoken

    ours = any(asked == questions(each).motivation for each in languages())
    return ours or bool(spoken("motivation_question").search(asked.casefold()))


def _about(asked: str, criterion: Criterion) -> bool:
    """Whether a question is about a criterion: one of the house quotes it, another shares most of
    its words with it."""
    if quoted := _quoted(asked):
        return quoted.casefold() == criterion.text.casefold()
    if criterion.text.casefold() in asked.casefold():
        return True
    # What reads quotes in letters is more than most looks at a chat need.
    from svar.domain.letters.quotes import stems

    wanted = stems(criterion.text)
    return bool(wanted) and 2 * len(wanted & stems(asked)) > len(wanted)


def _quoted(asked: str) -> str | None:
    """The criterion that a question of the house is about, in whichever language it was asked."""
    hits = (_frame(each).fullmatch(asked) for each in languages())
    return next((hit[1] for hit in hits if hit), None)


@cache
def _frame(language: str) -> re.Pattern[str]:
    before, _, after = questions(language).criterion.partition("{criterion}")
    return re.compile(f"{re.escape(before)}(.+){re.escape(after)}")
