"""A world that writes down what happened and what reached the mailbox, for those who judge it."""

import heapq
import re
from collections.abc import Callable
from copy import replace
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from svar.domain.calendar import WorkCalendar
from svar.domain.errors import Permanent
from svar.domain.events import Event
from svar.domain.organisation import Organisation
from svar.domain.outbox import owner_of, parse_tag
from svar.ports import Change, LinkPurpose, StreamId, Work
from svar.workflows.record_delivery import Evidence
from tests.fakes import FakeClock, FakeStore, Mail, faulty
from tests.simulation.standing import Standing, standing
from tests.unit.core.conftest import Story
from tests.world import Faults, RandomPlan

TAMPERED = "\nUNAPPROVED"
POSITION = re.compile(r"lektriker (\d+)")
"""The number in the name of a position, as `titled` gives it."""


@dataclass(frozen=True)
class Arrived:
    """One mail that SES took, with what was known at that instant."""

    at: datetime
    owner: str
    name: str
    attempt: int
    recipient: str
    known: Standing
    address: str | None
    """The candidate's address as the logs had it."""
    in_window: bool
    """For a status notice also the evening of the day on which it was laid."""
    bounced: bool = False
    tells: dict[str, Standing] = field(default_factory=dict)
    """With a letter: what was known of each application whose position it names."""

    @property
    def to_candidate(self) -> bool:
        return self.name.startswith(("receipt", "letter", "notice", "withdrawal", "correction"))


class Interleaving(RandomPlan):
    """Also lets another invocation run in the middle of this one, as a second machine would."""

    def __init__(self, faults: Faults, rate: float) -> None:
        super().__init__(faults)
        self.rate = rate
        self.other: Callable[[], None] = lambda: None
        self._nested = False

    def reach(self, point: str) -> None:
        if self._faults.crash:
            super().reach(point)
        if self.rate and not self._nested and self._faults.random.random() < self.rate:
            self._nested = True
            try:
                self.other()
            finally:
                self._nested = False


class NotingStore(FakeStore):
    """Also keeps when an event was first in a log, and when a mail was laid."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self.heard_at: dict[str, datetime] = {}
        """By the event's key."""
        self.laid_at: dict[str, datetime] = {}
        """By the mail's id."""

    def commit(self, change: Change, *others: Change) -> None:
        super().commit(change, *others)
        now = self._clock.now()
        for each in (change, *others):
            self.heard_at |= {event.key: now for event in each.events}
            self.laid_at |= {item.id: now for item in each.outbox_new}


class Watched(Story):
    """`happened`: events by their subject. `arrived`: every mail. `lines`: all of it, to read."""

    def __init__(self, start: datetime, faults: Faults, interleaved: float = 0.0) -> None:
        self.between = Interleaving(faults, interleaved)
        super().__init__(start, faults, self.between)
        self.between.other = self._run_another
        self.store: NotingStore = NotingStore(self.clock)
        self.house = replace(self.house, store=faulty(self.store, self.plan))
        self.calendars: list[tuple[datetime, WorkCalendar]] = [(start, self.house.calendar)]
        """The policies that were in force, and since when."""
        self.happened: dict[str, list[Event]] = {}
        self.arrived: list[Arrived] = []
        self.lines: list[str] = []
        self.heard: dict[str, set[str]] = {}
        """The kinds of SES's events that reached us, by the tag of the mail."""
        self.tampering = 0.0
        """How often a letter's text changes between approval and sending."""
        self.people: dict[str, str] = {}
        """Whose each application is."""
        self.reactions: dict[str, list[Callable[[], None]]] = {}
        """What happens to an application in the minutes after a letter of its was tried."""
        self.skew = timedelta(0)
        self._skews = Random(faults.random.random())

    def note(self, line: str) -> None:
        self.lines.append(f"{self.clock.now():%a %Y-%m-%d %H:%M:%S}  {line}")

    def deliver(self, event: Event) -> None:
        self.happened.setdefault(event.subject, []).append(event)
        said = event.data.model_dump(mode="json", exclude_defaults=True, exclude={"job"})
        self.note(f"event  {event.subject}: {event.type} {said}")
        super().deliver(event)

    def under(self, policy: Organisation) -> None:
        super().under(policy)
        self.calendars.append((self.clock.now(), self.house.calendar))
        self.note("another policy is in force")

    def calendar_at(self, instant: datetime, application: str | None = None) -> WorkCalendar:
        """The calendar that held then, on the clock of who applied."""
        known = [each for since, each in self.calendars if since <= instant]
        calendar = known[-1] if known else self.calendars[0][1]
        if application is None or application not in self.people:
            return calendar
        return calendar.in_zone(_zone(self.happened.get(application, [])))

    def heard_of(self, application: str, until: datetime) -> list[Event]:
        """What had come into the logs by then, of the application and its person."""
        heard = self.store.heard_at
        return [
            event
            for event in self._logged(application)
            if event.key in heard and heard[event.key] <= until
        ]

    def events_of(self, application: str) -> list[Event]:
        """Its own and its person's, and what was decided on a page: that came by no queue."""
        own = self.happened.get(application, [])
        on_pages = [event for event in self._logged(application) if said_on_a_page(event)]
        return [*own, *on_pages, *self.happened.get(self.people[application], [])]

    def push(self, purpose: LinkPurpose, id: str, number: int, **fields: Any) -> None:
        """Press a button, and again a little later when the page did not answer."""

        def act() -> None:
            def invoke() -> None:
                page = self.press(purpose, id, number, **fields)
                shown = getattr(page, "problem", None) or getattr(page, "outcome", page.kind)
                self.note(f"button {id}: {purpose} {number} {fields} -> {shown}")

            try:
                done, _ = self._try(invoke)
            except Permanent as trouble:
                self.parked.append((f"button {id}", str(trouble)))
                return
            if not done:
                self.note(f"button {id}: {purpose} {number} {fields} -> no answer")
                self._later("button", timedelta(minutes=2), act)

        act()

    def _try(self, run: Callable[[], Any]) -> tuple[bool, Any]:
        """Every invocation runs on a machine whose clock is off by up to `skew`."""
        right = self.clock.now()
        before = self.clock.wall()
        if self.skew:
            self.clock.set(wall=right + self._skews.uniform(-1, 1) * self.skew)
        died = self.crashes
        try:
            return super()._try(run)
        finally:
            self.clock.set(now=right, wall=before)
            if self.crashes > died:
                self.note("crash")

    def start(self, work: Work) -> None:
        super().start(work)
        if work.kind == "send" and self.faults.happens(self.faults.doubled):
            super().start(work)

    def _run_another(self) -> None:
        """Whatever else is due in these seconds."""
        soon = self.clock.now() + timedelta(seconds=2)
        if self._tasks and self._tasks[0].at <= soon:
            heapq.heappop(self._tasks).run()

    def _tamper(self, item_id: str) -> None:
        kind, owner, name = owner_of(item_id)
        kept = self.store.streams[StreamId(kind=kind, id=owner)]
        item = kept.outbox[item_id]
        if name.startswith("letter") and self._skews.random() < self.tampering:
            kept.outbox[item_id] = item.model_copy(update={"text": item.text + TAMPERED})
            self.note(f"the text of {item_id} changes")

    def hears(self, tag: str, kind: str, detail: str) -> None:
        """SES says something of a mail that had arrived."""
        mail = self._mail(tag)
        evidence = Evidence(
            tag=tag, type=kind, message_id=mail.message_id, at=self.clock.now(), detail=detail
        )
        self.note(f"mail   {tag}: {kind}")
        self._message(f"{kind} {tag}", self._recorder(evidence))

    def _recorder(self, evidence: Evidence) -> Callable[[], None]:
        record = super()._recorder(evidence)

        def witnessed() -> None:
            record()
            self.heard.setdefault(evidence.tag, set()).add(evidence.type)

        return witnessed

    def _send(self, item_id: str) -> None:
        self._tamper(item_id)
        try:
            super()._send(item_id)
        finally:
            for told in self._told_by(item_id):
                waiting = self.reactions.get(told)
                if waiting:
                    wait = timedelta(seconds=self._skews.randint(1, 600))
                    self._later("reaction", wait, waiting.pop())

    def _ses_events(self, tag: str, message_id: str, last: str) -> None:
        mail = next(each for each in self.mailer.mailbox if each.message_id == message_id)
        arrived = replace(self._witness(mail), bounced=last == "Bounce")
        self.arrived.append(arrived)
        self.note(f"mail   {arrived.owner}: {arrived.name} (attempt {arrived.attempt}) {last}")
        super()._ses_events(tag, message_id, last)

    def _witness(self, mail: Mail) -> Arrived:
        item, attempt = parse_tag(mail.tag)
        kind, owner, name = owner_of(item)
        logged = self._logged(owner) if kind == "application" else []
        return Arrived(
            at=self.clock.now(),
            owner=owner,
            name=name,
            attempt=attempt,
            recipient=mail.recipient,
            known=standing(logged),
            address=_address(logged),
            in_window=self._in_window(mail, owner),
            tells={each: standing(self._logged(each)) for each in self._told_by(item)},
        )

    def _in_window(self, mail: Mail, owner: str) -> bool:
        now = self.clock.now()
        calendar = self.calendar_at(now, owner)
        if calendar.in_window(now):
            return True
        item = self.store.outbox_item(parse_tag(mail.tag)[0])
        if item is None or item.kind != "status_notice":
            return False
        evening = now.astimezone(calendar.zone)
        return calendar.local_date(item.created_at) == evening.date() and evening.hour < 21

    def _told_by(self, item_id: str) -> list[str]:
        """The applications whose positions a letter names; of any other mail none."""
        frozen = self.store.outbox_item(item_id)
        if frozen is None or not owner_of(item_id)[2].startswith("letter"):
            return []
        named = POSITION.findall(f"{frozen.subject}\n{frozen.text}")
        return sorted({f"app-{number}" for number in named})

    def _logged(self, application: str) -> list[Event]:
        """What Svar has heard of an application and its person."""
        there = self.store.streams.get(StreamId(kind="application", id=application))
        own = there.events.values() if there else ()
        person = self.store.streams.get(StreamId(kind="person", id=self.people[application]))
        return sorted([*own, *(person.events.values() if person else ())], key=_by_time)


def said_on_a_page(event: Event) -> bool:
    """Whether the event went into the log when a button was pressed, and not by the inbox."""
    return event.type == "correction.requested" or event.id.startswith(("reminder-", "chat-"))


def titled(application: str) -> str:
    """The name of the position that an application is for, and for no other one."""
    return f"Elektriker {application.removeprefix('app-')}"


def _by_time(event: Event) -> tuple[datetime, str]:
    return event.order


def _zone(events: list[Event]) -> str | None:
    said = [e.data.candidate.zone for e in events if e.type == "application.received"]
    return said[-1] if said else None


def _address(log: list[Event]) -> str | None:
    said = [e.data.candidate.email for e in log if e.type == "application.received"]
    said += [e.data.email for e in log if e.type == "candidate.updated" and e.data.email]
    return said[-1] if said else None
