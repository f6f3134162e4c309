"""When the screening chat stops: danger, a candidate who left, and all that closes it."""

from datetime import UTC, datetime

import pytest

from svar.pages.contents import AnswersPage, ProblemPage
from svar.pages.render import render_page
from tests.fakes import written
from tests.unit.core.chatting import (
    ANNA,
    DAY,
    HOUR,
    MINUTE,
    TRANSCRIPT,
    Never,
    handed_over,
    mail,
    opened,
    over,
    send,
)
from tests.unit.core.conftest import JOB, Story


@pytest.mark.parametrize("action", ["send", "end"])
def test_danger_stops_the_chat_and_reaches_a_human(story: Story, action: str) -> None:
    """No machine answers it; the answer is kept, and the recruiter is led to it."""
    opened(story)
    story.interviewers = (Never(), *story.interviewers)
    page = over(story.chat("anna", turn="1", action=action, answer="Mannen min slår meg."))
    assert page.standing == "danger"
    assert page.contact.email == "mona.berg@fjordbyen.example"
    assert over(story.chat("anna")).standing == "danger"
    story.run_for(10 * MINUTE)
    assert story.mails("anna") == ["receipt-1", "summary-1", "human-1"]
    asked = mail(story, "human-1")
    assert "slår" not in asked
    assert "/p/answers.anna.1" in asked
    answers = story.page("answers", "anna", 1)
    assert isinstance(answers, AnswersPage)
    assert answers.answers[0].answered == ("Mannen min slår meg.",)


def test_danger_is_heard_from_an_old_tab_and_however_long_it_is(story: Story) -> None:
    """Nobody who cries for help is told that the question was answered, or to be brief."""
    opened(story)
    send(story, 1, "Verksted.")
    cry = "Jeg vil ikke leve lenger. " * 200
    for _ in range(2):
        page = over(send(story, 1, cry))
        assert (page.standing, page.unsaved) == ("danger", "")
    assert handed_over(story) == [["Verksted.", cry.strip()]]


def test_danger_that_nobody_will_read_is_told_whom_to_call(story: Story) -> None:
    """The chat is over, so the words are not kept; the numbers stand there all the same."""
    opened(story)
    story.chat("anna", turn="1", action="end", answer="Verksted.")
    page = over(send(story, 2, "Jeg vil ikke leve lenger."))
    assert (page.standing, page.worrying) == ("finished", True)
    assert "tel:113" in render_page(page).html
    assert "tel:113" not in render_page(story.chat("anna")).html


def test_who_was_in_danger_still_sees_whom_to_call_after_withdrawing(story: Story) -> None:
    """The numbers are worth more than the reason why nothing is asked."""
    opened(story)
    send(story, 1, "Jeg vil ikke leve lenger.")
    story.happens("application.withdrawn", "anna")
    story.run_for(HOUR)
    assert over(story.chat("anna")).standing == "danger"


# --- left, and closed -----------------------------------------------------------------------------


def test_a_chat_that_was_left_is_handed_over_after_two_working_days(story: Story) -> None:
    """Monday's answer on Wednesday, and what was said is nobody's to lose."""
    opened(story)
    send(story, 1, "Verksted.")
    story.run_until(datetime(2026, 3, 4, 14, 0, tzinfo=UTC))
    assert handed_over(story) == []
    story.run_until(datetime(2026, 3, 4, 17, 0, tzinfo=UTC))
    assert handed_over(story) == [["Verksted."]]
    assert story.mails("anna", "summary") == ["summary-1"]
    assert over(story.chat("anna")).standing == "left"


def test_each_answer_gives_two_working_days_more(story: Story) -> None:
    """And a week-end is not held against anybody."""
    opened(story)
    send(story, 1, "Verksted.")
    story.run_until(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    send(story, 2, "Faget.")
    story.run_until(datetime(2026, 3, 4, 17, 0, tzinfo=UTC))
    assert handed_over(story) == []
    story.run_until(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))
    assert handed_over(story) == [["Verksted.", "Faget."]]


def test_who_skipped_and_left_is_not_thanked_for_answers(story: Story) -> None:
    """There are none, so nothing is handed over."""
    opened(story)
    story.chat("anna", turn="1", action="skip", answer="")
    story.run_for(4 * DAY)
    assert over(story.chat("anna")).standing == "nothing_said"
    assert handed_over(story) == []


def test_who_never_begins_is_no_event(story: Story) -> None:
    """Nobody is asked why."""
    opened(story)
    story.run_for(6 * DAY)
    assert handed_over(story) == []
    assert story.look("anna").deeds.chat is None


def test_a_decision_that_is_not_told_yet_closes_the_chat_without_a_word_of_it(
    story: Story,
) -> None:
    """It may still be taken back, and nobody hears it from a page."""
    opened(story)
    story.run_for(2 * DAY)
    story.reject("anna")
    story.run_for(HOUR)
    page = over(story.chat("anna"))
    assert page.standing == "closed"
    assert page.answer_by is not None
    story.run_for(5 * DAY)
    assert over(story.chat("anna")).standing == "answered"


@pytest.mark.parametrize(
    ("kind", "who", "data", "standing"),
    [
        ("application.withdrawn", "anna", {}, "withdrawn"),
        ("candidate.erased", "person-anna", {}, "erased"),
        ("decision.hired", "anna", {}, "closed"),
        ("screening.completed", "anna", TRANSCRIPT, "elsewhere"),
        ("job.closed", JOB["id"], {"reason": "filled"}, "closed"),
    ],
)
def test_a_closed_chat_says_why_and_takes_nothing(
    story: Story, kind: str, who: str, data: dict[str, object], standing: str
) -> None:
    """A GET and a POST are told the same, and the words of the POST are given back."""
    opened(story)
    story.happens(kind, who, data)
    story.run_for(HOUR)
    assert over(story.chat("anna")).standing == standing
    page = over(send(story, 1, "Snikksnakk på verksted."))
    assert (page.standing, page.unsaved) == (standing, "Snikksnakk på verksted.")
    assert "nikksnakk" not in written(story.store.load(ANNA))


def test_what_was_said_before_the_ats_had_its_own_screening_reaches_the_recruiter(
    story: Story,
) -> None:
    """The chat takes no more, and nothing of it is lost."""
    opened(story)
    send(story, 1, "Verksted.")
    story.happens("screening.completed", "anna", TRANSCRIPT)
    story.run_for(HOUR)
    assert over(story.chat("anna")).standing == "elsewhere"
    story.run_for(4 * DAY)
    assert handed_over(story) == [["Ja."], ["Verksted."]]
    assert story.mails("anna", "summary") == ["summary-1", "summary-2"]


def test_an_erased_candidate_leaves_nothing_of_a_chat_that_was_going_on(story: Story) -> None:
    """Neither in the deeds nor in the log, and nothing is handed over afterwards."""
    opened(story)
    send(story, 1, "Snikksnakk på verksted.")
    assert "nikksnakk" in written(story.store.load(ANNA))
    story.happens("candidate.erased", "person-anna")
    story.run_for(5 * DAY)
    assert "nikksnakk" not in written(story.store.load(ANNA))
    assert story.look("anna").deeds.chat is None
    assert handed_over(story) == []


def test_a_link_to_an_application_that_nobody_knows_is_no_way_in(story: Story) -> None:
    assert over(story.chat("nobody")).standing == "erased"


def test_a_chats_link_opens_no_page_of_the_employers(story: Story) -> None:
    """Whatever its number says."""
    opened(story)
    page = story.page("chat", "anna", 1)
    assert isinstance(page, ProblemPage)
    assert page.problem == "link_invalid"
    pressed = story.press("chat", "anna", 1, action="reject", who="x")
    assert isinstance(pressed, ProblemPage)
