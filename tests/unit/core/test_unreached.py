"""A candidate whom no mail reaches is given to people until one of them has told the candidate."""

from datetime import timedelta
from email import message_from_bytes, policy

from svar.domain.telling import State
from tests.fakes import Mail
from tests.unit.core.conftest import Story
from tests.unit.core.test_one_letter import CARPENTER, applies, rejects
from tests.world import calendar

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINE = ["mona.berg", "ingrid.berg", "per.dahl", "kari.strand", "kari.strand"]


def asked(story: Story) -> list[Mail]:
    """The mails that give the candidate to a human, in order."""
    return [mail for mail in story.mailer.mailbox if "__human-" in mail.tag]


def rejected_in_vain(story: Story) -> None:
    """The receipt arrived, and the letter comes back."""
    story.apply("kari", phone="+47 900 11 222")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.dead.add("kari@kandidat.example")
    story.run_for(6 * HOUR)
    assert story.mails("kari", "letter") == ["letter-1"]


def test_people_are_asked_up_the_line_until_somebody_has_told(story: Story) -> None:
    """Every second working day the next in line; the last of them is asked again and again."""
    rejected_in_vain(story)
    assert [mail.recipient.split("@")[0] for mail in asked(story)] == LINE[:1]
    story.run_for(12 * DAY - 2 * HOUR)
    assert [mail.recipient.split("@")[0] for mail in asked(story)] == LINE
    assert story.look("kari").answer is None
    page = story.press("telling", "kari", 1, action="mark_told")
    assert (page.kind, getattr(page, "outcome", None)) == ("done", "told")
    story.run_for(20 * DAY)
    assert len(asked(story)) == len(LINE)
    assert story.look("kari").answer == "told"
    assert story.mails("kari", "notice") == []


def test_the_mail_has_the_telephone_number_the_letter_and_the_button(story: Story) -> None:
    """All that it takes to call: no search in another system."""
    rejected_in_vain(story)
    [mail] = asked(story)
    body = message_from_bytes(mail.mime, policy=policy.default).get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    assert "+47 900 11 222" in text
    assert "ikke videre" in text
    assert "Kandidaten har fått svar: https://" in text


def test_nobody_is_asked_at_night_or_on_a_red_day(story: Story) -> None:
    """People read in working hours."""
    rejected_in_vain(story)
    story.run_for(12 * DAY)
    times = [at for tag, at in story.sent_at.items() if "__human-again" in tag]
    assert times
    assert all(calendar().next_working_time(at) == at for at in times)


def test_a_letter_that_came_back_goes_to_the_corrected_address(story: Story) -> None:
    """In a telling window, once; then nobody is asked any more."""
    rejected_in_vain(story)
    story.run_for(3 * DAY)
    before = len(asked(story))
    story.happens("candidate.updated", "person-kari", {"email": "kari@ny.example"})
    story.run_for(10 * DAY)
    letters = [mail.recipient for mail in story.mailer.mailbox if "__letter-" in mail.tag]
    assert letters == ["kari@kandidat.example", "kari@ny.example"]
    assert story.look("kari").answer == "told"
    assert len(asked(story)) == before
    sent = [at for tag, at in story.sent_at.items() if "__letter-" in tag]
    assert all(calendar().in_window(at) for at in sent)


def test_an_address_corrected_on_a_friday_night_waits_for_monday(story: Story) -> None:
    """A correction is no reason to tell somebody in the week-end."""
    rejected_in_vain(story)
    friday = story.clock.now() + (4 - story.clock.now().weekday()) * DAY
    story.run_until(friday.replace(hour=20))
    story.happens("candidate.updated", "person-kari", {"email": "kari@ny.example"})
    story.run_for(5 * DAY)
    assert [at.weekday() for tag, at in story.sent_at.items() if "letter-1-2" in tag] == [0]


def test_a_letter_taken_for_delivered_that_comes_back_was_not_told(story: Story) -> None:
    """Some servers say yes first and no an hour later."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(2 * DAY)
    assert story.look("kari").answer == "told"
    tag = next(mail.tag for mail in story.mailer.mailbox if "__letter-" in mail.tag)
    story._ses_events(tag, "message-late", "Bounce")
    story.run_for(HOUR)
    assert story.look("kari").answer is None
    assert asked(story)


def test_a_letter_that_may_still_arrive_cannot_be_marked_as_told(story: Story) -> None:
    """Or the candidate would hear it twice."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.faults.event_lost = 1.0
    while not story.mails("kari", "letter"):
        story.run_for(timedelta(minutes=5))
    page = story.press("telling", "kari", 1, action="mark_told")
    assert getattr(page, "problem", None) == "already_sent"


def test_who_has_called_first_needs_no_letter(story: Story) -> None:
    """Told in the hold by a human: the letter is stopped, and the promise is kept."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.press("telling", "kari", 1, action="mark_told")
    story.run_for(20 * DAY)
    assert story.mails("kari", "letter") == []
    assert story.look("kari").deeds.answered_in_time
    assert story.look("kari").deeds.tellings[0].state is State.TOLD_BY_HUMAN


def test_another_process_that_never_ends_does_not_hold_a_letter_for_ever(story: Story) -> None:
    """The candidate gets the status notice by the promise, people are asked again, and one of
    them lets the letter go."""
    applies(story, "kari-1", {})
    applies(story, "kari-2", CARPENTER)
    story.run_for(2 * DAY)
    rejects(story, "kari-1")
    story.run_for(14 * DAY)
    assert story.mails("kari-1", "letter") == []
    assert story.mails("kari-1", "notice") == ["notice-1-1"]
    reasons = {concern.reason for concern in story.look("kari-1").deeds.concerns}
    assert reasons == {"other_process_open"}
    assert len([mail for mail in asked(story) if "kari-1" in mail.tag]) >= 4
    story.press("telling", "kari-1", 1, action="release")
    story.run_for(2 * DAY)
    assert story.mails("kari-1", "letter") == ["letter-1"]
