"""Hostile answers in our own chat: nothing of what they want comes out, and the chat goes on."""

import re
from datetime import timedelta
from functools import cache

import pytest

from svar.pages.render import render_page
from svar.workflows.show_page import show_page
from tests.simulation.left import Left, tell
from tests.simulation.trying import wrong_with
from tests.unit.core.conftest import MONDAY, Story
from tests.unit.screening.adversarial import Hostile, hostile_texts
from tests.world import FORM, organisation

MINUTES = timedelta(minutes=10)
ANSWER = "screening.completed transcript.0.answered"
LANGUAGES = organisation().languages
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
TEXTS = [each for each in hostile_texts() if each.text.strip()]


@cache
def harmless(language: str) -> Left:
    return tell({}, language, by_chat=True)


@pytest.mark.parametrize("hostile", TEXTS, ids=lambda each: each.id)
def test_nothing_of_what_a_hostile_answer_wants_comes_out(hostile: Hostile) -> None:
    """In no mail, subject, header, page or log; every rule of the text holds."""
    language = LANGUAGES[TEXTS.index(hostile) % len(LANGUAGES)]
    left = tell({ANSWER: hostile}, language, by_chat=True)
    assert wrong_with(left, harmless(language), "the candidate's words") == []
    answers = show_page("answers", "kari", 1, FORM, left.world.house, left.world.links, {})
    assert_is_plain(render_page(answers).html)


@pytest.mark.parametrize("hostile", TEXTS, ids=lambda each: each.id)
def test_a_hostile_answer_is_shown_to_who_wrote_it_as_text(hostile: Hostile) -> None:
    """Escaped and without what nobody sees; as an answer, as a draft and as what was not kept."""
    story = Story(MONDAY)
    story.apply("anna")
    story.run_for(MINUTES)
    for answer in (hostile.text, hostile.text * 200, hostile.text):
        page = story.chat("anna", turn="1", action="send", answer=answer)
        assert_is_plain(render_page(page).html)


def assert_is_plain(html: str) -> None:
    """Nobody's markup, and nothing that hides or turns a line around."""
    assert not re.search(r"<(?:script|img|svg|iframe|a href=\"(?!tel:|mailto:)|object)", html)
    assert not HIDDEN.search(html)
    assert html.count("<h1>") == html.count("</main>") == 1
