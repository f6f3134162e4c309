"""What a chat is about: background, motivation, and each criterion that may be asked about."""

from svar.domain.chat import MOST_TURNS, Chat
from svar.domain.events import Criterion, Turn
from svar.domain.letters.names import is_a_requirement
from svar.domain.letters.quotes import stems
from svar.domain.letters.screens import screened
from svar.domain.summarising.reading import speaks_of
from svar.domain.summarising.wording import spoken

BACKGROUND, MOTIVATION = "background", "motivation"
_MOST_TIMES = 2
"""A question and one that follows it up."""


def askable(chat: Chat) -> tuple[Criterion, ...]:
    """The criteria that may be asked about: requirements, and none on a protected ground.

    Norwegian equality act § 30 forbids to ask, whatever an advert says.
    """
    return tuple(
        each
        for each in chat.criteria
        if is_a_requirement(each.text)
        and each.id not in (BACKGROUND, MOTIVATION)
        and not screened(each.text, "protected_ground", "personal", "private", "intrusive")
    )


def subjects(chat: Chat) -> tuple[str, ...]:
    """All that a question may be about, each once."""
    ids = dict.fromkeys(each.id for each in askable(chat))
    return (BACKGROUND, MOTIVATION, *ids)


def subject_of(asked: str, chat: Chat) -> str:
    """What an earlier question was about; nobody wrote it down, so its words tell.

    The criterion that all of whose words it has, or a motive, or the criterion that it shares the
    most with, or else the background.
    """
    found = stems(asked)
    shared = {
        each.id: len(found & stems(each.text)) / max(1, len(stems(each.text)))
        for each in askable(chat)
        if speaks_of(asked, each)
    }
    closest = max(shared, key=lambda each: shared[each], default=BACKGROUND)
    if shared.get(closest, 0) < 1 and is_about_motivation(asked):
        return MOTIVATION
    return closest


def is_about_motivation(asked: str) -> bool:
    """The recruiter's summary takes a motive only from answers to such a question."""
    return bool(spoken("motivation_question").search(asked.casefold()))


def left_to_ask(chat: Chat) -> tuple[str, ...]:
    """The subjects that nobody has asked about, in order, without criteria told of unasked."""
    asked = {subject_of(each.asked, chat) for each in chat.turns}
    told = {
        each.id
        for each in askable(chat)
        if any(_tells_of(turn.answered, each) for turn in chat.turns)
    }
    return tuple(each for each in subjects(chat) if each not in asked | told)


def may_ask(about: str, chat: Chat) -> bool:
    """Whether the subject is new, or was answered once and no other one lacks the turn for it.

    Who skipped a question is not asked it again.
    """
    before = _asked_about(about, chat)
    if about not in subjects(chat) or len(before) >= _MOST_TIMES:
        return False
    turns_left = MOST_TURNS - len(chat.turns)
    answered = all(each.answered.strip() for each in before)
    return not before or (answered and turns_left > len(left_to_ask(chat)))


def may_end(chat: Chat) -> bool:
    """Whether nothing is left to ask, or no turn to ask it in."""
    return len(chat.turns) >= MOST_TURNS or not left_to_ask(chat)


def _asked_about(about: str, chat: Chat) -> list[Turn]:
    return [each for each in chat.turns if subject_of(each.asked, chat) == about]


def _tells_of(answer: str, criterion: Criterion) -> bool:
    wanted = stems(criterion.text)
    return speaks_of(answer, criterion) and 2 * len(wanted & stems(answer)) >= len(wanted)
