"""Decide about many at once, durably: the press of a button writes down what is to be done.

The decisions are written as work beside the order, in one transaction, and go to the inbox from
there like an ATS's own. If the request dies in between, the sweeper hands them over. A second
press of the same button finds its order already there.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC
from itertools import batched
from typing import Any, Literal

from svar.domain.closing import Order, decision_id, read_job_deeds
from svar.domain.errors import Conflict, Transient
from svar.domain.events import Person, Rejected, RejectedEvent
from svar.domain.situation import Situation
from svar.ports import Dispatcher, StreamId, Work
from svar.workflows.carry_out import TRIES, start
from svar.workflows.change_job import job_change
from svar.workflows.look import House

Cause = Literal["position_filled", "position_cancelled"]
SMALLEST_BATCH = 25
MOST_BATCHES = 90
"""A transaction takes a hundred rows."""


def decide_for_many(
    job_id: str,
    number: int,
    chosen: Sequence[Situation],
    cause: Cause,
    house: House,
    dispatcher: Dispatcher,
) -> bool:
    """Write the order down and start it. False when an order of this number is there already.

    Raises `Conflict` when others were faster every time.

    `number` is what the page showed as the next order: pressing twice presses once.
    """
    order = Order(number=number, at=house.clock.now(), cause=cause, chosen=len(chosen))
    work = _work(job_id, order, [_decision(at, order, job_id) for at in chosen], house)
    for _ in range(TRIES):
        record = house.store.load(StreamId(kind="job", id=job_id))
        deeds = read_job_deeds(record.deeds)
        if number != len(deeds.orders) + 1:
            return False
        after = deeds.model_copy(update={"orders": (*deeds.orders, order)})
        try:
            house.store.commit(job_change(record, after, work=work))
        except Conflict:
            continue
        # It is written down: what cannot be handed over now, the sweeper hands over.
        with suppress(Transient):
            start(record, (), dispatcher, house, work)
        return True
    raise Conflict(job_id)


def _work(
    job_id: str, order: Order, decisions: list[dict[str, Any]], house: House
) -> tuple[Work, ...]:
    size = max(SMALLEST_BATCH, -(-len(decisions) // MOST_BATCHES))
    return tuple(
        Work(
            name=f"decide-{job_id}-{order.number}-{place}",
            kind="decide",
            payload={"job_id": job_id, "events": list(some)},
            due_at=house.clock.wall(),
        )
        for place, some in enumerate(batched(decisions, size, strict=False), 1)
    )


def _decision(at: Situation, order: Order, job_id: str) -> dict[str, Any]:
    person = at.recruiter
    event = RejectedEvent(
        id=decision_id(job_id, order.number, at.id),
        source="svar/pages",
        subject=at.id,
        time=order.at.astimezone(UTC),
        data=Rejected(decided_by=Person(name=person.name, email=person.email), cause=order.cause),
    )
    return event.model_dump(mode="json", exclude_none=True)
