"""The canonical events that Svar sends: what an ATS can write back. Ids and dates only.

They go out on the event bus as CloudEvents, with the application as subject. `answer` is the number
of the application's answer, from 1: a new decision has a new one. No field can hold a person's
data, so a consumer may log them whole.
"""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from svar.domain.deeds import HumanReason
from svar.domain.events import Data, Envelope


class AnswerScheduled(Data):
    """`goes_at` may still move: a hold, a red day or a promise that ends earlier."""

    answer: int = Field(ge=1)
    goes_at: AwareDatetime


class AnswerSent(Data):
    """The letter is in the outbox, and nobody holds it any more."""

    answer: int = Field(ge=1)
    sent_at: AwareDatetime


class AnswerDelivered(Data):
    """The candidate has been told: the receiving server took the mail."""

    answer: int = Field(ge=1)
    delivered_at: AwareDatetime


class AnswerNeedsHuman(Data):
    """Svar stops and waits."""

    reason: HumanReason


class StatusNoticeSent(Data):
    """`promise` and `notice` count from 1; `next_word_by` is what the candidate is told."""

    promise: int = Field(ge=1)
    notice: int = Field(ge=1)
    sent_at: AwareDatetime
    next_word_by: date


class DeadlineApproaching(Data):
    promise: int = Field(ge=1)
    due_at: AwareDatetime


class DeadlineMissed(Data):
    promise: int = Field(ge=1)
    due_at: AwareDatetime


class ScreeningSummarised(Data):
    """How many criteria the summary covers. It ranks nobody, so there is no score."""

    summarised_at: AwareDatetime
    criteria: int = Field(ge=0)


class AnswerScheduledNotice(Envelope):
    type: Literal["answer.scheduled"] = "answer.scheduled"
    data: AnswerScheduled


class AnswerSentNotice(Envelope):
    type: Literal["answer.sent"] = "answer.sent"
    data: AnswerSent


class AnswerDeliveredNotice(Envelope):
    type: Literal["answer.delivered"] = "answer.delivered"
    data: AnswerDelivered


class AnswerNeedsHumanNotice(Envelope):
    type: Literal["answer.needs_human"] = "answer.needs_human"
    data: AnswerNeedsHuman


class StatusNoticeSentNotice(Envelope):
    type: Literal["status_notice.sent"] = "status_notice.sent"
    data: StatusNoticeSent


class DeadlineApproachingNotice(Envelope):
    type: Literal["deadline.approaching"] = "deadline.approaching"
    data: DeadlineApproaching


class DeadlineMissedNotice(Envelope):
    type: Literal["deadline.missed"] = "deadline.missed"
    data: DeadlineMissed


class ScreeningSummarisedNotice(Envelope):
    type: Literal["screening.summarised"] = "screening.summarised"
    data: ScreeningSummarised


Notice = (
    AnswerScheduledNotice
    | AnswerSentNotice
    | AnswerDeliveredNotice
    | AnswerNeedsHumanNotice
    | StatusNoticeSentNotice
    | DeadlineApproachingNotice
    | DeadlineMissedNotice
    | ScreeningSummarisedNotice
)
