"""Claude falls for every hostile text once: none of what it says comes out, and the answer comes.

The real workflows and the real adapter over HTTP to the twin, which writes what the text asks for
and judges it to be right; only the cloud is a fake. `make hostile` tries the other combinations.
"""

from functools import cache

import pytest

from tests.integration.twin import TwinAtWork
from tests.simulation.falling import SLOTS, Fall, fallen, falls, said_somewhere, tell_with
from tests.simulation.left import Left, tell
from tests.simulation.trying import COVERED, wrong_with
from tests.unit.screening.adversarial import hostile_texts
from tests.world import organisation


def test_what_a_model_says_that_falls_for_it_is_known_of_every_text() -> None:
    """In each language; and each slot, each group and each language has its turn."""
    ids = {each.id for each in hostile_texts()}
    assert sorted(ids - set(fallen())) == []
    assert all(set(each) >= set(organisation().languages) for each in fallen().values())
    assert {each.text for each in falls()} == ids
    assert {each.slot for each in falls()} == set(SLOTS)
    assert {each.trial.group for each in falls()} == set(COVERED)
    assert {each.trial.language for each in falls()} == set(organisation().languages)


@cache
def harmless(language: str) -> Left:
    return tell({}, language)


@pytest.mark.parametrize("fall", list(falls()), ids=lambda f: f"{f.text}-{f.trial.group}-{f.slot}")
def test_what_claude_was_told_to_say_is_said_to_nobody(twin: TwinAtWork, fall: Fall) -> None:
    """One gated letter, by the house or mended, or a human is asked; and every rule holds."""
    if fall.every_time:
        twin.will(always=fall.behaviour)
    else:
        twin.will(fall.behaviour)
    left = tell_with(twin.claude(), fall)
    asked = tuple(str(each) for each in twin.requests())
    assert (
        wrong_with(left.having_asked(asked), harmless(fall.trial.language), fall.trial.group) == []
    )
    assert said_somewhere(left, fall.says) == []
    assert asked
    first = left.world.look("kari").deeds.drafts[1]
    if fall.every_time and fall.slot != "judge":
        assert (first.written_by, first.instead) == ("house", "gave_up")
