"""What the stories of the screening chat are told in, and who asks in them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from svar.domain.chat import Chat
from svar.domain.conversation import Question
from svar.pages.contents import PageContent
from svar.pages.to_candidates import ChatOverPage, ChatPage
from svar.ports import StreamId
from tests.unit.core.conftest import Story

MINUTE = timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANNA = StreamId(kind="application", id="anna")
TRANSCRIPT = {"transcript": [{"turn": 1, "asked": "Har du fagbrev?", "answered": "Ja."}]}


def opened(story: Story, who: str = "anna") -> ChatPage:
    """The chat's first page, some minutes after the application."""
    story.apply(who)
    story.run_for(10 * MINUTE)
    return asking(story.chat(who))


def asking(page: PageContent) -> ChatPage:
    assert isinstance(page, ChatPage)
    return page


def over(page: PageContent) -> ChatOverPage:
    assert isinstance(page, ChatOverPage)
    return page


def send(story: Story, turn: int, answer: str, who: str = "anna") -> PageContent:
    return story.chat(who, turn=str(turn), action="send", answer=answer)


def mail(story: Story, name: str, who: str = "anna") -> str:
    """The words of a mail that lies in the mailbox."""
    found = next(m for m in story.mailer.mailbox if m.tag.startswith(f"a__{who}__{name}_"))
    body = message_from_bytes(found.mime, policy=default).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def handed_over(story: Story, who: str = "anna") -> list[list[str]]:
    """The answers of each transcript that is in the application's log."""
    log = story.store.load(StreamId(kind="application", id=who)).events
    return [
        [turn.answered for turn in each.data.transcript]
        for each in log
        if each.type == "screening.completed"
    ]


class Never:
    def ask(self, chat: Chat) -> Question | None:
        raise AssertionError("nobody is asked")


class Fails:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def ask(self, chat: Chat) -> Question | None:
        raise self._error


class Says:
    """Asks what it is told to, then nothing more."""

    def __init__(self, *questions: str | None) -> None:
        self.seen: list[Chat] = []
        self._questions: Iterator[str | None] = iter(questions)

    def ask(self, chat: Chat) -> Question | None:
        self.seen.append(chat)
        text = next(self._questions, None)
        return None if text is None else Question(text=text, about="background")


class Interrupted:
    """Something happens to the application while it thinks, once."""

    def __init__(self, story: Story, happen: Callable[[], object]) -> None:
        self.times = 0
        self._story, self._happen = story, happen

    def ask(self, chat: Chat) -> Question | None:
        self.times += 1
        if self.times == 1:
            self._happen()
            self._story.run_for(MINUTE)
        return Question(text="Hva lærte du der?", about="background")
