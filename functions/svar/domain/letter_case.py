"""What is known about one rejection, as the letter's case."""

from fnmatch import fnmatchcase

from svar.domain.events import Rejected
from svar.domain.letters.case import (
    Assessment,
    Candidate,
    Cause,
    Contact,
    Criterion,
    Decision,
    Job,
    LetterCase,
    Missing,
    ScreeningTurn,
    Stage,
)
from svar.domain.letters.position import known_title
from svar.domain.situation import Situation


def letter_case(at: Situation) -> LetterCase:
    """The case of an application, with its decision when somebody has decided."""
    data = at.facts.rejection.data if at.facts.rejection else Rejected()
    return LetterCase(
        language=at.language,
        candidate=Candidate(name=at.facts.candidate.name if at.facts.candidate else None),
        job=Job(
            title=known_title(at.job.title, at.language),
            organisation=at.organisation.name,
            criteria=tuple(
                Criterion(id=c.id, text=c.text) for c in at.job.criteria if c.id and c.text.strip()
            ),
            applicants=data.applicants if data.applicants is not None else at.job.applicants,
            invited=data.invited if data.invited is not None else at.job.invited,
        ),
        stage=stage_of(at),
        decision=Decision(
            decided_by=at.decided_by,
            decided_at=at.facts.rejection.at if at.facts.rejection else None,
            assessments=tuple(
                Assessment(criterion=a.criterion, met=a.met, note=a.note) for a in data.assessments
            ),
            ats_reason=data.ats_reason,
            feedback_for_candidate=data.feedback_for_candidate,
        ),
        screening=tuple(
            ScreeningTurn(turn=t.turn, asked=t.asked, answered=t.answered)
            for t in at.facts.screening
        ),
        contact=letter_contact(at),
        mapped_criterion=_mapped(at),
        cause=_cause(at),
        missing=_missing(data, at),
    )


def _missing(data: Rejected, at: Situation) -> Missing | None:
    """What the recruiter is asked for, when nothing better than the numbers can be said."""
    if data.ats_reason:
        return "unmapped" if at.organisation.reason_for(data.ats_reason).kind == "ask" else None
    said = data.assessments or data.feedback_for_candidate or data.cause
    return None if said else "no_reason"


def letter_contact(at: Situation) -> Contact:
    """Who can be answered back."""
    person = at.recruiter
    return Contact(name=person.name, email=person.email, phone=person.phone)


def stage_of(at: Situation) -> Stage:
    """How far the candidate came: a person you have met gets another letter."""
    if at.facts.last_interview(at.now) is not None:
        return "interview"
    return "screening" if at.facts.screening else "application"


def _cause(at: Situation) -> Cause | None:
    """What became of the position, when a human gave that as the reason.

    A closing that says otherwise is believed before the map: the letter must be true.
    """
    data = at.facts.rejection.data if at.facts.rejection else Rejected()
    if data.cause is not None:
        return data.cause
    kind = at.organisation.reason_for(data.ats_reason).kind if data.ats_reason else None
    if kind not in {"position_filled", "position_cancelled"}:
        return None
    closed = at.job_facts.closed.reason if at.job_facts.closed else None
    told: dict[str | None, Cause] = {
        "filled": "position_filled",
        "cancelled": "position_cancelled",
    }
    mapped: Cause = "position_filled" if kind == "position_filled" else "position_cancelled"
    return told.get(closed, mapped)


def _mapped(at: Situation) -> str | None:
    """The advert's criterion that the organisation maps the ATS's internal reason to."""
    reason = at.facts.rejection.data.ats_reason if at.facts.rejection else None
    if not reason:
        return None
    rule = at.organisation.reason_for(reason)
    if rule.kind != "criterion" or rule.criterion is None:
        return None
    return next((c.id for c in at.job.criteria if fnmatchcase(c.id, rule.criterion)), None)
