"""The table of rules, which texts they apply to, and the gate itself."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from svar.domain.breaks import Break
from svar.domain.rules import manners, private, substance, whole
from svar.domain.rules.found import Finder, own_words
from svar.domain.rules.letter import GateContext, LetterText, Reading

Kind = Literal["rejection", "status_notice", "withdrawal_confirmation", "correction", "receipt"]

MOST_PER_RULE = 5
"""Findings shown per rule: enough to repair by, few enough to read."""
MOST_WORDS = 120
_WRITTEN = {"'": "['’ʼ]", "-": "[-\u2011]", " ": r"\s+"}

RULES: dict[str, Finder] = {
    "R01": whole.too_long,
    "R02": substance.no_early_outcome,
    "R03": substance.no_thanks,
    "R04": manners.regrets,
    "R05": substance.no_reason,
    "R06": substance.no_learning,
    "R07": own_words,
    "R08": own_words,
    "R09": whole.no_way_to_a_person,
    "R10": whole.nobody_addressed,
    "R11": own_words,
    "R12": substance.worded_outcome,
    "R13": manners.protected,
    "R14": substance.worded_outcome,
    "R15": whole.wrong_language,
    "R16": own_words,
    "R17": own_words,
    "R18": manners.advertising,
    "R19": substance.no_wish,
    "R20": private.internal,
}

_DIGNITY = frozenset({"R04", "R08", "R11", "R12", "R13", "R15", "R16", "R17", "R20"})
_ANSWERABLE = frozenset({"R09", "R10"})

APPLIES: dict[Kind, frozenset[str]] = {
    "rejection": frozenset(RULES),
    # Nothing is decided: there is no outcome, and Svar itself keeps the date that is promised.
    "status_notice": _DIGNITY | _ANSWERABLE | {"R01", "R18"},
    # The candidate decided: no reason is owed, and nothing may stay open.
    "withdrawal_confirmation": _DIGNITY | _ANSWERABLE | {"R01", "R03", "R07", "R14", "R18", "R19"},
    "correction": _DIGNITY | _ANSWERABLE | {"R01", "R07", "R18"},
    # A receipt tells of the whole process.
    "receipt": _DIGNITY | _ANSWERABLE,
}


def check(letter: LetterText, context: GateContext, kind: Kind = "rejection") -> tuple[Break, ...]:
    """Every rule that the text breaks, in the order of the rules; empty when it may be sent.

    Raises KeyError for a language that is not ours.
    """
    reading = Reading(letter, context)
    # Nothing passes unread: a text that was cut is too long, whatever kind it is.
    applies = APPLIES[kind] | {"R01"} if reading.cut else APPLIES[kind]
    return tuple(each for rule in RULES if rule in applies for each in _breaks(rule, reading))


def _breaks(rule: str, reading: Reading) -> Iterator[Break]:
    words = reading.book.rules[rule]
    found = dict.fromkeys(RULES[rule](reading, words))
    for each in islice(found, MOST_PER_RULE):
        why = words.also[each.why] if each.why else words.why
        stands = _as_it_stands(each.words, reading.raw)
        shown = stands if len(stands) <= MOST_WORDS else f"{stands[:MOST_WORDS]}…"
        yield Break(rule=rule, words=" ".join(shown.split()), why=why)


def _as_it_stands(words: str, raw: str) -> str:
    """The words as the text writes them: its own apostrophes, hard spaces and broken lines."""
    if words in raw:
        return words
    written = "".join(_WRITTEN.get(each, f"{re.escape(each)}(?:-\\n)?") for each in words)
    found = re.search(written, raw)
    return found[0] if found else words
