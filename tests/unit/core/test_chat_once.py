"""Each answer of the screening chat is kept once, as it was meant, and none is lost."""

import pytest

from svar.domain.chat import Chat
from svar.domain.conversation import Question
from svar.pages.to_candidates import ChatOverPage, ChatPage
from svar.workflows.hold_screening import LONGEST_ANSWER
from tests.fakes import Crash, Plan, written
from tests.unit.core.chatting import (
    ANNA,
    DAY,
    HOUR,
    MINUTE,
    TRANSCRIPT,
    Interrupted,
    asking,
    handed_over,
    mail,
    opened,
    over,
    send,
)
from tests.unit.core.conftest import MONDAY, Story


def test_the_same_answer_twice_is_one(story: Story) -> None:
    """An impatient press, or a page that was loaded again."""
    opened(story)
    first, again = (asking(send(story, 1, "Verksted.")) for _ in range(2))
    assert first == again
    assert again.unsaved == ""


def test_another_answer_from_another_tab_is_not_stored_and_not_lost(story: Story) -> None:
    """The page shows where things stand, and the words that it did not keep."""
    opened(story)
    send(story, 1, "Verksted.")
    page = asking(send(story, 1, "Noe helt annet."))
    assert [each.answered for each in page.said] == ["Verksted."]
    assert page.unsaved == "Noe helt annet."


def test_an_answer_after_the_end_is_not_lost_either(story: Story) -> None:
    """One tab ended the chat while another was writing."""
    opened(story)
    send(story, 1, "Verksted.")
    story.chat("anna", turn="2", action="end", answer="")
    page = over(send(story, 2, "Og jeg vil lære mer."))
    assert (page.standing, page.unsaved) == ("finished", "Og jeg vil lære mer.")
    assert handed_over(story) == [["Verksted."]]


def test_that_is_all_keeps_what_was_typed(story: Story) -> None:
    """Who writes and then presses the wrong button has still written it."""
    opened(story)
    send(story, 1, "Verksted.")
    story.chat("anna", turn="2", action="end", answer="Fordi jeg liker faget.")
    assert handed_over(story) == [["Verksted.", "Fordi jeg liker faget."]]


def test_a_chat_is_handed_over_once(story: Story) -> None:
    """Also when somebody presses the last button twice."""
    opened(story)
    send(story, 1, "Verksted.")
    for _ in range(2):
        story.chat("anna", turn="2", action="end", answer="")
    story.run_for(7 * DAY)
    assert handed_over(story) == [["Verksted."]]
    assert story.mails("anna", "summary") == ["summary-1"]


def test_the_last_answer_twice_is_not_said_to_be_lost(story: Story) -> None:
    """It is in the log by then, and without its identity number."""
    opened(story)
    for _ in range(2):
        page = over(story.chat("anna", turn="1", action="end", answer="Jeg er 01017012345."))
        assert (page.standing, page.unsaved) == ("finished", "")
    assert handed_over(story) == [["Jeg er […]."]]


def test_what_was_said_lies_in_one_place_when_the_chat_is_over(story: Story) -> None:
    """In the log, where erasing and exporting look for it."""
    opened(story)
    send(story, 1, "Et ganske sjeldent ord: snikksnakk.")
    story.chat("anna", turn="2", action="end", answer="")
    record = story.store.load(ANNA)
    assert "snikksnakk" not in record.deeds
    assert written(record).count("snikksnakk") == 1


def test_a_crash_anywhere_in_a_turn_keeps_the_answer_or_leaves_it_to_the_browser() -> None:
    """Whoever presses again after a dead page has answered once."""
    for end in ("send", "end"):
        for number in range(len(reached_in_a_turn(end, ()))):
            story = Story(MONDAY, plan=(plan := Plan()))
            opened(story)
            plan.reached.clear()
            plan.crash_at = frozenset({number})
            with pytest.raises(Crash):
                story.chat("anna", turn="1", action=end, answer="Verksted.")
            story.chat("anna", turn="1", action=end, answer="Verksted.")
            held = story.look("anna").deeds.chat
            assert held is not None
            if end == "send":
                assert [each.answered for each in held.turns] == ["Verksted."]
            else:
                assert handed_over(story) == [["Verksted."]]
            story.run_for(HOUR)
            assert story.mails("anna", "summary") == (["summary-1"] if end == "end" else [])


def reached_in_a_turn(action: str, dead: tuple[int, ...]) -> list[str]:
    story = Story(MONDAY, plan=(plan := Plan(crash_at=frozenset(dead))))
    opened(story)
    plan.reached.clear()
    story.chat("anna", turn="1", action=action, answer="Verksted.")
    return plan.reached


def test_nobody_is_asked_twice_when_something_else_happens_meanwhile(story: Story) -> None:
    """An event comes in while the interviewer thinks: the answer is written on the new state."""
    opened(story)
    slow = Interrupted(
        story, lambda: story.happens("application.stage_changed", "anna", {"stage": "ny"})
    )
    story.interviewers = (slow, *story.interviewers)
    page = asking(send(story, 1, "Verksted."))
    assert page.question == "Hva lærte du der?"
    assert slow.times == 1
    assert story.look("anna").facts.stage == "ny"


def test_erased_while_the_interviewer_thinks_nothing_of_the_answer_is_kept(story: Story) -> None:
    """The answer is read under the state that it is written on."""
    opened(story)
    slow = Interrupted(story, lambda: story.happens("candidate.erased", "person-anna"))
    story.interviewers = (slow, *story.interviewers)
    assert over(send(story, 1, "Snikksnakk på verksted.")).standing == "erased"
    assert "nikksnakk" not in written(story.store.load(ANNA))


@pytest.mark.parametrize("action", ["send", "end"])
def test_two_tabs_at_once_are_one_answer(story: Story, action: str) -> None:
    """The other one wins while this one waits for its question: nothing is written over."""
    opened(story)

    def other() -> None:
        story.chat("anna", turn="1", action=action, answer="Den andre fanen.")

    story.interviewers = (Interrupted(story, other), *story.interviewers)
    page = send(story, 1, "Denne fanen.")
    assert isinstance(page, ChatPage | ChatOverPage)
    assert page.unsaved == "Denne fanen."
    story.chat("anna", turn="2", action="end", answer="")
    assert handed_over(story) == [["Den andre fanen."]]


def test_the_atss_screening_that_comes_while_the_interviewer_thinks_is_yielded_to(
    story: Story,
) -> None:
    """Also when this answer would have been the last."""
    opened(story)

    def ats() -> None:
        story.happens("screening.completed", "anna", TRANSCRIPT)

    class Last(Interrupted):
        def ask(self, chat: Chat) -> Question | None:
            super().ask(chat)
            return None

    story.interviewers = (Last(story, ats), *story.interviewers)
    assert over(send(story, 1, "Verksted.")).standing == "elsewhere"
    assert handed_over(story) == [["Ja."]]


# --- what is typed --------------------------------------------------------------------------------


def test_an_empty_answer_is_asked_for_again(story: Story) -> None:
    """Blanks and characters that nobody sees are no answer."""
    opened(story)
    for nothing in ("", "  \n ", "\u200b\u202e\u2066"):
        assert asking(send(story, 1, nothing)).error == "empty"
    assert story.look("anna").deeds.chat is None


@pytest.mark.parametrize("length", [LONGEST_ANSWER + 1, 20_000])
def test_an_answer_that_is_too_long_comes_back_as_it_was_typed(story: Story, length: int) -> None:
    """Nobody has to write it again."""
    opened(story)
    page = asking(send(story, 1, "a" * length))
    assert (page.error, page.number, len(page.draft)) == ("too_long", 1, length)
    asking(send(story, 1, "a" * LONGEST_ANSWER))


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "send"},
        {"turn": "1", "answer": "x"},
        {"turn": "0", "action": "send", "answer": "x"},
        {"turn": "9", "action": "send", "answer": "x"},
        {"turn": "²", "action": "send", "answer": "x"},
        {"turn": "-1", "action": "skip"},
        {"turn": "1", "action": "reject", "answer": "x"},
        {"turn": "2", "action": "send", "answer": "x"},
        {"turn": "9" * 5_000, "action": "send"},
    ],
)
def test_a_form_that_is_not_ours_only_shows_the_page(story: Story, fields: dict[str, str]) -> None:
    """Nothing is stored of it, and nothing breaks."""
    opened(story)
    assert asking(story.chat("anna", **fields)).number == 1
    assert story.look("anna").deeds.chat is None


def test_candidate_text_is_data(story: Story) -> None:
    """Composed, without what turns lines around, hides, or names an identity number."""
    opened(story)
    page = asking(send(story, 1, "a\u030a\u202e\u200b\U000e0041 <b>{{x}}</b>\r\n01017012345\x00"))
    [said] = page.said
    assert said.answered == "å <b>{{x}}</b>\n[…]"


def test_a_skipped_question_is_told_as_skipped(story: Story) -> None:
    """And the words that were typed before are left out, as was asked."""
    opened(story)
    story.chat("anna", turn="1", action="skip", answer="ikke dette")
    page = asking(send(story, 2, "Jeg liker faget."))
    assert [each.answered for each in page.said] == ["", "Jeg liker faget."]
    story.chat("anna", turn="3", action="end", answer="")
    story.run_for(10 * MINUTE)
    summary = mail(story, "summary-1")
    assert "teller ikke mot noen - Fortell litt om bakgrunnen din" in summary
    assert "ikke dette" not in summary


@pytest.mark.parametrize("action", ["end", "skip"])
def test_nothing_said_is_no_event_and_no_harm(story: Story, action: str) -> None:
    """Whoever only skips has told nothing, and no recruiter is told of it."""
    opened(story)
    for turn in range(1, 5):
        story.chat("anna", turn=str(turn), action=action, answer="")
    assert over(story.chat("anna")).standing == "nothing_said"
    story.run_for(5 * DAY)
    assert handed_over(story) == []
    assert story.mails("anna") == ["receipt-1"]
