"""Show what a signed link is about. Nothing here changes anything."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from svar.domain.corrections import has_gone, mistakes_possible, obstacle
from svar.domain.events import Criterion
from svar.domain.letters.names import is_a_requirement
from svar.domain.letters.position import known_title
from svar.domain.policy import Contact
from svar.domain.situation import Plan, Situation, promise_end
from svar.domain.telling import OVER, State, Telling
from svar.domain.together import shown
from svar.mail.shown import GateFinding, corrects
from svar.pages.contents import (
    Correcting,
    DecideError,
    DecidePage,
    Demand,
    DonePage,
    LetterPage,
    LetterState,
    Outcome,
    PageContent,
)
from svar.pages.every_page import Form
from svar.ports import LinkPurpose, Links
from svar.workflows.look import House, look
from svar.workflows.mark_told import waits_for_word
from svar.workflows.page_parts import contact, name_of, page_of, problem, title_of
from svar.workflows.show_undecided import undecided_page

_AN_ID = re.compile(r"[\w .,:;/+&()#-]{1,120}")


def show_page(
    purpose: LinkPurpose,
    id: str,
    number: int,
    form: Form,
    house: House,
    links: Links,
    asked: Mapping[str, str],
) -> PageContent:
    """The page behind a link, as things stand now. `asked` is what the address asks for."""
    if purpose == "job":
        query, tick = asked.get("q", ""), asked.get("tick")
        return undecided_page(id, house, form, links, query=query, tick=tick)
    at, _ = look(id, house, others=True)
    if at.facts.received_at is None or at.facts.erased_at is not None:
        return problem(at, "gone")
    if purpose == "telling":
        return letter_page(at, number, form)
    if purpose == "answers":
        # What a summary reads is more than most pages need.
        from svar.workflows.show_answers import answers_page

        return answers_page(at)
    if purpose != "promise":
        return problem(at, "link_invalid")
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
    if telling is None or written is None:
        return problem(at, "gone")
    if telling.state is State.TOLD_BY_HUMAN:
        return done(at, "told")
    if telling.state is State.TAKEN_BACK:
        return problem(at, "changed_meanwhile")
    states: dict[State, LetterState] = {
        State.HELD_BY_HUMAN: "held",
        State.RELEASED: "sent",
        State.DELIVERED: "sent",
    }
    made = at.deeds.correction(number)
    approve = telling.review == "approve"
    letter = shown(at, Plan(deeds=at.deeds), telling)
    return LetterPage(
        **page_of(at),
        candidate_name=name_of(at),
        job_title=title_of(at),
        letter=letter.draft.document,
        ai_note=at.organisation.letters.mention_ai and letter.draft.written_by == "claude",
        evidence=letter.draft.evidence,
        answers=tuple(known_title(each.job.title, at.language) for each in letter.positions),
        own_letter=written.document,
        state=states.get(telling.state, "waiting"),
        may_tell=at.answer is None and telling.state not in OVER,
        undelivered=waits_for_word(at, telling),
        review="approve" if approve else "hold",
        goes_at=None if made else letter.goes_at,
        call_first=approve and made is None,
        written_by=letter.draft.written_by,
        decided_by=made.requested_by if made else at.decided_by,
        decided_at=made.requested_at if made else telling.decided_at,
        draft=draft,
        findings=findings,
        corrects=corrects(at.deeds, number),
        correcting=_correcting(at, telling),
        form=form,
    )


def _correcting(at: Situation, telling: Telling) -> Correcting | None:
    if not has_gone(at, telling):
        return None
    possible = mistakes_possible(at)
    made = bool(possible) and obstacle(at, possible[0], telling.number) == "on_its_way"
    return Correcting(
        mistakes=() if made else possible,
        made=made,
        decided=at.decided,
        chosen=possible[0] if len(possible) == 1 else None,
    )


def decide_page(
    at: Situation,
    form: Form,
    error: DecideError | None = None,
    *,
    ticked: frozenset[str] = frozenset(),
    words: str = "",
) -> PageContent:
    promise = at.deeds.promise
    if promise is None:
        return problem(at, "gone")
    local = at.calendar.local_date
    tomorrow = local(at.calendar.add_working_days(at.now, 1))
    return DecidePage(
        **page_of(at),
        candidate_name=name_of(at),
        job_title=title_of(at),
        since=promise.reason,
        waiting_since=local(promise.made_at),
        promised_by=local(promise.due_at),
        earliest=tomorrow,
        latest=max(tomorrow, latest_word(at)),
        demands=tuple(
            Demand(id=each.id, text=each.text, ticked=each.id in ticked) for each in demands_of(at)
        ),
        deciders=tuple(contact(each) for each in may_decide(at)),
        words=words,
        met=at.facts.last_interview(at.now) is not None,
        recruiter=contact(at.recruiter),
        error=error,
        form=form,
    )


def demands_of(at: Situation) -> tuple[Criterion, ...]:
    """The requirements that a decider may tick: a message where one, or its id, goes is none."""
    return tuple(
        each
        for each in at.job.criteria
        if is_a_requirement(each.text) and _AN_ID.fullmatch(each.id)
    )


def may_decide(at: Situation) -> tuple[Contact, ...]:
    """Those who get the link to decide: the decider, whoever is next in line, the recruiter."""
    return tuple({each.email: each for each in (at.decider, at.manager, at.recruiter)}.values())


def latest_word(at: Situation) -> date:
    """The last day a decider may name: no later than the candidate's next word is due."""
    end = at.calendar.add_working_days(
        max(at.now, promise_end(at) or at.now),
        at.organisation.promises.notice_every_working_days,
    )
    return at.calendar.local_date(end)


def done(
    at: Situation,
    outcome: Outcome,
    *,
    goes_at: datetime | None = None,
    by: date | None = None,
    undo: Form | None = None,
    undo_action: str = "undo",
) -> PageContent:
    """What happened to this candidate."""
    return DonePage(
        **page_of(at),
        outcome=outcome,
        candidate_name=name_of(at),
        job_title=title_of(at),
        goes_at=goes_at,
        by=by,
        undo=undo,
        undo_action=undo_action,
    )
