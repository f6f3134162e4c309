"""Show what a signed link is about. Nothing here changes anything."""

from datetime import date, datetime
from typing import Any, Literal

from svar.domain.letters.position import known_title
from svar.domain.policy import Contact
from svar.domain.situation import Plan, Situation, promise_end
from svar.domain.telling import State
from svar.domain.text import display_name
from svar.domain.together import shown
from svar.mail.contents import GateFinding, Person
from svar.pages.contents import (
    DecidePage,
    DonePage,
    Form,
    LetterPage,
    LetterState,
    Outcome,
    PageContent,
    Problem,
    ProblemPage,
    UndecidedApplicant,
    UndecidedPage,
)
from svar.ports import LinkPurpose
from svar.workflows.ask_about_undecided import undecided
from svar.workflows.look import House, look


def show_page(purpose: LinkPurpose, id: str, number: int, form: Form, house: House) -> PageContent:
    """The page behind a link, as things stand now."""
    if purpose == "job":
        return undecided_page(id, house, form)
    at, _ = look(id, house, others=True)
    if at.facts.received_at is None or at.facts.erased_at is not None:
        return problem(at, "gone")
    if purpose == "telling":
        return letter_page(at, number, form)
    if at.answer is not None or at.decided:
        return problem(at, "changed_meanwhile")
    return decide_page(at, form)


def letter_page(
    at: Situation,
    number: int,
    form: Form,
    *,
    draft: str | None = None,
    findings: tuple[GateFinding, ...] = (),
) -> PageContent:
    telling, written = at.deeds.telling(number), at.deeds.drafts.get(number)
    if telling is None or written is None or at.facts.rejection is None:
        return problem(at, "gone")
    if telling.state is State.TAKEN_BACK:
        return problem(at, "changed_meanwhile")
    states: dict[State, LetterState] = {
        State.HELD_BY_HUMAN: "held",
        State.RELEASED: "sent",
        State.DELIVERED: "sent",
    }
    decision = at.facts.rejection
    approve = telling.review == "approve"
    letter = shown(at, Plan(deeds=at.deeds), telling)
    return LetterPage(
        **_page(at),
        candidate_name=_name(at),
        job_title=_title(at),
        letter=letter.draft.document,
        ai_note=at.organisation.letters.mention_ai and letter.draft.written_by == "claude",
        evidence=letter.draft.evidence,
        answers=tuple(known_title(each.job.title, at.language) for each in letter.positions),
        own_letter=written.document,
        state=states.get(telling.state, "waiting"),
        review="approve" if approve else "hold",
        goes_at=letter.goes_at,
        call_first=approve,
        written_by=letter.draft.written_by,
        decided_by=(decision.data.decided_by.name if decision.data.decided_by else None)
        or at.decider.name,
        decided_at=decision.at,
        draft=draft,
        findings=findings,
        form=form,
    )


def decide_page(
    at: Situation,
    form: Form,
    error: Literal["missing", "too_early", "too_late"] | None = None,
) -> PageContent:
    promise = at.deeds.promise
    if promise is None:
        return problem(at, "gone")
    local = at.calendar.local_date
    tomorrow = local(at.calendar.add_working_days(at.now, 1))
    return DecidePage(
        **_page(at),
        candidate_name=_name(at),
        job_title=_title(at),
        since=promise.reason,
        waiting_since=local(promise.made_at),
        promised_by=local(promise.due_at),
        earliest=tomorrow,
        latest=max(tomorrow, latest_word(at)),
        recruiter=contact(at.recruiter),
        error=error,
        form=form,
    )


def latest_word(at: Situation) -> date:
    """The last day a decider may name: no later than the candidate's next word is due."""
    end = at.calendar.add_working_days(
        max(at.now, promise_end(at) or at.now),
        at.organisation.promises.notice_every_working_days,
    )
    return at.calendar.local_date(end)


def undecided_page(
    job_id: str,
    house: House,
    form: Form,
    error: Literal["nobody_ticked"] | None = None,
) -> PageContent:
    waiting = undecided(job_id, house)
    if not waiting:
        return ProblemPage(
            language=house.organisation.default_language,
            organisation=house.organisation.name,
            today=house.calendar.local_date(house.clock.now()),
            zone=house.calendar.zone.key,
            problem="changed_meanwhile",
            contact=contact(house.organisation.contacts.fallback),
        )
    first = waiting[0]
    return UndecidedPage(
        **_page(first),
        job_title=_title(first),
        cause="closed" if first.job_facts.closed_at else "hired",
        applicants=tuple(
            UndecidedApplicant(
                application_id=at.id,
                name=_name(at),
                applied_on=at.calendar.local_date(at.facts.received_at or at.now),
                interviewed=at.facts.last_interview(at.now) is not None,
            )
            for at in waiting
        ),
        error=error,
        form=form,
    )


def done(
    at: Situation,
    outcome: Outcome,
    *,
    goes_at: datetime | None = None,
    by: date | None = None,
    count: int | None = None,
    undo: Form | None = None,
    undo_action: str = "undo",
    one: bool = True,
) -> PageContent:
    """What happened; with `one`, it happened to this candidate."""
    return DonePage(
        **_page(at),
        outcome=outcome,
        candidate_name=_name(at) if one else None,
        job_title=_title(at),
        goes_at=goes_at,
        by=by,
        count=count,
        undo=undo,
        undo_action=undo_action,
    )


def problem(at: Situation, what: Problem) -> PageContent:
    return ProblemPage(**_page(at), problem=what, contact=contact(at.recruiter))


def contact(person: Contact) -> Person:
    return Person(name=person.name, email=person.email, phone=person.phone)


def _page(at: Situation) -> dict[str, Any]:
    return {
        "language": at.employer_language,
        "organisation": at.organisation.name,
        "today": at.calendar.local_date(at.now),
        "zone": at.calendar.zone.key,
    }


def _name(at: Situation) -> str:
    name = display_name(at.facts.candidate.name or "") if at.facts.candidate else None
    return name or at.id


def _title(at: Situation) -> str:
    return known_title(at.job.title, at.employer_language)
