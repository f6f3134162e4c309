"""R20: what belongs inside the house, or to somebody else, and must never be in a letter."""

import re
from collections.abc import Iterator

from svar.domain.rules.found import Found, matches
from svar.domain.rules.letter import Reading
from svar.domain.rules.words import RuleWords
from svar.domain.text import identifiers

ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NUMBER = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d[\d ()-]{6,22}\d(?![\w]|[.,/-]\d)")
_DATE = re.compile(r"(?:19|20)\d\d[- ](?:[01]\d|(?:19|20)\d\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+")
_EVIDENCE_ID = re.compile(r"[\[(]E\d{1,2}(?:, ?E\d{1,2})*[\])]|\bCANARY-\w{1,40}", re.IGNORECASE)
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_WINDOW = 5
"""Words in a row that are no chance: a shorter likeness to a reason is only its subject."""
_SHORTEST_REASON = 4


def phones(text: str) -> Iterator[str]:
    """The telephone numbers in a text: eight digits or more, and neither a date nor an amount."""
    for found in _NUMBER.finditer(text):
        number = found[0].strip()
        count = len(digits(number))
        international = number.startswith(("+", "00", "("))
        if _DATE.match(number) or (_THOUSANDS.fullmatch(number) and not international):
            continue
        if 8 <= count <= 15:
            yield number


def digits(text: str) -> str:
    """Only the digits; the last eight are the same with and without a country code."""
    return re.sub(r"\D", "", text)


def internal(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R20: nothing internal, and nobody else's name, e-mail or phone."""
    yield from matches(rule.patterns, reading.named_words, reading.prose, rule.unless)
    text = reading.everything
    for pattern in (_EVIDENCE_ID, identifiers()):
        yield from (Found(found[0]) for found in pattern.finditer(text))
    if _HIDDEN.search(reading.raw):
        yield Found("", "hidden")
    yield from _internal_texts(reading)
    yield from _strangers(reading)
    yield from _others(reading)


def _internal_texts(reading: Reading) -> Iterator[Found]:
    letter = _words(reading.everything)
    flat = f" {' '.join(letter)} "
    low = reading.everything.casefold()
    for secret in reading.context.internal:
        words = _words(secret)
        if len(secret) >= 6 and len(secret.split()) == 1 and re.search(r"[\d_\[-]", secret):
            if secret.casefold() in low:
                yield Found(secret, "internal")
        elif len(words) >= _SHORTEST_REASON:
            size = min(_WINDOW, len(words))
            windows = (" ".join(words[n : n + size]) for n in range(len(words) - size + 1))
            found = next((each for each in windows if f" {each} " in flat), None)
            if found:
                yield Found(found, "internal")


def _strangers(reading: Reading) -> Iterator[Found]:
    """E-mails and numbers that are not the contact's, where the contact is known."""
    known, complete = reading.context.contact, reading.context.contact_complete
    if not known:
        return
    text = reading.everything
    addresses = {one.casefold() for one in known if "@" in one}
    numbers = tuple(digits(number)[-8:] for one in known for number in phones(one))
    for found in ADDRESS.finditer(text) if addresses or complete else ():
        if found[0].rstrip(".").casefold() not in addresses:
            yield Found(found[0], "stranger")
    for number in phones(text) if numbers or complete else ():
        if not numbers or not digits(number).endswith(numbers):
            yield Found(number, "stranger")


def _others(reading: Reading) -> Iterator[Found]:
    """Other candidates: a whole name, or one word of it that nobody in this letter is called."""
    others = reading.context.others
    if not others:
        return
    text = reading.everything
    low = text.casefold()
    flat = f" {' '.join(_words(text))} "
    numbers = {digits(number)[-8:] for number in phones(text)}
    parts: set[str] = set()
    for other in others:
        name = " ".join(_words(other))
        if "@" in other:
            if other.strip().casefold() in low:
                yield Found(other, "others")
        elif any(digits(number)[-8:] in numbers for number in phones(other)) or (
            " " in name and f" {name} " in flat
        ):
            yield Found(other, "others")
        else:
            parts.update(word for word in re.findall(r"[^\W\d_]{3,}", other))
    mine = reading.people
    for word in re.findall(r"(?<=[\w,] )[^\W\d_]{3,}", reading.prose):
        if word in parts and word[0].isupper() and word.casefold() not in mine:
            yield Found(word, "others")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
