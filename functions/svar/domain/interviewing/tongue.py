"""Whether a question is in its language: one sentence is too little for counting alone."""

import re
from functools import cache

from svar.domain.languages import Part, facts, languages, texts
from svar.domain.letters.letter_words import strings
from svar.domain.letters.requirement import foreign_words
from svar.domain.rules.words import rule_book

_WORD = re.compile(r"[^\W\d_]+")
_PARTS: tuple[Part, ...] = ("mail", "pages", "letters")
_MOST_FOREIGN = 2
"""Where a language takes three words of another in a letter, two are many in a question."""


def is_foreign(text: str, language: str, set_aside: frozenset[str] = frozenset()) -> bool:
    """A letter or words of another language, or no small word of its own.

    The words that are `set_aside`, in lower case, may be in any language: the advert's.
    """
    small = rule_book(language).language.own
    words = [each for each in _WORD.findall(text.casefold()) if each not in set_aside]
    rest = " ".join(each for each in words if each not in _at_home(language))
    return (
        not small.search(text)
        or bool(set(rest) & _strange_letters(language))
        or any(
            len(set(each.words.findall(rest))) >= min(each.at_least, _MOST_FOREIGN)
            for each in rule_book(language).language.foreign.values()
        )
        or foreign_words(rest, language)
        or _more_at_home_elsewhere(words, language)
    )


@cache
def _strange_letters(language: str) -> frozenset[str]:
    others = (letter for each in languages() for letter in facts(each).letters)
    return frozenset(others) - frozenset(facts(language).letters)


def _more_at_home_elsewhere(words: list[str], language: str) -> bool:
    """Whether another language has more words that this one lacks than the other way round."""
    said, here = frozenset(words), _at_home(language)
    there = (_at_home(each) for each in languages() if each != language)
    return any(len(said & each - here) > 1 + len(said & here - each) for each in there)


@cache
def _at_home(language: str) -> frozenset[str]:
    """The words of the language's own texts: what another language has as well is not foreign."""
    said = " ".join(text for part in _PARTS for text in strings(texts(language, part)))
    return frozenset(_WORD.findall(re.sub(r"\{[^}]*\}", " ", said).casefold()))
