"""People who are not there: the next in line is asked, and the fallback contact is the last."""

from datetime import timedelta
from email import message_from_bytes, policy

from svar.domain.outbox import State
from tests.fakes import Mail
from tests.unit.core.conftest import JOB, Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONA, INGRID = "mona.berg@fjordbyen.example", "ingrid.berg@fjordbyen.example"
PER, KARI = "per.dahl@fjordbyen.example", "kari.strand@fjordbyen.example"


def readers(story: Story, name: str) -> list[str]:
    return [mail.recipient for mail in story.mailer.mailbox if f"__{name}" in mail.tag]


def text_of(mail: Mail) -> str:
    body = message_from_bytes(mail.mime, policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_reminder_that_comes_back_goes_to_the_next_in_line(story: Story) -> None:
    """The decider's substitute gets it, and reads whom it did not reach."""
    story.dead.add(INGRID)
    story.apply("kari")
    story.run_for(10 * DAY)
    assert readers(story, "reminder")[:2] == [INGRID, PER]
    mail = [each for each in story.mailer.mailbox if "__reminder" in each.tag][1]
    assert text_of(mail).startswith("Denne e-posten nådde ikke fram til Ingrid Berg.")


def test_nothing_more_goes_to_an_address_that_takes_no_mail(story: Story) -> None:
    """Whatever comes next goes to the next in line at once."""
    story.dead.add(INGRID)
    story.apply("kari")
    story.run_for(40 * DAY)
    assert sum(mail.recipient == INGRID for mail in story.mailer.mailbox) == 1


def test_the_line_ends_at_the_fallback_contact(story: Story) -> None:
    """Each is written to once, and then there is nobody left: that is an alarm."""
    story.dead |= {INGRID, PER, KARI}
    story.apply("kari")
    story.run_for(10 * DAY)
    assert readers(story, "reminder") == [INGRID, PER, KARI]
    reasons = [concern.reason for concern in story.look("kari").deeds.concerns]
    assert "fallback_unreachable" in reasons


def test_the_other_applications_for_a_job_need_not_find_out_themselves(story: Story) -> None:
    """One mail that comes back is enough for all of them."""
    story.dead.add(MONA)
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.apply("ola")
    story.run_for(2 * DAY)
    story.reject("ola")
    story.run_for(8 * DAY)
    assert sum(mail.recipient == MONA for mail in story.mailer.mailbox) == 1


def test_the_letter_names_nobody_whose_mail_comes_back(story: Story) -> None:
    """The recruiter has left: the letter is written anew, and signed by who can answer."""
    story.dead.add(MONA)
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)
    [letter] = [mail for mail in story.mailer.mailbox if "__letter-" in mail.tag]
    assert MONA not in text_of(letter)
    assert "Kari Strand" in text_of(letter)
    reply_to = message_from_bytes(letter.mime, policy=policy.default)["Reply-To"]
    assert reply_to.addresses[0].addr_spec == KARI
    assert readers(story, "audit") == [MONA, KARI]


def test_a_full_mailbox_is_not_taken_for_somebody_who_has_left(story: Story) -> None:
    """A mail that comes back for now goes to the next in line; later ones go to the person."""
    story.dead_for_now.add(INGRID)
    story.apply("kari")
    story.run_for(10 * DAY)
    assert readers(story, "reminder")[:2] == [INGRID, PER]
    assert story.look("kari").deeds.gone == {}
    assert story.look("kari").decider.email == INGRID


def test_an_address_is_tried_again_after_a_month(story: Story) -> None:
    """Mailboxes are mended, and nobody tells us."""
    story.dead.add(INGRID)
    story.apply("kari")
    story.run_for(10 * DAY)
    assert story.look("kari").decider.email == PER
    story.run_for(31 * DAY)
    assert story.look("kari").decider.email == INGRID


def test_a_job_without_a_decider_or_a_recruiter_is_the_fallbacks(story: Story) -> None:
    """Somebody is asked, and the candidate gets an answer with a name under it."""
    nobody = {**JOB, "recruiter": None, "decider": None}
    person = {"id": "person-ola", "name": "Ola", "email": "ola@kandidat.example"}
    story.happens("application.received", "ola", {"candidate": person, "job": nobody})
    story.run_for(30 * DAY)
    assert readers(story, "reminder") == [KARI]
    assert set(readers(story, "escalation")) == {KARI}
    story.reject("ola")
    story.run_for(8 * DAY)
    [letter] = [mail for mail in story.mailer.mailbox if "__letter-" in mail.tag]
    assert "Kari Strand" in text_of(letter)


def test_every_mail_that_came_back_is_settled(story: Story) -> None:
    """A sweeper that finds the same bounce again and again would hide real trouble."""
    story.dead |= {MONA, INGRID}
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(10 * DAY)
    bounced = [item for item in story.look("kari").outbox.values() if item.state is State.BOUNCED]
    assert bounced
    assert all(item.due_at is None for item in bounced)


def test_the_question_about_a_closed_job_goes_to_the_next_in_line(story: Story) -> None:
    """The recruiter has left with the job: whoever stands in gets the list of those who wait."""
    story.dead.add(MONA)
    story.apply("kari")
    story.run_for(2 * DAY)
    story.happens("job.closed", "elektriker", {"reason": "filled"})
    story.run_for(HOUR)
    assert readers(story, "undecided-1") == [MONA, KARI]
    story.run_for(HOUR)
    assert story.look("kari").recruiter.email == KARI
