"""A letter as the rules read it: greeting, sentences, signature; quotes and names hidden."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from svar.domain.rules.words import RuleBook, rule_book
from svar.domain.text import CAPITALS, clean_text, display_name

LENGTH_LIMIT = 20_000
"""Ten times any letter. What lies beyond is not read: a text this long is refused for its length,
and 100 kB of anything is judged in well under a second."""

# In any way that somebody quotes: «Norwegian», “English”, „German”, ”Swedish”, »Danish«.
_QUOTED = re.compile(
    r"«[^«»\n]{0,400}»|“[^“”\n]{0,400}”|„[^„“”\n]{0,400}[“”]|\"[^\"\n]{0,400}\""
    r"|”[^”\n]{0,400}”|»[^»«\n]{0,400}«"
)
_END = re.compile(r"[.!?…]+[»”\"')\]_]*(?= )")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s")
_TITLE = re.compile(rf"\b(Dr|Mrs?|Ms|Prof|[{CAPITALS}])\.(?= )")
_MARKS = " ,!.:–-"
_NAMED_LATER = re.compile(rf"[^,!.:–\n]+, ?[{CAPITALS}][^,!.:–\n]{{0,40}}[,!.:–]?")
_AFTER_NAME = re.compile(r", (?=[\d+(]|tlf|tel|mob)|[|–/] ?| (?=[\d+(])", re.IGNORECASE)
_WRAPPED_WORD = re.compile(r"(?<=[^\W\d_]{2})-\n(?!(?:og|eller|and|or)\b)(?=[^\W\d_])")
_GREETING_WORDS = 6
_SHORT_LINE = 60
_SIGNATURE_LINES = 8


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
        heading, text = _heading(self.body, self.book)
        self.subject = _plain(clean_text(letter.subject or "", 1000)) or heading
        self.greeting, self.greeted, rest = _greeting(text, self.book, self.name)
        self.paragraphs, self.signature = _signature(rest, self.book)

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
        return "\n".join((self.subject, self.greeting, self.prose, *self.signature))

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence of the prose begins and ends."""
        return tuple(_sentences(self._without_known(self.prose), self.book))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences, with quotes and names hidden."""
        return tuple(self.own_words[start:end] for start, end in self.spans)

    @cached_property
    def people(self) -> frozenset[str]:
        """Each word of the names that may stand in this letter, in lower case."""
        names = [self.context.name or "", self.greeted, *self.context.contact]
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


def _heading(body: str, book: RuleBook) -> tuple[str, str]:
    """A subject that was pasted above the greeting, and the rest; no subject for most letters."""
    first, _, rest = body.lstrip().partition("\n")
    below = rest.lstrip()
    greets = book.greeting.salutations.match(below.partition("\n")[0])
    said = first.rstrip().endswith((".", "!", "?", ",")) or book.greeting.salutations.match(first)
    return (first.strip(), below) if greets and not said else ("", body)


def _greeting(body: str, book: RuleBook, name: str | None) -> tuple[str, str, str]:
    """The greeting, whom it greets, and the rest of the body."""
    first, _, rest = body.lstrip().partition("\n")
    found = book.greeting.salutations.match(first)
    if not found:
        alone = _only_greets(first.strip(), name)
        return (first, first.strip(_MARKS), rest) if alone else ("", "", body)
    after = first[found.end() :]
    # The stop in «Dr. Berg» and «A. Berg» ends no greeting.
    marked = _TITLE.sub(r"\1 ", after)
    whole = marked.strip(_MARKS)
    if len(whole.split()) <= _GREETING_WORDS and not re.search(r"[,!.:]", whole):
        return first, after.strip(_MARKS), rest
    # «Hei Kari, takk for søknaden.»: the greeting ends at the first mark, but
    # after the name in «Hei igjen, Kari!».
    inline = re.match(r",?[^,!.:–\n]{0,80}[,!.:–]", marked)
    if inline and book.greeting.nobody.fullmatch(inline[0].strip(_MARKS)):
        named = _NAMED_LATER.fullmatch(marked.strip())
        if named and len(named[0].split()) <= _GREETING_WORDS:
            return first, named[0].strip(_MARKS), rest
    end = inline.end() if inline and len(inline[0].split()) <= _GREETING_WORDS else 0
    return first[: found.end() + end], after[:end].strip(_MARKS), after[end:] + "\n" + rest


def _only_greets(line: str, name: str | None) -> bool:
    """«Kari,» and «Morn, Kari!»: a short line with the name; a name alone, where none is known."""
    words = re.findall(r"[^\W\d_][\w'-]*", line)
    if not 0 < len(words) <= _GREETING_WORDS or line.endswith((".", "?")):
        return False
    if name is None:
        return line.endswith(",") and len(words) <= 3 and all(word[0].isupper() for word in words)
    return not {word.casefold() for word in words}.isdisjoint(name.casefold().split())


def _signature(text: str, book: RuleBook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paragraphs of the prose, and the lines of the signature."""
    # A mail program that wraps a long word leaves «dess-» and «verre» on two lines.
    lines = [line.strip() for line in _WRAPPED_WORD.sub("", text).split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    start = _sign_off(lines, book)
    if start is None:
        start = _unsigned(lines, book)
    signature: list[str] = []
    after: list[str] = []
    for line in lines[start:]:
        # What follows a signature and is a whole sentence (a postscript) is read as prose.
        whole = len(line.split()) >= 6 and line.endswith((".", "!", "?"))
        (after if whole or len(signature) >= _SIGNATURE_LINES else signature).append(line)
    return tuple(_paragraphs([*lines[:start], "", *after])), tuple(s for s in signature if s)


def _sign_off(lines: list[str], book: RuleBook) -> int | None:
    for number in range(len(lines) - 1, max(-1, len(lines) - 16), -1):
        found = book.sign_off.match(lines[number])
        name = lines[number][found.end() :].strip(" ,.!") if found else ""
        # «Mvh Rune Lie, 00 00 00 00»: what follows the name is no part of it.
        name = _AFTER_NAME.split(name)[0]
        # «Hilsen fra Berit i Blomsterkroken» is no sentence.
        most = _GREETING_WORDS if name[:1].islower() and not name.islower() else 3
        if found and len(name.split()) <= most:
            return number
    return None


def _unsigned(lines: list[str], book: RuleBook) -> int:
    """Where a signature begins that has no «Vennlig hilsen»: short last lines, no sentence."""
    start = len(lines)
    while start and lines[start - 1] and len(lines) - start < 4:
        line = lines[start - 1]
        if start < len(lines) and book.wish.search(line):
            return start
        if start > 1 and _is_title(line) and _names_only(lines[start - 2 : start - 1], book):
            start -= 1
            continue
        if len(line) > _SHORT_LINE or line.endswith((".", "!", "?", ":")) or len(line.split()) > 5:
            # «Good luck!» and right under it the name; a short last line of a text is none.
            return start if _names_only(lines[start:], book) and line[-1] in ".!?" else len(lines)
        start -= 1
    return start if not start or not lines[start - 1] else len(lines)


def _is_title(line: str) -> bool:
    """«Production Manager, The Old Granary Theatre», as it stands under a name."""
    return line[-1] not in ".!?:" and len(line) <= _SHORT_LINE and "," in line


def _names_only(lines: list[str], book: RuleBook) -> bool:
    """One or two words with capitals and no more, as under a letter."""
    words = lines[0].strip(" ,").split() if lines else []
    if not 0 < len(words) <= 3 or book.wish.search(lines[0]) or book.thanks.search(lines[0]):
        return False
    return all(word[0].isupper() for word in words)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Join wrapped lines; a list item and a short line without a full stop stay for themselves."""
    block: list[str] = []
    for line in [*lines, ""]:
        flat = " ".join(line.split())
        alone = block and (
            not flat
            or _LIST_ITEM.match(flat)
            or (len(block[-1]) < _SHORT_LINE and block[-1][-1] not in ",;-–" and flat[:1].isupper())
        )
        if alone:
            yield " ".join(block)
            block = []
        if flat:
            block.append(flat)


def _sentences(prose: str, book: RuleBook) -> Iterator[tuple[int, int]]:
    start = 0
    for line in prose.split("\n"):
        begin, end = start, start + len(line)
        for mark in _END.finditer(prose, start, end):
            if _ends_sentence(prose, begin, mark, book):
                yield begin, mark.end()
                begin = mark.end() + 1
        if prose[begin:end].strip():
            yield begin, end
        start = end + 1


def _ends_sentence(prose: str, begin: int, mark: re.Match[str], book: RuleBook) -> bool:
    following = prose[mark.end() + 1 : mark.end() + 2]
    if following.islower():
        return False
    if mark[0] != ".":
        return True
    before = prose[max(begin, mark.start() - 40) : mark.start()].split(" ")
    last = before[-1].strip("(")
    if book.abbreviations.fullmatch(last):
        return False
    # «Kari A. Berg» goes on; «førerkort klasse C. Du …» does not.
    initial = len(last) == 1 and last.isupper()
    return not (initial and len(before) > 1 and before[-2][:1].isupper() and before[-2].isalpha())
