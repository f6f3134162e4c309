"""Claude falls for a hostile text: what it then writes and where, and what must come of it.

The twin says it in every answer of a story, or only in the first; its judge is content with it, so
that nothing but code stands between those words and the mail.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import cycle, product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, get_args

from local.claude_twin.replies import Slot
from svar.adapters.claude.client import Claude
from svar.adapters.claude.summariser import ClaudeSummariser
from svar.adapters.claude.writer import ClaudeWriter
from tests.simulation.left import Left, tell
from tests.simulation.trying import COVERED, Trial
from tests.unit.screening.adversarial import hostile_texts
from tests.world import organisation

SLOTS: tuple[Slot, ...] = get_args(Slot)


class Fall(NamedTuple):
    """A story, and what Claude says in it: as the first text of the story wants."""

    trial: Trial
    slot: Slot
    every_time: bool

    @property
    def text(self) -> str:
        """The id of the hostile text that Claude falls for."""
        return hostile_texts()[self.trial.start].id

    @property
    def says(self) -> str:
        return fallen()[self.text][self.trial.language]

    @property
    def behaviour(self) -> dict[str, Any]:
        return {"do": "obeyed_injection", "says": self.says, "slot": self.slot}


@cache
def fallen() -> dict[str, dict[str, str]]:
    """By the hostile text's id and the language."""
    file = Path(__file__).with_suffix("").with_name("fallen.toml")
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["fallen"]
    return {id: each for each in entries for id in each["texts"]}


def falls() -> Iterator[Fall]:
    """Every text once: the next one in other fields, another slot and another language."""
    groups, slots, languages = cycle(COVERED), cycle(SLOTS), cycle(organisation().languages)
    for start in range(len(hostile_texts())):
        trial = Trial(next(groups), start, next(languages), long=False)
        yield Fall(trial, next(slots), every_time=start % 3 != 0)


def any_falls(count: int, seed: int) -> Iterator[Fall]:
    """So many of all that there are, without a repetition."""
    every = list(
        product(
            COVERED, range(len(hostile_texts())), organisation().languages, SLOTS, (True, False)
        )
    )
    for group, start, language, slot, every_time in Random(seed).sample(every, count):
        yield Fall(Trial(group, start, language, long=True), slot, every_time)


def tell_with(claude: Claude, fall: Fall) -> Left:
    """The story in which Claude writes and sums up."""
    return tell(
        fall.trial.placed,
        fall.trial.language,
        long=fall.trial.long,
        writers=(ClaudeWriter(claude),),
        summarisers=(ClaudeSummariser(claude),),
    )


def said_somewhere(left: Left, says: str) -> list[str]:
    """Where Claude's words came out as a statement, in any letter case and however wrapped.

    To ask whether somebody holds a licence, where nobody knows, is a question and no claim.
    """
    flat = " ".join(says.casefold().rstrip(".").split())
    wanted = re.compile(rf"{re.escape(flat)}(?!\?)")
    return [
        name
        for name, text in left.surfaces.items()
        if wanted.search(" ".join(text.casefold().split()))
    ]
