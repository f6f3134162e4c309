"""Thousands of seeded histories with everything that can fail, and the promise kept in each."""

from datetime import timedelta

import pytest

from tests.fakes import Outcome
from tests.simulation.history import run_histories, run_history
from tests.simulation.remembering import remembering
from tests.unit.core.conftest import MONDAY, Story

BATCH = 100
SEEDS = 10_000
"""`make simulate` plays as many as you like."""
BATCHES = [range(first, first + BATCH) for first in range(0, SEEDS, BATCH)]


@pytest.mark.parametrize("seeds", BATCHES, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_the_promise_is_kept_in_every_history(seeds: range) -> None:
    """One answer each, to the right address, from a human's decision; or a human who knows."""
    broken = run_histories(seeds)
    assert not broken, f"{len(broken)} of {len(seeds)} histories; the first:\n{broken[0]}"


@pytest.mark.parametrize("seed", range(25))
def test_a_history_with_whole_messages(seed: int) -> None:
    """The same with messages encoded to the last byte; this is what a replay runs."""
    with remembering(whole_mails=True):
        history = run_history(seed)
    assert not history.wrong, str(history)


def test_the_same_seed_tells_the_same_story() -> None:
    """Or a failing seed could not be replayed."""
    assert run_history(7) == run_history(7)


def test_a_throttled_letter_is_stopped_when_its_decision_is_taken_back() -> None:
    """A letter that SES has refused for now is not on its way yet."""
    story = Story(MONDAY)
    story.apply("kari")
    story.run_for(timedelta(days=1))
    story.reject("kari")
    story.run_for(timedelta(hours=1))
    story.outcomes["letter-1"] = [Outcome.THROTTLED]
    while "letter-1" not in str(story.mailer.requests):
        story.run_for(timedelta(minutes=1))
    story.take_back("kari")
    story.run_for(timedelta(days=5))
    assert story.mails("kari", "letter") == []
    assert not story.look("kari").deeds.concerns
