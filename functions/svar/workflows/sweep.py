"""Find what is due and was not done, and do it. The guarantee behind every wake-up."""

from collections.abc import Callable
from datetime import timedelta

from svar.domain.clocks import turn_response_clock
from svar.domain.errors import Conflict, Duplicate, Permanent, Transient
from svar.domain.outbox import owner_of
from svar.domain.situation import OwedWork, Plan, Situation
from svar.domain.telling import OVER
from svar.domain.value import Value
from svar.ports import Dispatcher, Due, Links, StreamId
from svar.workflows.carry_out import change_application, send_work, settle_application
from svar.workflows.look import House
from svar.workflows.send_message import expire

BATCH = 200


class Swept(Value):
    """How much had been left undone. All zero is the normal case."""

    clocks: int = 0
    mails: int = 0
    work: int = 0
    failed: int = 0
    full: bool = False
    """There is more: the next sweep goes on."""


def unreported(due: Due, trouble: Exception) -> None:
    """The report of those who only count."""


def sweep(
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    *,
    limit: int = BATCH,
    report: Callable[[Due, Exception], None] = unreported,
) -> Swept:
    """One pass over everything that is due."""
    found = house.store.due(now=house.clock.now(), wall=house.clock.wall(), limit=limit)
    counts = {"stream": 0, "outbox": 0, "work": 0, "failed": 0}
    for due in found:
        try:
            SWEEPERS[due.what](due, house, links, dispatcher)
        except (Conflict, Duplicate):
            # Somebody is at it right now; if not, the next sweep finds it again.
            continue
        except (Transient, Permanent) as trouble:
            # One that cannot be done must not keep back the others; the count raises the alarm.
            counts["failed"] += 1
            report(due, trouble)
            continue
        counts[due.what] += 1
    return Swept(
        clocks=counts["stream"],
        mails=counts["outbox"],
        work=counts["work"],
        failed=counts["failed"],
        full=len(found) >= limit,
    )


def _sweep_stream(due: Due, house: House, links: Links, dispatcher: Dispatcher) -> None:
    """A clock should have looked and did not: start it again under a new name."""
    if due.stream.kind != "application":
        return

    def decide(at: Situation, plan: Plan) -> tuple[Plan, None]:
        # A name for each hour: a second sweep does not start a second clock.
        stamp = at.now.strftime("%Y%m%d%H")
        promise = plan.deeds.promise
        if promise is not None and turn_response_clock(at, plan, promise.number).next != "done":
            plan = plan.start(_again("response_clock", "clock", at.id, promise.number, stamp))
        for telling in plan.deeds.tellings:
            if telling.state not in OVER:
                plan = plan.start(_again("telling", "telling", at.id, telling.number, stamp))
        return plan, None

    change_application(due.stream.id, house, links, dispatcher, decide, touch=timedelta(hours=1))


def _again(kind: str, prefix: str, application_id: str, number: int, stamp: str) -> OwedWork:
    return OwedWork(
        f"{prefix}-{application_id}-{number}-s{stamp}",
        "telling" if kind == "telling" else "response_clock",
        {"application_id": application_id, "number": number},
    )


def _sweep_outbox(due: Due, house: House, links: Links, dispatcher: Dispatcher) -> None:
    """Wake a sender, give a mail to a human after its fence, or let its application hear of it."""
    item = house.store.outbox_item(due.name or "")
    if item is None:
        return
    try:
        after = expire(item, house.clock)
    except Duplicate:
        after = item
    if after is None:
        dispatcher.dispatch(send_work(item))
        return
    if after is not item:
        house.store.move_outbox(item, after)
    hear_of(item.id, house, links, dispatcher)


def hear_of(item_id: str, house: House, links: Links, dispatcher: Dispatcher) -> None:
    """Let the owner of a mail take note of how it ended."""
    kind, owner, _ = owner_of(item_id)
    if kind == "application":
        settle_application(owner, house, links, dispatcher)
        return
    item = house.store.outbox_item(item_id)
    if item is not None and item.settled_at is not None and item.due_at is not None:
        house.store.move_outbox(item, item.model_copy(update={"due_at": None}))


def _sweep_work(due: Due, house: House, links: Links, dispatcher: Dispatcher) -> None:
    record = house.store.load(StreamId(kind=due.stream.kind, id=due.stream.id))
    for work in record.work:
        dispatcher.dispatch(work)
        house.store.work_done(due.stream, work.name)


SWEEPERS = {"stream": _sweep_stream, "outbox": _sweep_outbox, "work": _sweep_work}
