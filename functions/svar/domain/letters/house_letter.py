"""The letter that can always be written: by the house writer, on the best fact that will do."""

from typing import NamedTuple

from svar.domain.breaks import Break
from svar.domain.letters.case import LetterCase
from svar.domain.letters.compose import compose, known_names, name_to_greet
from svar.domain.letters.document import Evidence, LetterDocument, Question, Slots
from svar.domain.letters.evidence import brief_for, gather_evidence, questions_for_recruiter
from svar.domain.letters.house_writer import write_slots
from svar.domain.rules import GateContext, Kind, LetterText, check


class HouseLetter(NamedTuple):
    """A letter by the house writer. `breaks` is empty unless every fact was refused."""

    document: LetterDocument
    slots: Slots
    evidence: tuple[Evidence, ...]
    questions: tuple[Question, ...]
    breaks: tuple[Break, ...]


def house_letter(
    case: LetterCase, *, seed: str = "", internal: tuple[str, ...] = ()
) -> HouseLetter:
    """The letter on the best fact that passes the gate; raises KeyError without texts."""
    evidence = gather_evidence(case)
    questions = questions_for_recruiter(case)
    refused: list[HouseLetter] = []
    for first in range(len(evidence)):
        slots = write_slots(brief_for(case, evidence[first:], seed=seed))
        document = compose(case, slots, seed=seed)
        written = HouseLetter(document, slots, evidence, questions, gate(document, case, internal))
        if not written.breaks:
            return written
        refused.append(written)
    return refused[0]


def gate(
    document: LetterDocument,
    case: LetterCase,
    internal: tuple[str, ...] = (),
    *,
    by_human: bool = False,
    kind: Kind = "rejection",
) -> tuple[Break, ...]:
    """What the rules say about a finished letter, whoever wrote it. `internal` must not be in it.

    The ATS's own reason never may, and is looked for by itself. What a human wrote stands on that
    human's word (`by_human`); every sentence of anybody else must name its evidence.
    """
    contact = case.contact
    reason = case.decision.ats_reason
    return check(
        LetterText(subject=document.subject, body=document.plain_text()),
        GateContext(
            language=document.language,
            name=name_to_greet(case) or "",
            known=known_names(case),
            contact=tuple(each for each in (contact.name, contact.email, contact.phone) if each),
            internal=(*internal, *((reason,) if reason else ())),
            evidence=tuple(
                (sentence.text, sentence.evidence)
                for each in document.paragraphs
                if each.part in ("reason", "learning")
                for sentence in each.sentences
                if sentence.evidence or not by_human
            ),
        ),
        kind,
    )
