"""Rules on what a letter must have: an outcome, a thank you, a reason, a lesson, a wish."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from svar.domain.rules.found import Found, matches, own_words
from svar.domain.rules.letter import Reading
from svar.domain.rules.private import ADDRESS, phones
from svar.domain.rules.words import RuleWords

OUTCOME_WITHIN = 2
REASON_WITHIN = 2
"""Sentences that a reason takes at the most."""
FILLER = ("R07", "R08", "R11", "R14", "R16", "R17", "R18")
"""What says these things says nothing to learn."""
NO_REASON = ("R12", "R13", "R20")
"""Nor may a reason be made of these, when no list knows it for one."""
SHORTEST_ADVICE = 9
"""Words of advice, or of a reason, that no list knows; most pleasantries are shorter."""
SHORTEST_SENTENCE = 4
"""Words of a sentence that counts at all."""
WISH_WITHIN = 4
"""Sentences from the end: contact, thanks and a welcome back may follow the wish."""
SHORTEST_WISH, LONGEST_WISH = 2, 14
"""Words of a last sentence that no list knows, and that is taken for a wish."""


def no_early_outcome(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R02: the outcome for this person in the first two sentences, and no other one anywhere."""
    for each in own_words(reading, rule):
        yield Found(each.words, "contrary")
    for number, sentence in enumerate(reading.sentences):
        if _is_outcome(sentence, reading):
            if number >= OUTCOME_WITHIN + reading.greeting.goes_on:
                yield Found(_shown(reading, number), "late")
            return
    yield Found(_shown(reading, 0) if reading.spans else "")


def worded_outcome(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R12 and R14: who decides, and that nothing is open; some words matter only in the outcome.

    In the outcome nothing makes a word harmless: "You are not moving on at the moment".
    """
    yield from own_words(reading, rule)
    for number, sentence in enumerate(reading.sentences):
        if _is_outcome(sentence, reading):
            for words in (rule.in_outcome, rule.patterns):
                yield from matches(words, sentence, _shown(reading, number))


def no_thanks(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R03: thanks, and for what."""
    if not reading.book.thanks.search(reading.own_words):
        yield Found("")


def no_reason(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R05: something concrete, or the volume; and evidence for each sentence, where it is known."""
    if reading.context.evidence is not None:
        ungrounded = [text for text, stands_on in reading.context.evidence if not stands_on]
        yield from (Found(text, "no_evidence") for text in ungrounded)
        if reading.context.evidence:
            return
    if any(_gives_reason(each, reading) for each in reading.sentences):
        return
    # What no list knows passes for a reason only where there is something to learn beside it.
    if not (_says_why(reading) and _teaches(reading)):
        yield Found("")


def _says_why(reading: Reading) -> bool:
    """Whether a paragraph speaks of the person, the job or a number, in whatever words."""
    learning, about = reading.book.reason.learning, reading.book.reason.about
    said = list(_said(reading).values())
    advised = [any(learning.search(each.words) for each in paragraph) for paragraph in said]
    for number, paragraph in enumerate(said):
        # Where two paragraphs sound like advice, the first one tells why.
        last = not any(advised[number + 1 :])
        reasons = [
            each
            for each in paragraph
            if not (last and learning.search(each.words))
            and not _breaks(NO_REASON, each.words, reading)
        ]
        if any(each.left >= SHORTEST_ADVICE for each in reasons) and (
            about is None or any(about.search(each.words) for each in reasons)
        ):
            return True
    return False


def no_learning(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R06: one thing to learn, unless the reason is only that many applied."""
    if not _teaches(reading):
        yield Found("")


def _teaches(reading: Reading) -> bool:
    """Whether there is something to learn, or nothing to be learned from a mere number."""
    reason = reading.book.reason
    for (start, end), sentence in zip(reading.spans, reading.sentences, strict=True):
        quoted = reading.named_words[start:end]
        known = reason.learning.search(quoted) or reason.volume.search(quoted)
        # "Please direct any question to me" teaches nothing.
        if known and not _is_contact(sentence, reading):
            return True
    return _says_two_things(reading)


def _says_two_things(reading: Reading) -> bool:
    """Whether something stands beside the reason, though no list knows that it is advice.

    What is neither form nor filler then fills two paragraphs, or takes three long sentences.
    """
    left = [[each.left for each in paragraph] for paragraph in _said(reading).values()]
    filled = [counts for counts in left if sum(counts) >= SHORTEST_ADVICE]
    long = [count for counts in left for count in counts if count >= SHORTEST_ADVICE]
    return len(filled) > 1 or len(long) > REASON_WITHIN


class _Said(NamedTuple):
    words: str
    left: int
    """How many words of it are not vague."""


def _said(reading: Reading) -> dict[int, list[_Said]]:
    """The sentences that are neither form nor filler, by paragraph."""
    said: dict[int, list[_Said]] = {}
    for (start, _), sentence in zip(reading.spans, reading.sentences, strict=True):
        if _is_form(sentence, reading) or _breaks(FILLER, sentence, reading):
            continue
        left = len(_words_of(reading.book.reason.vague.sub(" ", sentence)))
        if left >= SHORTEST_SENTENCE:
            said.setdefault(reading.prose.count("\n", 0, start), []).append(_Said(sentence, left))
    return said


def _is_form(sentence: str, reading: Reading) -> bool:
    """Whether a sentence is a part that every letter has."""
    book = reading.book
    form = (book.outcome, book.thanks, book.wish, book.closed)
    return any(each and each.search(sentence) for each in form) or _is_contact(sentence, reading)


def _is_contact(sentence: str, reading: Reading) -> bool:
    return bool(
        reading.book.contact.reply.search(sentence)
        or ADDRESS.search(sentence)
        or any(phones(sentence))
    )


def _breaks(names: tuple[str, ...], sentence: str, reading: Reading) -> bool:
    rules = (reading.book.rules[name] for name in names)
    return any(any(matches(each.patterns, sentence, sentence, each.unless)) for each in rules)


def _words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def no_wish(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R19: a kind wish near the end, in whatever words."""
    near_end = [*reading.sentences[-WISH_WITHIN:], *reading.signature[:1]]
    if any(reading.book.wish.search(each) for each in near_end) or _ends_otherwise(reading):
        return
    yield Found("")


def _ends_otherwise(reading: Reading) -> bool:
    """Whether the letter ends with a short sentence that is no form, no filler and no reason.

    «Tvi tvi med alt!» is a wish though no list knows it. It stands alone, or after the contact.
    """
    if len(reading.spans) < 2:
        return False
    book = reading.book
    last = reading.sentences[-1]
    if last.endswith("?") or not SHORTEST_WISH <= len(_words_of(last)) <= LONGEST_WISH:
        return False
    if any(each and each.search(last) for each in (book.ending, book.reason.vague)):
        return False
    if _is_form(last, reading) or _breaks(FILLER, last, reading):
        return False
    (*_, (_, before), (start, end)) = reading.spans
    contact = {word for name in reading.context.contact for word in _words_of(name)}
    if not contact.isdisjoint(_words_of(reading.prose[start:end])):
        return False
    alone = "\n" in reading.prose[before:start]
    answered = any(_is_contact(each, reading) for each in reading.sentences[-WISH_WITHIN:-1])
    return answered or (alone and not _gives_reason(last, reading))


def _is_outcome(sentence: str, reading: Reading) -> bool:
    book = reading.book
    if sentence.endswith("?") or book.conditional.match(sentence.lstrip(" ,–-")):
        return False
    return bool(book.outcome.search(sentence))


def _gives_reason(sentence: str, reading: Reading) -> bool:
    """Whether a sentence says something that a person can have, lack or count."""
    book = reading.book
    if _is_contact(sentence, reading) or book.wish.search(sentence):
        return False
    plain = book.reason.vague.sub(" ", sentence)
    if book.thanks.search(plain):
        return bool(re.search(r"\d", plain) and book.reason.volume.search(plain))
    if book.reason.told and book.reason.told.search(plain):
        return True
    if _breaks(("R08",), sentence, reading):
        # What others had says nothing about this person.
        return bool(book.reason.volume.search(plain))
    if book.reason.learning.search(plain):
        return bool(re.search(r"\d", plain) and book.reason.volume.search(plain))
    return bool(book.reason.volume.search(plain) or book.reason.concrete.search(plain))


def _shown(reading: Reading, number: int) -> str:
    start, end = reading.spans[number]
    return reading.prose[start:end]
