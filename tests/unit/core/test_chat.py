"""The screening chat: from the link in the receipt to the summary that the recruiter reads."""

from copy import replace

import pytest

from svar.domain.chat import MOST_TURNS
from svar.domain.errors import Permanent, Transient
from svar.pages.contents import AnswersPage
from tests.unit.core.chatting import (
    ANNA,
    DAY,
    MINUTE,
    TRANSCRIPT,
    Fails,
    Never,
    Says,
    asking,
    handed_over,
    mail,
    opened,
    over,
    send,
)
from tests.unit.core.conftest import JOB, Story
from tests.world import FORM, organisation


def test_from_the_receipt_to_the_recruiters_summary(story: Story) -> None:
    """Question by question, and what was said goes the way of every screening."""
    page = opened(story)
    assert "/c/chat.anna.1" in mail(story, "receipt-1")
    assert (page.number, page.most, page.said) == (1, MOST_TURNS, ())
    page = asking(send(story, 1, "Jeg har jobbet som elektriker i åtte år."))
    assert "Hvorfor" in page.question
    page = asking(send(story, 2, "Jeg vil jobbe med vedlikehold i kommunen."))
    assert "fagbrev som elektriker" in page.question
    page = asking(send(story, 3, "Ja, jeg har fagbrev som elektriker."))
    assert "førerkort klasse B" in page.question
    assert [each.answered for each in page.said][-1] == "Ja, jeg har fagbrev som elektriker."
    last = over(send(story, 4, "Ja, jeg har førerkort klasse B."))
    assert last.standing == "finished"
    assert last.answer_by is not None
    story.run_for(10 * MINUTE)
    assert story.mails("anna") == ["receipt-1", "summary-1"]
    summary = mail(story, "summary-1")
    assert "Ja, jeg har fagbrev som elektriker." in summary
    assert "Jeg vil jobbe med vedlikehold i kommunen." in summary
    assert "/p/answers.anna.1" in summary


def test_the_recruiter_can_read_every_answer_but_what_nobody_may_weigh(story: Story) -> None:
    """The candidate is told that a human reads the answers: here they are."""
    opened(story)
    send(story, 1, "Jeg har jobbet på verksted. Jeg er gravid.")
    story.chat("anna", turn="2", action="end", answer="")
    page = story.page("answers", "anna", 1)
    assert isinstance(page, AnswersPage)
    [first] = page.answers
    assert first.answered == ("Jeg har jobbet på verksted.",)
    assert first.withheld == 1


def test_looking_changes_nothing_and_asks_nobody(story: Story) -> None:
    """Mail scanners open links too."""
    opened(story)
    story.interviewers = (Never(), *story.interviewers)
    before = story.store.load(ANNA)
    for _ in range(3):
        asking(story.chat("anna"))
    assert story.store.load(ANNA) == before


def test_a_chat_is_taken_up_where_it_was_left(story: Story) -> None:
    """On another device, the next day: what was said is there."""
    opened(story)
    send(story, 1, "Verksted.")
    story.run_for(DAY)
    page = asking(story.chat("anna"))
    assert (page.number, [each.answered for each in page.said]) == (2, ["Verksted."])


# --- who asks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [Transient("slow"), Permanent("refused")])
def test_who_cannot_ask_is_relieved_by_the_house(story: Story, error: Exception) -> None:
    """The candidate waits for a page, and gets one."""
    opened(story)
    story.interviewers = (Fails(error), *story.interviewers)
    assert "Hvorfor" in asking(send(story, 1, "Verksted.")).question


@pytest.mark.parametrize("bad", ["", " \u200b ", "Hva lærte du?"])
def test_no_question_and_the_same_question_are_the_houses_to_mend(story: Story, bad: str) -> None:
    """Nobody is shown an empty question, or one that was answered."""
    opened(story)
    story.interviewers = (Says("Hva lærte du?", bad), *story.interviewers)
    send(story, 1, "Verksted.")
    assert "Hvorfor" in asking(send(story, 2, "Mye.")).question


def test_an_interviewer_ends_the_chat_and_sees_no_name(story: Story) -> None:
    """`None` is no question; what it saw is the job and the turns."""
    opened(story)
    says = Says(None)
    story.interviewers = (says, *story.interviewers)
    assert over(send(story, 1, "Verksted.")).standing == "finished"
    [chat] = says.seen
    assert "Bjørn" not in chat.model_dump_json()
    assert "anna" not in chat.model_dump_json()
    assert [each.answered for each in chat.turns] == ["Verksted."]


def test_after_eight_turns_nothing_is_asked(story: Story) -> None:
    """However much an interviewer wants to know."""
    opened(story)
    says = Says(*(f"Spørsmål nummer {number}?" for number in range(20)))
    story.interviewers = (says, *story.interviewers)
    for turn in range(1, MOST_TURNS):
        asking(send(story, turn, f"Svar {turn}."))
    assert over(send(story, MOST_TURNS, "Siste.")).standing == "finished"
    assert len(says.seen) == MOST_TURNS - 1
    assert len(handed_over(story)[0]) == MOST_TURNS


# --- the invitation -------------------------------------------------------------------------------


def test_the_receipt_invites_only_when_the_policy_says_so(story: Story) -> None:
    """And a link from before opens a page that says that no more is asked."""
    policy = organisation()
    off = policy.model_copy(
        update={"screening": policy.screening.model_copy(update={"chat": False})}
    )
    story.house = replace(story.house, organisation=off)
    story.apply("anna")
    story.run_for(10 * MINUTE)
    assert "/c/" not in mail(story, "receipt-1")
    assert over(story.chat("anna")).standing == "closed"


def test_whose_answers_the_ats_has_already_is_not_asked_again(story: Story) -> None:
    data = {
        "candidate": {"id": "p", "name": "Anna", "email": "anna@kandidat.example"},
        "job": JOB,
        "screening": TRANSCRIPT["transcript"],
    }
    story.deliver(story.event("application.received", "anna", data))
    story.run_for(10 * MINUTE)
    assert "/c/" not in mail(story, "receipt-1")
    assert over(story.chat("anna", turn="1", action="send", answer="Hei.")).standing == "elsewhere"


def test_the_page_is_in_the_candidates_language(story: Story) -> None:
    """The recruiter's mails are in the job's."""
    story.apply("anna", language="en")
    story.run_for(10 * MINUTE)
    page = asking(story.chat("anna"))
    assert page.language == "en"
    assert page.question.startswith("Tell us")
    assert page.form == FORM
