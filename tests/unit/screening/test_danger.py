"""An answer that may mean that a life is in danger: a human is asked to read it, at once."""

import re
from datetime import timedelta

import pytest

from svar.domain.languages import languages
from svar.domain.letters.screens import screened, screens
from tests.spoken import spoken
from tests.unit.core.conftest import MONDAY, Story

HOUR = timedelta(hours=1)


def answers(story: Story, *said: str) -> None:
    transcript = [
        {"turn": number, "asked": "Hvorfor søker du?", "answered": each}
        for number, each in enumerate(said, 1)
    ]
    story.happens("screening.completed", "kari", {"transcript": transcript})


def test_the_recruiter_is_asked_at_once_to_read_what_no_machine_repeats() -> None:
    """Beside the summary, which passes over it; the mail does not say what it was either."""
    story = Story(MONDAY)
    story.apply("kari")
    answers(story, "Jeg liker faget.", "Mannen min slår meg. Ikke ring.")
    story.run_for(HOUR)
    assert story.mails("kari") == ["receipt-1", "summary-1", "human-1"]
    asked = next(m for m in story.mailer.mailbox if "human-1" in m.tag)
    assert asked.recipient == "mona.berg@fjordbyen.example"
    assert "slår" not in asked.mime.decode()


def test_the_same_answers_ask_once_and_new_ones_again() -> None:
    """A transcript that comes twice is one."""
    story = Story(MONDAY)
    story.apply("kari")
    answers(story, "Mannen min slår meg.")
    story.run_for(HOUR)
    answers(story, "Mannen min slår meg.", "Jeg vil ikke leve.")
    story.run_for(HOUR)
    assert story.mails("kari", "human") == ["human-1", "human-2"]


@pytest.mark.parametrize("language", languages())
def test_every_language_knows_danger_and_what_only_sounds_so(language: str) -> None:
    """By its own words: a language without them would leave somebody alone."""
    for said in spoken(language)["screens"]["danger"]:
        assert re.search("|".join(screens(language).danger), said.casefold()), said
    for said in spoken(language)["screens"]["no_danger"]:
        assert screened(said, "danger") is None, said
