"""What the pages of the screening chat say to a candidate."""

from datetime import date
from typing import Literal

from svar.domain.conversation import ChatClosed
from svar.mail.shown import Person, Url
from svar.pages.every_page import Form, Page, PageValue

ChatOver = Literal[ChatClosed, "link_expired", "try_again"]
ChatError = Literal["empty", "too_long"]


class Said(PageValue):
    """A question that was asked, and its answer; an empty one was skipped."""

    asked: str
    answered: str


class ChatPage(Page):
    """The screening chat, to a candidate: what was said, and the question that is open.

    Posts `turn` (the number of the question, so that one answer is one), `answer`, and `action` =
    send | skip | end. After an `error`, `draft` is what was typed. `unsaved` is what was typed
    to a question that was answered already.
    """

    kind: Literal["chat"] = "chat"
    job_title: str
    contact: Person
    number: int
    most: int
    question: str
    said: tuple[Said, ...] = ()
    answer_by: date | None = None
    privacy_url: Url | None = None
    uses_ai: bool = False
    """Whether a model asks: whoever talks to one must know it (AI Act Art. 50)."""
    error: ChatError | None = None
    draft: str = ""
    unsaved: str = ""
    form: Form


class Again(PageValue):
    """An answer that could not be taken just now, to be sent once more as it is."""

    turn: str
    action: str
    answer: str
    form: Form


class ChatOverPage(Page):
    """Why no more is asked, what happens next, and whom to ask.

    `country` says whose emergency numbers are given, where a life may be in danger.
    """

    kind: Literal["chat_over"] = "chat_over"
    job_title: str
    contact: Person
    standing: ChatOver
    answer_by: date | None = None
    country: str = ""
    unsaved: str = ""
    worrying: bool = False
    """What was not kept may mean danger: nobody reads it, so whom to call must stand here."""
    again: Again | None = None
