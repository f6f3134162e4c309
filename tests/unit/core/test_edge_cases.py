"""The cases that decide whether the clocks are right, told as stories, and a table of them all.

The table is what a reader looks at first: a case without a test of its name fails here.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from re import findall

import pytest

from svar.domain.telling import State
from tests.fakes import Outcome, written
from tests.unit.core.conftest import MONDAY, Story
from tests.world import calendar

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TESTS = Path(__file__).parents[2]

NAMED: dict[str, tuple[str, ...]] = {
    "an hour that does not exist": (
        "test_an_hour_that_does_not_exist_moves_forward",
        "test_promises_and_holds_pass_both_changes_of_clocks",
    ),
    "an hour that exists twice": (
        "test_an_hour_that_exists_twice_is_the_first_one",
        "test_promises_and_holds_pass_both_changes_of_clocks",
    ),
    "a promise that falls on a red day": (
        "test_a_promise_that_falls_on_a_red_day_is_kept_on_the_next_telling_day",
        "test_a_promise_over_easter_is_kept_before_or_after_it_and_never_in_it",
    ),
    "an interview moved twice": (
        "test_an_interview_moved_twice_leaves_only_the_last_promise",
        "test_an_interview_that_is_moved_twice_is_promised_from_the_last_time",
    ),
    "a decision taken back before writing": (
        "test_a_decision_taken_back_before_its_letter_is_written",
    ),
    "a decision taken back in the hold": ("test_a_decision_taken_back_in_the_hold_was_never_seen",),
    "a decision taken back after release and before sending": (
        "test_a_decision_taken_back_after_release_stops_the_unsent_letter",
        "test_a_decision_taken_back_when_the_letter_lies_in_the_outbox",
    ),
    "a decision taken back when the letter is sent": (
        "test_a_decision_taken_back_when_the_letter_is_sent_goes_to_a_human",
    ),
    "a decision taken back after delivery": (
        "test_a_decision_taken_back_after_delivery_goes_to_a_human",
    ),
    "a hold over the end of the promise": (
        "test_a_hold_over_the_end_of_the_promise_is_cut",
        "test_a_hold_too_short_to_cut_is_escalated_at_once",
        "test_a_hold_over_the_end_of_the_promise_is_told_within_it",
    ),
    "a job closed with 400 undecided": ("test_a_job_closed_with_400_undecided_forgets_nobody",),
    "a candidate erased while a letter waits": (
        "test_a_candidate_erased_while_a_letter_waits_gets_nothing",
    ),
    "a reminder and a notice due at the same instant": (
        "test_a_reminder_and_a_notice_due_at_one_instant_are_one_mail_each",
    ),
    "a policy changed while promises run": (
        "test_a_promise_that_was_told_is_never_lengthened",
        "test_a_shorter_promise_applies_at_once",
    ),
    "an approval that does not come": ("test_after_an_interview_silence_sends_no_letter",),
    "a day after applying at the least": ("test_nobody_is_rejected_within_a_day_of_applying",),
    "a deadline never rejects": ("test_a_deadline_never_rejects",),
    "a letter kept over the close of its window": (
        "test_a_letter_throttled_over_the_close_waits_for_the_next_window",
    ),
    "several decisions for one person": ("test_two_decisions_in_the_hold_become_one_letter",),
    "another process of the same person": (
        "test_a_person_in_two_processes_is_not_rejected_in_one_while_the_other_is_open",
        "test_another_process_that_never_ends_does_not_hold_a_letter_for_ever",
    ),
    "people who are not there": (
        "test_a_reminder_that_comes_back_goes_to_the_next_in_line",
        "test_a_job_without_a_decider_or_a_recruiter_is_the_fallbacks",
    ),
}


@pytest.fixture(scope="module")
def names() -> frozenset[str]:
    """The names of all tests, wherever they stand."""

    found = (
        name
        for file in TESTS.rglob("test_*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        for name in findall(r"^def (test_\w+)", line)
    )
    return frozenset(found)


@pytest.mark.parametrize("case", NAMED)
def test_every_edge_case_has_its_test(case: str, names: frozenset[str]) -> None:
    """A test that is renamed or lost is missed here, by the case that it was for."""
    assert set(NAMED[case]) <= names


@pytest.mark.parametrize("changes_on", [date(2026, 3, 29), date(2026, 10, 25)])
def test_promises_and_holds_pass_both_changes_of_clocks(changes_on: date) -> None:
    """Applied on the Friday before: told in the window by the clock on the candidate's wall."""
    start = datetime(changes_on.year, changes_on.month, changes_on.day, 9, tzinfo=MONDAY.tzinfo)
    story = Story(start - 4 * DAY)
    story.apply("kari")
    story.run_until(start - 2 * DAY + 2 * HOUR)
    story.reject("kari")
    story.run_for(12 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]
    [sent] = [at for tag, at in story.sent_at.items() if "__letter" in tag]
    assert calendar().in_window(sent)
    assert story.look("kari").deeds.answered_in_time


def test_a_promise_over_easter_is_kept_before_or_after_it_and_never_in_it() -> None:
    """Nobody decides: the notice comes on a telling day, and not later than was said."""
    story = Story(datetime(2026, 3, 20, 9, tzinfo=MONDAY.tzinfo))
    story.apply("kari")
    story.run_for(30 * DAY)
    [sent] = [at for tag, at in story.sent_at.items() if "__notice-1-1" in tag]
    promise = story.look("kari").deeds.promise
    assert promise is not None
    assert calendar().in_window(sent)
    assert sent <= promise.due_at


def test_an_interview_that_is_moved_twice_is_promised_from_the_last_time(story: Story) -> None:
    """One promise for the one meeting that took place, and its clock alone goes on."""
    story.apply("kari")
    for days in (3, 5, 8):
        at = (story.clock.now() + days * DAY).isoformat()
        data = {"interview_id": "i-1", "at": at}
        story.happens("interview.scheduled", "kari", data)
        story.run_for(HOUR)
    story.run_for(9 * DAY)
    promises = story.look("kari").deeds.promises
    assert [promise.reason for promise in promises] == ["application", "interview"]
    assert promises[1].made_at.date() == (MONDAY + 8 * DAY).date()
    story.run_for(20 * DAY)
    assert not story.mails("kari", "notice-1")
    assert story.mails("kari", "notice-2")


def test_a_decision_taken_back_before_its_letter_is_written(story: Story) -> None:
    """The two events come together: no letter, no audit, and the promise goes on."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.take_back("kari")
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == []
    assert story.look("kari").answer is None
    story.run_for(10 * DAY)
    assert story.mails("kari", "notice")


def test_a_decision_taken_back_after_release_stops_the_unsent_letter(story: Story) -> None:
    """It lies in the outbox, refused for now: it is cancelled, and no human need be told."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.outcomes["letter-1"] = [Outcome.THROTTLED] * 20
    story.run_for(5 * HOUR)
    assert story.look("kari").deeds.tellings[0].state is State.RELEASED
    story.take_back("kari")
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == []
    assert story.look("kari").deeds.tellings[0].state is State.TAKEN_BACK
    assert story.look("kari").deeds.concerns == ()


def test_a_decision_taken_back_when_the_letter_is_sent_goes_to_a_human(story: Story) -> None:
    """SES has it and nobody knows yet whether it arrived: it cannot be stopped any more."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.faults.event_lost = 1.0
    while not story.mails("kari", "letter"):
        story.run_for(timedelta(minutes=1))
    story.take_back("kari")
    story.run_for(HOUR)
    reasons = [concern.reason for concern in story.look("kari").deeds.concerns]
    assert reasons == ["decision_taken_back_after_sending"]
    assert story.mails("kari", "human")


def test_a_hold_over_the_end_of_the_promise_is_told_within_it(story: Story) -> None:
    """Decided on the promise's last day: the hold is cut, and the letter comes in time."""
    story.apply("kari")
    story.run_for(HOUR)
    promise = story.look("kari").deeds.promise
    assert promise is not None
    story.run_until(promise.due_at - 5 * HOUR)
    story.reject("kari")
    story.run_until(promise.due_at)
    assert story.mails("kari", "letter") == ["letter-1"]
    assert story.mails("kari", "notice") == []
    assert story.look("kari").deeds.answered_in_time


def test_a_candidate_erased_while_a_letter_waits_gets_nothing(story: Story) -> None:
    """Whether it waits in its hold or in the outbox: cancelled, and no word of it is kept."""
    for who in ("kari", "ola"):
        story.apply(who)
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.happens("candidate.erased", "person-kari")
    story.reject("ola")
    story.outcomes["letter-1"] = [Outcome.THROTTLED] * 20
    story.run_for(5 * HOUR)
    assert story.look("ola").deeds.tellings[0].state is State.RELEASED
    story.happens("candidate.erased", "person-ola")
    story.run_for(10 * DAY)
    assert story.mails("kari", "letter") == story.mails("ola", "letter") == []
    stored = "".join(written(story.store.load(stream)) for stream in story.store.streams)
    assert "Sæther" not in stored


def test_a_reminder_and_a_notice_due_at_one_instant_are_one_mail_each(story: Story) -> None:
    """After an outage over all of it: one mail to each reader, and never two that say the same."""
    story.apply("kari")
    story.run_for(HOUR)
    promise = story.look("kari").deeds.promise
    assert promise is not None
    # Nothing ran since then: every due time has passed when somebody looks again.
    story._tasks.clear()
    later = promise.due_at - timedelta(minutes=30)
    story.clock.set(now=later, wall=later)
    story.run_for(HOUR)
    names = story.mails("kari")
    assert len(names) == len(set(names))
    assert names.count("notice-1-1") == 1
    readers = [m.recipient for m in story.mailer.mailbox if "__receipt" not in m.tag]
    assert len(readers) == len(set(readers))
