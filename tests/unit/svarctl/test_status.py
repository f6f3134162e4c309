"""`svarctl status` tells what happened, what was done and what comes next, and changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from svar.domain.calls import Call
from svar.domain.deeds import Draft
from svar.domain.letters.document import LetterDocument
from svar.ports import Record, StreamId
from svarctl.coming import coming
from svarctl.job import history as job_history
from svarctl.status import headline, history, made, open_concerns
from tests.unit.core.conftest import Story

MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


@pytest.fixture
def story() -> Story:
    return Story(MONDAY)


def record(story: Story, who: str) -> Record:
    return story.store.load(StreamId(kind="application", id=who))


def told(story: Story, who: str) -> list[str]:
    return [line.what for line in history(story.look(who), record(story, who))]


def to_come(story: Story, who: str) -> list[str]:
    return [line.what for line in coming(story.look(who))]


def test_an_applicant_who_waits_has_a_promise_and_a_clock(story: Story) -> None:
    """Name, job, promise; the receipt has gone, and the clock says when it looks again."""
    story.apply("bjorn")
    story.run_for(timedelta(hours=1))
    assert headline(story.look("bjorn")) == (
        "[bold]Bjørn Åge Sæther[/], Elektriker: waiting for an answer, promised by Monday 16 March."
    )
    assert told(story, "bjorn")[0] == "application.received"
    assert any(
        line.startswith("receipt-1 to candidate: delivered") for line in told(story, "bjorn")
    )
    assert to_come(story, "bjorn") == [
        "asks Ingrid Berg to decide, or to say when",
        "tells Kari Strand that the time is nearly out",
        "tells Mona Berg that the time is nearly out",
        "tells the candidate that there is no decision yet, next word by Monday 30 March",
    ]
    days = [line.at for line in coming(story.look("bjorn"))]
    assert [day.day for day in days if day] == [10, 13, 13, 16]


def test_a_decision_shows_its_letter_and_when_it_goes(story: Story) -> None:
    """Decided, written, shown to the recruiter; it goes unless somebody stops it."""
    story.apply("bjorn")
    story.run_for(timedelta(days=2))
    story.reject("bjorn")
    story.run_for(timedelta(hours=1))
    assert "telling 1: letter shown to the recruiter" in told(story, "bjorn")
    assert "sends the candidate the letter, unless somebody stops it" in to_come(story, "bjorn")


def test_a_reminder_that_came_with_others_is_told_as_such(story: Story) -> None:
    """It lies on the desk of whoever was asked, so the application's own mails do not show it."""
    story.apply("bjorn")
    story.apply("anne")
    story.run_for(timedelta(days=7, hours=18))
    story.nightly_check()
    story.run_for(timedelta(days=1))
    assert "promise 1: remind, in one mail with others" in told(story, "bjorn")


def test_an_answered_application_has_nothing_to_come(story: Story) -> None:
    """The story is over, and says how."""
    story.apply("bjorn")
    story.run_for(timedelta(days=2))
    story.reject("bjorn")
    story.run_for(timedelta(days=3))
    assert told(story, "bjorn")[-1].startswith("answered: told")
    assert to_come(story, "bjorn") == ["nothing: the promise is fulfilled"]


def test_what_waits_for_a_human_is_named(story: Story) -> None:
    """No address: somebody must call."""
    story.apply("bjorn", email=None)
    story.run_for(timedelta(hours=1))
    assert [line.what for line in open_concerns(story.look("bjorn"))] == ["address missing"]


def test_events_without_their_application_are_told_as_such(story: Story) -> None:
    """The decision came first."""
    story.reject("bjorn")
    story.run_for(timedelta(hours=1))
    assert headline(story.look("bjorn")).endswith("the application itself has not.")
    assert to_come(story, "bjorn") == ["the application itself must come"]


def test_looking_changes_nothing(story: Story) -> None:
    """Asked twice, the record has the same version."""
    story.apply("bjorn")
    story.run_for(timedelta(hours=1))
    before = record(story, "bjorn").version
    assert to_come(story, "bjorn") == to_come(story, "bjorn")
    assert record(story, "bjorn").version == before


def test_a_letter_says_who_wrote_it_what_was_mended_and_what_it_cost() -> None:
    """One line for an operator who asks what a letter was made of."""
    call = Call(
        prompt="write_letter.v1",
        model="claude-haiku-5-5",
        stop_reason="end_turn",
        seconds=1.2,
        usage={"input_tokens": 100, "cache_read_input_tokens": 1_200, "output_tokens": 50},
        usd=0.0001,
    )
    letter = LetterDocument(language="nb", subject="", greeting="", paragraphs=(), signature=())
    by_claude = Draft(
        document=letter, written_by="claude", findings=(("R13", "ung"),), calls=(call, call)
    )
    assert made(by_claude) == (
        "written by claude, mended: R13; 2 calls, 2,600 tokens in (2,400 from the cache), "
        "100 out, USD 0.00020"
    )
    assert made(Draft(document=letter, instead="no_money")) == (
        "written by house (Claude's spend limit is reached)"
    )


def test_a_job_shows_whom_it_asked_and_how_far_an_order_has_come(story: Story) -> None:
    """So that an operator sees six hundred go by without reading the table."""
    story.apply("bjorn")
    story.run_for(timedelta(days=2))
    story.happens("job.closed", "elektriker", {"reason": "filled"})
    story.run_for(timedelta(hours=1))
    fields = {"action": "close", "reason": "position_filled", "order": "1"}
    story.press("job", "elektriker", 1, **fields, application=["bjorn"])
    story.run_for(timedelta(hours=1))
    assert [what for _, what in job_history("elektriker", story.house)] == [
        "question 1 to the recruiter",
        "order 1, position filled: 1 of 1 carried out",
        "asked again, if somebody still waits",
    ]


def test_a_candidate_whom_no_mail_reaches_shows_who_is_asked_next(story: Story) -> None:
    """The telling stays open, with the people up the line and the day on which each is asked."""
    story.apply("bjorn")
    story.run_for(timedelta(days=2))
    story.reject("bjorn")
    story.run_for(timedelta(hours=1))
    story.dead.add("bjorn@kandidat.example")
    story.run_for(timedelta(hours=6))
    [worry] = open_concerns(story.look("bjorn"))
    assert worry.what.startswith("bounced")
    asked = [line for line in coming(story.look("bjorn")) if "a person is needed" in line.what]
    assert asked[0].what == "tells Ingrid Berg that a person is needed"
    assert asked[0].at is not None
    story.run_for(timedelta(days=3))
    assert any(line.startswith("human-again-1 to ") for line in told(story, "bjorn"))


def test_a_screening_chat_is_told_without_a_word_of_it(story: Story) -> None:
    """How many answers, and how it ended; the words are the candidate's and the recruiter's."""
    story.apply("bjorn")
    story.run_for(timedelta(hours=1))
    story.chat("bjorn", turn="1", action="send", answer="Snikksnakk.")
    assert "turns of the screening chat so far: 1" in told(story, "bjorn")
    assert "hands over what was said, if no more is" in to_come(story, "bjorn")
    story.run_for(timedelta(days=4))
    lines = told(story, "bjorn")
    assert "screening chat: left" in lines
    assert lines.index("begins the screening chat") < lines.index("screening.completed")
    assert not [line for line in lines if "nikksnakk" in line]
