"""Put a letter together: everything that must be right comes from code, never from a writer."""

import re

from svar.domain.letters.case import NAME_PLACEHOLDER, Contact, LetterCase
from svar.domain.letters.document import (
    LetterDocument,
    Paragraph,
    Part,
    ReasonSentence,
    Sentence,
    Slots,
)
from svar.domain.letters.names import person_name
from svar.domain.letters.position import clean_title
from svar.domain.letters.wording import Wording, pick, wording
from svar.domain.rules.words import rule_book


def compose(case: LetterCase, slots: Slots, *, seed: str = "") -> LetterDocument:
    """The finished letter for a rejection; `case.language` must be one that has texts.

    Raises KeyError for another language. Without a `seed` the wording of the closing follows the
    slots, so it is stable for the same letter.
    """
    words = wording(case.language)
    seed = seed or " ".join((slots.thanks_for, *(one.text for one in slots.reason)))
    said = [*slots.reason, *([slots.learning] if slots.learning else [])]
    regret_is_said = any(regrets(one.text, case.language) for one in said)
    outcome = words.letter.outcome_plain if regret_is_said else words.letter.outcome
    wishes = words.letter.wish_interview if case.stage == "interview" else words.letter.wish
    paragraphs = [
        paragraph("outcome", _thanks(words, slots.thanks_for), outcome),
        _grounded("reason", *slots.reason),
        *([_grounded("learning", slots.learning)] if slots.learning else []),
        paragraph(
            "closing",
            pick(words.letter.closing, seed, "closing"),
            contact_line(words, case.contact, seed),
        ),
        paragraph("wish", pick(wishes, seed, "wish")),
    ]
    return finish(case, words, words.letter.subject, tuple(paragraphs))


def finish(
    case: LetterCase, words: Wording, subject: str, paragraphs: tuple[Paragraph, ...]
) -> LetterDocument:
    """Add subject, greeting and signature, and put the candidate's name in last."""
    name = name_to_greet(case)
    greeting = words.letter.greeting.format(name=name) if name else words.letter.greeting_nameless
    title = clean_title(case.job.title) or words.position.bare
    return LetterDocument(
        language=case.language,
        subject=one_line(subject.format(title=title, organisation=case.job.organisation)),
        greeting=greeting,
        paragraphs=tuple(_with_name(each, name) for each in paragraphs),
        signature=_signature(words, case),
    )


def name_to_greet(case: LetterCase) -> str | None:
    """The candidate's name as it may be written, or None where a message stands for a name."""
    return person_name(case.candidate.name)


def known_names(case: LetterCase) -> tuple[str, ...]:
    """The job's title and the employer's name, which the rules must not read as claims."""
    return (case.job.title, clean_title(case.job.title), case.job.organisation)


def paragraph(part: Part, *texts: str) -> Paragraph:
    return Paragraph(part=part, sentences=tuple(Sentence(text=text) for text in texts))


def contact_line(words: Wording, contact: Contact, seed: str = "") -> str:
    """How the one who signs can be asked, in one sentence."""
    if contact.phone:
        frame = pick(words.letter.contact_phone, seed, "contact")
        return frame.format(phone=one_line(contact.phone))
    return pick(words.letter.contact_email, seed, "contact")


def regrets(text: str, language: str) -> bool:
    """Whether a regret is said here; one in a letter is enough."""
    patterns = rule_book(language).rules["R04"].patterns
    return bool(patterns and patterns.search(text))


def one_line(text: str) -> str:
    """The text without line breaks or control characters: it may stand in a mail header."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def _grounded(part: Part, *said: ReasonSentence) -> Paragraph:
    return Paragraph(
        part=part,
        sentences=tuple(Sentence(text=one_line(s.text), evidence=s.evidence) for s in said),
    )


def _thanks(words: Wording, thanks_for: str) -> str:
    opening = words.letter.thanks_opening
    what = one_line(thanks_for).rstrip(" .!")
    if what.casefold().startswith(opening):
        what = what[len(opening) :]
    return words.letter.thanks.format(thanks_for=what)


def _signature(words: Wording, case: LetterCase) -> tuple[str, ...]:
    contact = case.contact
    work = ", ".join(one_line(part) for part in (contact.title, case.job.organisation) if part)
    return (words.letter.sign_off, one_line(contact.name), work, one_line(contact.email))


def _with_name(block: Paragraph, name: str | None) -> Paragraph:
    def filled(text: str) -> str:
        if NAME_PLACEHOLDER not in text:
            return text
        # Without a name the address falls away, comma and all.
        without = re.sub(r",?\s*" + re.escape(NAME_PLACEHOLDER) + r",?\s*", " ", text).strip()
        return text.replace(NAME_PLACEHOLDER, name) if name else without[:1].upper() + without[1:]

    return block.model_copy(
        update={
            "sentences": tuple(
                one.model_copy(update={"text": filled(one.text)}) for one in block.sentences
            )
        }
    )
