"""A decider answers a reminder on its page: decides now, or says by when."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date
from hashlib import sha256

from svar.domain.errors import Duplicate
from svar.domain.events import Assessment, Person, Rejected, RejectedEvent
from svar.domain.policy import Contact
from svar.domain.situation import Plan, Situation
from svar.domain.value import Value
from svar.pages.contents import PageContent
from svar.pages.every_page import Form
from svar.ports import Dispatcher, LinkPurpose, Links
from svar.workflows.carry_out import change_application, settle_application
from svar.workflows.look import House, look
from svar.workflows.page_parts import problem
from svar.workflows.show_page import (
    decide_page,
    demands_of,
    done,
    latest_word,
    may_decide,
)

Fields = Mapping[str, list[str]]
LONGEST_REASON = 2000


class PageTask(Value):
    """What a signed link names."""

    purpose: LinkPurpose
    id: str
    number: int


def _say_when(
    task: PageTask,
    fields: Fields,
    form: Form,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> PageContent:
    try:
        by = date.fromisoformat(fields.get("by", [""])[0])
    except ValueError:
        return decide_page(look(task.id, house)[0], form, error="missing")

    def decide(at: Situation, plan: Plan) -> tuple[Plan, PageContent]:
        if at.answer is not None or at.decided:
            return plan, problem(at, "changed_meanwhile")
        if by <= at.calendar.local_date(at.now):
            return plan, decide_page(at, form, error="too_early")
        if by > latest_word(at):
            return plan, decide_page(at, form, error="too_late")
        return plan.change(word_by=by), done(at, "said_when", by=by)

    return change_application(task.id, house, links, dispatcher, decide)


def _reject(
    task: PageTask,
    fields: Fields,
    form: Form,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> PageContent:
    """A human decides, and says why. The decision goes the way of every event."""
    at, _ = look(task.id, house)
    if at.answer is not None or at.decided or at.deeds.promise is None:
        return problem(at, "changed_meanwhile")
    ticked = frozenset(fields.get("not_met", []))
    words = fields.get("words", [""])[0].strip()[:LONGEST_REASON]
    not_met = tuple(each.id for each in demands_of(at) if each.id in ticked)
    asked = fields.get("who", [""])[0]
    who = next((each for each in may_decide(at) if each.email == asked), None)
    if not (not_met or words):
        return decide_page(at, form, error="why", ticked=ticked, words=words)
    if who is None:
        return decide_page(at, form, error="who", ticked=ticked, words=words)
    # It is in the log already when the button was pressed twice at once.
    with suppress(Duplicate):
        decision = _decision(at, task, who, not_met, words)
        settle_application(task.id, house, links, dispatcher, new=(decision,))
    return done(at, "decided")


def _decision(
    at: Situation, task: PageTask, who: Contact, not_met: tuple[str, ...], words: str
) -> RejectedEvent:
    """Named by the page and what was told before, so that one taken back can be given again."""
    name = f"{task.id}/{task.number}/{len(at.deeds.tellings)}"
    return RejectedEvent(
        id=f"reminder-{sha256(name.encode()).hexdigest()[:16]}",
        source="svar/pages",
        subject=at.id,
        time=at.now.astimezone(UTC),
        data=Rejected(
            decided_by=Person(name=who.name, email=who.email),
            assessments=tuple(Assessment(criterion=each, met=False) for each in not_met),
            feedback_for_candidate=words or None,
        ),
    )


Answer = Callable[[PageTask, Fields, Form, House, Links, Dispatcher], PageContent]
ANSWERS: dict[str, Answer] = {"say_when": _say_when, "reject": _reject}
