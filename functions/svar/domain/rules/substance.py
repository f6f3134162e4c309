"""Rules on what a letter must have: an outcome, a thank you, a reason, a lesson, a wish."""

import re
from collections.abc import Iterator

from svar.domain.rules.found import Found, matches, own_words
from svar.domain.rules.letter import Reading
from svar.domain.rules.private import ADDRESS, phones
from svar.domain.rules.words import RuleWords

OUTCOME_WITHIN = 2
REASON_WITHIN = 2
"""Sentences that a reason takes at the most."""
FILLER = ("R07", "R08", "R11", "R14", "R16", "R17", "R18")
"""What says these things says nothing to learn."""
SHORTEST_ADVICE = 9
"""Words of a sentence that no list knows; most pleasantries are shorter."""
WISH_WITHIN = 4
"""Sentences from the end: contact, thanks and a welcome back may follow the wish."""


def no_early_outcome(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R02: the outcome for this person in the first two sentences, and no other one anywhere."""
    for each in own_words(reading, rule):
        yield Found(each.words, "contrary")
    for number, sentence in enumerate(reading.sentences):
        if _is_outcome(sentence, reading):
            if number >= OUTCOME_WITHIN:
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
    if not any(_gives_reason(sentence, reading) for sentence in reading.sentences):
        yield Found("")


def no_learning(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R06: one thing to learn, unless the reason is only that many applied."""
    reason = reading.book.reason
    prose = reading.named_words
    if reason.learning.search(prose) or reason.volume.search(prose) or _says_two_things(reading):
        return
    yield Found("")


def _says_two_things(reading: Reading) -> bool:
    """Whether something stands beside the reason, though no list knows that it is advice.

    What is neither form nor filler then stands in two paragraphs, or takes three sentences.
    """
    left = [
        reading.prose.count("\n", 0, start)
        for (start, _), sentence in zip(reading.spans, reading.sentences, strict=True)
        if _says_something(sentence, reading)
    ]
    return len(set(left)) > 1 or len(left) > REASON_WITHIN


def _says_something(sentence: str, reading: Reading) -> bool:
    """Whether anything is left of a sentence that is neither form nor filler."""
    book = reading.book
    form = (book.outcome, book.thanks, book.wish, book.contact.reply, book.closed)
    if any(each and each.search(sentence) for each in form) or any(phones(sentence)):
        return False
    if any(
        any(matches(rule.patterns, sentence, sentence, rule.unless))
        for rule in (book.rules[name] for name in FILLER)
    ):
        return False
    plain = book.reason.vague.sub(" ", ADDRESS.sub(" ", sentence))
    return len(re.findall(r"[^\W\d_]+", plain)) >= SHORTEST_ADVICE


def no_wish(reading: Reading, rule: RuleWords) -> Iterator[Found]:
    """R19: a kind wish near the end."""
    near_end = [*reading.sentences[-WISH_WITHIN:], *reading.signature[:1]]
    if not any(reading.book.wish.search(each) for each in near_end):
        yield Found("")


def _is_outcome(sentence: str, reading: Reading) -> bool:
    book = reading.book
    if sentence.endswith("?") or book.conditional.match(sentence.lstrip(" ,–-")):
        return False
    return bool(book.outcome.search(sentence))


def _gives_reason(sentence: str, reading: Reading) -> bool:
    """Whether a sentence says something that a person can have, lack or count."""
    book = reading.book
    plain = book.reason.vague.sub(" ", ADDRESS.sub(" ", sentence))
    if book.reason.told and book.reason.told.search(plain):
        return True
    if any(matches(book.rules["R08"].patterns, sentence, sentence, book.rules["R08"].unless)):
        # What others had says nothing about this person.
        return bool(book.reason.volume.search(plain))
    if book.reason.learning.search(plain) or book.thanks.search(plain):
        return bool(re.search(r"\d", plain) and book.reason.volume.search(plain))
    return bool(book.reason.volume.search(plain) or book.reason.concrete.search(plain))


def _shown(reading: Reading, number: int) -> str:
    start, end = reading.spans[number]
    return reading.prose[start:end]
