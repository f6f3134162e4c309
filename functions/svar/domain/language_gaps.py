"""What is missing in a language, measured by the one that the others are compared with.

A language is whole when it has every file, every key and every placeholder of the reference, no
empty text, no pattern that cannot be read, and no text that still stands in another language.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from svar.domain.languages import REFERENCE, facts, languages, read_file
from svar.domain.rules.words import rule_book

FILES = ("", "mail", "pages", "letters", "rules", "screens", "summaries", "chat")
"""The files of a language; the one without a name is the TOML with its facts."""

Table = Mapping[str, Any]

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# Which strings are patterns. The file's name stands before the key.
_PATTERN = re.compile(
    r"(?:screens|letters recognise|summaries reading)\b.*|rules .*|.* identity_numbers"
)
# Texts that people read. A rule's examples break rules on purpose, so nothing is asked of them.
_TEXT = re.compile(
    r"(?:mail|pages|chat) .*|letters (?!recognise).*|summaries (?!reading).*"
    r"|rules (?:letter\.\w+|rules\.R\d\d\.(?:name|why|also\.\w+))"
)
_EXAMPLE = re.compile(r"rules rules\.R\d\d\.(?:breaks|keeps)")
_NUMBERS = "letters recognise.numbers"
# Tables whose keys are the language's own: words of it, and the languages it is mixed up with.
_FREE = frozenset({_NUMBERS, "letters recognise.definite", "rules language.foreign"})
# What a language needs only where its rules would else refuse honest sentences.
_OPTIONAL = re.compile(r"rules (?:demanded|reason\.(?:told|about)|rules\.R\d\d\.unless)")
_MAY_BE_EMPTY = re.compile(
    r" (?:also|letters|identity_numbers)|letters volume\.thousands\.mark"
    r"|letters recognise\.(?:articles|proper_names|not_first)"
)


@dataclass(frozen=True)
class Gap:
    """One thing to mend: the file below `languages`, the dotted key (may be empty), and what."""

    file: str
    key: str
    problem: str


def begun() -> tuple[str, ...]:
    """The codes that have a folder or a TOML, whole or not."""
    found = (files("svar") / "languages").iterdir()
    return tuple(sorted({each.name.removesuffix(".toml") for each in found}))


def missing(code: str) -> tuple[Gap, ...]:
    """Everything that keeps a language from being whole; nothing when it is."""
    others = [each for each in languages() if each != code]
    measure = REFERENCE if REFERENCE in others else others[0]
    found: list[Gap] = []
    for part in FILES:
        try:
            own = read_file(code, part)
        except FileNotFoundError:
            found.append(Gap(_file(code, part), "", "is missing"))
        except ValueError as error:
            found.append(Gap(_file(code, part), "", f"is not TOML: {error}"))
        else:
            found += gaps(code, part, own, read_file(measure, part))
    return tuple(found) or tuple(_foreign(code))


def gaps(code: str, part: str, own: Table, reference: Table) -> Iterator[Gap]:
    """What one file lacks, laid beside the same file of the reference."""
    for key, problem in _compare(part, "", own, reference):
        yield Gap(_file(code, part), key, problem)


def _file(code: str, part: str) -> str:
    return f"{code}/{part}.toml" if part else f"{code}.toml"


def _compare(part: str, at: str, own: Any, reference: Any) -> Iterator[tuple[str, str]]:
    place = f"{part} {at}"
    if isinstance(own, Mapping) != isinstance(reference, Mapping):
        yield at, "is not a table" if isinstance(reference, Mapping) else "is a table"
    elif isinstance(own, Mapping):
        if place == _NUMBERS:
            absent = [str(n) for n in range(1, 11) if n not in own.values()]
            if absent:
                yield at, f"has no word for {', '.join(absent)}"
        free = place in _FREE
        for key in own if free else {**reference, **own}:
            where = f"{at}.{key}" if at else key
            if _OPTIONAL.fullmatch(f"{part} {where}"):
                if key in own:
                    yield from _compare(part, where, own[key], reference.get(key, own[key]))
            elif key not in own:
                yield where, "is missing"
            elif key not in reference and not free:
                yield where, "is unknown: nobody reads it"
            else:
                model = next(iter(reference.values())) if free else reference[key]
                yield from _compare(part, where, own[key], model)
    elif type(own) is not type(reference):
        yield at, f"is not a {'list' if isinstance(reference, list) else 'text or number'}"
    elif not own and not _MAY_BE_EMPTY.fullmatch(place):
        yield at, "is empty"
    else:
        yield from ((at, problem) for problem in _problems(place, own, reference))


def _problems(place: str, own: Any, reference: Any) -> Iterator[str]:
    """What is wrong with one text, or with one list of them."""
    said = [each for each in (own if isinstance(own, list) else [own]) if isinstance(each, str)]
    model = reference if isinstance(reference, list) else [reference]
    if not _MAY_BE_EMPTY.fullmatch(place) and any(not each.strip() for each in said):
        yield "has an empty text"
    if _TEXT.fullmatch(place) or (not _PATTERN.fullmatch(place) and not place.startswith("rules")):
        wanted = [set(_PLACEHOLDER.findall(str(each))) for each in model]
        # Of variants, each has what all of the reference have, and nothing that none of them has.
        for each in said:
            found = set(_PLACEHOLDER.findall(each))
            lacks = set.intersection(*wanted) - found if wanted else set()
            unknown = found.difference(*wanted)
            if lacks:
                yield f"lacks {_braced(lacks)}"
            if unknown:
                yield f"has {_braced(unknown)}, which nobody fills"
    elif not _EXAMPLE.fullmatch(place):
        for each in said:
            if (trouble := _unreadable(each)) is not None:
                yield f"has a pattern that cannot be read: {each}: {trouble}"


@cache
def _unreadable(pattern: str) -> str | None:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return None


def _foreign(code: str) -> Iterator[Gap]:
    """Texts with words or letters of another language: they were copied, and not translated."""
    book = rule_book(code).language.foreign
    ours = {letter for each in languages() for letter in facts(each).letters}
    strange = ours.difference(facts(code).letters)
    for part in FILES[1:]:
        for key, text in _leaves("", read_file(code, part)):
            if not _TEXT.fullmatch(f"{part} {key}"):
                continue
            plain = _PLACEHOLDER.sub("", text)
            for other, foreign in book.items():
                found = dict.fromkeys(each[0].casefold() for each in foreign.words.finditer(plain))
                if len(found) >= foreign.at_least:
                    yield Gap(_file(code, part), key, f"reads like {other}: {', '.join(found)}")
            if letters := strange.intersection(plain.casefold()):
                yield Gap(_file(code, part), key, f"has foreign letters: {', '.join(letters)}")


def _leaves(at: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(f"{at}.{key}" if at else key, each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(at, each)
    elif isinstance(value, str):
        yield at, value


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{each}}}" for each in sorted(names))
