"""The screening chat: from the link in the receipt to the summary that the recruiter reads."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from svar.pages.contents import ChatOverPage, ChatPage, PageContent
from tests.unit.core.conftest import Story

MINUTE = timedelta(minutes=1)


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


def mail(story: Story, name: str, who: str = "anna") -> str:
    """The words of a mail that lies in the mailbox."""
    found = next(m for m in story.mailer.mailbox if m.tag.startswith(f"a__{who}__{name}_"))
    body = message_from_bytes(found.mime, policy=default).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def send(story: Story, turn: int, answer: str, who: str = "anna") -> PageContent:
    return story.chat(who, turn=str(turn), action="send", answer=answer)


def test_from_the_receipt_to_the_recruiters_summary(story: Story) -> None:
    page = opened(story)
    assert "/c/chat.anna.1" in mail(story, "receipt-1")
    assert page.number == 1
    page = asking(send(story, 1, "Jeg har arbeidet åtte år på verksted."))
    assert "Hvorfor" in page.question
    page = asking(send(story, 2, "Jeg vil jobbe med vedlikehold i kommunen."))
    assert "fagbrev som elektriker" in page.question
    page = asking(send(story, 3, "Ja, jeg har fagbrev som elektriker."))
    assert "førerkort klasse B" in page.question
    assert over(send(story, 4, "Ja, jeg har førerkort klasse B.")).standing == "finished"
    story.run_for(10 * MINUTE)
    assert story.mails("anna") == ["receipt-1", "summary-1"]
    summary = mail(story, "summary-1")
    assert "Ja, jeg har fagbrev som elektriker." in summary
    assert "Jeg vil jobbe med vedlikehold i kommunen." in summary
