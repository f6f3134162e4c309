"""Read one criterion of an advert: how it may stand in a sentence, and what kind it is."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple, get_args

from svar.domain.languages import languages
from svar.domain.letters.wording import Recognise, wording

Family = Literal[
    "leadership",
    "licence",
    "experience",
    "certificate",
    "education",
    "language",
    "availability",
    "quality",
    "skill",
    "generic",
]

Form = Literal["noun", "who", "said"]

_LONGEST_NOUN_WORDS = 11
_LONGEST_WHO_WORDS = 14
_LONGEST_QUOTE_WORDS = 16
_SPACES = re.compile(r"\s+")
_BULLET = re.compile(r"^(?:[-–—•*·+>]|\d+[.)])\s+")
_QUOTE_MARKS = re.compile('[«»“”„"]')
_SENTENCE_END = re.compile(r"(?<=[^\W\d]{3}[.!?])\s+(?=\w)|[;\n]")


class Requirement(NamedTuple):
    """A criterion, ready to stand in a sentence.

    `form`: `noun` is a noun phrase in the letter's language and fits into our own sentence, `who`
    fits after "somebody who", and anything else is quoted as it was `said`. `wish`: the advert
    hopes for it without requiring it. `topic`: what experience is asked for, with its preposition
    ("med turnusplanlegging"), or what a skill is about, without ("PostgreSQL").
    """

    text: str
    form: Form
    wish: bool
    family: Family
    topic: str | None


def read_requirement(criterion: str, language: str) -> Requirement:
    """Say how `criterion` may stand in a letter in `language`."""
    whole = _SPACES.sub(" ", criterion.replace("\n", "; ")).strip()
    text = _QUOTE_MARKS.sub("", _BULLET.sub("", whole)).strip()
    text, wish = _without_opening(text)
    text = _shortened(text.rstrip(" .;:,!"))
    family = family_of(text)
    if _is_noun_phrase(text, language):
        text = _lower_first(text)
        return Requirement(text, "noun", wish, family, _topic(text, family, language))
    if who := _after_somebody_who(text, language):
        return Requirement(who, "who", wish, family, None)
    return Requirement(text, "said", wish, family, None)


def foreign_words(text: str, language: str) -> bool:
    """Whether the text has words that belong to another of our languages and not to this one."""
    return any(
        own_words(each).search(text.casefold()) and not _own_only(each, language, text)
        for each in languages()
        if each != language
    )


def _own_only(other: str, language: str, text: str) -> bool:
    """Whether every foreign-looking word is also at home in the letter's language."""
    found = {hit.group(0) for hit in own_words(other).finditer(text.casefold())}
    return all(own_words(language).fullmatch(each) for each in found)


@cache
def proper_names() -> frozenset[str]:
    """Names that adverts often begin with, in lower case."""
    return frozenset(name for each in languages() for name in wording(each).recognise.proper_names)


def _without_opening(text: str) -> tuple[str, bool]:
    for wish in (True, False):
        for language in languages():
            rules = wording(language).recognise
            found = _openings(rules.wished if wish else rules.required).match(text.casefold())
            rest = text[found.end() :].strip() if found else ""
            if rest:
                return rest, wish
    return text, False


def _shortened(text: str) -> str:
    first = _SENTENCE_END.split(text, maxsplit=1)[0].rstrip(" .;:,!")
    words = first.split(" ")
    if len(words) <= _LONGEST_QUOTE_WORDS:
        return first
    head = " ".join(words[:_LONGEST_QUOTE_WORDS])
    clause = re.split(r",\s|\s[-–—(]", head)[0]
    if len(clause.split(" ")) > 2 and clause != head:
        return clause.rstrip(" ,")
    return head.rstrip(" ,") + " …"


def _is_noun_phrase(text: str, language: str) -> bool:
    rules = wording(language).recognise
    words = text.split(" ")
    low = [word.casefold().strip("().,") for word in words]
    if len(words) > _LONGEST_NOUN_WORDS or re.search(r"[,:;.!?…]", text):
        return False
    if any(word in rules.verbs for word in low) or low[0] in rules.not_first:
        return False
    if foreign_words(text, language) or (
        words[0][:1].isupper() and not _may_lower(words[0], rules)
    ):
        return False
    if rules.articles:
        return low[0] in rules.articles or any(word in rules.noun_heads for word in low)
    return any(word.endswith(tuple(rules.noun_heads)) for word in low[:5])


def _after_somebody_who(text: str, language: str) -> str | None:
    """ "Du kan jobbe helg" as "kan jobbe helg", to stand after "noen som"; None if it does not."""
    rules = wording(language).recognise
    if len(text.split(" ")) > _LONGEST_WHO_WORDS or re.search(r"[:;.!?…]", text):
        return None
    if foreign_words(text, language):
        return None
    low = text.casefold()
    if able := _openings(rules.able).match(low):
        said = f"{rules.can} {text[able.end() :]}"
    else:
        said = re.sub(rf"^(?:{'|'.join(rules.you)}) ", "", text, flags=re.IGNORECASE)
        said = said[:1].lower() + said[1:]
    first, *rest = said.casefold().split(" ")
    if first not in rules.who or not rest or any(word.strip(",") in rules.you for word in rest):
        return None
    return said


def _may_lower(word: str, rules: Recognise) -> bool:
    """An acronym or a name keeps its capital; a word we know is neither does not."""
    low = word.casefold()
    if low in proper_names():
        return True
    if word[1:] != word[1:].lower():
        return True
    return low in rules.lower_first or (
        not rules.articles and low.endswith(tuple(rules.noun_heads))
    )


def _lower_first(text: str) -> str:
    first = text.split(" ")[0]
    if first.casefold() in proper_names():
        return text
    if first[1:] != first[1:].lower() or (len(first) == 1 and first.casefold() != "a"):
        return text
    if first[1:2] == "-":
        return text  # the class in "C-sertifikat"
    return text[:1].lower() + text[1:]


def family_of(text: str) -> Family:
    """What kind of requirement a text speaks of, in any of our languages."""
    low = text.casefold()
    for family in get_args(Family):
        patterns = (wording(each).recognise.family.get(family) for each in languages())
        if any(pattern and re.search(pattern, low) for pattern in patterns):
            found: Family = family
            return found
    return "generic"


def _topic(text: str, family: Family, language: str) -> str | None:
    rules = wording(language).recognise
    pattern = {"experience": rules.topic, "skill": rules.skill_topic}.get(family)
    found = re.search(pattern, text) if pattern else None
    return found["topic"] if found and len(found["topic"].split(" ")) <= 6 else None


@cache
def _openings(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(_longest_first(patterns)) + r")\s*")


@cache
def own_words(language: str) -> re.Pattern[str]:
    """Words that tell this language from the others, on lower case."""
    return re.compile(r"\b(?:" + "|".join(wording(language).recognise.own_words) + r")\b")


def _longest_first(patterns: Iterable[str]) -> list[str]:
    return sorted(patterns, key=len, reverse=True)
