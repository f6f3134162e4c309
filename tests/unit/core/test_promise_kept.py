"""The promise as stories: what one candidate gets, whatever happens on the way."""

from datetime import timedelta

import pytest

from svar.domain.telling import State
from svar.ports import StreamId
from tests.fakes import written
from tests.unit.core.conftest import Story
from tests.world import calendar

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_candidate_is_told_at_once_by_when_they_will_hear(story: Story) -> None:
    """The receipt goes out within minutes and its date is the promise that is kept."""
    story.apply("kari")
    story.run_for(HOUR)
    assert story.mails("kari") == ["receipt-1"]
    promise = story.look("kari").deeds.promise
    assert promise is not None
    assert promise.told_at is not None


def test_a_rejected_candidate_gets_one_letter_after_the_hold(story: Story) -> None:
    """A human's decision becomes exactly one letter, not at once, and within the promise."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    assert story.mails("kari", "letter") == []
    assert story.mails("kari", "audit") == ["audit-1-1"]
    story.run_for(10 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]
    assert story.look("kari").deeds.answered_in_time


@pytest.mark.parametrize("heard", [False, True], ids=["silence", "something comes in"])
def test_a_letter_whose_clock_died_goes_all_the_same(story: Story, heard: bool) -> None:
    """The sweeper starts another, also when something came in after the letter's time: that the
    letter is due must not look as if it had gone."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.machines_die()
    tell_at = story.look("kari").deeds.tellings[0].tell_at
    story.run_until(tell_at + timedelta(minutes=10))
    if heard:
        story.happens("application.stage_changed", "kari", {"stage": "closed"})
    story.run_for(HOUR)
    assert story.mails("kari", "letter") == ["letter-1"]


def test_a_letter_that_waits_starts_no_clock_again(story: Story) -> None:
    """Waiting for a decision in another process is nothing undone, for however many days: each
    clock that the sweeper starts costs, and then wakes as often as the first one."""
    story.apply("kari-1", id="person-kari", email="kari@kandidat.example")
    story.apply("kari-2", id="person-kari", email="kari@kandidat.example")
    story.run_for(2 * DAY)
    story.reject("kari-1")
    story.run_for(6 * DAY)
    assert story.mails("kari-1", "letter") == []
    assert not [name for name in story._executions if "-s2026" in name]


@pytest.mark.parametrize("died", [False, True], ids=["alive", "clocks died"])
def test_a_letter_that_waited_goes_when_the_other_process_is_over(story: Story, died: bool) -> None:
    """In the next window, at once; a clock that died meanwhile costs the half hour of any other."""
    story.apply("kari-1", id="person-kari", email="kari@kandidat.example")
    story.apply("kari-2", id="person-kari", email="kari@kandidat.example")
    story.run_for(2 * DAY)
    story.reject("kari-1")
    story.run_for(4 * DAY)
    story.happens("application.withdrawn", "kari-2")
    story.run_for(HOUR)
    assert story.mails("kari-1", "letter") == []
    if died:
        story.machines_die()
    opens = calendar().next_window(story.clock.now())
    story.run_until(opens + timedelta(minutes=40 if died else 1))
    assert story.mails("kari-1", "letter") == ["letter-1"]


def test_nobody_is_rejected_within_a_day_of_applying(story: Story) -> None:
    """A rejection a minute after applying is an insult."""
    story.apply("kari")
    story.run_for(timedelta(minutes=1))
    story.reject("kari")
    story.run_for(23 * HOUR)
    assert story.mails("kari", "letter") == []


def test_a_deadline_never_rejects(story: Story) -> None:
    """Without a decision the decider is asked, then the manager, and the candidate is told so."""
    story.apply("kari")
    story.run_for(60 * DAY)
    names = story.mails("kari")
    assert [n for n in names if n.startswith("letter")] == []
    assert names[:5] == [
        "receipt-1",
        "reminder-1",
        "escalation-1-manager",
        "escalation-1-recruiter",
        "notice-1-1",
    ]
    assert "notice-1-2" in names


def test_a_decision_taken_back_in_the_hold_was_never_seen(story: Story) -> None:
    """The candidate gets no letter, and the promise goes on."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.take_back("kari")
    story.run_for(3 * DAY)
    assert story.mails("kari", "letter") == []
    assert story.look("kari").deeds.tellings[0].state is State.TAKEN_BACK
    assert story.look("kari").answer is None


def test_a_decision_that_is_made_again_is_told_once(story: Story) -> None:
    """Rejected, taken back and rejected again: one letter, for the decision that stands."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.take_back("kari")
    story.run_for(HOUR)
    story.reject("kari")
    story.run_for(10 * DAY)
    assert story.mails("kari", "letter") == ["letter-2"]


def test_a_decision_that_the_ats_says_twice_is_told_once(story: Story) -> None:
    """Two events about one rejection are not two rejections."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]


def test_a_decision_taken_back_after_delivery_goes_to_a_human(story: Story) -> None:
    """What was read cannot be unsaid by a machine."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)
    story.take_back("kari")
    story.run_for(HOUR)
    reasons = [concern.reason for concern in story.look("kari").deeds.concerns]
    assert reasons == ["decision_taken_back_after_sending"]


def test_after_an_interview_silence_sends_no_letter(story: Story) -> None:
    """A person you have met waits for a human's yes; the asking goes on up the line."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.interview("kari")
    story.run_for(DAY)
    story.reject("kari")
    story.run_for(4 * DAY)
    assert story.mails("kari", "letter") == []
    assert story.mails("kari", "audit") == ["audit-1-1"]
    assert story.mails("kari", "approval")
    story.press("telling", "kari", 1, action="approve")
    story.run_for(DAY)
    assert story.mails("kari", "letter") == ["letter-1"]


def test_an_interview_that_is_heard_of_after_the_decision_waits_for_a_yes_too(
    story: Story,
) -> None:
    """Events come out of order, and a person you have met is a person you have met."""
    story.apply("kari")
    story.run_for(2 * DAY)
    met = {"interview_id": "i-kari", "at": story.clock.now().isoformat()}
    late = story.event("interview.completed", "kari", met)
    story.run_for(HOUR)
    story.reject("kari")
    story.run_for(HOUR)
    assert story.mails("kari", "audit") == ["audit-1-1"]
    story.deliver(late)
    story.run_for(4 * DAY)
    assert story.mails("kari", "letter") == []
    assert story.mails("kari", "audit") == ["audit-1-1", "audit-1-2"]
    story.press("telling", "kari", 1, action="approve")
    story.run_for(DAY)
    assert story.mails("kari", "letter") == ["letter-1"]


def test_a_letter_that_a_human_holds_stays(story: Story) -> None:
    """The button in the audit mail stops the letter until the human lets it go."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.press("telling", "kari", 1, action="hold")
    story.run_for(4 * DAY)
    assert story.mails("kari", "letter") == []
    story.press("telling", "kari", 1, action="release")
    story.run_for(DAY)
    assert story.mails("kari", "letter") == ["letter-1"]


def test_a_button_pressed_too_late_says_so(story: Story) -> None:
    """Holding a letter that has gone changes nothing and tells the human."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)
    page = story.press("telling", "kari", 1, action="hold")
    assert page.kind == "problem"
    assert page.problem == "already_sent"


def test_who_withdraws_gets_a_confirmation_and_no_rejection(story: Story) -> None:
    """A withdrawal stops the letter that was on its way."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.happens("application.withdrawn", "kari")
    story.run_for(20 * DAY)
    assert story.mails("kari", "letter") == []
    assert story.mails("kari", "withdrawal") == ["withdrawal-1"]


def test_a_rule_in_the_ats_rejects_nobody(story: Story) -> None:
    """An automatic rejection is parked for a human, whose decision is then told."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari", automatic=True, decided_by=None)
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == []
    assert story.look("kari").deeds.concerns[0].reason == "auto_reject_parked"
    story.reject("kari")
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]


def test_a_decision_that_arrives_before_its_application_is_kept(story: Story) -> None:
    """Events come out of order; the letter is written when the application is there."""
    story.reject("kari")
    story.run_for(HOUR)
    assert story.mailer.mailbox == []
    story.apply("kari")
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]


def test_mail_that_comes_back_is_a_human_task_and_no_second_mail_goes_there(story: Story) -> None:
    """The recruiter gets the letter to read out; the dead address gets nothing more."""
    story.apply("kari", email="bounce@kandidat.example")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(10 * DAY)
    assert story.mails("kari", "letter") == []
    assert "bounced" in {concern.reason for concern in story.look("kari").deeds.concerns}


def test_a_corrected_address_frees_the_letter(story: Story) -> None:
    """The ATS says the right address, and the letter goes there."""
    story.apply("kari", email="bounce@kandidat.example")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(3 * DAY)
    story.happens("candidate.updated", "person-kari", {"email": "kari@ny.example"})
    story.run_for(5 * DAY)
    letters = [m for m in story.mailer.mailbox if "__letter-" in m.tag]
    assert [m.recipient for m in letters] == ["kari@ny.example"]


def test_without_an_address_a_human_is_asked(story: Story) -> None:
    """Nobody is lost because the ATS had no e-mail address."""
    story.apply("kari", email=None)
    story.run_for(HOUR)
    assert [c.reason for c in story.look("kari").deeds.concerns] == ["address_missing"]


def test_an_erased_candidate_gets_nothing_more_and_leaves_no_text(story: Story) -> None:
    """Erasing stops the waiting letter and removes the name from everything that is stored."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.happens("candidate.erased", "person-kari")
    story.run_for(20 * DAY)
    assert story.mails("kari", "letter") == []
    stored = "".join(written(story.store.load(stream)) for stream in story.store.streams)
    assert "Sæther" not in stored
    assert "kandidat.example" not in stored


def test_a_person_in_two_processes_is_not_rejected_in_one_while_the_other_is_open(
    story: Story,
) -> None:
    """By default the first rejection waits for the second decision, and one letter tells both."""
    story.apply("kari-1", id="person-kari", email="kari@kandidat.example")
    story.apply("kari-2", id="person-kari", email="kari@kandidat.example")
    story.run_for(2 * DAY)
    story.reject("kari-1")
    story.run_for(4 * DAY)
    assert story.mails("kari-1", "letter") == []
    story.reject("kari-2")
    story.run_for(5 * DAY)
    assert story.mails("kari-1", "letter") == ["letter-1"]
    assert story.mails("kari-2", "letter") == []
    assert [story.look(each).answer for each in ("kari-1", "kari-2")] == ["told", "told"]


def test_a_decider_who_names_a_day_is_believed(story: Story) -> None:
    """The next status notice gives the candidate the decider's own date."""
    story.apply("kari")
    story.run_for(9 * DAY)
    page = story.press("promise", "kari", 1, action="say_when", by="2026-03-19")
    assert page.kind == "done"
    story.run_for(7 * DAY)
    deeds = story.look("kari").deeds
    assert str(deeds.done[1][-1].next_word_by) == "2026-03-19"


def test_a_machine_that_never_wakes_is_replaced_by_the_sweeper(story: Story) -> None:
    """The database is the truth: a lost clock is started again."""
    story.apply("kari")
    story.run_for(HOUR)
    story._tasks.clear()
    story.run_for(20 * DAY)
    assert "notice-1-1" in story.mails("kari")


def test_an_answer_lost_on_the_way_back_is_not_sent_again(story: Story) -> None:
    """SES took the mail and its answer was lost: its event proves it, and no second mail goes."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.faults.answer_lost = 1.0
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]
    assert story.look("kari").answer == "told"


def test_a_letter_nobody_knows_the_fate_of_goes_to_a_human(story: Story) -> None:
    """No answer and no event: never a blind resend."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.faults.answer_lost = 1.0
    story.faults.event_lost = 1.0
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]
    assert "delivery_unknown" in {c.reason for c in story.look("kari").deeds.concerns}


def test_what_the_ats_told_itself_is_not_told_again(story: Story) -> None:
    """Nobody gets a second rejection because two systems are polite."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.happens("communication.already_sent", "kari", {"what": "rejection"})
    story.reject("kari")
    story.run_for(10 * DAY)
    assert story.mails("kari", "letter") == []


def test_the_log_holds_what_came_early(story: Story) -> None:
    """An event for an application that nobody knows yet is kept, not dropped."""
    story.interview("kari")
    story.run_for(HOUR)
    record = story.store.load(StreamId(kind="application", id="kari"))
    assert [event.type for event in record.events] == ["interview.completed"]


def test_a_human_may_write_the_reason_in_their_own_words(story: Story) -> None:
    """An edit that the gate passes is what the candidate gets; one that it refuses is shown why."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    draft = story.look("kari").deeds.drafts[1].document
    body = "\n\n".join(paragraph.text() for paragraph in draft.paragraphs)
    refused = story.press("telling", "kari", 1, action="edit", text=body + "\n\nDu er for gammel.")
    assert refused.kind == "letter"
    assert "R13" in {finding.rule for finding in refused.findings}
    own = "Stillingen krever fagbrev, og du skrev at du tar fagprøven til høsten."
    reason = next(p.text() for p in draft.paragraphs if p.part == "reason")
    done = story.press("telling", "kari", 1, action="edit", text=body.replace(reason, own))
    assert done.kind == "done"
    story.run_for(5 * DAY)
    [letter] = [m for m in story.mailer.mailbox if "__letter-" in m.tag]
    assert "tar fagpr" in letter.mime.decode()


def test_feedback_that_may_not_be_said_is_left_out_and_asked_about(story: Story) -> None:
    """A discriminating reason never reaches the candidate; the next best true reason does."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari", feedback_for_candidate="Du er dessverre for gammel for teamet vårt.")
    story.run_for(5 * DAY)
    [letter] = [m for m in story.mailer.mailbox if "__letter-" in m.tag]
    assert "gammel" not in letter.mime.decode()
    assert story.look("kari").deeds.drafts[1].questions


def test_a_candidate_without_a_usable_name_still_gets_a_letter(story: Story) -> None:
    """A name of markup is no name; the letter greets without one."""
    story.apply("kari", name="<script>alert(1)</script>")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]


def test_a_notice_never_says_that_nobody_has_decided_when_somebody_has(story: Story) -> None:
    """A letter that waits for approval past the promise gives a notice that is true."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.interview("kari")
    story.run_for(DAY)
    story.reject("kari")
    story.run_for(14 * DAY)
    [notice] = [m for m in story.mailer.mailbox if "__notice-" in m.tag]
    text = notice.mime.decode()
    assert "ikke klart" in text
    assert "avgj" not in text


def test_a_job_without_a_title_yet_is_called_the_position(story: Story) -> None:
    """An application may be told before its job; its receipt still reads as a person wrote it."""
    person = {"id": "person-ola", "name": "Ola", "email": "ola@kandidat.example", "language": "nb"}
    story.happens("application.received", "ola", {"candidate": person, "job": {"id": "ukjent"}})
    story.run_for(HOUR)
    [receipt] = story.mailer.mailbox
    text = receipt.mime.decode()
    assert "stillingen hos Fjordbyen" in text
    assert "fjordbyen hos" not in text


def test_a_receipt_links_to_the_organisations_page_on_personal_data(story: Story) -> None:
    """Whoever gives away their data is told where to read what becomes of it."""
    page = "https://fjordbyen.example/personvern"
    story.under(story.house.organisation.model_copy(update={"privacy_url": page}))
    story.apply("kari")
    story.run_for(HOUR)
    [receipt] = story.mailer.mailbox
    assert page in receipt.mime.decode()


def test_the_letter_tells_the_decision_that_stands(story: Story) -> None:
    """A new reason in the hold makes a new letter, and only that one goes."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.reject("kari", assessments=[{"criterion": "licence", "met": False}])
    story.run_for(6 * DAY)
    [letter] = [m for m in story.mailer.mailbox if "__letter-" in m.tag]
    assert "rerkort klasse B" in letter.mime.decode()
    assert "fagbrev" not in letter.mime.decode()
