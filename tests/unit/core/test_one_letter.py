"""One mail a person: what somebody gets who applied for several positions here."""

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from svar.domain.telling import State
from tests.fakes import Mail, Outcome
from tests.unit.core.conftest import JOB, Story
from tests.world import calendar

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CARPENTER = {
    "id": "tomrer",
    "title": "Tømrer",
    "criteria": [{"id": "experience", "text": "minst to års erfaring som tømrer"}],
    "recruiter": {"name": "Per Dahl", "email": "per.dahl@fjordbyen.example"},
}


def applies(story: Story, who: str, job: dict[str, Any], **candidate: Any) -> None:
    person = {
        "id": "person-kari",
        "name": "Kari Nordli",
        "email": "kari@kandidat.example",
        "language": "nb",
        **candidate,
    }
    data = {"candidate": person, "job": {**JOB, **job}}
    story.deliver(story.event("application.received", who, data))


def rejects(story: Story, who: str, criterion: str = "certificate") -> None:
    story.reject(who, assessments=[{"criterion": criterion, "met": False}])


@pytest.fixture
def two(story: Story) -> Story:
    return has_applied_twice(story)


def has_applied_twice(story: Story) -> Story:
    """Kari has applied for two positions, and two days have gone by."""
    applies(story, "kari-1", {})
    story.run_for(HOUR)
    applies(story, "kari-2", CARPENTER)
    story.run_for(2 * DAY)
    return story


def letters(story: Story) -> list[Mail]:
    return [each for each in story.mailer.mailbox if "__letter-" in each.tag]


def text_of(mail: Mail) -> str:
    message = message_from_bytes(mail.mime, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def released(story: Story, who: str) -> Any:
    return story.look(who).deeds.tellings[0].released_at


def test_two_decisions_in_the_hold_become_one_letter(two: Story) -> None:
    """It names both positions, gives each its own reason, and both are told when it arrives."""
    rejects(two, "kari-1")
    two.run_for(HOUR)
    rejects(two, "kari-2", "experience")
    two.run_for(5 * DAY)
    [letter] = letters(two)
    text = text_of(letter)
    assert "stillingen som elektriker og stillingen som tømrer" in text
    assert "ikke videre i noen av disse prosessene" in text
    assert "Om stillingen som elektriker:" in text
    assert "fagbrev" in text
    assert "Om stillingen som tømrer:" in text
    assert "erfaring" in text
    assert "Per Dahl" in text
    assert [two.look(each).answer for each in ("kari-1", "kari-2")] == ["told", "told"]
    assert released(two, "kari-1") == released(two, "kari-2")


def test_it_goes_at_the_latest_of_their_times(two: Story) -> None:
    """The first waits for the second's hold: the second may still be stopped."""
    rejects(two, "kari-1")
    two.run_for(2 * HOUR)
    rejects(two, "kari-2", "experience")
    two.run_for(5 * DAY)
    tellings = [two.look(each).deeds.tellings[0] for each in ("kari-1", "kari-2")]
    assert tellings[0].tell_at < tellings[1].tell_at <= released(two, "kari-1")


def test_the_recruiter_sees_the_letter_that_will_go(two: Story) -> None:
    """The second audit shows both answers in one letter, and says so."""
    rejects(two, "kari-1")
    two.run_for(HOUR)
    rejects(two, "kari-2", "experience")
    two.run_for(HOUR)
    [audit] = [each for each in two.mailer.mailbox if "kari-2__audit" in each.tag]
    assert "Om stillingen som elektriker:" in text_of(audit)
    assert "Brevet svarer på flere søknader fra samme person" in text_of(audit)


def test_a_letter_that_is_held_keeps_the_others_back_no_longer(two: Story) -> None:
    """The other goes at its time, and the held one on another day when it is let go."""
    rejects(two, "kari-1")
    rejects(two, "kari-2", "experience")
    two.run_for(HOUR)
    two.press("telling", "kari-2", 1, action="hold")
    two.run_for(DAY)
    assert [each.tag for each in letters(two)] == ["a__kari-1__letter-1_1"]
    assert "tømrer" not in text_of(letters(two)[0])
    two.press("telling", "kari-2", 1, action="resume")
    two.run_for(5 * DAY)
    assert len(letters(two)) == 2


def test_a_decision_taken_back_leaves_the_letter_to_the_others(two: Story) -> None:
    """What is not decided any more is not in it."""
    rejects(two, "kari-1")
    rejects(two, "kari-2", "experience")
    two.run_for(HOUR)
    two.take_back("kari-1")
    # An open process of the same person would keep the other back.
    two.happens("application.withdrawn", "kari-1")
    two.run_for(5 * DAY)
    [letter] = letters(two)
    assert letter.tag == "a__kari-2__letter-1_1"
    assert "elektriker" not in text_of(letter)


def test_an_edited_letter_goes_as_the_human_wrote_it(two: Story) -> None:
    """Nobody's words are taken apart; the two letters do not come on one day."""
    rejects(two, "kari-1")
    rejects(two, "kari-2", "experience")
    two.run_for(HOUR)
    draft = two.look("kari-2").deeds.drafts[1].document
    body = "\n\n".join(paragraph.text() for paragraph in draft.paragraphs)
    page = two.press("telling", "kari-2", 1, action="edit", text=body)
    assert page.kind == "done"
    two.run_for(6 * DAY)
    assert len(letters(two)) == 2
    assert released(two, "kari-1").date() != released(two, "kari-2").date()


def test_a_letter_that_waits_for_approval_keeps_nobody_back(two: Story) -> None:
    """After an interview silence sends nothing, but the other decision is told at its time."""
    two.interview("kari-2")
    two.run_for(HOUR)
    rejects(two, "kari-1")
    rejects(two, "kari-2", "experience")
    two.run_for(DAY)
    assert [each.tag for each in letters(two)] == ["a__kari-1__letter-1_1"]
    two.press("telling", "kari-2", 1, action="approve")
    two.run_for(3 * DAY)
    assert len(letters(two)) == 2


def test_a_second_decision_after_the_letter_is_told_on_another_day(two: Story) -> None:
    """Two noes on one day are one too many; the promise would allow even less."""
    two.happens("application.withdrawn", "kari-2")
    applies(two, "kari-3", CARPENTER)
    two.run_for(2 * DAY)
    rejects(two, "kari-1")
    two.run_for(HOUR)
    two.press("telling", "kari-1", 1, action="release")
    two.reject("kari-3")
    two.run_for(7 * DAY)
    days = {calendar().local_date(released(two, each)) for each in ("kari-1", "kari-3")}
    assert len(days) == 2


def test_a_promise_is_not_broken_for_company(story: Story) -> None:
    """Whose promise ends goes alone; the other keeps its own time."""
    applies(story, "kari-1", {})
    story.run_for(HOUR)
    promise = story.look("kari-1").deeds.promise
    assert promise is not None
    story.run_until(promise.due_at - timedelta(hours=7))
    # Nobody is rejected within a day of applying, so this one cannot go today.
    applies(story, "kari-2", CARPENTER)
    story.run_for(timedelta(minutes=5))
    rejects(story, "kari-1")
    rejects(story, "kari-2", "experience")
    story.run_for(6 * DAY)
    assert len(letters(story)) == 2
    assert story.look("kari-1").deeds.answered_in_time


def test_a_decision_taken_back_when_the_letter_lies_in_the_outbox(two: Story) -> None:
    """Released and not sent: the letter is stopped, and the other decision gets one of its own."""
    rejects(two, "kari-1")
    rejects(two, "kari-2", "experience")
    two.run_for(HOUR)
    two.outcomes["letter-1"] = [Outcome.THROTTLED]
    while not any("__letter-1" in each for each in two.mailer.requests):
        two.run_for(timedelta(minutes=1))
    two.take_back("kari-2")
    two.happens("application.withdrawn", "kari-2")
    two.run_for(5 * DAY)
    [letter] = letters(two)
    assert letter.tag == "a__kari-1__letter-1-2_1"
    assert "tømrer" not in text_of(letter)
    assert two.look("kari-2").deeds.tellings[0].state is State.TAKEN_BACK


def test_a_letter_that_came_back_goes_to_the_new_address_as_one(story: Story) -> None:
    """A corrected address frees both answers, and they go together again."""
    where = "kari@kandidat.example"
    applies(story, "kari-1", {}, email=where)
    applies(story, "kari-2", CARPENTER, email=where)
    story.run_for(2 * DAY)
    rejects(story, "kari-1")
    rejects(story, "kari-2", "experience")
    story.run_for(HOUR)
    story.faults.bounce = 1.0
    story.run_for(2 * DAY)
    story.faults.bounce = 0.0
    assert len(letters(story)) == 1
    assert {story.look(each).answer for each in ("kari-1", "kari-2")} == {None}
    story.happens("candidate.updated", "person-kari", {"email": "kari@ny.example"})
    story.run_for(2 * DAY)
    assert [each.recipient for each in letters(story)] == [where, "kari@ny.example"]
    assert {story.look(each).answer for each in ("kari-1", "kari-2")} == {"told"}


def test_an_organisation_may_send_each_letter_by_itself(two: Story) -> None:
    """By setting: then both go at their own times, a day apart if days are asked for."""
    telling = two.house.organisation.telling.model_copy(
        update={"one_mail_per_person": False, "days_between_letters": 0}
    )
    two.under(two.house.organisation.model_copy(update={"telling": telling}))
    rejects(two, "kari-1")
    rejects(two, "kari-2", "experience")
    two.run_for(3 * DAY)
    assert len(letters(two)) == 2


def test_two_positions_of_one_name_are_told_apart(story: Story) -> None:
    """By the order in which the person applied."""
    applies(story, "kari-1", {})
    story.run_for(HOUR)
    applies(story, "kari-2", {"id": "elektriker-2"})
    story.run_for(2 * DAY)
    rejects(story, "kari-1")
    rejects(story, "kari-2", "licence")
    story.run_for(3 * DAY)
    text = text_of(letters(story)[0])
    assert "Om den første søknaden:" in text
    assert "Om den andre søknaden:" in text
