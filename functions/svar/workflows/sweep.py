"""Find what is due and was not done, and do it. The guarantee behind every wake-up."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from svar.domain.clocks import Turn, turn_response_clock, turn_telling
from svar.domain.conversation import left_at
from svar.domain.errors import Conflict, Duplicate, Permanent, Transient
from svar.domain.outbox import Move, OutboxItem, State, move, owner_of
from svar.domain.pacing import urgency
from svar.domain.situation import OwedWork, Plan, Situation
from svar.domain.telling import OVER
from svar.domain.value import Value
from svar.ports import Clock, Dispatcher, Due, Links, StreamId
from svar.workflows.ask_about_undecided import ask_undecided_again
from svar.workflows.carry_out import (
    change_application,
    look_at,
    send_work,
    settle_application,
)
from svar.workflows.change_job import send_on
from svar.workflows.look import House

BATCH = 200
PASSES = 10
"""Of one invocation at most."""
TIME_FOR_A_PASS = timedelta(seconds=25)
"""What one pass may take of the function's time; four times what it takes in the embedded cloud."""

WOKEN = timedelta(minutes=10)
"""When a mail is looked at again whose sender was just woken: so that a heap of waiting mails does
not hide the others from the next sweep."""


class Swept(Value):
    """How much had been left undone. All zero is the normal case."""

    clocks: int = 0
    mails: int = 0
    work: int = 0
    failed: int = 0
    full: bool = False
    """There is more: the next sweep goes on."""

    def and_then(self, later: "Swept") -> "Swept":
        """Both passes as one."""
        return Swept(
            clocks=self.clocks + later.clocks,
            mails=self.mails + later.mails,
            work=self.work + later.work,
            failed=self.failed + later.failed,
            full=later.full,
        )


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
    """One pass over everything that is due. Of the mails that wait, the most urgent wake first."""
    found = house.store.due(now=house.clock.now(), wall=house.clock.wall(), limit=limit)
    counts = {"stream": 0, "outbox": 0, "work": 0, "failed": 0}
    waiting: list[tuple[Due, OutboxItem]] = []

    def attempt(due: Due, sweeper: Callable[[], OutboxItem | None]) -> None:
        try:
            item = sweeper()
        except (Conflict, Duplicate):
            # Somebody is at it right now; if not, the next sweep finds it again.
            return
        except (Transient, Permanent) as trouble:
            # One that cannot be done must not keep back the others; the count raises the alarm.
            counts["failed"] += 1
            report(due, trouble)
            return
        if item is None:
            counts[due.what] += 1
        else:
            waiting.append((due, item))

    for due in found:
        attempt(due, partial(SWEEPERS[due.what], due, house, links, dispatcher))
    for due, item in sorted(waiting, key=lambda each: urgency(each[1])):
        attempt(due, partial(_wake, item, house, dispatcher))
    return Swept(
        clocks=counts["stream"],
        mails=counts["outbox"],
        work=counts["work"],
        failed=counts["failed"],
        full=len(found) >= limit,
    )


def sweep_all(
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    *,
    time_left: Callable[[], timedelta],
    report: Callable[[Due, Exception], None] = unreported,
) -> Swept:
    """Pass after pass, as long as there is more, nothing fails and there is time for another."""
    swept = sweep(house, links, dispatcher, report=report)
    for _ in range(PASSES - 1):
        if not swept.full or swept.failed or time_left() < TIME_FOR_A_PASS:
            break
        swept = swept.and_then(sweep(house, links, dispatcher, report=report))
    return swept


def _sweep_stream(due: Due, house: House, links: Links, dispatcher: Dispatcher) -> None:
    """What a stream's own time was set for, by the kind of stream."""
    match due.stream.kind:
        case "application":
            restart_clocks(due.stream.id, house, links, dispatcher)
        case "job":
            ask_undecided_again(due.stream.id, house, links, dispatcher)
        case "desk":
            # Once a day, and it brings the templates: see `carry_out`.
            from svar.workflows.send_digest import send_digest

            send_digest(due.stream.id, house, links, dispatcher)
        case _:
            return


def restart_clocks(
    application_id: str,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    *,
    waiting: bool = False,
) -> None:
    """A clock should have done something and did not: start it again under a new name. A chat that
    was left is handed over, which no clock looks after.

    One that would only wait is left alone, unless `waiting` says that it is known to be gone. It
    looked and found nothing to write down, or it is dead, and then it is found when there is
    something to do.
    """

    def decide(at: Situation, plan: Plan) -> tuple[Plan, bool]:
        def overdue(turn: Turn) -> bool:
            looks_at = look_at(turn, owed, at.now)
            return looks_at is not None and (waiting or looks_at <= at.now)

        owed = plan
        # A name for each hour: a second sweep does not start a second clock.
        stamp = at.now.strftime("%Y%m%d%H")
        promise = owed.deeds.promise
        if promise is not None and overdue(turn_response_clock(at, owed, promise.number)):
            plan = plan.start(_again("response_clock", "clock", at.id, promise.number, stamp))
        for telling in owed.deeds.tellings:
            if telling.state not in OVER and overdue(turn_telling(at, owed, telling.number)):
                plan = plan.start(_again("telling", "telling", at.id, telling.number, stamp))
        left = left_at(at, owed)
        return plan, left is not None and left <= at.now

    # With the person's other applications: a letter that waits for one of them is not overdue.
    hour = timedelta(hours=1)
    change = partial(change_application, application_id, house, links, dispatcher, decide)
    if change(others=True, touch=hour):
        # What names a job and screens an answer: few sweeps find a chat that was left.
        from svar.workflows.end_chat import end_left_chat

        end_left_chat(application_id, house, links, dispatcher)


def _again(kind: str, prefix: str, application_id: str, number: int, stamp: str) -> OwedWork:
    return OwedWork(
        f"{prefix}-{application_id}-{number}-s{stamp}",
        "telling" if kind == "telling" else "response_clock",
        {"application_id": application_id, "number": number},
    )


def _sweep_outbox(
    due: Due, house: House, links: Links, dispatcher: Dispatcher
) -> OutboxItem | None:
    """Give a mail to a human after its fence, or let its application hear of it.

    Returns the mail when its sender must be woken instead.
    """
    item = house.store.outbox_item(due.name or "")
    if item is None:
        return None
    try:
        after = expire(item, house.clock)
    except Duplicate:
        after = item
    if after is None:
        return item
    if after is not item:
        house.store.move_outbox(item, after)
    hear_of(item.id, house, links, dispatcher)
    return None


def expire(item: OutboxItem, clock: Clock) -> OutboxItem | None:
    """What the sweeper does with an item whose time has come; `None` when a sender must wake.

    A letter without evidence goes to a human. A mail to the employer's own people is sent again:
    a double does no harm there. Raises `Duplicate` when nothing is due.
    """
    now, wall = clock.now(), clock.wall()
    if item.due_at is None or item.due_at > wall:
        raise Duplicate(f"{item.id} is not due")
    match item.state:
        case State.PENDING:
            return None
        case State.CLAIMED | State.UNKNOWN:
            harmless = item.audience == "employer"
            by = Move.FENCE_PAST_HARMLESS if harmless else Move.FENCE_PAST
            return move(item, by, now=now, wall=wall, note=None if harmless else "delivery_unknown")
        case State.SENT:
            return move(item, Move.SILENCE, now=now, wall=wall, note="not_delivered")
        case _:
            raise Duplicate(f"{item.id} waits for its application")


def _wake(item: OutboxItem, house: House, dispatcher: Dispatcher) -> None:
    """Put the mail behind the others before its sender wakes, who may put it off for longer."""
    house.store.move_outbox(item, woken(item, house.clock))
    dispatcher.dispatch(send_work(item))


def woken(item: OutboxItem, clock: Clock) -> OutboxItem:
    """The mail as it is while its sender wakes."""
    now, wall = clock.now(), clock.wall()
    return move(item, Move.PUT_OFF, now=now, wall=wall, due_at=wall + WOKEN)


def hear_of(item_id: str, house: House, links: Links, dispatcher: Dispatcher) -> None:
    """Let the owner of a mail take note of how it ended."""
    kind, owner, _ = owner_of(item_id)
    if kind == "application":
        settle_application(owner, house, links, dispatcher)
        return
    item = house.store.outbox_item(item_id)
    if item is None or item.settled_at is None or item.due_at is None:
        return
    if kind == "job" and item.state is State.BOUNCED:
        mail = send_on(item, owner, house)
        if mail is not None:
            dispatcher.dispatch(send_work(mail))
        return
    if kind == "desk":
        # What the words of a mail are let go with is little used, and more than a sweep needs.
        from svar.workflows.hear_of_desk_mail import hear_of_desk_mail

        mail = hear_of_desk_mail(item, owner, house)
        if mail is not None:
            dispatcher.dispatch(send_work(mail))
        return
    house.store.move_outbox(item, item.model_copy(update={"due_at": None}))


def _sweep_work(due: Due, house: House, links: Links, dispatcher: Dispatcher) -> None:
    sweep_work(due.stream, house, dispatcher)


def sweep_work(stream: StreamId, house: House, dispatcher: Dispatcher) -> None:
    """Hand over all work of a stream that was left behind."""
    for work in house.store.load(stream).work:
        dispatcher.dispatch(work)
        house.store.work_done(stream, work.name)


SWEEPERS: dict[str, Callable[[Due, House, Links, Dispatcher], OutboxItem | None]] = {
    "stream": _sweep_stream,
    "outbox": _sweep_outbox,
    "work": _sweep_work,
}
