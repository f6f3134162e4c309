"""A decider answers a reminder by deciding: on the page, with a reason, in half a minute."""

from datetime import timedelta

import pytest

from tests.unit.core.conftest import Story

DAY = timedelta(days=1)
INGRID, KARI = "ingrid.berg@fjordbyen.example", "kari.strand@fjordbyen.example"


@pytest.fixture
def reminded(story: Story) -> Story:
    story.apply("kari")
    story.run_for(9 * DAY)
    assert "reminder-1" in story.look("kari").outbox
    return story


def the_letter(story: Story) -> str:
    return story.look("kari").outbox["letter-1"].text


def test_a_decision_on_the_page_becomes_a_letter_with_its_reason(reminded: Story) -> None:
    """What was ticked is the reason, and who pressed is the one who decided."""
    page = reminded.press("promise", "kari", 1, action="reject", who=INGRID, not_met=["licence"])
    reminded.run_for(5 * DAY)
    rejection = reminded.look("kari").facts.rejection
    assert page.kind == "done"
    assert rejection is not None
    assert rejection.data.decided_by is not None
    assert rejection.data.decided_by.email == INGRID
    assert reminded.mails("kari", "letter") == ["letter-1"]
    assert "førerkort klasse B" in the_letter(reminded)


def test_own_words_are_reason_enough(reminded: Story) -> None:
    """They pass the same gate as every text before they are sent."""
    words = "Vi trenger noen med fagbrev, og det skrev du at du tar neste år."
    reminded.press("promise", "kari", 1, action="reject", who=KARI, words=words)
    reminded.run_for(5 * DAY)
    assert "fagbrev" in the_letter(reminded)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"who": INGRID}, "why"),
        ({"who": INGRID, "not_met": ["no such requirement"]}, "why"),
        ({"who": INGRID, "words": "  "}, "why"),
        ({"who": "stranger@elsewhere.example", "not_met": ["licence"]}, "who"),
        ({"not_met": ["licence"]}, "who"),
    ],
    ids=["no reason", "another job's requirement", "blank words", "a stranger", "nobody"],
)
def test_nobody_is_rejected_without_a_reason_and_a_name(
    reminded: Story, fields: dict[str, object], error: str
) -> None:
    """The page comes back and says what is missing."""
    page = reminded.press("promise", "kari", 1, action="reject", **fields)
    assert page.kind == "decide"
    assert page.error == error
    assert reminded.look("kari").facts.rejection is None


def test_pressing_twice_decides_once(reminded: Story) -> None:
    """The second time the page says that something has changed."""
    fields = {"action": "reject", "who": INGRID, "not_met": ["licence"]}
    reminded.press("promise", "kari", 1, **fields)
    page = reminded.press("promise", "kari", 1, **fields)
    reminded.run_for(5 * DAY)
    assert page.kind == "problem"
    assert reminded.mails("kari", "letter") == ["letter-1"]


def test_a_decision_taken_back_can_be_given_again_on_the_page(reminded: Story) -> None:
    """The same button, for the same reason, is another decision then."""
    fields = {"action": "reject", "who": INGRID, "not_met": ["licence"]}
    reminded.press("promise", "kari", 1, **fields)
    reminded.run_for(timedelta(hours=1))
    reminded.take_back("kari")
    reminded.run_for(timedelta(hours=1))
    page = reminded.press("promise", "kari", 1, **fields)
    reminded.run_for(6 * DAY)
    assert page.kind == "done"
    assert len(reminded.mails("kari", "letter")) == 1
