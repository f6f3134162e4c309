"""What a candidate reads."""

from datetime import date
from typing import Literal

from pydantic import Field

from svar.domain.letters.document import LetterDocument
from svar.mail.contents.every_mail import Mail
from svar.mail.shown import AskedSince, Part, Person, Url


class Receipt(Mail):
    """What happens now, when the candidate will hear at the latest, and who to ask."""

    kind: Literal["receipt"] = "receipt"
    name: str | None = None
    job_title: str
    applied_on: date
    answer_by: date
    contact: Person
    mentions_ai: bool = False
    privacy_url: Url | None = None
    chat_url: Url | None = None
    """A signed link to the screening chat; without it, there is no invitation."""


class StatusNotice(Mail):
    """No decision yet, honestly. `number` counts from 1, so that a second differs from the first.

    `promised_by` is the day that was promised and could not be kept.
    """

    kind: Literal["status_notice"] = "status_notice"
    name: str | None = None
    job_title: str
    number: int = Field(ge=1)
    after: AskedSince = "application"
    promised_by: date
    early: bool = False
    """That day is still to come: a rule that was changed, or the law, asks for word before it."""
    next_word_by: date
    contact: Person
    job: Literal["open", "on_hold", "closed"] = "open"
    """How the vacancy stands: a job that is closed has no applications that "still count"."""
    answer_on_its_way: bool = False
    """A letter waits: then "no decision" would be untrue."""


class _LetterMail(Part):
    """A finished letter. `ai_note` adds the line that a machine helped and a human decided."""

    letter: LetterDocument
    ai_note: bool = False

    @property
    def language(self) -> str:
        return self.letter.language


class Rejection(_LetterMail):
    kind: Literal["rejection"] = "rejection"


class WithdrawalConfirmation(_LetterMail):
    kind: Literal["withdrawal_confirmation"] = "withdrawal_confirmation"


class Correction(_LetterMail):
    kind: Literal["correction"] = "correction"


LetterMail = Rejection | WithdrawalConfirmation | Correction
