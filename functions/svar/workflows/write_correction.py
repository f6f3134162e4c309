"""Write the letter that says that an earlier one was wrong: gated as every letter is."""

from svar.domain.deeds import Correction, Draft
from svar.domain.errors import Permanent
from svar.domain.events import CorrectionRequested
from svar.domain.letter_case import letter_case
from svar.domain.letters.case import LetterCase
from svar.domain.letters.house_letter import gate
from svar.domain.letters.notices import correction
from svar.domain.situation import Situation
from svar.domain.telling import Kind, Telling
from svar.ports import Writer
from svar.workflows.write_letter import Written, write_letter


def case_of(at: Situation, telling: Telling) -> LetterCase:
    """What the letter of this telling is written from.

    For a correction, the reason in the words of the human who asked for it comes first.
    """
    case = letter_case(at)
    if telling.kind is not Kind.CORRECTION:
        return case
    said = _order(at, _made(at, telling)).feedback_for_candidate
    if not said:
        return case
    decision = case.decision.model_copy(update={"feedback_for_candidate": said})
    return case.model_copy(update={"decision": decision})


def write_correction(
    at: Situation,
    telling: Telling,
    writers: tuple[Writer, ...],
    *,
    internal: tuple[str, ...],
    patient: bool,
) -> Written:
    """The correction and what the gate says of it. Raises `Interrupted`, as `write_letter` does.

    Where the text was wrong, the right reason is written anew by whoever writes letters. The rest
    is fixed: there is nothing to invent in saying sorry.
    """
    case = case_of(at, telling)
    match _made(at, telling).mistake:
        case "wrong_text":
            written = write_letter(
                case,
                writers,
                seed=f"{at.id}-{telling.number}",
                internal=internal,
                begun=at.deeds.begun.get(telling.number),
                patient=patient,
            )
            document = correction(case, "text_only", corrected=written.draft.document)
            draft = written.draft.model_copy(update={"document": document})
            breaks = written.breaks or gate(document, case, internal, kind="correction")
            return Written(draft, breaks)
        case "meant_for_somebody_else":
            document = correction(case, "not_for_you")
        case "decision_taken_back":
            document = correction(case, "reopened")
    return Written(Draft(document=document), gate(document, case, internal, kind="correction"))


def _made(at: Situation, telling: Telling) -> Correction:
    made = at.deeds.correction(telling.number)
    if made is None:
        raise Permanent(f"{at.id}: telling {telling.number} corrects nothing")
    return made


def _order(at: Situation, made: Correction) -> CorrectionRequested:
    for order in at.facts.corrections:
        if order.key == made.key:
            return order.data
    raise Permanent(f"{at.id}: nobody asked for correction {made.number}")
