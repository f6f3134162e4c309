"""Rules on the letter as a whole: its length, its contact, its greeting, its language."""

import re
from collections.abc import Iterator
from itertools import takewhile

from svar.domain.rules.found import Found
from svar.domain.rules.letter import Reading
from svar.domain.rules.private import ADDRESS, digits, phones
from svar.domain.rules.words import RuleWords
from svar.domain.text import CAPITALS, SMALL

MOST_WORDS = 150
MOST_SENTENCES = 12
"""About ten: a list of two more short ones is still a short letter."""
FOREIGN_PER_SENTENCE = 2
"""Words that make a sentence foreign, where they outnumber the language's own."""
WORDS_PER_ANSWER, SENTENCES_PER_ANSWER = 70, 5
"""What each further application may add to one letter: its name, its reason and its advice."""

_WORDS_SHOWN = 8
_NAME_WORDS = 5
_TITLE = re.compile(r"(?:mrs?|ms|miss|dr|prof(?:essor)?|sir|fru|frk|herr)\.?|\w\.?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]")
_PLACEHOLDER = re.compile(
    rf"\[(?:[{CAPITALS}_]{{2,30}}|[{CAPITALS}{SMALL}' _\n]{{2,40}})\]"
    r"|\{\{[^\n]{0,60}|\}\}|\{%[^\n]{0,60}|[$#]\{[^\n]{0,60}|\{[\w .]{0,40}\}"
    rf"|<<?/?[{CAPITALS}{SMALL}_ ]{{1,40}}>>?"
    r"|%\(?[A-Za-z_]{2,30}\)?[%s](?!\w)|%s\b|\*\|\w{1,40}\|\*"
    r"|_{3,}|\bX{3,}\b|\b(?:undefined|NaN)\b|\bNone\b(?! of\b)|\bnull\b(?=[,.!]|$)|lorem ipsum"
)

_MARKUP = re.compile(
    r"</?(?:html|head|body|p|div|span|br|hr|b|i|u|em|strong|h[1-6]|ul|ol|li|table|t[rdh]|a|img|font"
    r"|style|script)(?:\s[^<>]{0,300})?/?>|&(?:nbsp|amp|lt|gt|quot|[a-z]{1,5}(?:slash|ring|lig|uml|grave"
    r"|acute|quo)|#\d{2,5});",
    re.IGNORECASE,
)
"""HTML where a text should be: the person would see the signs."""


def too_long(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R01: short enough to be read, greeting and signature not counted; shown is what is beyond."""
    words = [found for found in re.finditer(r"\S+", reading.prose) if _WORD.search(found[0])]
    more = reading.context.answers - 1
    most = MOST_WORDS + more * WORDS_PER_ANSWER
    if len(words) > most:
        beyond = words[most : most + _WORDS_SHOWN]
        yield Found(reading.prose[beyond[0].start() : beyond[-1].end()], "words")
    elif reading.cut:
        yield Found("", "words")
    most = MOST_SENTENCES + more * SENTENCES_PER_ANSWER
    if len(reading.spans) > most:
        yield Found(reading.prose[slice(*reading.spans[most])], "sentences")


def no_way_to_a_person(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R09: a named person, and a way to reach that person."""
    text = f"{reading.prose}\n" + "\n".join(reading.signature)
    known, complete = reading.context.contact, reading.context.contact_complete
    if known:
        names = [one for one in known if "@" not in one and not any(phones(one))]
        named = not names or any(_mentions(text, name) for name in names)
        ways = {one.casefold() for one in known if "@" in one}
        numbers = tuple(digits(number)[-8:] for one in known for number in phones(one))
        any_way, any_number = (not each and not complete for each in (ways, numbers))
        reached = (
            any(way in text.casefold() for way in ways)
            or any(any_number or digits(found).endswith(numbers) for found in phones(text))
            or (any_way and bool(ADDRESS.search(text)))
        )
    else:
        named = any(_is_person(line, reading) for line in reading.signature) or bool(
            rule.patterns and rule.patterns.search(reading.prose)
        )
        reached = bool(ADDRESS.search(text) or list(phones(text)))
    if not named:
        yield Found("", "person")
    if not reached and not _may_be_answered(reading):
        yield Found("", "way")


def _may_be_answered(reading: Reading) -> bool:
    contact, text = reading.book.contact, reading.own_words
    return bool(contact.reply.search(text)) and not (
        contact.no_reply and contact.no_reply.search(text)
    )


def _mentions(text: str, name: str) -> bool:
    """Whether the text has the first name in any case, or another word of the name as written."""
    first, *others = [word for word in name.split() if not _TITLE.fullmatch(word)] or [name]
    return bool(
        re.search(rf"(?<!\w){re.escape(first)}(?!\w)", text, re.IGNORECASE)
        or any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in others)
    )


def _is_person(line: str, reading: Reading) -> bool:
    """Whether a line of the signature begins with somebody's name, as in "Hilsen Mona Berg"."""
    if signed := reading.book.sign_off.match(line):
        line = line[signed.end() :].strip(" ,.!")
    name = re.split(r"[,|–(/]| - ", line)[0].strip()
    if ADDRESS.search(name) or list(phones(name)):
        return False
    words = name.split()
    if len(words) > 1 and words[0].islower():
        # «Hilsen fra Berit i Blomsterkroken»
        words = words[1:]
    # «Berit i Blomsterkroken»: after the small word stands where she works.
    team = reading.book.contact.team
    words = list(takewhile(lambda word: not word.islower() or team.fullmatch(word), words))
    return (
        0 < len(words) <= _NAME_WORDS
        and words[0][:1].isalpha()
        and not words[0].islower()
        and not team.search(" ".join(words))
    )


def nobody_addressed(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R10: the person's name in the greeting, and nothing unfilled anywhere."""
    first = reading.sentences[0] if reading.sentences else ""
    shown = reading.prose[: len(first)]
    if reading.name:
        tokens = re.findall(r"[^\W\d_]+", reading.name.casefold())
        where = set(re.findall(r"[^\W\d_]+", f"{reading.greeting.words} {shown}".casefold()))
        if not any(token in where for token in tokens if len(token) > 1 or len(tokens) == 1):
            yield Found(reading.greeting.words, "other" if reading.greeting.whom else "")
    elif reading.context.name is None and not _greets_somebody(reading):
        yield Found(reading.greeting.words)
    text = f"{reading.subject}\n{reading.body}"
    for found in _PLACEHOLDER.finditer(text):
        if not _MARKUP.fullmatch(found[0]):
            yield Found(found[0], "placeholder")
    for found in _MARKUP.finditer(text):
        yield Found(found[0], "markup")


def _greets_somebody(reading: Reading) -> bool:
    greeted = reading.book.greeting.nobody.sub(" ", reading.greeting.whom)
    words = re.findall(r"[^\W\d_]+", greeted)
    return any(not word[0].islower() for word in words)


def wrong_language(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R15: the language asked for, and one form of it throughout, in each sentence too."""
    text = _common_words(reading)
    language = reading.book.language
    own = _by_sentence(language.own, text)
    for foreign in language.foreign.values():
        theirs = _by_sentence(foreign.words, text)
        foreign_letter = len(set().union(*theirs)) >= foreign.at_least
        for ours, each in zip(own, theirs, strict=True):
            if foreign_letter or len(each) >= max(FOREIGN_PER_SENTENCE, len(ours) + 1):
                yield from map(Found, each.values())
    words = len(text.split())
    if words > 20 and len(set().union(*own)) < language.own_at_least:
        yield Found(" ".join(reading.prose.split()[:8]), "other")


def _by_sentence(words: re.Pattern[str], text: str) -> list[dict[str, str]]:
    """For each sentence, the different words that are found, as they are first written."""
    found: list[dict[str, str]] = [{} for _ in range(text.count("\n") + 1)]
    for match in words.finditer(text):
        found[text.count("\n", 0, match.start())].setdefault(match[0].casefold(), match[0])
    return found


def _common_words(reading: Reading) -> str:
    """The prose and the sign-off without quotes, and without names: capitals inside a sentence."""
    lines = (*reading.sentences, *reading.signature[:1])
    # Where everything is in capitals, a capital betrays no name.
    text = "\n".join(line.lower() if line.isupper() else line for line in lines)
    return re.sub(rf"(?<=[\w,;:»”\"] )[{CAPITALS}][\w'-]*", "_", text)
