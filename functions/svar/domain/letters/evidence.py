"""The facts that a letter's reason may stand on, in the order we would rather say them."""

import re
from typing import Literal, NamedTuple

from svar.domain.languages import known_language, languages
from svar.domain.letters.case import (
    NAME_PLACEHOLDER,
    Assessment,
    Cause,
    Criterion,
    LetterBrief,
    LetterCase,
)
from svar.domain.letters.document import Evidence, Numbers, Question
from svar.domain.letters.feedback import feedback_problem
from svar.domain.letters.names import is_a_requirement
from svar.domain.letters.quotes import find_quote, stems
from svar.domain.letters.sayable import is_sayable
from svar.domain.letters.screens import Key, screened
from svar.domain.letters.wording import wording

_JUDGED: tuple[Key, ...] = ("protected_ground", "no_objective_reason")
_FEWEST_APPLICANTS = 5


def gather_evidence(case: LetterCase) -> tuple[Evidence, ...]:
    """Numbered facts, best first; the last can always be said, so there is always a reason.

    It is the volume, or what became of the position when that is why: nobody was chosen by the
    requirements then. Of a position that nobody got, nothing about the candidate is the reason.
    A human's reason that stands on a protected ground, or that nobody can check, is no evidence:
    `questions_for_recruiter` hands it back.
    """
    about_them = [] if case.cause == "position_cancelled" else [*_assessed(case), *_mapped(case)]
    last = _cause(case.cause, case) if case.cause else _volume(case)
    found = [*_feedback(case), *about_them, last]
    return tuple(
        each.model_copy(update={"id": f"E{number}"}) for number, each in enumerate(found, 1)
    )


def questions_for_recruiter(case: LetterCase) -> tuple[Question, ...]:
    """A human's texts that may not reach the candidate, with the key of the reason why; or, when
    the letter can only say how many applied, what is missing."""
    asked: list[Question] = []
    if why := feedback_problem(case):
        asked.append(Question(field="decision.feedback_for_candidate", why_key=why))
    if why := screened(case.decision.ats_reason or "", *_JUDGED):
        asked.append(Question(field="decision.ats_reason", why_key=why))
    for number, each in enumerate(case.decision.assessments):
        if not each.met and (why := screened(each.note or "", *_JUDGED)):
            field = f"decision.assessments[{number}].note"
            asked.append(Question(field=field, why_key=why))
    for number, criterion in enumerate(case.job.criteria):
        if criterion.id in _blamed(case) and (why := _criterion_problem(case, criterion)):
            asked.append(Question(field=f"job.criteria[{number}].text", why_key=why))
    if case.missing and not asked and gather_evidence(case)[0].kind == "volume":
        field = "decision.ats_reason" if case.missing == "unmapped" else "decision.reason"
        asked.append(Question(field=field, why_key=case.missing))
    return tuple(asked)


def brief_for(case: LetterCase, evidence: tuple[Evidence, ...], *, seed: str = "") -> LetterBrief:
    """What a writer may see: no name, no contact, no internal note, nobody who assessed."""
    blank: dict[str, None] = {"assessed_by": None, "assessed_at": None, "note": None}
    shown = (
        each.model_copy(update={**blank, "feedback": _without_name(case, each.feedback)})
        for each in evidence
    )
    return LetterBrief(
        language=case.language,
        job_title=case.job.title,
        organisation=case.job.organisation,
        stage=case.stage,
        evidence=tuple(shown),
        seed=seed,
    )


def _feedback(case: LetterCase) -> list[Evidence]:
    text = (case.decision.feedback_for_candidate or "").strip()
    if not text or feedback_problem(case):
        return []
    criterion = _criterion_of(case, text)
    return [_evidence(case, "feedback", criterion).model_copy(update={"feedback": text})]


def _assessed(case: LetterCase) -> list[Evidence]:
    quoted: list[Evidence] = []
    bare: list[Evidence] = []
    for one, criterion in _unmet(case):
        quote = find_quote(case, criterion.text, _language(case))
        quote = quote if quote and is_sayable(quote.text, case) else None
        kind: Literal["assessed_with_quote", "assessed"] = (
            "assessed_with_quote" if quote else "assessed"
        )
        fact = _evidence(case, kind, criterion).model_copy(
            update={"quote": quote, "note": one.note}
        )
        (quoted if quote else bare).append(fact)
    return quoted + bare


def _mapped(case: LetterCase) -> list[Evidence]:
    criterion = _criterion(case, case.mapped_criterion)
    judged = screened(case.decision.ats_reason or "", *_JUDGED)
    if criterion is None or judged or _criterion_problem(case, criterion):
        return []
    # A human said that this one is met: then the internal reason is about something else.
    if any(one.criterion == criterion.id for one in case.decision.assessments):
        return []
    return [_evidence(case, "mapped", criterion)]


def _volume(case: LetterCase) -> Evidence:
    return Evidence(id="E1", kind="volume", numbers=_numbers(case))


def _cause(cause: Cause, case: LetterCase) -> Evidence:
    numbers = _numbers(case)
    applied = Numbers(applicants=numbers.applicants) if numbers else None
    return Evidence(id="E1", kind=cause, numbers=applied)


def _numbers(case: LetterCase) -> Numbers | None:
    """Only numbers that explain something and agree with each other."""
    applicants, invited = case.job.applicants, case.job.invited
    if applicants is None or applicants < _FEWEST_APPLICANTS:
        return None
    if invited is not None and invited > applicants:
        return None
    explains = invited is not None and invited > 1 and 2 * invited <= applicants
    if invited is not None and invited > 1 and not explains:
        return None
    return Numbers(applicants=applicants, invited=invited if explains else None)


class _Unmet(NamedTuple):
    assessment: Assessment
    criterion: Criterion


def _unmet(case: LetterCase) -> list[_Unmet]:
    found = []
    for one in case.decision.assessments:
        criterion = None if one.met else _criterion(case, one.criterion)
        tainted = screened(one.note or "", *_JUDGED)
        if criterion and not tainted and not _criterion_problem(case, criterion):
            found.append(_Unmet(one, criterion))
    return found


def _criterion_of(case: LetterCase, feedback: str) -> Criterion | None:
    """The criterion that the feedback speaks of, if it shares words with one."""
    met = {one.criterion for one in case.decision.assessments if one.met}
    near = [
        (len(stems(feedback) & stems(each.text)), each)
        for each in case.job.criteria
        if each.id not in met and not _criterion_problem(case, each)
    ]
    best = max(near, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def _criterion(case: LetterCase, wanted: str | None) -> Criterion | None:
    return next((each for each in case.job.criteria if each.id == wanted), None)


def _criterion_problem(case: LetterCase, criterion: Criterion) -> str | None:
    keys: tuple[Key, ...] = (*_JUDGED, "undignified")
    # An advert may well ask for experience with older people or health; that is the work itself.
    fields = "|".join(wording(each).recognise.field_of_work for each in languages())
    work = re.sub(fields, "", criterion.text.casefold())
    if why := screened(work, *keys):
        return why
    if not is_a_requirement(criterion.text):
        return "instruction"
    return None if is_sayable(criterion.text, case) else "breaks_letter_rules"


def _blamed(case: LetterCase) -> set[str]:
    unmet = {one.criterion for one in case.decision.assessments if not one.met}
    return unmet | ({case.mapped_criterion} if case.mapped_criterion else set())


def _evidence(
    case: LetterCase,
    kind: Literal["feedback", "assessed_with_quote", "assessed", "mapped"],
    criterion: Criterion | None,
) -> Evidence:
    return Evidence(
        id="E1",
        kind=kind,
        criterion_id=criterion.id if criterion else None,
        criterion_text=criterion.text if criterion else None,
        assessed_by=case.decision.decided_by,
        assessed_at=case.decision.decided_at,
    )


def _without_name(case: LetterCase, text: str | None) -> str | None:
    name = (case.candidate.name or "").strip()
    for part in (name, name.split(" ")[0]):
        if text and part:
            text = re.sub(rf"\b{re.escape(part)}\b", NAME_PLACEHOLDER, text)
    return text


def _language(case: LetterCase) -> str:
    return known_language(case.language)
