"""One letter for several applications of one person: one greeting, each position with its reason.

Nothing is written anew: each answer keeps the sentences that were frozen and audited, and what
binds them together comes from the texts of the language.
"""

from typing import NamedTuple

from svar.domain.breaks import Break
from svar.domain.letters.case import Contact, LetterCase
from svar.domain.letters.compose import (
    contact_line,
    finish,
    known_names,
    name_to_greet,
    one_line,
    paragraph,
    regrets,
)
from svar.domain.letters.document import (
    Evidence,
    LetterDocument,
    Paragraph,
    ReasonSentence,
    Sentence,
)
from svar.domain.letters.position import position
from svar.domain.letters.wording import JointTexts, pick, wording
from svar.domain.rules import GateContext, LetterText, check


class Answer(NamedTuple):
    """What was written to one person about one application."""

    case: LetterCase
    document: LetterDocument
    evidence: tuple[Evidence, ...] = ()


def joint_letter(
    answers: tuple[Answer, ...], *, seed: str = ""
) -> tuple[LetterDocument, tuple[Evidence, ...]]:
    """The letter and all that it stands on, numbered through; in the order of `answers`.

    The first one's contact person signs. All answers are in one language. Raises KeyError for a
    language without texts.
    """
    first = answers[0]
    words = wording(first.case.language)
    texts = words.joint
    places = [position(each.case.job.title, each.case.language) for each in answers]
    evidence: list[Evidence] = []
    sections: list[Paragraph] = []
    said: set[str] = set()
    for number, answer in enumerate(answers):
        about = (
            texts.about[number] if len(set(places)) < len(places) else texts.about_position
        ).format(position=places[number])
        ids = {one.id: f"E{len(evidence) + n}" for n, one in enumerate(answer.evidence, 1)}
        evidence += [one.model_copy(update={"id": ids[one.id]}) for one in answer.evidence]
        sections.append(_section(answer, about, ids, said))
    told = [sentence.text for section in sections for sentence in section.sentences]
    outcome = (
        texts.outcome_plain
        if any(regrets(each, first.case.language) for each in told)
        else texts.outcome
    )
    thanks = texts.thanks.format(positions=_listed(texts, tuple(dict.fromkeys(places))))
    wish = next(
        (each for each in first.document.paragraphs if each.part == "wish"),
        paragraph("wish", pick(words.letter.wish, seed, "wish")),
    )
    document = finish(
        first.case,
        words,
        texts.subject,
        (
            paragraph("outcome", thanks, outcome),
            *sections,
            paragraph("closing", pick(texts.closing, seed, "closing"), *_contacts(answers, first)),
            wish,
        ),
    )
    return document, tuple(evidence)


def joint_gate(
    document: LetterDocument, answers: tuple[Answer, ...], internal: tuple[str, ...] = ()
) -> tuple[Break, ...]:
    """What the rules say about the joint letter. `internal` must not be in it."""
    contacts = [each.case.contact for each in answers]
    reasons = [each.case.decision.ats_reason for each in answers]
    return check(
        LetterText(subject=document.subject, body=document.plain_text()),
        GateContext(
            language=document.language,
            name=name_to_greet(answers[0].case) or "",
            known=tuple(name for each in answers for name in known_names(each.case)),
            contact=tuple(
                way for each in contacts for way in (each.name, each.email, each.phone) if way
            ),
            internal=(*internal, *(reason for reason in reasons if reason)),
            evidence=tuple(
                (sentence.text, sentence.evidence)
                for each in document.paragraphs
                if each.part == "reason"
                for sentence in each.sentences
            ),
            answers=len(answers),
        ),
    )


def _section(answer: Answer, about: str, ids: dict[str, str], said: set[str]) -> Paragraph:
    """One position: its reason and what may be learnt, said once if another reason says it too."""
    kept: list[ReasonSentence] = []
    for block in answer.document.paragraphs:
        if block.part not in ("reason", "learning"):
            continue
        for one in block.sentences:
            if block.part == "learning" and one.text in said:
                continue
            said.add(one.text)
            kept.append(ReasonSentence(text=one.text, evidence=tuple(ids[e] for e in one.evidence)))
    first, *rest = kept
    opened = first.model_copy(update={"text": f"{about} {first.text}"})
    return Paragraph(
        part="reason",
        sentences=tuple(
            Sentence(text=one_line(each.text), evidence=each.evidence) for each in (opened, *rest)
        ),
    )


def _listed(texts: JointTexts, places: tuple[str, ...]) -> str:
    *before, last = places
    return f"{', '.join(before)} {texts.and_} {last}" if before else last


def _contacts(answers: tuple[Answer, ...], first: Answer) -> tuple[str, ...]:
    """Who answers back: the one who signs, and whoever else is asked about another position."""
    words = wording(first.case.language)
    signer = first.case.contact
    lines = [contact_line(words, signer)]
    known: list[Contact] = [signer]
    for each in answers:
        contact = each.case.contact
        if any(contact.email.casefold() == one.email.casefold() for one in known):
            continue
        known.append(contact)
        line = words.joint.contact_for.format(
            position=position(each.case.job.title, each.case.language),
            name=one_line(contact.name),
            way=one_line(contact.phone or contact.email),
        )
        lines.append(line)
    return tuple(lines)
