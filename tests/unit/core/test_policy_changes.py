"""The organisation changes its policy while promises run: never later than told, sooner at once."""

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

from svar.domain.promises import Promise
from tests.unit.core.conftest import JOB, Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def promises(story: Story, **rules: Any) -> None:
    """Another policy is deployed."""
    now = story.house.organisation
    story.under(now.model_copy(update={"promises": now.promises.model_copy(update=rules)}))


def promise_of(story: Story, who: str = "kari") -> Promise:
    found = story.look(who).deeds.promise
    assert found is not None
    return found


def text_of(story: Story, name: str) -> str:
    mail = next(each for each in story.mailer.mailbox if f"__{name}" in each.tag)
    body = message_from_bytes(mail.mime, policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_promise_that_was_told_is_never_lengthened(story: Story) -> None:
    """Ten working days were promised, and twenty are the policy now: they hear by the ten."""
    story.apply("kari")
    story.run_for(DAY)
    before = promise_of(story)
    promises(story, after_application_working_days=20)
    story.run_for(20 * DAY)
    assert promise_of(story).agenda == before.agenda
    assert "notice-1-1" in story.mails("kari")


def test_a_shorter_promise_applies_at_once(story: Story) -> None:
    """The decider is reminded by the new times within minutes, though the clock sleeps longer."""
    story.apply("kari")
    story.run_for(3 * DAY + 2 * HOUR)
    before = promise_of(story)
    promises(story, after_application_working_days=4)
    story.run_for(timedelta(minutes=10))
    assert promise_of(story).due_at < before.due_at
    assert "reminder-1" in story.mails("kari")


def test_a_candidate_who_was_told_a_later_day_reads_nothing_untrue(story: Story) -> None:
    """Word comes sooner than promised: it does not say that the promise was broken, nor give a
    later day than the one that was told."""
    story.apply("kari")
    story.run_for(DAY)
    promises(story, after_application_working_days=4)
    story.run_for(6 * DAY)
    notice = text_of(story, "notice-1-1")
    assert "Vi skriver allerede nå" in notice
    assert "klarte vi ikke" not in notice
    assert notice.count("16. mars") == 2
    story.run_for(8 * DAY)
    assert "notice-1-2" in story.mails("kari")


def test_an_answer_by_the_told_day_is_in_time(story: Story) -> None:
    """What counts is what the candidate was told."""
    story.apply("kari")
    story.run_for(DAY)
    promises(story, after_application_working_days=2)
    story.run_for(3 * DAY)
    story.reject("kari")
    story.run_for(4 * DAY)
    assert story.look("kari").deeds.answered_in_time


def test_a_promise_that_nobody_was_told_yet_becomes_the_new_one(story: Story) -> None:
    """After an interview no receipt is sent, so a longer policy holds."""
    story.apply("kari")
    story.run_for(DAY)
    story.interview("kari")
    story.run_for(HOUR)
    before = promise_of(story)
    promises(story, after_interview_working_days=8)
    story.run_for(HOUR)
    assert promise_of(story).due_at > before.due_at


def test_another_reminder_share_moves_the_reminder(story: Story) -> None:
    """The day stays; who is asked when does not."""
    story.apply("kari")
    story.run_for(3 * DAY)
    before = promise_of(story)
    promises(story, remind_at=0.2)
    story.run_for(timedelta(minutes=10))
    assert promise_of(story).due_at == before.due_at
    assert story.mails("kari", "reminder") == ["reminder-1"]


def test_a_job_that_moves_to_ontario_has_its_law(story: Story) -> None:
    """A jurisdiction that is told late holds from then on: 45 days from the last interview."""
    promises(story, after_interview_working_days=60)
    story.apply("kari")
    story.run_for(DAY)
    story.interview("kari")
    story.run_for(HOUR)
    before = promise_of(story)
    story.happens("job.updated", "elektriker", {"job": {**JOB, "jurisdiction": "CA-ON"}})
    promises(story, after_interview_working_days=60, remind_at=0.59)
    story.run_for(HOUR)
    law = promise_of(story)
    assert law.due_at < before.due_at
    assert (law.due_at.date() - law.made_at.date()).days <= 45


def test_the_same_policy_deployed_again_changes_nothing(story: Story) -> None:
    """No clock is woken and nothing is written when the rules are the same."""
    story.apply("kari")
    story.run_for(DAY)
    version = story.look("kari").version
    story.under(story.house.organisation)
    story.run_for(HOUR)
    assert story.look("kari").version == version


def test_a_change_of_policy_wakes_each_clock_once(story: Story) -> None:
    """Four hundred sweeps do not start four hundred clocks."""
    story.apply("kari")
    story.run_for(DAY)
    promises(story, after_application_working_days=5)
    story.run_for(4 * DAY)
    assert sum("-p" in name for name in story._executions if name.startswith("clock-kari")) == 1
    assert len(story.mails("kari", "reminder")) == 1
