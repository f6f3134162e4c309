"""The screening chat: a candidate is asked about the job, one question at a time."""

from svar.domain.events import Criterion, Turn
from svar.domain.value import Value

MOST_TURNS = 8


class Chat(Value):
    """What an interviewer sees: no name and no contact."""

    language: str
    job_title: str
    criteria: tuple[Criterion, ...]
    turns: tuple[Turn, ...]


class Question(Value):
    text: str
    about: str
    """`background`, `motivation` or a criterion's id."""
