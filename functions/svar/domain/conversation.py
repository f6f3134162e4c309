"""How far a candidate has come in the screening chat: kept among the deeds, from its first answer.

What was said lies here only until the chat ends. Then it is an event in the log, and not twice.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from svar.domain.events import Turn
from svar.domain.value import Value

if TYPE_CHECKING:
    # A situation is made of deeds, and those of this.
    from svar.domain.situation import Plan, Situation

PATIENCE_WORKING_DAYS = 2
"""So long after its last answer a chat is taken for left, and ended."""

ChatState = Literal["open", "finished", "left", "danger"]
"""finished: nothing left to ask, or the candidate said so. left: no answer for some days.
danger: an answer that a human must read, and that no machine answers."""


ChatClosed = Literal[
    "finished",
    "left",
    "nothing_said",
    "danger",
    "elsewhere",
    "answered",
    "closed",
    "withdrawn",
    "erased",
]
"""Why a chat takes no answer. nothing_said: it is over, and every question was skipped. elsewhere:
the ATS has held a screening. answered: the candidate has been told. closed: no more is asked, and
nobody is told why here. The others are as in `ChatState`."""


class Question(Value):
    text: str
    about: str
    """`background`, `motivation` or a criterion's id."""


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


def left_at(at: "Situation", plan: "Plan") -> datetime | None:
    """When a chat that is open is taken for left; `None` when there is none, or nobody waits."""
    held = plan.deeds.chat
    if held is None or held.state != "open" or not held.turns or at.answer is not None:
        return None
    return at.calendar.add_working_days(held.answered_at, PATIENCE_WORKING_DAYS)
