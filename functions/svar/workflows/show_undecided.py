"""The page about everybody of one job: who has no decision, and how far the others have come."""

from typing import Literal

from svar.domain.closing import Order, decision_id, read_job_deeds
from svar.domain.situation import Situation
from svar.domain.standing import count_standings
from svar.pages.contents import (
    OrderShown,
    PageContent,
    StandingCount,
    Ticked,
    UndecidedApplicant,
    UndecidedPage,
)
from svar.pages.every_page import Form
from svar.ports import Links, StreamId
from svar.workflows.ask_about_undecided import closed_because, members, undecided
from svar.workflows.look import House
from svar.workflows.page_parts import name_of, page_of, problem_of, title_of

TICKS: dict[str, Ticked] = {"all": "all", "none": "none", "not_interviewed": "not_interviewed"}


def undecided_page(
    job_id: str,
    house: House,
    form: Form,
    links: Links,
    *,
    query: str = "",
    tick: str | None = None,
    error: Literal["nobody_ticked"] | None = None,
) -> PageContent:
    """The page as things stand now; `query` is a part of a name, `tick` who starts ticked.

    While the job is open each is decided about alone, so each name leads to the page for it.
    """
    everybody = members(job_id, house)
    if not everybody:
        return problem_of(house, "gone")
    record = house.store.load(StreamId(kind="job", id=job_id))
    deeds = read_job_deeds(record.deeds)
    waiting = undecided(everybody)
    wanted = query.strip().casefold()
    counts = count_standings(everybody)
    cause = closed_because(everybody)
    shown = (at for at in waiting if wanted in name_of(at).casefold())
    return UndecidedPage(
        **page_of(everybody[0]),
        job_title=title_of(everybody[0]),
        cause=cause,
        applicants=tuple(_row(at, None if cause else links) for at in shown),
        total=len(waiting),
        query=query.strip(),
        ticked=TICKS.get(tick or "", "not_interviewed"),
        order=len(deeds.orders) + 1,
        last=_shown(deeds.orders[-1], job_id, everybody) if deeds.orders else None,
        counts=tuple(StandingCount(standing=each, count=n) for each, n in counts.items() if n),
        error=error,
        form=form,
    )


def _row(at: Situation, links: Links | None) -> UndecidedApplicant:
    local = at.calendar.local_date
    promise = at.deeds.promise
    return UndecidedApplicant(
        application_id=at.id,
        name=name_of(at),
        applied_on=local(at.facts.received_at or at.now),
        promised_by=local(promise.due_at) if promise else None,
        interviewed=at.facts.last_interview(at.now) is not None,
        url=links.url("promise", at.id, promise.number) if links and promise else None,
    )


def _shown(order: Order, job_id: str, everybody: tuple[Situation, ...]) -> OrderShown:
    return OrderShown(
        at=order.at,
        reason=order.cause,
        chosen=order.chosen,
        done=min(order.chosen, carried_out(order, job_id, everybody)),
    )


def carried_out(order: Order, job_id: str, everybody: tuple[Situation, ...]) -> int:
    """For how many the decision has arrived in their own log and stands."""
    keys = {f"svar/pages#{decision_id(job_id, order.number, at.id)}" for at in everybody}
    return sum(
        at.facts.rejection is not None and at.facts.rejection.key in keys for at in everybody
    )
