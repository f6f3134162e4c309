"""What the dashboard shows: each answer and each first word after an interview counts once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from svar.adapters.counting import count
from svar.domain.situation import Plan, Situation
from svar.observability import metrics
from tests.unit.core.conftest import Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Counted(dict[str, list[float]]):
    """Each metric's values, in the order in which they were emitted."""

    def __call__(self, before: Situation, plan: Plan) -> None:
        count(before, plan)
        for name, metric in metrics.metric_set.items():
            self.setdefault(name, []).extend(metric["Value"])
        metrics.clear_metrics()


@pytest.fixture
def counted(story: Story) -> Iterator[Counted]:
    metrics.clear_metrics()
    seen = Counted()
    story.house = story.house._replace(observe=seen)
    yield seen
    metrics.clear_metrics()


def test_an_answer_counts_once_and_says_how_long_it_took(story: Story, counted: Counted) -> None:
    """From the human's decision to the candidate's mail server, in seconds."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    decided = story.clock.now()
    story.run_for(10 * DAY)
    told = story.look("kari").deeds.answered_at
    assert told is not None
    assert counted["answered"] == counted["answered_in_time"] == counted["promised"] == [1]
    assert counted["told_after_seconds"] == [(told - decided).total_seconds()]


def test_who_withdrew_is_no_answer_of_ours(story: Story, counted: Counted) -> None:
    """Else each withdrawal would make the share of those who were told look better."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.happens("application.withdrawn", "kari")
    story.run_for(HOUR)
    assert story.look("kari").deeds.answered_at is not None
    assert "answered" not in counted


def test_the_first_word_after_an_interview_counts_and_no_later_one(
    story: Story, counted: Counted
) -> None:
    """A status notice is a word; the wait ends there, however long the answer takes."""
    story.apply("kari")
    story.run_for(DAY)
    story.interview("kari")
    story.run_for(HOUR)
    met = story.look("kari").facts.last_interview(story.clock.now())
    assert met is not None
    story.run_for(21 * DAY)
    notice = story.look("kari").deeds.done
    first = min(d.at for deeds in notice.values() for d in deeds if d.due == "status_notice")
    assert counted["word_after_interview_seconds"] == [(first - met).total_seconds()]


def test_who_was_not_met_waits_for_no_word_after_an_interview(
    story: Story, counted: Counted
) -> None:
    """Notices to the others are counted nowhere else."""
    story.apply("kari")
    story.run_for(21 * DAY)
    assert "word_after_interview_seconds" not in counted
