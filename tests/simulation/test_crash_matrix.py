"""A crash at every point of every port call, with every answer of SES, and doubled deliveries.

The points are counted by running the story once, so a port call that is written tomorrow is
covered tomorrow.
"""

from datetime import timedelta
from functools import cache

import pytest

from tests.fakes import Outcome, Plan
from tests.simulation.remembering import remembering
from tests.unit.core.conftest import MONDAY, Story

LETTERS = {
    Outcome.ACCEPTED: 1,
    Outcome.LOST: 1,
    Outcome.THROTTLED: 1,
    Outcome.USED_UP: 1,
    Outcome.REFUSED: 0,
    Outcome.BROKEN: 0,
}
"""How many letters reach the mailbox when nothing dies."""


def tell(plan: Plan, outcome: Outcome, deliveries: int) -> Story:
    """One application, one decision, one letter."""
    story = Story(MONDAY, plan=plan)
    story.outcomes["letter-1"] = [outcome]
    received = story.event(
        "application.received",
        "kari",
        {
            "candidate": {"id": "person-kari", "name": "Kari", "email": "kari@kandidat.example"},
            "job": {"id": "elektriker", "title": "Elektriker"},
        },
    )
    for _ in range(deliveries):
        story.deliver(received)
    story.run_for(timedelta(days=2))
    decided = story.event("decision.rejected", "kari", {"applicants": 41, "invited": 6})
    for _ in range(deliveries):
        story.deliver(decided)
    story.run_for(timedelta(days=5))
    return story


@cache
def points(outcome: Outcome, deliveries: int) -> tuple[str, ...]:
    plan = Plan()
    tell(plan, outcome, deliveries)
    return tuple(plan.reached)


@pytest.mark.parametrize("deliveries", [1, 2, 3])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_crash_anywhere_neither_loses_nor_doubles(outcome: Outcome, deliveries: int) -> None:
    """One letter, or a human who knows that there is none; never two, never silence."""
    # Thousands of runs of one story write the same few mails: each is written and encoded once.
    with remembering(full_mime=True):
        for number, point in enumerate(points(outcome, deliveries)):
            judge(number, point, outcome, deliveries)


def judge(number: int, point: str, outcome: Outcome, deliveries: int) -> None:
    """One run that dies at one point."""
    story = tell(Plan(crash_at=frozenset({number})), outcome, deliveries)
    letters = len(story.mails("kari", "letter"))
    at = story.look("kari")
    human = {concern.reason for concern in at.deeds.concerns}
    where = f"crash {point} ({number}), {outcome}, {deliveries} deliveries"
    assert story.crashes == 1, where
    assert letters <= 1, where
    assert at.answer == "told" or human, where
    # A crash between SES's yes and our note of it is found by SES's own event.
    assert letters == 1 or human, where
    assert len(story.mails("kari", "receipt")) == 1 or human, where
    assert not story.parked, where
    assert not story.failed, where


def tell_two(plan: Plan, outcome: Outcome) -> Story:
    """One person, two applications, two decisions, one letter."""
    story = Story(MONDAY, plan=plan)
    story.outcomes["letter-1"] = [outcome]
    person = {"id": "person-kari", "name": "Kari", "email": "kari@kandidat.example"}
    for who, title in (("kari-1", "Elektriker"), ("kari-2", "Tømrer")):
        data = {"candidate": person, "job": {"id": f"job-{who}", "title": title}}
        story.deliver(story.event("application.received", who, data))
    story.run_for(timedelta(days=2))
    for who in ("kari-1", "kari-2"):
        data = {"applicants": 41, "invited": 6}
        story.deliver(story.event("decision.rejected", who, data))
    story.run_for(timedelta(days=5))
    return story


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.THROTTLED])
def test_a_crash_anywhere_leaves_one_letter_for_two_decisions(outcome: Outcome) -> None:
    """Whichever of the two clocks dies and wherever: both are told by one letter, once."""
    with remembering(full_mime=False):
        plan = Plan()
        tell_two(plan, outcome)
        for number, point in enumerate(plan.reached):
            story = tell_two(Plan(crash_at=frozenset({number})), outcome)
            both = [story.look(each) for each in ("kari-1", "kari-2")]
            letters = [story.mails(at.id, "letter") for at in both]
            human = [at.deeds.concerns for at in both]
            where = f"crash {point} ({number}), {outcome}"
            # A letter whose fate nobody knows past the fence is a human's, and never sent again.
            told = [at.answer == "told" for at in both]
            assert sum(map(len, letters)) <= 1, where
            assert all(told) or all(human), where
            assert not story.parked, where
            assert not story.failed, where


def put_right(plan: Plan, outcome: Outcome) -> Story:
    """The same letter, taken back after it was read, and corrected on a human's word."""
    story = tell(plan, Outcome.ACCEPTED, 1)
    story.outcomes["correction-2"] = [outcome]
    story.take_back("kari")
    story.run_for(timedelta(hours=1))
    asked = {"mistake": "decision_taken_back", "why": "Feil person."}
    pressed(story, 1, action="correct", **asked)
    pressed(story, 2, action="approve")
    return story


def pressed(story: Story, number: int, **fields: str) -> None:
    """A human whose page did not answer presses again."""
    if not story._try(lambda: story.press("telling", "kari", number, **fields))[0]:
        story.press("telling", "kari", number, **fields)
    story.run_for(timedelta(days=2))


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.LOST, Outcome.THROTTLED])
def test_a_crash_anywhere_neither_loses_nor_doubles_a_correction(outcome: Outcome) -> None:
    """One correction, whatever dies on the way from the human's word to the mailbox."""
    with remembering(full_mime=True):
        counted = Plan()
        put_right(counted, outcome)
        letter = Plan()
        tell(letter, Outcome.ACCEPTED, 1)
        for number in range(len(letter.reached), len(counted.reached)):
            story = put_right(Plan(crash_at=frozenset({number})), outcome)
            corrections = story.mails("kari", "correction")
            concerns = [c.reason for c in story.look("kari").deeds.concerns]
            where = f"crash {counted.reached[number]} ({number}), {outcome}"
            told_human = any(r != "decision_taken_back_after_sending" for r in concerns)
            assert corrections == ["correction-2"] or (not corrections and told_human), where
            assert len(story.look("kari").deeds.corrections) == 1, where
            assert not story.parked, where
            assert not story.failed, where


def test_without_a_crash_each_answer_of_ses_ends_as_it_should() -> None:
    """The matrix's own yardstick: what the five answers lead to."""
    for outcome, expected in LETTERS.items():
        story = tell(Plan(), outcome, 1)
        assert len(story.mails("kari", "letter")) == expected, outcome
        told = story.look("kari").answer == "told"
        assert told == (expected == 1), outcome
        assert bool(story.look("kari").deeds.concerns) == (expected == 0), outcome
