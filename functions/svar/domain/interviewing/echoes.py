"""What a question must not bring back of the candidate's own words.

A question may speak of what was told. It may not repeat what tries to steer it, what is nobody's
business though it was volunteered, or whole stretches, whoever would like to read them there.
"""

import re

from svar.domain.chat import Chat
from svar.domain.letters.letter_words import shared_meaning, stem
from svar.domain.letters.screens import Key, screened
from svar.domain.summarising.decency import steers
from svar.domain.summarising.reading import sentences
from svar.domain.text import CAPITALS, clean_text

_PRIVATE: tuple[Key, ...] = ("protected_ground", "personal", "private", "danger")
_WORD = re.compile(r"[^\W_]+")
_RUN = 5
"""Words in a row that are no chance."""
_NAME = re.compile(rf"(?<=[\w,;:] )[{CAPITALS}][^\W\d_]+")


def tainted(answer: str, about: str = "") -> str:
    """The part of an answer that no question takes up: all of it when it steers.

    A question in an answer is the candidate's own. What the advert says (`about`) is not private.
    """
    if steers(answer) or screened(answer, "ordering"):
        return answer
    return "\n".join(
        each for each in sentences(answer) if each.endswith("?") or _private(each, about)
    )


def without_private(answer: str, about: str = "") -> str:
    """The answer without the sentences that say what nobody may ask about."""
    told = answer
    for each in sentences(told):
        if _private(each, about):
            told = told.replace(each, "…", 1)
    return told


def echoes(text: str, chat: Chat, advert: str) -> bool:
    """Whether the text takes up something tainted, or a stretch or a name of an answer.

    What the advert says, and what was asked before, anybody may say.
    """
    answers = [clean_text(each.answered) for each in chat.turns]
    known = " ".join((advert, *(each.asked for each in chat.turns)))
    familiar = _stems(known)
    bad = "\n".join(tainted(each, advert) for each in answers)
    taken_up = {each for each in shared_meaning(text, bad, chat.language) if each not in familiar}
    names = {name for each in answers for name in _NAME.findall(each)}
    named = {each.casefold() for each in names} - {each.casefold() for each in _words(known)}
    return bool(
        taken_up
        or named & {each.casefold() for each in _words(text)}
        or any(repeats(text, each, known) for each in answers)
    )


def repeats(text: str, source: str, known: str = "") -> bool:
    """Whether five words in a row of the source stand in the text, but not in what is known."""
    said, own = _flat(text), _flat(known)
    words = _flat(source).split()
    runs = (f" {' '.join(words[at : at + _RUN])} " for at in range(len(words) - _RUN + 1))
    return any(each in said and each not in own for each in runs)


def _private(sentence: str, about: str) -> bool:
    return screened(sentence, *_PRIVATE, about=about) is not None


def _flat(text: str) -> str:
    return f" {' '.join(_words(text.casefold()))} "


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(each) for each in _words(text))
