"""What a rule hands back, and the finder that most rules need."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from svar.domain.rules.letter import Reading
from svar.domain.rules.words import RuleWords


class Found(NamedTuple):
    """Offending words; `why` is a key in the rule's `also`, when its own `why` does not fit."""

    words: str
    why: str = ""


_BEFORE = 100
"""Characters before a match in which `unless` is looked for; it ends with `$`."""

Finder = Callable[[Reading, RuleWords], Iterable[Found]]


def own_words(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """The rule's words, where the letter speaks for itself: what is quoted is somebody else's."""
    yield from matches(rule.patterns, reading.own_subject, reading.subject, rule.unless)
    yield from matches(rule.patterns, reading.own_words, reading.prose, rule.unless)


def matches(
    pattern: re.Pattern[str] | None,
    text: str,
    shown: str,
    unless: re.Pattern[str] | None = None,
) -> Iterator[Found]:
    """Each match in `text`, shown as it stands in `shown`, which has the same length."""
    for found in pattern.finditer(text) if pattern else ():
        start, end = found.span()
        if unless is None or not unless.search(text, max(0, start - _BEFORE), start):
            yield Found(shown[start:end])
