"""An organisation that lists a language answers in it, from the receipt to the letter."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from svar.domain.languages import languages
from tests.fakes import Mail
from tests.spoken import spoken
from tests.unit.core.conftest import MONDAY, Story

DAY = timedelta(days=1)


def read(mail: Mail) -> EmailMessage:
    return message_from_bytes(mail.mime, EmailMessage, policy=SMTP)


@pytest.mark.parametrize("language", languages())
def test_a_candidate_is_answered_in_the_language_they_asked_for(language: str) -> None:
    """Receipt and letter, in every language there is, because the policy lists it."""
    story = Story(MONDAY)
    policy = story.house.organisation
    story.under(policy.model_copy(update={"languages": languages()}))
    story.apply("kari", language=language)
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(10 * DAY)
    mails = [each for each in story.mailer.mailbox if each.recipient == "kari@kandidat.example"]
    assert [read(each)["Content-Language"] for each in mails] == [language, language]
    text = read(mails[-1]).get_body(("plain",))
    assert text is not None
    assert spoken(language)["outcome"] in text.get_content()


def test_a_language_that_the_policy_does_not_list_is_answered_in_the_default() -> None:
    """Nobody is left without an answer for want of a language."""
    story = Story(MONDAY)
    story.apply("kari", language="sv")
    story.run_for(timedelta(hours=1))
    assert read(story.mailer.mailbox[0])["Content-Language"] == "nb"
