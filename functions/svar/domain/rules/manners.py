"""Rules on how a letter speaks of the person, where looking for words is not enough."""

import re
from collections.abc import Iterator
from itertools import islice

from svar.domain.rules.found import Found, matches, own_words
from svar.domain.rules.letter import Reading
from svar.domain.rules.words import RuleWords

_LINK = re.compile(
    r"(?:https?://|www\.)\S{1,200}|(?<![\w@.])(?:[\w-]{1,60}\.){1,4}[a-z]{2,10}/\S{1,200}", re.I
)
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U0001f1e6-\U0001f1ff\u2600-\u27bf\u2b50\u2b55\u231a\u231b\u23e9-\u23fa]"
    r"|(?<=\s)[:;]-?[)(DPp](?=\s|$)|(?<=\s)<3(?=\s|$)"
)


def regrets(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R04: one regret is human; those after it make a lament."""
    yield from islice(own_words(reading, rule), 1, None)


def protected(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R13: a protected ground or its proxy, in quotes too; not somebody's field of work."""
    text = reading.named_words
    yield from matches(rule.patterns, text, reading.prose, rule.unless)
    work = [found.span() for found in rule.work.finditer(text)] if rule.work else []
    for found in rule.field.finditer(text) if rule.field else ():
        if not any(start <= found.start() < end for start, end in work):
            yield Found(reading.prose[found.start() : found.end()])


def advertising(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R18: advertising, links and emoji, in the subject too, and a slogan under the name."""
    yield from own_words(reading, rule)
    for line in reading.signature[1:]:
        if line.endswith("!") and not reading.book.wish.search(line):
            yield Found(line)
    for pattern, why in ((_LINK, "link"), (_EMOJI, "emoji")):
        for found in pattern.finditer(reading.everything):
            yield Found(found[0], why)
