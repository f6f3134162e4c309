"""How far a candidate has come in the screening chat: kept among the deeds, from its first answer.

What was said lies here only until the chat ends. Then it is an event in the log, and not twice.
"""

from datetime import datetime
from typing import Literal

from svar.domain.chat import Question
from svar.domain.events import Turn
from svar.domain.value import Value

ChatState = Literal["open", "finished", "left", "danger"]
"""finished: nothing left to ask, or the candidate said so. left: no answer for some days.
danger: an answer that a human must read, and that no machine answers."""


class Conversation(Value):
    """A question that was skipped is a turn with an empty answer."""

    turns: tuple[Turn, ...] = ()
    question: Question | None = None
    """The one that is open now."""
    state: ChatState = "open"
    begun_at: datetime
    answered_at: datetime
    ended_at: datetime | None = None

    @property
    def number(self) -> int:
        """Of the turn that is open, or would be."""
        return len(self.turns) + 1
