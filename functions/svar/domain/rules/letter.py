"""A letter as the rules read it: its parts, with quotes and names hidden."""

import re
import unicodedata
from functools import cached_property
from typing import NamedTuple

from svar.domain.rules.parts import (
    split_greeting,
    split_heading,
    split_sentences,
    split_signature,
)
from svar.domain.rules.words import RuleBook, rule_book
from svar.domain.text import clean_text, display_name

LENGTH_LIMIT = 20_000
"""Ten times any letter. What lies beyond is not read: a text this long is refused for its length,
and 100 kB of anything is judged in well under a second."""

# In any way that somebody quotes: «Norwegian», “English”, „German”, ”Swedish”, »Danish«.
_QUOTED = re.compile(
    r"«[^«»\n]{0,400}»|“[^“”\n]{0,400}”|„[^„“”\n]{0,400}[“”]|\"[^\"\n]{0,400}\""
    r"|”[^”\n]{0,400}”|»[^»«\n]{0,400}«"
)


class LetterText(NamedTuple):
    """A finished text: `body` with greeting and signature, paragraphs parted by empty lines."""

    subject: str | None
    body: str


class GateContext(NamedTuple):
    """What is known besides the text.

    `name` is the candidate's; `None` when the caller does not know it, and "" when there is none,
    so that a greeting without a name is right. `contact` is name, e-mail and phone of the person
    who answers back; where it is not `contact_complete`, a number may be theirs if none is named,
    and so may an address. `others` are names, e-mails and phones of other candidates, and
    `internal` is text that must never get out: the ATS's reasons, ids, canaries. `evidence` pairs
    each sentence of the reason with the ids that it stands on, where that is known. `known` are the
    jobs' titles and the employer's name: a name says nothing about the candidate, whatever words it
    is made of. `answers` is how many applications the letter answers.
    """

    language: str
    name: str | None = None
    contact: tuple[str, ...] = ()
    contact_complete: bool = True
    others: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()
    evidence: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    known: tuple[str, ...] = ()
    answers: int = 1


class Reading:
    """One text, split once and read by every rule."""

    def __init__(self, letter: LetterText, context: GateContext) -> None:
        self.context = context
        self.book: RuleBook = rule_book(context.language)
        self.cut = len(letter.body) > LENGTH_LIMIT
        self.raw = letter.body[:LENGTH_LIMIT]
        self.body = _plain(clean_text(self.raw, LENGTH_LIMIT))
        heading, text = split_heading(self.body, self.book)
        self.subject = _plain(clean_text(letter.subject or "", 1000)) or heading
        self.greeting, rest = split_greeting(text, self.book, self.name)
        self.paragraphs, self.signature = split_signature(rest, self.book)

    @cached_property
    def name(self) -> str | None:
        """The candidate's name as it can be written; `None` when there is none to write."""
        return display_name(self.context.name)

    @cached_property
    def prose(self) -> str:
        """What stands between greeting and signature, a paragraph a line."""
        return "\n".join(self.paragraphs)

    @cached_property
    def own_words(self) -> str:
        """The prose with quotes and people's names hidden, character for character."""
        return self.without_names(_hide_quotes(self.prose))

    @cached_property
    def own_subject(self) -> str:
        """The subject with quotes and names hidden, character for character."""
        return self.without_names(_hide_quotes(self.subject))

    @cached_property
    def named_words(self) -> str:
        """The prose with people's names hidden, quotes and all."""
        return self.without_names(self.prose)

    @cached_property
    def everything(self) -> str:
        """Subject, greeting, prose and signature."""
        return "\n".join((self.subject, self.greeting.words, self.prose, *self.signature))

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence of the prose begins and ends."""
        return tuple(split_sentences(self._without_known(self.prose), self.book))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences, with quotes and names hidden."""
        return tuple(self.own_words[start:end] for start, end in self.spans)

    @cached_property
    def people(self) -> frozenset[str]:
        """Each word of the names that may stand in this letter, in lower case."""
        names = [self.context.name or "", self.greeting.whom, *self.context.contact]
        words = {
            word.casefold()
            for name in names
            if "@" not in name
            for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name))
        }
        return frozenset(word for word in words if len(word) > 1)

    def _without_known(self, text: str) -> str:
        for known in self.context.known:
            plain = " ".join(_plain(clean_text(known, 1000)).split())
            if len(plain) > 2:
                whole = rf"(?<!\w){re.escape(plain)}(?!\w)"
                text = re.sub(whole, lambda m: "_" * len(m[0]), text, flags=re.IGNORECASE)
        return text

    def without_names(self, text: str) -> str:
        """The text with the names that belong in it hidden, where they are written as names."""
        text = self._without_known(text)
        if not self.people:
            return text
        return re.sub(
            r"[^\W\d_]+",
            lambda m: "_" * len(m[0]) if self._is_name(m[0], text, m.start()) else m[0],
            text,
        )

    def _is_name(self, word: str, text: str, at: int) -> bool:
        if word.casefold() not in self.people or word[0].islower():
            return False
        # «Ikke videre …» begins a sentence; «Takk, Ikke» is somebody called Ikke.
        return text[max(0, at - 2) : at].strip(" \n")[-1:] not in ("", ".", "!", "?")


def _plain(text: str) -> str:
    for odd, plain in (("’", "'"), ("ʼ", "'"), ("\u00a0", " "), ("\u202f", " "), ("\u2011", "-")):
        text = text.replace(odd, plain)
    return text


def _hide_quotes(text: str) -> str:
    return _QUOTED.sub(lambda m: "_" * len(m[0]), text)
