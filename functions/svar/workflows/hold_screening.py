"""The screening chat that a candidate opens from the receipt. Showing it changes nothing."""

from collections.abc import Mapping
from typing import NamedTuple

from svar.domain.chat import MOST_TURNS, Chat
from svar.domain.chatting import (
    chat_of,
    is_dangerous,
    open_question,
    standing,
    was_kept,
    with_turn,
)
from svar.domain.conversation import ChatState, Conversation, Question
from svar.domain.errors import Conflict, Duplicate, Permanent, Transient
from svar.domain.situation import Situation
from svar.domain.text import clean_line, clean_text
from svar.pages.contents import PageContent
from svar.pages.every_page import Form
from svar.pages.to_candidates import Again, ChatError
from svar.ports import Dispatcher, Interviewer, Links
from svar.workflows.end_chat import write_chat
from svar.workflows.look import House, look
from svar.workflows.show_chat import chat_page

LONGEST_ANSWER = 2_000
LONGEST_QUESTION = 600
TRIES = 4
"""Looks at an application that somebody else writes to at the same time."""

Fields = Mapping[str, list[str]]


class Answer(NamedTuple):
    """What was posted: the turn that it answers, the button, and the words, cleaned."""

    turn: int
    action: str
    text: str

    @property
    def said(self) -> str:
        """What is to be kept of it."""
        return "" if self.action == "skip" else self.text

    @property
    def is_dangerous(self) -> bool:
        return is_dangerous(self.said)

    @property
    def is_too_long(self) -> bool:
        """Nobody who cries for help is asked to be brief."""
        return len(self.said) > LONGEST_ANSWER and not self.is_dangerous

    @property
    def is_missing(self) -> bool:
        return self.action == "send" and not self.text


ACTIONS = frozenset({"send", "skip", "end"})


def read_answer(fields: Fields) -> Answer | None:
    """What the form of the chat posted; `None` for anything else."""
    turn, action = (fields.get(name, [""])[0] for name in ("turn", "action"))
    if action not in ACTIONS or turn not in map(str, range(1, MOST_TURNS + 1)):
        return None
    return Answer(int(turn), action, clean_text(fields.get("answer", [""])[0]))


def once_more(fields: Fields, form: Form) -> Again | None:
    """The same form again, for when nobody could be asked what has become of it."""
    answer = read_answer(fields)
    if answer is None:
        return None
    return Again(turn=str(answer.turn), action=answer.action, answer=answer.text, form=form)


def show_chat(application_id: str, form: Form, house: House) -> PageContent:
    """The chat as it stands."""
    return chat_page(look(application_id, house)[0], form)


def hold_screening(
    application_id: str,
    fields: Fields,
    form: Form,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    interviewers: tuple[Interviewer, ...],
) -> PageContent:
    """Take one answer, and show what is asked next. The same answer twice is one answer.

    The next question is asked for first, and written down with the answer: who dies in between has
    lost nothing that the candidate does not still have. `interviewers` are tried in order; the
    last one cannot fail. Raises `Transient`.
    """
    answer = read_answer(fields)
    step: Step | None = None
    for _ in range(TRIES):
        at, _ = look(application_id, house)
        question = open_question(at)
        if answer is None:
            return chat_page(at, form)
        if standing(at) != "open" or question is None or not _fits(at, answer):
            return chat_page(at, form, unsaved=_unsaved(at, answer))
        if error := _error(answer):
            return chat_page(at, form, error=error, draft=answer.text)
        if step is None or step.before != at.deeds.chat:
            step = _step(at, question, answer, interviewers)
        try:
            write_chat(at, step.after, step.end, house, links, dispatcher)
        except Duplicate:
            # It was handed over already: the page says so.
            return chat_page(look(application_id, house)[0], form)
        except Conflict:
            continue
        return chat_page(look(application_id, house)[0], form)
    raise Conflict(application_id)


def _fits(at: Situation, answer: Answer) -> bool:
    """Whether it answers the question that is open. Danger is never too late to be heard."""
    held = at.deeds.chat
    open_turn = held.number if held else 1
    return answer.turn == open_turn or (
        answer.is_dangerous and not was_kept(at, answer.turn, answer.text)
    )


class Step(NamedTuple):
    """One turn of the chat, thought out and not written down yet."""

    before: Conversation | None
    after: Conversation
    end: ChatState | None


def _step(
    at: Situation, question: Question, answer: Answer, interviewers: tuple[Interviewer, ...]
) -> Step:
    before = at.deeds.chat
    if answer.action == "end" and not answer.text:
        held = before or Conversation(begun_at=at.now, answered_at=at.now)
        return Step(before, held, "finished")
    held = with_turn(at, question, answer.said)
    if answer.is_dangerous:
        return Step(before, held, "danger")
    if answer.action == "end":
        return Step(before, held, "finished")
    following = next_question(interviewers, chat_of(at, held))
    if following is None:
        return Step(before, held, "finished")
    return Step(before, held.model_copy(update={"question": following}), None)


def next_question(interviewers: tuple[Interviewer, ...], chat: Chat) -> Question | None:
    """What is asked next, by the first who can; `None` when the chat is over."""
    if len(chat.turns) >= MOST_TURNS:
        return None
    for interviewer in interviewers[:-1]:
        try:
            question = interviewer.ask(chat)
        except (Transient, Permanent):
            # The candidate waits for a page, so nobody is asked twice.
            continue
        if question is None:
            return None
        text = clean_line(question.text, LONGEST_QUESTION)
        if text and text not in {each.asked for each in chat.turns}:
            return question.model_copy(update={"text": text})
    return interviewers[-1].ask(chat)


def _error(answer: Answer) -> ChatError | None:
    if answer.is_too_long:
        return "too_long"
    return "empty" if answer.is_missing else None


def _unsaved(at: Situation, answer: Answer) -> str:
    """The words of an answer that is not kept; nothing when it was sent once more."""
    return "" if was_kept(at, answer.turn, answer.text) else answer.text
