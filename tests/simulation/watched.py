"""A world that writes down what happened and what reached the mailbox, for those who judge it."""

import heapq
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from svar.domain.errors import Permanent
from svar.domain.events import Event
from svar.domain.outbox import owner_of, parse_tag
from svar.ports import LinkPurpose, StreamId, Work
from svar.workflows.record_delivery import Evidence
from tests.fakes import Mail
from tests.unit.core.conftest import Story
from tests.world import Faults, RandomPlan, calendar

TAMPERED = "\nUNAPPROVED"
POSITION = re.compile(r"lektriker (\d+)")
"""The number in the name of a position, as `titled` gives it."""


@dataclass(frozen=True)
class Standing:
    """What the events say of one application, read as a human would read them."""

    rejected: bool = False
    rejections: int = 0
    """How many decisions there were: one that is said twice in a row is one."""
    rejected_at: datetime | None = None
    withdrawn: bool = False
    hired: bool = False
    erased: bool = False
    told_by_ats: bool = False
    rejected_by_rule: bool = False
    """By a rule in the ATS: nobody's decision, but a thing that the ATS may itself have told."""

    @property
    def may_be_told(self) -> bool:
        return self.rejected and not (self.withdrawn or self.hired or self.erased)

    @property
    def over(self) -> bool:
        """Whether nothing is owed any more, letter or no letter."""
        ended = self.withdrawn or self.hired or self.erased
        return ended or (self.told_by_ats and (self.rejected or self.rejected_by_rule))


def standing(events: list[Event], until: datetime | None = None) -> Standing:
    """Read the events in the order in which they happened."""
    now = Standing()
    for event in sorted(events, key=lambda each: each.order):
        if until is None or event.time <= until:
            now = _read(now, event)
    return now


def _read(now: Standing, event: Event) -> Standing:
    match event.type:
        case "decision.rejected" if not event.data.automatic:
            fresh = not now.rejected
            return replace(
                now,
                rejected=True,
                rejections=now.rejections + fresh,
                rejected_at=event.time if fresh else now.rejected_at,
                hired=False,
            )
        case "decision.rejected":
            return now if now.rejected else replace(now, rejected_by_rule=True, hired=False)
        case "decision.rejection_withdrawn":
            return replace(now, rejected=False, rejected_by_rule=False)
        case "decision.hired":
            return replace(now, hired=True, rejected=False, rejected_by_rule=False)
        case "decision.hire_withdrawn":
            return replace(now, hired=False)
        case "application.withdrawn":
            return replace(now, withdrawn=True)
        case "candidate.erased":
            return replace(now, erased=True)
        case "communication.already_sent":
            return replace(now, told_by_ats=True)
        case _:
            return now


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
        super().reach(point)
        if self.rate and not self._nested and self._faults.random.random() < self.rate:
            self._nested = True
            try:
                self.other()
            finally:
                self._nested = False


class Watched(Story):
    """`happened`: events by their subject. `arrived`: every mail. `lines`: all of it, to read."""

    def __init__(self, start: datetime, faults: Faults, interleaved: float = 0.0) -> None:
        self.between = Interleaving(faults, interleaved)
        super().__init__(start, faults, self.between)
        self.between.other = self._run_another
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

    def events_of(self, application: str) -> list[Event]:
        """Its own and its person's."""
        own = self.happened.get(application, [])
        return [*own, *self.happened.get(self.people[application], [])]

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
            in_window=calendar().in_window(self.clock.now()) or self._is_a_notice_of_today(mail),
            tells={each: standing(self._logged(each)) for each in self._told_by(item)},
        )

    def _is_a_notice_of_today(self, mail: Mail) -> bool:
        item = self.store.outbox_item(parse_tag(mail.tag)[0])
        if item is None or item.kind != "status_notice":
            return False
        laid, now = (
            each.astimezone(calendar().zone) for each in (item.created_at, self.clock.now())
        )
        return laid.date() == now.date() and now.hour < 21

    def _told_by(self, item_id: str) -> list[str]:
        """The applications whose positions a letter names; of any other mail none."""
        frozen = self.store.outbox_item(item_id)
        if frozen is None or not owner_of(item_id)[2].startswith("letter"):
            return []
        named = POSITION.findall(f"{frozen.subject}\n{frozen.text}")
        return sorted({f"app-{number}" for number in named})

    def _logged(self, application: str) -> list[Event]:
        """What Svar has heard of an application and its person."""
        own = self.store.streams[StreamId(kind="application", id=application)].events.values()
        person = self.store.streams.get(StreamId(kind="person", id=self.people[application]))
        return sorted([*own, *(person.events.values() if person else ())], key=_by_time)


def titled(application: str) -> str:
    """The name of the position that an application is for, and for no other one."""
    return f"Elektriker {application.removeprefix('app-')}"


def _by_time(event: Event) -> tuple[datetime, str]:
    return event.order


def _address(log: list[Event]) -> str | None:
    said = [e.data.candidate.email for e in log if e.type == "application.received"]
    said += [e.data.email for e in log if e.type == "candidate.updated" and e.data.email]
    return said[-1] if said else None
