"""What the pages behind signed links show and do. Showing never acts."""

from collections.abc import Callable
from contextlib import suppress
from copy import replace
from datetime import datetime
from typing import Literal

from svar.domain.breaks import Break
from svar.domain.clocks import ask
from svar.domain.deeds import Draft
from svar.domain.errors import Duplicate, Invalid
from svar.domain.events import Person
from svar.domain.letter_case import letter_case
from svar.domain.letters.house_letter import gate
from svar.domain.letters.human_text import with_human_text
from svar.domain.outcomes import wake_telling
from svar.domain.promises import in_time
from svar.domain.situation import Plan, Situation
from svar.domain.telling import OVER, Kind, State, Telling
from svar.domain.together import company, goes_at
from svar.mail.shown import GateFinding
from svar.pages.contents import CorrectingError, PageContent
from svar.pages.every_page import Form
from svar.ports import Dispatcher, Links
from svar.workflows.answer_reminder import ANSWERS, Fields, PageTask
from svar.workflows.ask_about_undecided import closed_because, members, undecided
from svar.workflows.carry_out import change_application, settle_application
from svar.workflows.correct_letter import correction_request
from svar.workflows.decide_for_many import Cause, decide_for_many
from svar.workflows.look import House, look
from svar.workflows.mark_told import mark_told
from svar.workflows.page_parts import problem, problem_of
from svar.workflows.show_page import done, letter_page
from svar.workflows.show_undecided import undecided_page
from svar.workflows.write_answer import hash_of, secrets_of


def act_on_page(
    task: PageTask,
    fields: Fields,
    form: Form,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> PageContent:
    """Do what the button says, and show what came of it. Pressing twice does it once."""
    action = fields.get("action", [""])[0]
    if task.purpose == "telling" and action == "correct":
        return _correct(task, fields, form, house, links, dispatcher)
    if task.purpose == "telling" and action in TELLING:
        told = action == "mark_told" and mark_told(task.id, task.number, house, links, dispatcher)
        if told:
            return done(look(task.id, house)[0], "told")
        return _telling(task, action, fields, form, house, links, dispatcher)
    if task.purpose == "promise" and action in ANSWERS:
        return ANSWERS[action](task, fields, form, house, links, dispatcher)
    if task.purpose == "job" and action == "close":
        return _close(task, fields, form, house, links, dispatcher)
    return problem_of(house, "link_invalid")


def _telling(
    task: PageTask,
    action: str,
    fields: Fields,
    form: Form,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> PageContent:
    def decide(at: Situation, plan: Plan) -> tuple[Plan, PageContent]:
        telling = plan.deeds.telling(task.number)
        if telling is None or at.facts.erased_at is not None:
            return plan, problem(at, "gone")
        if telling.state in OVER:
            sent = telling.state in {State.RELEASED, State.DELIVERED}
            return plan, problem(at, "already_sent" if sent else "changed_meanwhile")
        return TELLING[action](at, plan, telling, fields, form)

    return change_application(task.id, house, links, dispatcher, decide, others=True)


Button = Callable[[Situation, Plan, Telling, Fields, Form], tuple[Plan, PageContent]]


def _hold(
    at: Situation, plan: Plan, telling: Telling, fields: Fields, form: Form
) -> tuple[Plan, PageContent]:
    held = plan.deeds.with_telling(
        telling, state=State.HELD_BY_HUMAN, held_by=at.recruiter.email, held_at=at.now
    )
    page = done(at, "held", undo=form, undo_action="resume")
    return plan.change(tellings=held.tellings), page


def _resume(
    at: Situation, plan: Plan, telling: Telling, fields: Fields, form: Form
) -> tuple[Plan, PageContent]:
    state = State.HELD_FOR_REVIEW if telling.review == "approve" else State.HOLDING
    going = telling.model_copy(
        update={"state": state, "held_by": None, "held_at": None, "escalated_at": None}
    )
    return _wake(at, plan, going), done(at, "resumed", goes_at=_goes_at(at, plan, going))


def _release(
    at: Situation, plan: Plan, telling: Telling, fields: Fields, form: Form
) -> tuple[Plan, PageContent]:
    """A human's yes ends the hold, but neither the window nor the day after applying."""
    if telling.letter_hash is None:
        return plan, problem(at, "changed_meanwhile")
    windows = at.calendar.in_zone(telling.zone)
    correcting = telling.kind is Kind.CORRECTION
    tell_at = at.now if correcting else windows.next_window(max(at.now, telling.not_before))
    approved = telling.model_copy(
        update={
            "state": State.HOLDING,
            "approved_by": at.recruiter.email,
            "approved_at": at.now,
            "approved_hash": telling.letter_hash,
            "held_by": None,
            "held_at": None,
            "tell_at": tell_at,
        }
    )
    outcome: Literal["approved", "released"] = (
        "approved" if telling.review == "approve" else "released"
    )
    goes_at = None if correcting else _goes_at(at, plan, approved)
    return _wake(at, plan, approved), done(at, outcome, goes_at=goes_at)


def _told(
    at: Situation, plan: Plan, telling: Telling, fields: Fields, form: Form
) -> tuple[Plan, PageContent]:
    """A human has called before the letter went: it is stopped, and the promise is kept."""
    if at.answer is not None:
        return plan, problem(at, "changed_meanwhile")
    promise = plan.deeds.promise
    told = plan.change(
        tellings=plan.deeds.with_telling(telling, state=State.TOLD_BY_HUMAN).tellings,
        answered_by="human",
        answered_at=at.now,
        answered_in_time=promise is None or in_time(promise, at.now, at.calendar),
    )
    return told, done(at, "told")


def _edit(
    at: Situation, plan: Plan, telling: Telling, fields: Fields, form: Form
) -> tuple[Plan, PageContent]:
    """A human's text passes the same gate as everybody's. Nothing is changed until it does."""
    old = plan.deeds.drafts.get(telling.number)
    text = fields.get("text", [""])[0]
    if old is None:
        return plan, problem(at, "changed_meanwhile")
    document = with_human_text(old.document, text)
    breaks: tuple[Break, ...] = gate(
        document,
        letter_case(at),
        secrets_of(at),
        by_human=True,
        kind="correction" if telling.kind is Kind.CORRECTION else "rejection",
    )
    if breaks:
        findings = tuple(GateFinding(rule=each.rule, words=each.words) for each in breaks)
        return plan, letter_page(at, telling.number, form, draft=text, findings=findings)
    draft = Draft(document=document, evidence=old.evidence, written_by="human")
    edited = telling.model_copy(
        update={
            "state": State.HELD_FOR_REVIEW if telling.review == "approve" else State.HOLDING,
            "letter_hash": hash_of(document),
            "asked_at": None,
            "approved_at": None,
            "approved_hash": None,
        }
    )
    plan = plan.change(drafts={**plan.deeds.drafts, telling.number: draft})
    plan = _wake(at, plan, edited)
    if edited.review != "approve":
        plan = ask(plan, edited, at.now)
    return plan, done(at, "edited", goes_at=_goes_at(at, plan, edited))


TELLING: dict[str, Button] = {
    "hold": _hold,
    "resume": _resume,
    "release": _release,
    "approve": _release,
    "edit": _edit,
    "mark_told": _told,
}


def _goes_at(at: Situation, plan: Plan, telling: Telling) -> datetime:
    """When it goes now, with those it goes with and not on the day of another."""
    seen = replace(at, deeds=plan.deeds.with_telling(telling))
    return goes_at(seen, telling, company(seen, replace(plan, deeds=seen.deeds), telling))


def _wake(at: Situation, plan: Plan, telling: Telling) -> Plan:
    """The machine that waits cannot be hurried, so another one looks at once; both see the same."""
    plan = plan.change(tellings=plan.deeds.with_telling(telling).tellings)
    return plan.start(wake_telling(at.id, telling.number, at.now, "h"))


def _correct(
    task: PageTask,
    fields: Fields,
    form: Form,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> PageContent:
    """A human says that the letter was wrong. The rest goes the way of every event."""
    at, _ = look(task.id, house)
    given = {name: fields.get(name, [""])[0] for name in ("mistake", "why", "reason")}
    by = at.recruiter
    try:
        asked = correction_request(
            at,
            task.number,
            **given,
            by=Person(name=by.name, email=by.email),
            source="svar/pages",
        )
    except Invalid as missing:
        error: CorrectingError = "why_missing" if missing.field == "why" else "mistake_missing"
        return _correct_again(at, task.number, form, given, error)
    if isinstance(asked, str):
        return _correct_again(at, task.number, form, given, "does_not_fit")
    # It is in the log already when the button was pressed before.
    with suppress(Duplicate):
        settle_application(task.id, house, links, dispatcher, new=(asked,))
    return done(at, "correcting")


def _correct_again(
    at: Situation, number: int, form: Form, given: dict[str, str], error: CorrectingError
) -> PageContent:
    """The same page, with what was typed and what is missing in it."""
    page = letter_page(at, number, form)
    if page.kind != "letter" or page.correcting is None:
        return page
    chosen = next((each for each in page.correcting.mistakes if each == given["mistake"]), None)
    again = page.correcting.model_copy(
        update={"error": error, "why": given["why"], "reason": given["reason"], "chosen": chosen}
    )
    return page.model_copy(update={"correcting": again})


CAUSES: dict[str, Cause] = {
    "position_filled": "position_filled",
    "position_cancelled": "position_cancelled",
}


def _close(
    task: PageTask,
    fields: Fields,
    form: Form,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> PageContent:
    """The recruiter decides for those who are ticked: each gets a decision and a letter.

    Whatever comes of it, the page shows how things stand: also at a second press.
    """
    ticked = set(fields.get("application", []))
    cause = CAUSES.get(fields.get("reason", [""])[0])
    number = fields.get("order", [""])[0]
    everybody = members(task.id, house)
    if cause is None or not number.isdecimal() or closed_because(everybody) is None:
        return undecided_page(task.id, house, form, links)
    chosen = [at for at in undecided(everybody) if at.id in ticked]
    if not ticked:
        return undecided_page(task.id, house, form, links, error="nobody_ticked")
    if chosen:
        decide_for_many(task.id, int(number), chosen, cause, house, dispatcher)
    return undecided_page(task.id, house, form, links)
