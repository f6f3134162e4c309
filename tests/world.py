"""A whole Svar in memory: production workflows, fake ports, one virtual clock, and faults on order.

Queues deliver at least once, state machines retry, a sweeper looks every few minutes, SES takes a
mail and may lose its answer or its events. Nothing here knows what should happen; the tests do.
"""

import heapq
from collections.abc import Callable
from copy import replace
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Annotated, Any, NamedTuple

from pydantic import Field, TypeAdapter

from svar.adapters.interviewers import HouseInterviewer
from svar.adapters.summarisers import HouseSummariser
from svar.domain.calendar import WorkCalendar
from svar.domain.closing import JobDeeds, read_job_deeds
from svar.domain.errors import Duplicate, Permanent, Transient
from svar.domain.events import Event, parse_event
from svar.domain.facts import fold_application
from svar.domain.notices import Notice
from svar.domain.organisation import Organisation, load_organisation
from svar.domain.situation import Situation
from svar.pages.contents import Form, PageContent
from svar.ports import Due, Interviewer, LinkPurpose, StreamId, Summariser, Work, Writer
from svar.workflows.act_on_page import act_on_page
from svar.workflows.advance_clocks import (
    ClockAnswer,
    ClockTask,
    advance_response_clock,
    advance_telling,
)
from svar.workflows.answer_reminder import PageTask
from svar.workflows.apply_policy import apply_policy
from svar.workflows.check_invariants import CheckTask, check_some
from svar.workflows.hold_screening import hold_screening, show_chat
from svar.workflows.look import House, look
from svar.workflows.receive_event import receive_event
from svar.workflows.record_delivery import Evidence, record_delivery
from svar.workflows.send_message import TRIES, send_message
from svar.workflows.show_page import show_page
from svar.workflows.summarise_screening import ScreeningTask, summarise_screening
from svar.workflows.sweep import hear_of, sweep_all
from svar.workflows.write_answer import write_answer
from tests.fakes import (
    BOUNCED,
    Crash,
    FakeClock,
    FakeMailer,
    FakeStore,
    Mail,
    Outcome,
    Plan,
    faulty,
    soonest,
)

NOTICES: TypeAdapter[Notice] = TypeAdapter(Annotated[Notice, Field(discriminator="type")])
POLICY = Path(__file__).parents[1] / "infra" / "organisation.toml"
VISIBILITY = timedelta(minutes=3)
SWEEP = timedelta(minutes=5)
SECOND = timedelta(seconds=1)
QUOTA_BACK = timedelta(hours=2)
"""When earlier sendings are a day old, and SES takes more."""
FORM = Form(url="/p/x", token="x")
"""The form of every page: links are tested where they are made."""


@cache
def organisation() -> Organisation:
    return load_organisation(POLICY.read_text(encoding="utf-8"))


@cache
def calendar() -> WorkCalendar:
    return WorkCalendar.of(organisation())


class PlainLinks:
    """Links that say what they are about."""

    def url(self, purpose: LinkPurpose, id: str, number: int) -> str:
        path = "c" if purpose == "chat" else "p"
        return f"https://svar.fjordbyen.example/{path}/{purpose}.{id}.{number}"


@dataclass
class Faults:
    """How often what goes wrong. All rates 0 to 1; `random` is seeded by the caller."""

    random: Random = field(default_factory=lambda: Random(0))
    crash: float = 0.0
    """At each point before and after each port call."""
    doubled: float = 0.0
    delayed: float = 0.0
    answer_lost: float = 0.0
    throttled: float = 0.0
    broken: float = 0.0
    event_lost: float = 0.0
    bounce: float = 0.0

    def happens(self, rate: float) -> bool:
        return rate > 0 and self.random.random() < rate


class RandomPlan(Plan):
    """Dies at random points instead of chosen ones."""

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self._faults = faults

    def reach(self, point: str) -> None:
        if self._faults.happens(self._faults.crash):
            raise Crash(point)


class Task(NamedTuple):
    at: datetime
    number: int
    """No two have the same, so tasks are put in order without a look at the rest."""
    name: str
    run: Callable[[], None]


class World:
    """Advance it with `run_until`; look at `mailer.mailbox` to see what came of it."""

    def __init__(
        self, start: datetime, faults: Faults | None = None, plan: Plan | None = None
    ) -> None:
        self.faults = faults or Faults()
        self.plan = plan or (RandomPlan(self.faults) if self.faults.crash else Plan())
        self.clock = FakeClock(start)
        self.store = FakeStore()
        self.mailer = FakeMailer()
        self.parked: list[tuple[str, str]] = []
        self.failed: list[str] = []
        self.unswept: list[str] = []
        """What a sweep could not do, and why."""
        self.crashes = 0
        self._tasks: list[Task] = []
        self._number = 0
        self._executions: set[str] = set()
        self._deaths = 0
        self._announced: set[str] = set()
        """Mails whose events are on their way: senders may overlap."""
        self.sent_at: dict[str, datetime] = {}
        self.outcomes: dict[str, list[Outcome]] = {}
        """What SES does with the attempts of a mail, by the mail's name."""
        self.dead: set[str] = set()
        """Addresses that mail comes back from."""
        self.dead_for_now: set[str] = set()
        self.bus: dict[str, Notice] = {}
        """What was published, by the event's id: the same one twice is one."""
        self.links = PlainLinks()
        self.writers: tuple[Writer, ...] = ()
        """Who is asked before the house writes."""
        self.summarisers: tuple[Summariser, ...] = (HouseSummariser(),)
        self.interviewers: tuple[Interviewer, ...] = (HouseInterviewer(),)
        self.house = House(
            store=faulty(self.store, self.plan),
            clock=self.clock,
            organisation=organisation(),
            calendar=calendar(),
        )

    # --- what tests say -------------------------------------------------------------------------

    def event(self, kind: str, subject: str, data: dict[str, Any], **more: Any) -> Event:
        """One canonical event at this time, with an id of its own unless `id` is given."""
        self._number += 1
        body = {
            "specversion": "1.0",
            "id": more.pop("id", f"e{self._number}"),
            "source": "ats/generic/fjordbyen",
            "type": kind,
            "subject": subject,
            "time": self.clock.now().isoformat(),
            "data": data,
            **more,
        }
        event = parse_event(body)
        assert event is not None
        return event

    def deliver(self, event: Event) -> None:
        """Put the event into the inbox; faults may double and delay it."""
        copies = 2 if self.faults.happens(self.faults.doubled) else 1
        for _ in range(copies):
            wait = timedelta(0)
            if self.faults.happens(self.faults.delayed):
                wait = timedelta(minutes=self.faults.random.randint(1, 600))
            self._message(
                f"event {event.key}",
                lambda: receive_event(event, self.house, self.links, self._dispatcher()),
                wait,
            )

    def press(self, purpose: LinkPurpose, id: str, number: int, **fields: Any) -> PageContent:
        """Press a button on a page."""
        asked = {name: v if isinstance(v, list) else [v] for name, v in fields.items()}
        return act_on_page(
            PageTask(purpose=purpose, id=id, number=number),
            asked,
            FORM,
            self.house,
            self.links,
            self._dispatcher(),
        )

    def page(self, purpose: LinkPurpose, id: str, number: int) -> PageContent:
        """Open a page of the employer's."""
        return show_page(purpose, id, number, FORM, self.house, self.links, {})

    def chat(self, application_id: str, **fields: str) -> PageContent:
        """Press a button in the screening chat; without fields, open its page."""
        if not fields:
            return show_chat(application_id, FORM, self.house)
        return hold_screening(
            application_id,
            {name: [value] for name, value in fields.items()},
            FORM,
            self.house,
            self.links,
            self._dispatcher(),
            self.interviewers,
        )

    def look(self, application_id: str) -> Situation:
        calm = replace(self.house, store=self.store)
        return look(application_id, calm)[0]

    def under(self, policy: Organisation) -> None:
        """Another policy is deployed."""
        self.house = replace(self.house, organisation=policy, calendar=WorkCalendar.of(policy))
        # There is a sweep every five minutes; in here, only those that may find something.
        self._later("sweep", SWEEP, lambda: self._try(self._sweep))

    def job_deeds(self, job_id: str) -> JobDeeds:
        """What Svar has done for a job."""
        record = self.store.load(StreamId(kind="job", id=job_id))
        return read_job_deeds(record.deeds)

    def mails(self, application_id: str, name: str = "") -> list[str]:
        """Names of the mails in the mailbox that are about one application, in order."""
        start = f"a__{application_id}__"
        tags = [mail.tag.rpartition("_")[0] for mail in self.mailer.mailbox]
        return [t.removeprefix(start) for t in tags if t.startswith(start + name)]

    def nightly_check(self) -> None:
        """The daily check, whatever the hour: one walk with time for everybody."""
        check_some(
            CheckTask(),
            self.house,
            self.links,
            self._dispatcher(),
            time_left=lambda: timedelta(minutes=5),
            report=lambda *_: None,
        )

    def run_for(self, span: timedelta) -> None:
        self.run_until(self.clock.now() + span)

    def run_until(self, end: datetime) -> None:
        """Let everything happen that happens until then, in order."""
        while True:
            sweep_at = self._next_sweep()
            task = self._tasks[0] if self._tasks else None
            at = min([t for t in (task.at if task else None, sweep_at) if t], default=None)
            if at is None or at > end:
                break
            self._go_to(at)
            if task is not None and task.at <= at:
                heapq.heappop(self._tasks).run()
            else:
                self._try(self._sweep)
        self._go_to(end)

    # --- the machinery --------------------------------------------------------------------------

    def _sweep(self) -> None:
        def report(due: Due, trouble: Exception) -> None:
            if isinstance(trouble, Permanent):
                self.unswept.append(f"{due.stream.id} {due.what} {due.name}: {trouble}")

        minute = timedelta(minutes=1)
        sweep_all(
            self.house, self.links, self._dispatcher(), time_left=lambda: minute, report=report
        )
        apply_policy(self.house, self.links, self._dispatcher(), time_left=lambda: minute)

    def _go_to(self, at: datetime) -> None:
        at = max(at, self.clock.now())
        self.clock.set(now=at, wall=at)

    def _next_sweep(self) -> datetime | None:
        """The first sweep that would find something: the others do nothing."""
        first = soonest(self.store)
        return None if first is None else max(first, self.clock.now()) + SWEEP

    def _later(self, name: str, wait: timedelta, run: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._tasks, Task(self.clock.now() + wait, self._number, name, run))

    def _try(self, run: Callable[[], Any]) -> tuple[bool, Any]:
        """One invocation of a function: it may die, and then nothing of it is left."""
        try:
            return True, run()
        except Crash:
            self.crashes += 1
            return False, None
        except Transient:
            return False, None

    def _message(self, name: str, run: Callable[[], Any], wait: timedelta = timedelta(0)) -> None:
        """A queue: what is not acknowledged comes again."""

        def receive() -> None:
            try:
                done, _ = self._try(run)
            except Permanent as error:
                self.parked.append((name, str(error)))
                return
            if not done:
                self._later(name, VISIBILITY, receive)

        self._later(name, wait, receive)

    def _dispatcher(self) -> "WorldDispatcher":
        return faulty(WorldDispatcher(self), self.plan)

    def start(self, work: Work) -> None:
        match work.kind:
            case "response_clock" | "telling":
                if work.name not in self._executions:
                    self._executions.add(work.name)
                    self._execute(work)
            case "screening":
                task = ScreeningTask.model_validate(work.payload)
                self._message(work.name, lambda: self._summarise(task))
            case "send":
                self._message(work.name, lambda: self._send(work.payload["id"]))
            case "decide":
                for body in work.payload["events"]:
                    event = parse_event(body)
                    assert event is not None
                    self.deliver(event)
            case "publish":
                self.bus[work.payload["id"]] = as_promised(work.payload)

    def machines_die(self) -> None:
        """Every running state machine is gone for good; its name stays taken."""
        self._deaths += 1

    def _summarise(self, task: ScreeningTask) -> None:
        summarise_screening(task, self.house, self.links, self._dispatcher(), self.summarisers)

    def _execute(self, work: Work) -> None:
        """A state machine: look, wait as told, look again; retried when a function dies."""
        task = ClockTask.model_validate(work.payload)
        advance = advance_response_clock if work.kind == "response_clock" else advance_telling
        born = self._deaths

        def turn(state: str = "look", tries: int = 0) -> None:
            if born != self._deaths:
                return

            def invoke() -> ClockAnswer:
                if state == "write":
                    return write_answer(
                        task, self.house, self.links, self._dispatcher(), self.writers
                    )
                return advance(task, self.house, self.links, self._dispatcher())

            try:
                done, answer = self._try(invoke)
            except Permanent:
                self.failed.append(work.name)
                return
            if not done:
                # As the state machines have it: two seconds, doubled, at most half an hour.
                wait = min(2 ** (tries + 1), 1800) * SECOND
                self._later(work.name, wait, lambda: turn(state, tries + 1))
            elif state == "write":
                self._later(work.name, SECOND, turn)
            elif answer.next == "write":
                self._later(work.name, SECOND, lambda: turn("write"))
            elif answer.next == "wait":
                self._later(work.name, SECOND * answer.wait_seconds, turn)

        self._later(work.name, timedelta(0), turn)

    def _send(self, item_id: str) -> None:
        faults = self.faults
        rates = (
            (Outcome.LOST, faults.answer_lost),
            (Outcome.THROTTLED, faults.throttled),
            (Outcome.BROKEN, faults.broken),
        )
        scripted = self.outcomes.get(item_id.rpartition("__")[2])
        if scripted:
            outcome = scripted.pop(0)
        else:
            outcome = next((o for o, rate in rates if faults.happens(rate)), Outcome.ACCEPTED)
        # An account that is asked too fast says so to every try of one invocation.
        self.mailer.script += [outcome] * (TRIES if outcome is Outcome.THROTTLED else 1)
        before = len(self.mailer.mailbox)
        try:
            send_message(
                item_id,
                store=self.house.store,
                mailer=faulty(self.mailer, self.plan),
                clock=self.clock,
                organisation=self.house.organisation,
                time_left=lambda: timedelta(seconds=30),
            )
        finally:
            self.mailer.script.clear()
            if self.mailer.quota == 0:
                self._later("the quota comes back", QUOTA_BACK, self._refill)
            for mail in self.mailer.mailbox[before:]:
                if mail.message_id in self._announced:
                    continue
                self._announced.add(mail.message_id)
                self.sent_at[mail.tag] = self.clock.now()
                dead = mail.recipient in self.dead | self.dead_for_now
                bounced = mail.came_back or dead or faults.happens(faults.bounce)
                self._ses_events(mail.tag, mail.message_id, "Bounce" if bounced else "Delivery")

    def _refill(self) -> None:
        self.mailer.quota = 1.0

    def _ses_events(self, tag: str, message_id: str, last: str) -> None:
        if last == "Bounce" and not self._detail(tag).startswith("Transient"):
            self.mailer.suppress(self._mail(tag).recipient)
        for kind in ("Send", last):
            evidence = Evidence(
                tag=tag,
                type=kind,
                message_id=message_id,
                at=self.clock.now(),
                detail=self._detail(tag) if kind == "Bounce" else None,
            )
            for _ in range(2):
                # Two ways, each of which may lose or delay it.
                if self.faults.happens(self.faults.event_lost):
                    continue
                late = 1800 if self.faults.happens(self.faults.delayed) else 60
                delay = timedelta(seconds=self.faults.random.randint(1, late))
                self._message(f"{kind} {tag}", self._recorder(evidence), delay)

    def _detail(self, tag: str) -> str:
        """Why it came back, in SES's codes."""
        mail = self._mail(tag)
        if mail.came_back:
            return mail.came_back
        return "Transient/MailboxFull" if mail.recipient in self.dead_for_now else BOUNCED

    def _mail(self, tag: str) -> Mail:
        return next(mail for mail in self.mailer.mailbox if mail.tag == tag)

    def _recorder(self, evidence: Evidence) -> Callable[[], None]:
        def record() -> None:
            try:
                item_id = record_delivery(evidence, store=self.house.store, clock=self.clock)
            except Duplicate:
                return
            if item_id is not None:
                hear_of(item_id, self.house, self.links, self._dispatcher())

        return record


class WorldDispatcher:
    def __init__(self, world: World) -> None:
        self._world = world

    def dispatch(self, work: Work) -> None:
        self._world.start(work)


def as_promised(payload: dict[str, Any]) -> Notice:
    """An event for the bus as the catalogue has it: every field, and none besides."""
    notice = NOTICES.validate_python(payload)
    assert set(payload["data"]) == notice.data.model_fields_set
    return notice


def folded(world: World, application_id: str) -> Any:
    """The facts of an application as its log has them."""
    record = world.store.load(StreamId(kind="application", id=application_id))
    return fold_application(application_id, record.events)
