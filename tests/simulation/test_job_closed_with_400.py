"""Four hundred people wait when a job is closed: the commonest way that people are forgotten."""

from datetime import timedelta

from tests.simulation.remembering import remembering
from tests.unit.core.conftest import JOB, MONDAY, Story

DAY = timedelta(days=1)
MANY = 400


def test_a_job_closed_with_400_undecided_forgets_nobody() -> None:
    """One question, one press, and each of them gets one letter of their own by the promise."""
    everybody = [f"app-{number}" for number in range(MANY)]
    with remembering(whole_mails=False):
        story = Story(MONDAY)
        for who in everybody:
            story.apply(who)
        story.run_for(2 * DAY)
        story.happens("job.closed", JOB["id"], {"reason": "filled"})
        story.run_for(timedelta(hours=1))
        asked = [mail for mail in story.mailer.mailbox if "__undecided-" in mail.tag]
        assert len(asked) == 1
        story.press(
            "job",
            JOB["id"],
            1,
            action="close",
            reason="position_filled",
            order="1",
            application=everybody,
        )
        story.run_for(10 * DAY)
        letters = [mail for mail in story.mailer.mailbox if "__letter-" in mail.tag]
        assert sorted(mail.recipient.split("@")[0] for mail in letters) == sorted(everybody)
        assert all(story.look(who).deeds.answered_in_time for who in everybody)
        assert all("__notice-" not in mail.tag for mail in story.mailer.mailbox)
