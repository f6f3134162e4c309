"""Check a question that a machine wrote, before a candidate is asked it.

Whatever is doubtful is refused: then the house asks in its own words, and nobody loses anything.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cached_property

from svar.domain.breaks import Break
from svar.domain.chat import Chat
from svar.domain.conversation import Question
from svar.domain.interviewing.echoes import echoes, repeats
from svar.domain.interviewing.subjects import (
    BACKGROUND,
    MOTIVATION,
    askable,
    is_about_motivation,
    may_ask,
)
from svar.domain.interviewing.tongue import is_foreign
from svar.domain.languages import known_language
from svar.domain.letters.letter_words import unknown_words
from svar.domain.letters.quotes import stems
from svar.domain.letters.screens import Key, screened
from svar.domain.letters.wording import wording
from svar.domain.rules import GateContext, LetterText, check
from svar.domain.summarising.decency import masked
from svar.domain.summarising.reading import speaks_of
from svar.domain.text import CAPITALS, SMALL

LONGEST = 300
"""Characters of a question."""
_MOST_SENTENCES = 2
_FEWEST_WORDS = 3
_MOST_UNKNOWN = 6
"""Words that no advert, house or answer has: good questions had at most 4 (measured)."""
_SMALL = 3
"""Letters of a word that says little."""
_FEWEST_COUNTED = 3
"""Smaller numbers are articles in some language."""
_ALIKE = 0.75

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_ID = re.compile(r"\S*[\d_-]\S*")
_SENTENCE_END = re.compile(r"(?<=[.?…])\s+(?=[^a-zæøåäö\s])")
_CLAUSE_END = re.compile(r"(?<=[.?,;…])\s+")
_QUOTE_MARK = re.compile(r"[«»“”„\"]")
_PLAIN = re.compile(rf"[A-Za-z{CAPITALS}{SMALL}0-9 .,?'’«»“”„\"()–/:-]")
_DOMAIN = re.compile(r"\b[\w-]{3,}\.[a-z]{2,8}\b")
_NAMED = re.compile(rf"(?<=[\w,«»“”\"()–/-] )[{CAPITALS}][\w'’-]*|(?<=[«“\"(])[{CAPITALS}][\w'’-]*")
_CALLED = re.compile(r"(?:^|(?<=[.?] ))([^\W\d_]+)(?=[,:.])")

_LIFE: tuple[Key, ...] = ("protected_ground", "personal", "private", "danger")
_VOICE: tuple[Key, ...] = (
    "no_objective_reason",
    "undignified",
    "judgement",
    "steering",
    "speech",
)
_NOT_OF_A_QUESTION = frozenset({"R09"})
"""The gate's rules are for letters; a question names no contact."""


class Proposal:
    """A question beside the chat that it would continue."""

    def __init__(self, question: Question, chat: Chat, internal: tuple[str, ...]) -> None:
        self.text, self.about = question.text, question.about
        self.chat, self.internal = chat, internal
        self.language = known_language(chat.language)
        self.criteria = {each.id: each for each in askable(chat)}

    @cached_property
    def advert(self) -> str:
        return " ".join((self.chat.job_title, *(each.text for each in self.criteria.values())))

    @cached_property
    def advert_words(self) -> frozenset[str]:
        return _words(self.advert)

    @cached_property
    def own_words(self) -> str:
        """The question without the words of the advert, which may be in any language."""
        return _WORD.sub(lambda m: "_" if m[0].casefold() in self.advert_words else m[0], self.text)


def why_unfit(question: Question, chat: Chat, internal: tuple[str, ...] = ()) -> str | None:
    """Why the question may not be asked, in words that are none of it; `None` when it may.

    `internal` are texts that must not get out, such as the prompt.
    """
    asked = Proposal(question, chat, internal)
    return next((why for why, is_so in UNFIT.items() if is_so(asked)), None)


def _misshapen(asked: Proposal) -> bool:
    text = asked.text
    return (
        len(text) > LONGEST
        or not text.endswith("?")
        or text.count("?") != 1
        or len(_WORD.findall(text)) < _FEWEST_WORDS
        or len(_SENTENCE_END.split(text)) > _MOST_SENTENCES
    )


def _odd_characters(asked: Proposal) -> bool:
    """Only these letters are read by the screens: one that looks like them would pass unseen."""
    text = unicodedata.normalize("NFC", asked.text)
    odd = set(_PLAIN.sub("", text)) - set(asked.advert)
    return bool(odd) or asked.text != " ".join(text.split())


def _address(asked: Proposal) -> bool:
    return masked(asked.own_words) != asked.own_words or bool(_DOMAIN.search(asked.own_words))


def _number(asked: Proposal) -> bool:
    digits = set(_NUMBER.findall(asked.text)) - set(_NUMBER.findall(asked.advert))
    spelled = wording(asked.language).recognise.numbers
    counted = {word for word in _words(asked.text) if spelled.get(word, 0) >= _FEWEST_COUNTED}
    return bool(digits or counted - asked.advert_words)


def _name(asked: Proposal) -> bool:
    """A capital inside a sentence, or a word that somebody is called by, that no advert has."""
    called = _CALLED.findall(asked.own_words)
    strange = unknown_words(" ".join(called), asked.advert, asked.language)
    capitals = _NAMED.findall(asked.own_words)
    return bool(strange) or any(len(each) > 1 for each in capitals)


def _quote(asked: Proposal) -> bool:
    """Every second piece between quotation marks, of whatever kind, must be the advert's.

    Where one mark is missing, the last such piece ends with the question mark, and is not.
    """
    known = asked.advert.casefold()
    quoted = _QUOTE_MARK.split(asked.text)[1::2]
    return any(each.casefold() not in known for each in quoted)


def _life(asked: Proposal) -> bool:
    text = asked.text
    return bool(screened(text, *_LIFE, about=asked.advert) or screened(text, "intrusive"))


def _voice(asked: Proposal) -> bool:
    text = asked.text
    return bool(screened(text, *_VOICE, about=asked.advert) or screened(text, "verdict"))


def _claim(asked: Proposal) -> bool:
    """Something said of the person, or of us, as a sentence or behind a comma."""
    claim = re.compile(wording(asked.language).recognise.claim, re.IGNORECASE)
    return any(claim.match(each) for each in _CLAUSE_END.split(asked.text))


def _against_the_gate(asked: Proposal) -> bool:
    """Promises, praise, protected grounds, and what is internal, as in any text to a candidate."""
    known = (asked.chat.job_title, *(each.text for each in asked.criteria.values()))
    context = GateContext(asked.language, name="", known=known)
    found = check(LetterText(None, asked.text), context, "correction")
    return any(
        each.rule not in _NOT_OF_A_QUESTION and not _is_a_background(each, asked) for each in found
    )


def _is_a_background(found: Break, asked: Proposal) -> bool:
    """Somebody's background is a proxy for a protected ground in a letter, and asked about here.

    It is told from the others by its words, which are those of any letter.
    """
    words = [each for each in _WORD.findall(found.words) if len(each) > _SMALL]
    plain = not unknown_words(found.words, "", asked.language)
    return found.rule == "R13" and bool(words) and plain


def _internal(asked: Proposal) -> bool:
    """A stretch of what must not get out, or an id that nobody would write by chance."""
    said = set(asked.text.casefold().split()) - asked.advert_words
    ids = {each.id.casefold() for each in asked.chat.criteria if _ID.fullmatch(each.id)}
    return bool({each.strip(",.?:«»“”()") for each in said} & ids) or any(
        repeats(asked.text, each, asked.advert) for each in asked.internal
    )


def _foreign(asked: Proposal) -> bool:
    return is_foreign(asked.text, asked.language, asked.advert_words)


def _not_about_it(asked: Proposal) -> bool:
    """A summary takes a motive or a criterion only from a question that is plainly about it."""
    if asked.about == MOTIVATION:
        return not is_about_motivation(asked.text)
    if asked.about == BACKGROUND:
        return False
    criterion = asked.criteria.get(asked.about)
    if criterion is None or not speaks_of(asked.text, criterion):
        return True
    wanted = stems(criterion.text)
    return 2 * len(wanted & stems(asked.text)) < len(wanted)


def _asked_already(asked: Proposal) -> bool:
    said = _words(asked.text)
    before = [_words(each.asked) for each in asked.chat.turns]
    alike = any(len(said & each) >= _ALIKE * len(said | each) for each in before)
    return alike or not may_ask(asked.about, asked.chat)


def _echo(asked: Proposal) -> bool:
    return echoes(asked.text, asked.chat, asked.advert)


def _strange(asked: Proposal) -> bool:
    """More words of its own than a question about a job has: it is about something else."""
    told = " ".join(f"{each.asked} {each.answered}" for each in asked.chat.turns)
    known = f"{asked.advert} {told}"
    unknown = unknown_words(asked.text, known, asked.language, advice=True)
    return len(unknown) > _MOST_UNKNOWN


def _words(text: str) -> frozenset[str]:
    return frozenset(each.casefold() for each in _WORD.findall(text))


UNFIT: dict[str, Callable[[Proposal], bool]] = {
    "not one short question": _misshapen,
    "a character that no question needs": _odd_characters,
    "an address or an identifier": _address,
    "a number that is not in the advert": _number,
    "a quote that is not in the advert": _quote,
    "a name": _name,
    "something internal": _internal,
    "about a life outside the job": _life,
    "a voice that no interviewer has": _voice,
    "a claim where a question should be": _claim,
    "a text that breaks a rule of the gate": _against_the_gate,
    "another language": _foreign,
    "not about what it says": _not_about_it,
    "asked already": _asked_already,
    "words of the candidate that must not come back": _echo,
    "too many words of its own": _strange,
}
