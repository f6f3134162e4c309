"""Write a plan down in one transaction, then start what it owes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from svar.domain.clocks import Turn, turn_response_clock, turn_telling
from svar.domain.conversation import left_at
from svar.domain.errors import Conflict
from svar.domain.events import Event
from svar.domain.obligations import settle
from svar.domain.outbox import Move, OutboxItem, move
from svar.domain.situation import Plan, Situation
from svar.domain.telling import OVER
from svar.ports import Change, Dispatcher, Links, Record, Work
from svar.workflows.change_job import tell_job
from svar.workflows.look import House, application, look

TRIES = 8
SLACK = timedelta(minutes=30)
"""How long after its time the sweeper takes a clock for dead."""


def change_application[Answer](
    application_id: str,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    decide: Callable[[Situation, Plan], tuple[Plan, Answer]],
    *,
    new: tuple[Event, ...] = (),
    others: bool = False,
    touch: timedelta | None = None,
    see: Callable[[Situation], Situation] | None = None,
) -> Answer:
    """Look, settle, decide, write, start. Looks again when somebody else was faster.

    `decide` gets the situation with everything owed already planned, and returns the plan to
    carry out. It may be called several times, so it must be pure. `touch` writes in any
    case, and puts off the sweeper's next look when something was started, so that it does not find
    the same thing again at once. `see` adds what else must be looked at. Raises `Conflict` when
    others were faster `TRIES` times, and `Duplicate` when an event of `new` is in the log already.
    """
    for attempt in range(TRIES):
        situation, record = look(application_id, house, new=new, others=others)
        situation = see(situation) if see else situation
        plan, answer = decide(situation, settle(situation))
        change = as_change(plan, situation, record, house, links, new, force=touch is not None)
        if change is not None and touch is not None and plan.work:
            later = situation.now + touch
            due_at = max(change.due_at, later) if change.due_at is not None else None
            change = change._replace(due_at=due_at)
        if change is None:
            start(record, (), dispatcher, house)
            return answer
        along = _along(plan, situation, house, links)
        rounds = _rounds(plan, house, links)
        try:
            house.store.commit(change, *(each.change for each in along), *rounds)
        except Conflict:
            if attempt == TRIES - 1:
                raise
            continue
        house.observe(situation, plan)
        tell_job(plan, situation, house)
        start(record, change.outbox_new, dispatcher, house, change.work_new)
        for each in along:
            house.observe(each.situation, each.plan)
            start(each.record, each.change.outbox_new, dispatcher, house, each.change.work_new)
        for item in (mail for each in rounds for mail in each.outbox_new):
            dispatcher.dispatch(send_work(item))
        return answer
    raise Conflict(application_id)


def _rounds(plan: Plan, house: House, links: Links) -> tuple[Change, ...]:
    """The desks on which several are asked about at once, in the same transaction."""
    if not plan.gathered:
        return ()
    # Texts and templates: see `_laid`.
    from svar.workflows.lay_round import lay_round

    return tuple(lay_round(each, house, links) for each in plan.gathered)


class Along(NamedTuple):
    """Another application of the same person that changes in the same transaction."""

    situation: Situation
    plan: Plan
    record: Record
    change: Change


def _along(plan: Plan, situation: Situation, house: House, links: Links) -> tuple[Along, ...]:
    found: list[Along] = []
    for name, theirs in plan.along:
        at = next(each for each in situation.siblings if each.id == name)
        record = Record(stream=application(name), version=at.version)
        change = as_change(theirs, at, record, house, links, force=True)
        if change is not None:
            found.append(Along(at, theirs, record, change))
    return tuple(found)


def settle_application(
    application_id: str,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    *,
    new: tuple[Event, ...] = (),
) -> None:
    """Do what is owed now and nothing else."""
    change_application(
        application_id, house, links, dispatcher, lambda _, plan: (plan, None), new=new
    )


def as_change(
    plan: Plan,
    situation: Situation,
    record: Record,
    house: House,
    links: Links,
    new: tuple[Event, ...] = (),
    *,
    force: bool = False,
) -> Change | None:
    """The plan as one transaction; `None` when it changes nothing."""
    moves = plan.settled or plan.cancel or plan.stop
    if plan.deeds == situation.deeds and not (force or new or moves or plan.work):
        return None
    wall = house.clock.wall()
    facts = situation.facts
    due_at = next_due(situation, plan)
    return Change(
        stream=record.stream,
        expected_version=record.version,
        deeds=plan.deeds.model_dump_json(),
        events=new,
        outbox_new=_laid(plan, situation, house, links),
        outbox_moved=_moved(plan, situation, house),
        work_new=(
            *(
                Work(name=work.name, kind=work.kind, payload=work.payload, due_at=wall)
                for work in plan.work
            ),
            *_notices(plan, situation, record, house),
        ),
        job_id=facts.job_id,
        candidate_id=facts.candidate.id if facts.candidate else None,
        due_at=due_at,
        over=due_at is None and _is_over(situation, plan),
        # What comes after an erasure is erased too.
        erase=plan.erase or facts.erased_at is not None,
    )


def start(
    record: Record,
    mails: tuple[OutboxItem, ...],
    dispatcher: Dispatcher,
    house: House,
    work: tuple[Work, ...] = (),
) -> None:
    """Start what was owed: what this change wrote and what an earlier one left behind.

    If it dies in between, the rows are still there, and the sweeper starts them.
    """
    for each in (*record.work, *work):
        dispatcher.dispatch(each)
        house.store.work_done(record.stream, each.name)
    for item in mails:
        dispatcher.dispatch(send_work(item))


def send_work(item: OutboxItem) -> Work:
    """Wake a sender for an item. The item's own due time is the guarantee, so it has no row."""
    return Work(name=item.id, kind="send", payload={"id": item.id}, due_at=item.created_at)


def next_due(situation: Situation, plan: Plan) -> datetime | None:
    """When the sweeper must look at the latest: a little after the clocks should have."""
    moved = situation.with_deeds(plan.deeds)
    promise = plan.deeds.promise
    turns = [
        turn_telling(moved, plan, telling.number)
        for telling in plan.deeds.tellings
        if telling.state not in OVER
    ]
    if moved.answer is None and promise is not None:
        turns.append(turn_response_clock(moved, plan, promise.number))
    looks = [at for turn in turns if (at := look_at(turn, plan, situation.now)) is not None]
    if (left := left_at(moved, plan)) is not None:
        looks.append(left)
    return min(looks) + SLACK if looks else None


def look_at(turn: Turn, plan: Plan, now: datetime) -> datetime | None:
    """When a clock must have looked. One that would do something now has not looked yet, or is
    dead: that it would then be done, or wait for long, must not hide it from the sweeper."""
    if turn.plan != plan:
        return now
    return None if turn.next == "done" else turn.at or now


def _is_over(situation: Situation, plan: Plan) -> bool:
    """Whether nothing more will happen by itself, when no clock looks any more: answered, and no
    mail of it is on its way.

    Work has rows of its own, which the sweeper finds.
    """
    moved = situation.with_deeds(plan.deeds)
    open_mails = (
        name
        for name, item in situation.outbox.items()
        if item.due_at is not None and name not in (*plan.settled, *plan.cancel)
    )
    return moved.answer is not None and not (plan.mails or plan.forward) and not any(open_mails)


def _laid(plan: Plan, situation: Situation, house: House, links: Links) -> tuple[OutboxItem, ...]:
    if not plan.mails and not plan.forward:
        return ()
    # Texts, templates and their engine are a tenth of a cold start, and most looks lay no mail.
    from svar.workflows.lay_mail import lay_forward, lay_mail

    return (
        *(lay_mail(mail, situation, plan, house, links) for mail in plan.mails),
        *(lay_forward(each, situation, house) for each in plan.forward),
    )


def _moved(
    plan: Plan, situation: Situation, house: House
) -> tuple[tuple[OutboxItem, OutboxItem], ...]:
    now, wall = house.clock.now(), house.clock.wall()
    cancelled = {
        name: move(situation.outbox[name], Move.CANCEL, now=now, wall=wall, due_at=None)
        for name in plan.cancel
    }
    settled = {
        name: situation.outbox[name].model_copy(update={"due_at": None}) for name in plan.settled
    }
    own = {**settled, **cancelled}
    stopped = (
        # Due at once: the application whose letter it is must hear of it, and write a new one.
        (item, move(item, Move.CANCEL, now=now, wall=wall, due_at=wall))
        for item in plan.stop
    )
    return (*((situation.outbox[name], after) for name, after in own.items()), *stopped)


def _notices(plan: Plan, situation: Situation, record: Record, house: House) -> tuple[Work, ...]:
    wall = house.clock.wall()
    return tuple(
        Work(
            name=f"notice-{record.version + 1}-{place}",
            kind="publish",
            payload={
                "specversion": "1.0",
                "id": f"{situation.id}-{record.version + 1}-{place}",
                "source": "svar",
                "type": notice.type,
                "subject": situation.id,
                "time": situation.now.isoformat(),
                "data": {
                    key: value.isoformat() if hasattr(value, "isoformat") else value
                    for key, value in notice.data.items()
                },
            },
            due_at=wall,
        )
        for place, notice in enumerate(plan.notices)
    )
