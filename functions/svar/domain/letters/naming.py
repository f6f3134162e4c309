"""Whom a sentence of a candidate speaks of: oneself, or somebody who has a name."""

import re
from functools import cache

from svar.domain.languages import facts, languages
from svar.domain.letters.case import LetterCase
from svar.domain.letters.requirement import proper_names
from svar.domain.letters.wording import wording

_WORD = re.compile(r"[^\W_]+")


def speaks_of_self(sentence: str) -> bool:
    low = sentence.casefold()
    return any(re.search(wording(each).recognise.speaker, low) for each in languages())


def names_these_people(case: LetterCase, sentence: str) -> bool:
    people = f"{case.candidate.name or ''} {case.contact.name} {case.decision.decided_by or ''}"
    names = {word.casefold() for word in _WORD.findall(people) if len(word) > 2}
    return any(word.casefold() in names for word in _WORD.findall(sentence))


def names_somebody(sentence: str, known: str) -> bool:
    """Whether a capital says that a person, an employer or a place is named.

    A sentence without "I" in it may be about somebody else from its first word.
    """
    first, *rest = _WORD.findall(sentence)
    familiar = {word.casefold() for word in _WORD.findall(known)} | _calendar() | proper_names()
    if any(_is_a_name(word) and word.casefold() not in familiar for word in rest):
        return True
    return not (speaks_of_self(sentence) or first.casefold() in familiar | _beginnings())


def _is_a_name(word: str) -> bool:
    return word[0].isupper() and len(word) > 1 and not word.isupper()


@cache
def _calendar() -> frozenset[str]:
    """Months and days, which English writes with a capital."""
    names = (facts(each).dates for each in languages())
    return frozenset(n.casefold() for each in names for n in (*each.months, *each.weekdays))


@cache
def _beginnings() -> frozenset[str]:
    """What a sentence about oneself begins with where it leaves out "I": "Har ikke …"."""
    rules = [wording(each).recognise for each in languages()]
    words = {word for each in rules for word in (*each.verbs, *each.who, *each.stopwords)}
    return frozenset(words | {word for each in rules for word in each.own_words})
