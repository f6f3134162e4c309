"""What an ATS that listens to the bus hears about one application.

That each event is as the catalogue says, no field more and none less, the world sees for itself.
"""

from datetime import timedelta

from svar.domain import notices as n
from tests.unit.core.conftest import Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def heard(story: Story) -> list[n.Notice]:
    return [each for each in story.bus.values() if each.subject == "kari"]


def test_the_bus_hears_when_the_letter_goes_that_it_went_and_that_it_came(story: Story) -> None:
    """All three name the same answer, so an ATS can put them together."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)
    scheduled, sent, delivered = heard(story)
    [telling] = story.look("kari").deeds.tellings
    assert isinstance(scheduled, n.AnswerScheduledNotice)
    assert scheduled.data == n.AnswerScheduled(answer=1, goes_at=telling.tell_at)
    assert isinstance(sent, n.AnswerSentNotice)
    assert telling.released_at is not None
    assert sent.data == n.AnswerSent(answer=1, sent_at=telling.released_at)
    assert isinstance(delivered, n.AnswerDeliveredNotice)
    assert telling.delivered_at is not None
    assert delivered.data == n.AnswerDelivered(answer=1, delivered_at=telling.delivered_at)


def test_the_bus_hears_of_a_promise_that_runs_out_and_of_the_word_that_was_sent(
    story: Story,
) -> None:
    """Where a law demands word within a time, the ATS can note the day of it and the next."""
    story.apply("kari")
    story.run_for(HOUR)
    promise = story.look("kari").deeds.promise
    assert promise is not None
    story.run_until(promise.due_at + HOUR)
    approaching, missed, word = heard(story)
    assert isinstance(approaching, n.DeadlineApproachingNotice)
    assert approaching.data == n.DeadlineApproaching(promise=1, due_at=promise.due_at)
    assert isinstance(missed, n.DeadlineMissedNotice)
    assert missed.data == n.DeadlineMissed(promise=1, due_at=promise.due_at)
    assert isinstance(word, n.StatusNoticeSentNotice)
    deed = story.look("kari").deeds.done[1][-1]
    assert (word.data.notice, word.data.sent_at) == (1, deed.at)
    assert word.data.next_word_by == deed.next_word_by


def test_the_bus_hears_that_a_human_is_needed_and_why(story: Story) -> None:
    """The code is the one whose words the recruiter's mail has."""
    story.dead.add("kari@kandidat.example")
    story.apply("kari")
    story.run_for(DAY)
    [needed] = [each for each in heard(story) if isinstance(each, n.AnswerNeedsHumanNotice)]
    assert needed.data.reason == story.look("kari").deeds.concerns[0].reason == "bounced"


def test_the_bus_hears_that_a_summary_is_ready(story: Story) -> None:
    """How many criteria it covers, and nothing that anybody said."""
    story.apply("kari")
    story.run_for(HOUR)
    turn = {"turn": 1, "asked": "Har du førerkort?", "answered": "Ja, klasse C."}
    story.happens("screening.completed", "kari", {"transcript": [turn]})
    story.run_for(HOUR)
    [summary] = heard(story)
    assert isinstance(summary, n.ScreeningSummarisedNotice)
    assert summary.data.criteria == len(story.look("kari").job.criteria)
