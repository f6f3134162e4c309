"""Once a day: look at every application that is not over, and see whether somebody minds it.

The clocks look when something is due, and the sweeper when a clock did not. This looks at all the
rest: an application that nobody would ever look at again would wait for ever. What can be mended
is mended, what cannot is told to people, and the same walk fills the recruiters' digests.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum

from svar.domain.desk import Checked
from svar.domain.errors import Conflict, Duplicate, Permanent, Transient
from svar.domain.obligations import settle
from svar.domain.outbox import LAST
from svar.domain.situation import Situation, promise_end
from svar.domain.value import Value
from svar.ports import Dispatcher, Links, Record
from svar.workflows.carry_out import next_due
from svar.workflows.lay_on_desks import change_desk, lay_on_desks, lay_questions
from svar.workflows.look import House, look, look_at_all
from svar.workflows.sweep import restart_clocks, sweep_work

PAGE = 200
GRACE = timedelta(hours=2)
"""The sweeper has had two dozen chances by then."""
DAY = timedelta(days=1)
TIME_FOR_A_PAGE = timedelta(seconds=60)
SHOWN = 20
"""Ids that are carried along for people to look at; the count says how many there are."""


class Fault(StrEnum):
    """What must never be true of an application that is not over."""

    NO_CLOCK = "no_clock"
    """Something is still owed, and nobody will look."""
    CLOCK_STOPPED = "clock_stopped"
    """Somebody should have looked hours ago."""
    UNDONE = "undone"
    """A mail or a clock is owed now, and was not laid."""
    MAIL_STUCK = "mail_stuck"
    """A mail that has not reached its end, and nobody looks at it."""
    WORK_STUCK = "work_stuck"
    """Something was to be started hours ago."""
    UNHEARD = "unheard"
    """The day that the candidate was given has passed without a word. Nothing can mend that."""


Report = Callable[[str, tuple[Fault, ...], bool], None]
"""(application, faults, whether they were mended)"""


class CheckTask(Value):
    """Where the walk has come to. The state machine hands it from slice to slice: ids only."""

    day: date | None = None
    after: str | None = None
    done: bool = False
    found: Checked = Checked()


def faults(at: Situation, record: Record, wall: datetime) -> tuple[Fault, ...]:
    """Everything that is wrong with one application now."""
    plan = settle(at)
    wanted = next_due(at, plan)
    late = record.due_at is not None and record.due_at + GRACE < at.now
    end = promise_end(at)
    unheard = end is not None and at.answer is None and end + DAY < at.now
    reachable = at.address is not None or not at.deeds.concerns
    mails = (
        item
        for item in record.outbox
        if item.state not in LAST and (item.due_at is None or item.due_at + GRACE < wall)
    )
    holds = (
        (Fault.NO_CLOCK, wanted is not None and record.due_at is None),
        (Fault.CLOCK_STOPPED, late),
        (Fault.UNDONE, bool(plan.mails or plan.work)),
        (Fault.MAIL_STUCK, any(True for _ in mails)),
        (Fault.WORK_STUCK, any(work.due_at + GRACE < wall for work in record.work)),
        (Fault.UNHEARD, unheard and reachable),
    )
    return tuple(fault for fault, true in holds if true)


def check_some(
    task: CheckTask,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    *,
    time_left: Callable[[], timedelta],
    report: Report,
) -> CheckTask:
    """Walk on from where the task stands, for as long as there is time. Raises `Transient`.

    A slice that dies is walked again from its beginning: mending is idempotent, and each page of
    the walk has its own place on a desk.
    """
    now = house.clock.now()
    day = task.day or house.calendar.local_date(now)
    found, after = task.found, task.after
    while True:
        page = house.store.applications(after, PAGE)
        seen = look_at_all(page.ids, house)
        for at, record in seen:
            found = _check(at, record, found, house, links, dispatcher, report)
        lay_on_desks(day, after, [at for at, _ in seen], house)
        lay_questions(after, [at for at, _ in seen], house)
        after = page.next
        if after is None:
            _tell_overseer(day, found, house)
            return CheckTask(day=day, done=True, found=found)
        if time_left() < TIME_FOR_A_PAGE:
            return CheckTask(day=day, after=after, found=found)


def _check(
    at: Situation,
    record: Record,
    found: Checked,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    report: Report,
) -> Checked:
    checked = found.model_copy(update={"checked": found.checked + 1})
    wrong = faults(at, record, house.clock.wall())
    if not wrong:
        return checked
    mended = set(wrong) != {Fault.UNHEARD} and _mend(at.id, record, house, links, dispatcher)
    again = faults(*look(at.id, house), house.clock.wall())
    report(at.id, wrong, not again)
    if not again:
        return checked.model_copy(update={"repaired": checked.repaired + int(mended)})
    ids = (*checked.ids, at.id)[:SHOWN]
    return checked.model_copy(update={"broken": checked.broken + 1, "ids": ids})


def _mend(
    application_id: str, record: Record, house: House, links: Links, dispatcher: Dispatcher
) -> bool:
    """Do what is owed, start the clocks anew and hand over what was left behind."""
    try:
        sweep_work(record.stream, house, dispatcher)
        restart_clocks(application_id, house, links, dispatcher, waiting=True)
        wall = house.clock.wall()
        for item in house.store.load(record.stream).outbox:
            if item.state not in LAST and item.due_at is None:
                house.store.move_outbox(item, item.model_copy(update={"due_at": wall}))
    except (Conflict, Duplicate, Transient, Permanent):
        # What it was will be seen by the next look, and told if it is still there.
        return False
    return True


def _tell_overseer(day: date, found: Checked, house: House) -> None:
    """A day on which the check found nothing is no news."""
    if not (found.repaired or found.broken):
        return
    organisation = house.organisation
    change_desk(
        organisation.contacts.overseer,
        organisation.default_language,
        day,
        house,
        lambda desk: desk.model_copy(update={"checked": found}),
    )
