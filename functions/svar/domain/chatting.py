"""What may happen in a screening chat now, given all that has happened: pure, like the clocks."""

from datetime import datetime
from hashlib import sha256
from typing import Literal

from svar.domain.chat import Chat, house_question
from svar.domain.conversation import ChatClosed, ChatState, Conversation, Question
from svar.domain.events import Criterion, ScreeningCompleted, ScreeningCompletedEvent, Turn
from svar.domain.letters.names import is_a_requirement
from svar.domain.letters.position import known_title
from svar.domain.letters.screens import Key, screened
from svar.domain.situation import Situation
from svar.domain.text import clean_line

SOURCE = "svar/pages"
_NEVER_ASKED: tuple[Key, ...] = ("protected_ground", "personal", "private")

ChatStanding = Literal["open", ChatClosed]


def standing(at: Situation) -> ChatStanding:
    """Whether the chat takes an answer now. The first that holds is what its page says.

    A decision that the candidate has not been told yet only closes the chat: it may still be taken
    back, and a page is no way to hear of it.
    """
    facts, held = at.facts, at.deeds.chat
    told = at.answer in {"told", "told_by_ats", "told_by_human"}
    state: ChatState = held.state if held else "open"
    job = at.job_facts.closed
    off = not at.organisation.screening.chat
    gone = job is not None and job.reason in {"filled", "cancelled"}
    holds: tuple[tuple[ChatStanding, bool], ...] = (
        ("erased", facts.erased_at is not None or facts.received_at is None),
        ("danger", state == "danger"),
        ("withdrawn", facts.withdrawn_at is not None),
        ("answered", told),
        ("nothing_said", state in {"finished", "left"} and not facts.screening),
        (state, state != "open"),
        ("elsewhere", facts.screening_key is not None),
        ("closed", at.answer is not None or at.decided or off or gone),
    )
    return next((name for name, true in holds if true), "open")


def invited(at: Situation) -> bool:
    """Whether the receipt has a link to the chat: whoever may use it now, and can be written to."""
    return at.address is not None and standing(at) == "open"


def chat_of(at: Situation, conversation: Conversation | None) -> Chat:
    """What an interviewer may know of it: neither who it is, nor what nobody may ask about."""
    return Chat(
        language=at.language,
        job_title=known_title(at.job.title, at.language),
        criteria=tuple(
            Criterion(id=each.id, text=clean_line(each.text))
            for each in at.job.criteria
            if may_be_asked(each.text)
        ),
        turns=conversation.turns if conversation else (),
    )


def may_be_asked(criterion: str) -> bool:
    """Whether an employer may ask about it (Norwegian equality act § 30), and it is a requirement.

    A criterion that only touches a protected ground is left out, too: a human can ask rightly.
    """
    return is_a_requirement(criterion) and screened(criterion, *_NEVER_ASKED) is None


def open_question(at: Situation) -> Question | None:
    """The question that the candidate is to answer now; the first one is always the house's, so
    that a look at the page costs nothing and changes nothing."""
    held = at.deeds.chat
    return held.question if held else house_question(chat_of(at, None))


def is_dangerous(answer: str) -> bool:
    """Whether an answer may mean that a life is in danger, the candidate's or another's."""
    return screened(answer, "danger") is not None


def was_kept(at: Situation, turn: int, answer: str) -> bool:
    """Whether these words are the answer that this turn has, here or in the log. What may mean
    danger was taken for an answer to whichever question was open."""
    kept = (*(at.deeds.chat.turns if at.deeds.chat else ()), *at.facts.screening)
    stored = Turn(turn=turn, asked="", answered=answer).answered
    anywhere = is_dangerous(answer)
    return any(each.answered == stored and (anywhere or each.turn == turn) for each in kept)


def with_turn(at: Situation, question: Question, answer: str) -> Conversation:
    """The conversation with one more answer (empty: skipped), and no question open."""
    held = at.deeds.chat or Conversation(begun_at=at.now, answered_at=at.now)
    turn = Turn(turn=held.number, asked=question.text, answered=answer)
    return held.model_copy(
        update={"turns": (*held.turns, turn), "question": None, "answered_at": at.now}
    )


def ended(conversation: Conversation, state: ChatState, now: datetime) -> Conversation:
    """What is left of it when it is over: the words are in the log then, or there were none."""
    return conversation.model_copy(
        update={"turns": (), "question": None, "state": state, "ended_at": now}
    )


def transcript(at: Situation, turns: tuple[Turn, ...]) -> ScreeningCompletedEvent | None:
    """The event that hands over what was said; `None` when every question was skipped.

    It is named by the application, so a chat is handed over once.
    """
    if not any(each.answered for each in turns):
        return None
    return ScreeningCompletedEvent(
        id=f"chat-{sha256(at.id.encode()).hexdigest()[:16]}",
        source=SOURCE,
        subject=at.id,
        time=at.now,
        data=ScreeningCompleted(transcript=turns, language=at.language),
    )
