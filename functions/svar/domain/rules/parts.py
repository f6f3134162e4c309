"""A text cut into its parts: subject, greeting, paragraphs, sentences, signature. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from svar.domain.rules.words import RuleBook
from svar.domain.text import CAPITALS

_END = re.compile(r"[.!?…]+[»”\"')\]_]*(?= )")
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s")
_TITLE = re.compile(rf"\b(Dr|Mrs?|Ms|Prof|[{CAPITALS}])\.(?= )")
_MARKS = " ,!.:–-"
_NAMED_LATER = re.compile(rf"[^,!.:–\n]+, ?[{CAPITALS}][^,!.:–\n]{{0,40}}[,!.:–]?")
_AFTER_NAME = re.compile(r", (?=[\d+(]|tlf|tel|mob)|[|–/] ?| (?=[\d+(])", re.IGNORECASE)
_WRAPPED_WORD = re.compile(r"(?<=[^\W\d_]{2})-\n(?!(?:og|eller|and|or)\b)(?=[^\W\d_])")
_GREETING_WORDS = 6
_GREETED_ON_WORDS = 4
_SHORT_LINE = 60
_SIGNATURE_LINES = 8


class Greeting(NamedTuple):
    """How a letter begins. `words` is the greeting, empty when there is none; `whom` it greets."""

    words: str
    whom: str
    goes_on: bool = False
    """«Hei Kari, og takk for sist!»: a few more words on its line are no sentence of the letter."""


def split_heading(body: str, book: RuleBook) -> tuple[str, str]:
    """A subject that was pasted above the greeting, and the rest; no subject for most letters."""
    first, _, rest = body.lstrip().partition("\n")
    below = rest.lstrip()
    greets = book.greeting.salutations.match(below.partition("\n")[0])
    said = first.rstrip().endswith((".", "!", "?", ",")) or book.greeting.salutations.match(first)
    return (first.strip(), below) if greets and not said else ("", body)


def split_greeting(body: str, book: RuleBook, name: str | None) -> tuple[Greeting, str]:
    """The greeting, and the rest of the body. `name` is the candidate's, where it is known."""
    first, _, rest = body.lstrip().partition("\n")
    found = book.greeting.salutations.match(first)
    if not found:
        if _only_greets(first.strip(), name):
            return Greeting(first, first.strip(_MARKS)), rest
        return Greeting("", ""), body
    after = first[found.end() :]
    # The stop in «Dr. Berg» and «A. Berg» ends no greeting.
    marked = _TITLE.sub(r"\1 ", after)
    whole = marked.strip(_MARKS)
    if len(whole.split()) <= _GREETING_WORDS and not re.search(r"[,!.:]", whole):
        return Greeting(first, after.strip(_MARKS)), rest
    # «Hei Kari, takk for søknaden.»: the greeting ends at the first mark, but
    # after the name in «Hei igjen, Kari!».
    inline = re.match(r",?[^,!.:–\n]{0,80}[,!.:–]", marked)
    if inline and book.greeting.nobody.fullmatch(inline[0].strip(_MARKS)):
        named = _NAMED_LATER.fullmatch(marked.strip())
        if named and len(named[0].split()) <= _GREETING_WORDS:
            return Greeting(first, named[0].strip(_MARKS)), rest
    end = inline.end() if inline and len(inline[0].split()) <= _GREETING_WORDS else 0
    more = len(re.findall(r"[^\W\d_]+", after[end:]))
    alone = not rest.partition("\n")[0].strip()
    goes_on = alone and end > 0 and 0 < more <= _GREETED_ON_WORDS
    greeting = Greeting(first[: found.end() + end], after[:end].strip(_MARKS), goes_on)
    return greeting, after[end:] + "\n" + rest


def _only_greets(line: str, name: str | None) -> bool:
    """«Kari,» and «Morn, Kari!»: a short line with the name; a name alone, where none is known."""
    words = re.findall(r"[^\W\d_][\w'-]*", line)
    if not 0 < len(words) <= _GREETING_WORDS or line.endswith((".", "?")):
        return False
    if name is None:
        return line.endswith(",") and len(words) <= 3 and all(word[0].isupper() for word in words)
    return not {word.casefold() for word in words}.isdisjoint(name.casefold().split())


def split_signature(text: str, book: RuleBook) -> tuple[tuple[str, ...], tuple[str, ...]]:
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


def split_sentences(prose: str, book: RuleBook) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends; a line, which is a paragraph, ends one too."""
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
