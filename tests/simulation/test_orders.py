"""Six events of one application in every order, each possibly doubled, mean the same thing."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from itertools import islice, permutations, product
from random import Random
from typing import Any

import pytest

from svar.domain.deeds import Deeds
from svar.domain.events import Event
from svar.domain.facts import JobFacts, fold_application, merge_job
from svar.domain.obligations import settle
from svar.domain.situation import Situation
from svar.domain.telling import State
from tests.simulation.remembering import remembering
from tests.unit.core.conftest import JOB, MONDAY, NOT_MET, Story
from tests.world import calendar, folded, organisation

HOUR = timedelta(hours=1)
CANDIDATE = {"id": "person-kari", "name": "Kari", "email": "kari@kandidat.example"}
INTERVIEW = {"interview_id": "i-1", "at": (MONDAY + 50 * HOUR).isoformat()}
SIX: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("application.received", 0, {"candidate": CANDIDATE, "job": JOB}),
    ("interview.scheduled", 24, INTERVIEW),
    ("interview.completed", 51, INTERVIEW),
    ("decision.rejected", 72, NOT_MET),
    ("decision.rejection_withdrawn", 73, {}),
    ("decision.rejected", 74, {**NOT_MET, "ats_reason": "Hired other"}),
)
"""Type, hours after Monday morning, data."""
ALL = 46_080
SAMPLE = 120


def six(story: Story) -> tuple[Event, ...]:
    return tuple(
        story.event(kind, "kari", data, time=(MONDAY + hours * HOUR).isoformat())
        for kind, hours, data in SIX
    )


def orders[Each](events: Sequence[Each]) -> Iterator[list[Each]]:
    """Every order, with every choice of events that come again, in that order, at the end."""
    for order in permutations(events):
        for doubled in product((False, True), repeat=len(order)):
            again = [event for event, twice in zip(order, doubled, strict=True) if twice]
            yield [*order, *again]


def test_every_order_ends_in_the_same_facts_and_the_same_obligations() -> None:
    """What was said last counts, not what was heard last."""
    events = six(Story(MONDAY))
    expected = fold_application("kari", events)
    count = 0
    for order in orders(events):
        assert fold_application("kari", order) == expected, [each.id for each in order]
        count += 1
    assert count == ALL
    assert expected.rejection is not None
    assert expected.rejection.key == events[5].key
    plan = settle(_situation(expected))
    assert [work.name for work in plan.work] == ["clock-kari-1", "telling-kari-1"]
    assert [mail.name for mail in plan.mails] == ["receipt-1"]


class Clerk:
    """Takes in one event after another, as production does: fold, settle, keep the deeds.

    What it has answered once for the same log and the same deeds it remembers; that a log means the
    same in every order is the test above.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self._facts = cache(
            lambda seen: fold_application("kari", [events[number] for number in sorted(seen)])
        )
        self._deeds: dict[str, Deeds] = {}
        self._settled = cache(self._settle)

    def end_of(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """What is left to tell when they have come in this order, whichever way it was reached."""
        seen: frozenset[int] = frozenset()
        deeds, mails = self._keep(Deeds()), ()
        # The last look is the one that every clock takes when it wakes.
        for number in (*numbers, None):
            seen = seen if number is None else seen | {number}
            deeds, owed = self._settled(seen, deeds)
            mails = (*mails, *owed)
        return (*_left(self._deeds[deeds]), *mails)

    def _settle(self, seen: frozenset[int], deeds: str) -> tuple[str, tuple[str, ...]]:
        plan = settle(_situation(self._facts(seen), self._deeds[deeds]))
        return self._keep(plan.deeds), tuple(mail.name for mail in plan.mails)

    def _keep(self, deeds: Deeds) -> str:
        key = deeds.model_dump_json()
        self._deeds[key] = deeds
        return key


def _left(deeds: Deeds) -> tuple[str, ...]:
    """The deeds without what hangs on the way: how many letters were begun and taken back, and
    which number the promise that runs now has."""
    telling, promise = deeds.rejection, deeds.promise
    assert telling is not None
    assert promise is not None
    dropped = [each for each in deeds.tellings if each.number != telling.number]
    assert all(each.state is State.TAKEN_BACK for each in dropped)
    return (
        telling.model_copy(update={"number": 0}).model_dump_json(),
        promise.model_copy(update={"number": 0, "told_at": None}).model_dump_json(),
        *sorted(concern.reason for concern in deeds.concerns),
        *sorted(deeds.mails),
    )


def test_every_order_leaves_the_same_deeds_and_the_same_mails() -> None:
    """Event by event through production's fold and settle: one telling of the last decision, the
    same promise, one receipt, and nobody worried, whatever was begun and taken back on the way."""
    clerk = Clerk(six(Story(MONDAY)))
    ends = {clerk.end_of(numbers) for numbers in orders(range(len(SIX)))}
    assert len(ends) == 1
    (end,) = ends
    assert end[2:] == ("receipt-1", "receipt-1")
    assert '"reason":"interview"' in end[1]


def _situation(facts: Any, deeds: Deeds | None = None) -> Situation:
    return Situation(
        facts=facts,
        job=merge_job(None, facts.job_in_application, JOB["id"]),
        job_facts=JobFacts(id=JOB["id"]),
        deeds=deeds or Deeds(),
        outbox={},
        now=MONDAY + 80 * HOUR,
        organisation=organisation(),
        calendar=calendar(),
    )


@pytest.mark.parametrize("part", range(4))
def test_a_sample_of_orders_ends_in_the_same_mails(part: int) -> None:
    """Through the queue and the store, at once or an hour apart: the same answer, told once."""
    sample = islice(orders(range(len(SIX))), 7, None, ALL // SAMPLE)
    with remembering(whole_mails=False):
        ends = {_end_of(numbers) for numbers in islice(sample, part, None, 4)}
    assert len(ends) == 1
    ((_, answer, letters, worried),) = ends
    assert (answer, letters, worried) == ("told", 1, False)


def _end_of(numbers: Sequence[int]) -> tuple[str, str | None, int, bool]:
    """Facts, answer, letters in the mailbox, and whether a human has to worry."""
    random = Random(str(numbers))
    story = Story(MONDAY)
    events = six(story)
    story.run_until(MONDAY + 75 * HOUR)
    for number in numbers:
        story.deliver(events[number])
        story.run_for(timedelta(minutes=random.choice((0, 1, 30, 60))))
    story.run_for(12 * HOUR)
    tellings = story.look("kari").deeds.tellings
    story.press("telling", "kari", tellings[-1].number, action="approve")
    story.run_for(timedelta(days=6))
    at = story.look("kari")
    return (
        folded(story, "kari").model_dump_json(),
        at.answer,
        len(story.mails("kari", "letter")),
        bool(at.deeds.concerns),
    )
