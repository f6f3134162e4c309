"""Hostile texts in every place that the events have: nothing of what they want comes out."""

from functools import cache

import pytest

from svar.domain.errors import Invalid
from svar.domain.events import parse_event
from tests.simulation.hostile import TOLD, Place, places, story_with
from tests.simulation.left import Left, tell
from tests.simulation.trying import COVERED, FREE, NARROW, SILENT, SOME, Trial, trials, wrong_with
from tests.unit.core.conftest import MONDAY
from tests.unit.screening.adversarial import found_in, hostile_texts
from tests.world import organisation


def test_every_field_with_free_text_is_in_a_group() -> None:
    """A new field whose text nobody tests is noticed here."""
    assert sorted(each for group in COVERED.values() for each in group) == sorted(FREE)


def test_every_event_with_free_text_is_in_the_story() -> None:
    """So is a new event."""
    assert {each.event for each in places() if each.free} <= TOLD


def test_every_text_is_tried_in_every_language_and_every_group() -> None:
    """Of a candidate's address and a correction's record only some are."""
    tried = [(hostile.id, trial) for trial in trials() for hostile in trial.placed.values()]
    assert {each.language for _, each in tried if each.long} == set(organisation().languages)
    for text in hostile_texts():
        mine = [trial for id, trial in tried if id == text.id]
        assert {each.language for each in mine} == set(organisation().languages)
        assert {each.group for each in mine} >= set(COVERED) - set(SOME)


@cache
def harmless(language: str, *, long: bool) -> Left:
    """What the house says of itself when nobody is hostile."""
    return tell({}, language, long=long)


@pytest.mark.parametrize("trial", list(trials()), ids=lambda t: f"{t.group}-{t.start}-{t.language}")
def test_nothing_of_what_a_hostile_text_wants_comes_out(trial: Trial) -> None:
    """In no mail, subject, header, page or log; every rule of the text holds."""
    left = tell(trial.placed, trial.language, long=trial.long)
    house = harmless(trial.language, long=trial.long)
    assert wrong_with(left, house, trial.group) == []


@pytest.mark.parametrize("place", NARROW, ids=lambda place: f"{place.event} {place.field}")
def test_a_hostile_text_where_only_an_id_may_stand_is_refused_unread(place: Place) -> None:
    """The reason names the field and never the value, which would end in a log."""
    if place.event in SILENT:
        return
    for hostile in hostile_texts():
        body = {
            "specversion": "1.0",
            "id": "e1",
            "source": "ats/generic/fjordbyen",
            "type": place.event,
            "subject": "kari",
            "time": MONDAY.isoformat(),
            "data": story_with({place.field: f"x {hostile.text}"})[place.event],
        }
        with pytest.raises(Invalid) as refused:
            parse_event(body)
        assert found_in(str(refused.value), hostile) == []
