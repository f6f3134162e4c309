"""Several questions to one person that fall due on one day are one mail.

The night's check lists them on the desk of whoever is asked. The first clock that comes to ask
finds the list and asks about all who still wait; the others find that it was done. So nobody is
asked about later than alone, and whoever is not on a list is asked about alone, as ever.
"""

from collections.abc import Iterator, Mapping
from copy import replace
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from pydantic import AwareDatetime, Field

from svar.domain.calendar import WorkCalendar
from svar.domain.obligations import settle
from svar.domain.outbox import item_id
from svar.domain.policy import Contact
from svar.domain.promises import Deed, Due, Promise, asks_at
from svar.domain.situation import Plan, Situation
from svar.domain.value import Value

Nudge = Literal["reminder", "escalation"]
NUDGES: dict[Due, Nudge] = {Due.REMIND: "reminder", Due.ESCALATE: "escalation"}
DUES: dict[Nudge, Due] = {nudge: due for due, nudge in NUDGES.items()}

ROUND_KEPT = timedelta(days=3)
"""A clock that comes later than this asks alone: it was dead, and the sweeper has started it."""
MOST_LISTED = 1000
"""For one person and day, since a row holds them; all others are asked about alone."""


class Round(Value):
    """One mail that asked one person about several candidates."""

    nudge: Nudge
    day: date
    mail_id: str
    at: AwareDatetime
    about: tuple[str, ...]
    job_ids: tuple[str, ...]


class Asking(Value):
    """What lies on a desk to be asked on one day, and what was asked of late."""

    day: date | None = None
    listed: dict[Nudge, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    """Questions, each under the page of the night's walk that they came from."""
    rounds: tuple[Round, ...] = ()

    def on(self, day: date, page: str, new: Mapping[Nudge, tuple[str, ...]]) -> "Asking":
        """The list of that day with the questions of one page of the walk, laid once or twice."""
        listed = {nudge: dict(pages) for nudge, pages in self.listed.items()}
        listed = listed if self.day == day else {}
        for nudge, questions in new.items():
            pages = {key: each for key, each in listed.get(nudge, {}).items() if key != page}
            room = max(0, MOST_LISTED - sum(map(len, pages.values())))
            listed[nudge] = {**pages, page: questions[:room]}
        return self.model_copy(update={"day": day, "listed": listed})

    def with_round(self, new: Round) -> "Asking":
        """With one more mail that asked; those of some days ago are forgotten."""
        kept = [each for each in self.rounds if new.at - each.at < ROUND_KEPT]
        return self.model_copy(update={"rounds": (*kept, new)})

    def round_about(self, nudge: Nudge, question: str) -> Round | None:
        """The mail in which this was asked already."""
        found = (each for each in self.rounds if each.nudge == nudge and question in each.about)
        return next(found, None)

    def open(self, nudge: Nudge, day: date) -> tuple[str, ...]:
        """What is listed for that day and was not asked yet."""
        if self.day != day:
            return ()
        pages = self.listed.get(nudge, {}).values()
        listed = dict.fromkeys(question for page in pages for question in page)
        return tuple(each for each in listed if self.round_about(nudge, each) is None)


class OnDesk(NamedTuple):
    """The desk of one reader, as it was read for a question that is due.

    `deeds` (as JSON) and `due_at` are the desk's own; of the deeds a round changes only `asking`.
    `others` are the applications that are listed beside this one.
    """

    nudge: Nudge
    reader: Contact
    day: date
    id: str
    version: int
    deeds: str
    due_at: datetime | None
    asking: Asking
    others: tuple[Situation, ...] = ()


class Gathered(NamedTuple):
    """One mail about several candidates, to be laid on the desk that it was gathered from."""

    desk: OnDesk
    about: tuple[Situation, ...]

    @property
    def name(self) -> str:
        """Of the mail: the second one of a day has another."""
        nudge, day = self.desk.nudge, self.desk.day
        rounds = self.desk.asking.rounds
        number = 1 + sum(each.nudge == nudge and each.day == day for each in rounds)
        return f"{nudge}s-{day:%Y%m%d}-{number}"

    @property
    def mail_id(self) -> str:
        return item_id("desk", self.desk.id, self.name)

    def asked(self) -> Asking:
        """What lies on the desk when it has been asked."""
        now = self.about[0].now
        made = Round(
            nudge=self.desk.nudge,
            day=self.desk.day,
            mail_id=self.mail_id,
            at=now,
            about=tuple(question_of(each.id, promise_of(each)) for each in self.about),
            job_ids=tuple(sorted({at.facts.job_id for at in self.about if at.facts.job_id})),
        )
        return self.desk.asking.with_round(made)


def promise_of(at: Situation) -> Promise:
    """The promise of somebody who waits: those who are asked about all have one."""
    if at.deeds.promise is None:
        raise ValueError(f"{at.id} has no promise")
    return at.deeds.promise


def question_of(application_id: str, promise: Promise) -> str:
    return f"{application_id}/{promise.number}"


def application_of(question: str) -> str:
    return question.rpartition("/")[0]


def readers(at: Situation, nudge: Nudge) -> tuple[Contact, ...]:
    """Who is asked, each once."""
    people = (at.decider,) if nudge == "reminder" else (at.manager, at.recruiter)
    return tuple({each.email.casefold(): each for each in people}.values())


def day_of(due_at: datetime, calendar: WorkCalendar) -> date:
    """The working day on which a question that falls due then is asked."""
    return calendar.local_date(calendar.next_working_time(due_at))


def questions_by(morning: date, at: Situation) -> Iterator[tuple[Nudge, Contact, str]]:
    """What must be asked about an application on that day at the latest, and whom."""
    if at.answer is not None or at.decided or at.deeds.promise is None:
        return
    for due, when in asked_when(at):
        if day_of(when, at.calendar) <= morning:
            nudge = NUDGES[due]
            for reader in readers(at, nudge):
                yield nudge, reader, question_of(at.id, at.deeds.promise)


def asked_when(at: Situation) -> tuple[tuple[Due, datetime], ...]:
    """What the employer's people still have to be asked for the promise that runs, and when."""
    promise = promise_of(at)
    done = at.deeds.done.get(promise.number, ())
    return asks_at(promise, done, at.deeds.word_by, at.calendar.in_zone(at.zone))


def noted(at: Situation, plan: Plan) -> Plan:
    """Take note of what was asked together with others, also when it has been decided since."""
    promise = promise_of(at)
    for nudge, due in DUES.items():
        if any(deed.due is due for deed in plan.deeds.done.get(promise.number, ())):
            continue
        question = question_of(at.id, promise)
        desks = [_desk(at, nudge, reader) for reader in readers(at, nudge)]
        rounds = [each.asking.round_about(nudge, question) if each else None for each in desks]
        asked = [each for each in rounds if each is not None]
        if not asked or len(asked) < len(rounds):
            continue
        deed = Deed(
            due=due,
            at=max(each.at for each in asked),
            mail_ids=tuple(each.mail_id for each in asked),
        )
        plan = replace(plan, deeds=plan.deeds.with_done(promise.number, deed))
        if due is Due.ESCALATE:
            plan = plan.tell_bus(
                "deadline.approaching", promise=promise.number, due_at=promise.due_at
            )
    return plan


def ask_together(at: Situation, plan: Plan, nudge: Nudge, reader: Contact) -> Plan | None:
    """The plan with one mail about all who are listed; `None` when this one is asked about alone.

    Nothing is added when the reader was asked already, or is the other reader too.
    """
    desk = _desk(at, nudge, reader)
    if desk is None:
        return None
    if any(each.desk.id == desk.id and each.desk.nudge == nudge for each in plan.gathered):
        return plan
    if desk.asking.round_about(nudge, question_of(at.id, promise_of(at))):
        return plan
    company = [each for other in desk.others if (each := _waits(other, desk)) is not None]
    if not company:
        return None
    return replace(plan, gathered=(*plan.gathered, Gathered(desk, (at, *company))))


def mails_about(at: Situation, plan: Plan, nudge: Nudge) -> tuple[str, ...]:
    """The ids of the mails that ask about this one together with others."""
    question = question_of(at.id, promise_of(at))
    new = [each.mail_id for each in plan.gathered if each.desk.nudge == nudge]
    old = [
        found.mail_id
        for each in at.desks
        if each.nudge == nudge and (found := each.asking.round_about(nudge, question))
    ]
    return (*old, *new)


def _desk(at: Situation, nudge: Nudge, reader: Contact) -> OnDesk | None:
    wanted = reader.email.casefold()
    found = (d for d in at.desks if d.nudge == nudge and d.reader.email.casefold() == wanted)
    return next(found, None)


def _waits(other: Situation, desk: OnDesk) -> Situation | None:
    """The application as it stands now, when this reader is still to be asked about it today."""
    at = replace(other, deeds=settle(other).deeds)
    reader, key = desk.reader.email.casefold(), None
    for nudge, who, question in questions_by(desk.day, at):
        if nudge == desk.nudge and who.email.casefold() == reader:
            key = question
    listed = desk.asking.open(desk.nudge, desk.day)
    return at if key is not None and key in listed else None
