"""Where one application stands, in the one word that a recruiter counts by."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from svar.domain.outbox import State as Mail
from svar.domain.situation import Situation
from svar.domain.telling import State, Telling


class Standing(StrEnum):
    UNDECIDED = "undecided"
    """Nobody has decided."""
    WRITING = "writing"
    """Decided; its letter is being written."""
    WAITING = "waiting"
    """The letter goes by itself at its time."""
    APPROVAL = "approval"
    """The letter waits for somebody's yes."""
    HELD = "held"
    """Somebody has stopped the letter."""
    ON_ITS_WAY = "on_its_way"
    """The letter has left, and its delivery is not confirmed."""
    HUMAN = "human"
    """Only a person can go on: no text, no address, or nobody knows whether it arrived."""
    TOLD = "told"
    OVER = "over"
    """Nothing is owed: withdrawn, hired or erased."""


TROUBLED = frozenset({Mail.NEEDS_HUMAN, Mail.BOUNCED})
TOLD_BY = frozenset({"told", "told_by_ats", "told_by_human"})
BY_STATE = {
    State.WRITING: Standing.WRITING,
    State.AWAITING_HUMAN: Standing.HUMAN,
    State.HELD_BY_HUMAN: Standing.HELD,
}


def standing(at: Situation) -> Standing:
    """Where the application stands now."""
    if at.answer is not None:
        return Standing.TOLD if at.answer in TOLD_BY else Standing.OVER
    live = at.deeds.rejection
    if live is not None:
        return _of_letter(at, live)
    if at.decided:
        return Standing.WRITING
    # What an ATS rule decided is parked until a person has looked.
    return Standing.HUMAN if at.facts.rejection is not None else Standing.UNDECIDED


def _of_letter(at: Situation, letter: Telling) -> Standing:
    if letter.state in BY_STATE:
        return BY_STATE[letter.state]
    if letter.state is State.RELEASED:
        item = at.outbox.get(f"letter-{letter.number}")
        return Standing.HUMAN if item and item.state in TROUBLED else Standing.ON_ITS_WAY
    if at.address is None:
        return Standing.HUMAN
    return Standing.APPROVAL if letter.needs_human else Standing.WAITING


def count_standings(everybody: Iterable[Situation]) -> dict[Standing, int]:
    """How many stand where; every word is there, also with nobody."""
    found = Counter(standing(at) for at in everybody)
    return {each: found[each] for each in Standing}
