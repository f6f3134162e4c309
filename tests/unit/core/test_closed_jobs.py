"""A job that ends while people still wait: nobody is forgotten, and every letter is true."""

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from svar.domain.errors import Transient
from svar.pages.contents import UndecidedPage
from svar.ports import StreamId
from svar.workflows.show_page import show_page
from tests.unit.core.conftest import JOB, Story
from tests.world import FORM

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHO = ("kari", "ola", "per")


def questions(story: Story) -> list[tuple[str, str]]:
    """(name, reader) of every question about the job that reached a mailbox."""
    start = f"j__{JOB['id']}__"
    return [
        (mail.tag.removeprefix(start).rpartition("_")[0], mail.recipient)
        for mail in story.mailer.mailbox
        if mail.tag.startswith(start)
    ]


def text_of(story: Story, application_id: str, name: str) -> str:
    [mail] = [m for m in story.mailer.mailbox if m.tag.startswith(f"a__{application_id}__{name}_")]
    parsed = message_from_bytes(mail.mime, policy=policy.default)
    body = parsed.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def question_of(story: Story, name: str) -> str:
    [mail] = [m for m in story.mailer.mailbox if m.tag.startswith(f"j__{JOB['id']}__{name}_")]
    body = message_from_bytes(mail.mime, policy=policy.default).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def page(story: Story, **asked: str) -> UndecidedPage:
    shown = show_page("job", JOB["id"], 1, FORM, story.house, story.links, asked)
    assert isinstance(shown, UndecidedPage)
    return shown


def close(story: Story, *who: str, order: int = 1, reason: str = "position_filled") -> Any:
    return story.press(
        "job",
        JOB["id"],
        1,
        action="close",
        reason=reason,
        order=str(order),
        application=list(who),
    )


@pytest.fixture
def closed(story: Story) -> Story:
    """Three have applied, one of them is decided about, and the job has been filled."""
    for who in WHO:
        story.apply(who)
    story.run_for(2 * DAY)
    story.reject("per")
    story.run_for(HOUR)
    story.happens("job.closed", JOB["id"], {"reason": "filled"})
    story.run_for(HOUR)
    return story


def test_a_closed_job_asks_about_everybody_who_waits(closed: Story) -> None:
    """The recruiter is asked at once, decides for those who are ticked, and each gets a letter."""
    assert questions(closed) == [("undecided-1", "mona.berg@fjordbyen.example")]
    assert [each.application_id for each in page(closed).applicants] == ["kari", "ola"]
    shown = close(closed, "kari", "ola")
    assert isinstance(shown, UndecidedPage)
    assert (shown.last.chosen if shown.last else 0) == 2
    closed.run_for(10 * DAY)
    assert [closed.mails(who, "letter") for who in WHO] == [["letter-1"]] * 3
    assert "Stillingen er besatt" in text_of(closed, "kari", "letter-1")
    assert questions(closed) == [("undecided-1", "mona.berg@fjordbyen.example")]


def test_of_a_cancelled_job_the_letter_says_that_nobody_gets_it(story: Story) -> None:
    """ "Filled" would be a lie, and that somebody was chosen by the requirements another."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.happens("job.closed", JOB["id"], {"reason": "cancelled"})
    story.run_for(HOUR)
    assert "ikke blir besatt" in question_of(story, "undecided-1")
    close(story, "kari", reason="position_cancelled")
    story.run_for(8 * DAY)
    letter = text_of(story, "kari", "letter-1")
    assert "ikke blir besatt" in letter or "blir ikke besatt" in letter
    assert "kravene" not in letter


def test_what_the_ats_calls_filled_is_not_said_of_a_job_that_was_cancelled(story: Story) -> None:
    """The closing of the job is believed before the map of reasons."""
    story.apply("kari")
    story.happens("job.closed", JOB["id"], {"reason": "cancelled"})
    story.run_for(2 * DAY)
    story.reject("kari", ats_reason="Position filled", assessments=[])
    story.run_for(8 * DAY)
    assert "er besatt" not in text_of(story, "kari", "letter-1")


def test_of_a_job_on_hold_the_recruiter_is_asked_and_the_candidate_hears_the_truth(
    story: Story,
) -> None:
    """On hold is neither filled nor cancelled: the promise stands, and the notice says why."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.happens("job.closed", JOB["id"], {"reason": "on_hold"})
    story.run_for(HOUR)
    assert "på vent" in question_of(story, "undecided-1")
    story.run_for(14 * DAY)
    notice = text_of(story, "kari", "notice-1-1")
    assert "står på vent" in notice
    assert story.mails("kari", "letter") == []


def test_the_notice_of_a_closed_job_does_not_say_that_the_application_still_counts(
    closed: Story,
) -> None:
    """Nobody decided, so it is no rejection; but it is no longer an open race either."""
    closed.run_for(14 * DAY)
    notice = text_of(closed, "kari", "notice-1-1")
    assert "fortsatt med" not in notice
    assert "du skal ha et svar" in notice


def test_a_question_without_an_answer_comes_again_and_then_goes_up_the_line(
    closed: Story,
) -> None:
    """The recruiter twice, then the next in line as well, until nobody waits; promises hold."""
    closed.run_for(13 * DAY)
    mona, kari = "mona.berg@fjordbyen.example", "kari.strand@fjordbyen.example"
    assert questions(closed)[:4] == [
        ("undecided-1", mona),
        ("undecided-2", mona),
        ("undecided-3", mona),
        ("undecided-3-manager", kari),
    ]
    assert "Mona Berg fikk spørsmålet" in question_of(closed, "undecided-3-manager")
    assert closed.mails("kari", "notice") == ["notice-1-1"]
    close(closed, "kari", "ola")
    before = questions(closed)
    closed.run_for(20 * DAY)
    assert questions(closed) == before


def test_a_job_that_opens_again_is_not_asked_about_any_more(closed: Story) -> None:
    """And its page has no button: there is nothing to close."""
    closed.happens("job.opened", JOB["id"], {"job": JOB})
    closed.run_for(10 * DAY)
    assert [name for name, _ in questions(closed)] == ["undecided-1"]
    assert page(closed).cause is None
    close(closed, "kari", "ola")
    closed.run_for(5 * DAY)
    assert closed.mails("kari", "letter") == []


def test_a_job_that_closes_a_second_time_begins_with_a_kind_question(closed: Story) -> None:
    """Not with the manager, who has heard of the first one."""
    closed.run_for(5 * DAY)
    closed.happens("job.opened", JOB["id"], {"job": JOB})
    closed.run_for(HOUR)
    before = len(questions(closed))
    closed.happens("job.closed", JOB["id"], {"reason": "filled"})
    closed.run_for(HOUR)
    [(name, reader)] = questions(closed)[before:]
    assert reader == "mona.berg@fjordbyen.example"
    assert "Vi spurte deg" not in question_of(closed, name)


def test_pressing_twice_decides_once(closed: Story) -> None:
    """The second press shows how far the first has come."""
    close(closed, "kari", "ola")
    shown = close(closed, "kari", "ola")
    assert [order.chosen for order in closed.job_deeds(JOB["id"]).orders] == [2]
    assert shown.order == 2
    closed.run_for(10 * DAY)
    assert closed.mails("kari", "letter") == ["letter-1"]


def test_some_now_and_the_rest_later(closed: Story) -> None:
    """Each order has its own page number, and nobody is decided about who was not ticked."""
    close(closed, "kari")
    closed.run_for(HOUR)
    assert [each.application_id for each in page(closed).applicants] == ["ola"]
    close(closed, "ola", order=2, reason="position_cancelled")
    closed.run_for(8 * DAY)
    assert "Stillingen er besatt" in text_of(closed, "kari", "letter-1")
    assert "besatt" in text_of(closed, "ola", "letter-1")


def test_what_dies_after_the_press_is_carried_out_by_the_sweeper(closed: Story) -> None:
    """The decisions were written down with the order; nobody has to press again."""

    class Down:
        def dispatch(self, work: object) -> None:
            raise Transient("the queue is down")

    healthy = closed._dispatcher
    closed._dispatcher = lambda: Down()  # type: ignore[assignment, return-value]
    shown = close(closed, "kari", "ola")
    assert shown.last.done == 0
    closed._dispatcher = healthy  # type: ignore[method-assign]
    closed.run_for(HOUR)
    record = closed.store.load(StreamId(kind="job", id=JOB["id"]))
    assert record.work == ()
    assert page(closed).total == 0
    assert page(closed).last is not None


def test_a_search_shows_some_and_counts_all(closed: Story) -> None:
    """A part of the name is enough, and nobody disappears from the count."""
    closed.happens("candidate.updated", "person-ola", {"name": "Ola Nordmann"})
    closed.run_for(HOUR)
    shown = page(closed, q="nordm", tick="none")
    assert [each.application_id for each in shown.applicants] == ["ola"]
    assert (shown.total, shown.ticked) == (2, "none")


def test_a_page_from_before_a_decision_decides_for_nobody_twice(closed: Story) -> None:
    """Who has been decided about meanwhile is passed over; the decision that stands is told."""
    closed.reject("kari")
    closed.run_for(HOUR)
    close(closed, "kari", "ola")
    closed.run_for(10 * DAY)
    assert "fagbrev" in text_of(closed, "kari", "letter-1")
    assert closed.job_deeds(JOB["id"]).orders[0].chosen == 1
