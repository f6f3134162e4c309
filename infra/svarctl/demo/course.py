"""The course of one application, and what came of its promise in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import Organisation
from svarctl.demo.cast import Application, Person, Script
from svarctl.demo.conductor import Moment
from svarctl.demo.counting import FINAL
from svarctl.demo.posted import Mail
from svarctl.demo.promised import spans_of
from svarctl.demo.wording import say


@dataclass(frozen=True)
class Course:
    """What is known of one application when the time is over. `mails` are all about it, whoever
    reads them; `done` are the steps that were played, those for all who were left among them."""

    script: Script
    person: Person
    application: Application
    done: Sequence[Moment]
    mails: Sequence[Mail]

    @property
    def theirs(self) -> list[Mail]:
        return [mail for mail in self.mails if mail.to == self.person.email]

    @property
    def final(self) -> Mail | None:
        return next((m for m in self.theirs if m.kind in FINAL and m.reached), None)

    @property
    def ended_at(self) -> datetime | None:
        """When the wait was over: an answer, a hire, or a person who knows that they must call."""
        if self.application.expects == "hired":
            return next((m.at for m in self.done if m.what == "hire"), None)
        if self.application.reach == "human":
            told = [m for m in self.mails if m.kind == "needs_human"]
            return told[-1].at if told else None
        return self.final.at if self.final else None


def in_a_sentence(course: Course, organisation: Organisation) -> str:
    """What was promised and what came of it."""
    calendar = WorkCalendar.of(organisation)
    spans = spans_of(course.application, organisation, calendar)
    standing = next((s.due for s in reversed(spans) if s.replaced_at is None), spans[-1].due)
    said = [say("kept", "promised").format(day=f"{spans[0].due:%a %-d %b}")]
    notices = [m for m in course.theirs if m.kind == "status_notice"]
    told = course.ended_at and calendar.local_date(course.ended_at)
    lived = [s for s in spans[1:] if told is None or calendar.local_date(s.since) <= told]
    if lived and course.application.expects == "rejection":
        said.append(say("kept", "moved").format(day=f"{standing:%a %-d %b}"))
    if notices:
        days = say("kept", "and").join(f"{calendar.local_date(m.at):%a %-d %b}" for m in notices)
        said.append(say("kept", "notices").format(days=days))
    if told is None:
        return _sentences([*said, say("kept", "nothing")])
    ends = {"hired": "hired", "withdrawal_confirmation": "withdrew"}
    end = ends.get(course.application.expects, "answered")
    end = "called" if course.application.reach == "human" else end
    said.append(say("kept", end).format(day=f"{told:%a %-d %b}"))
    if end == "answered" and not notices:
        said[-1] += _ahead(told, standing, calendar)
    return _sentences(said)


def _ahead(told: date, promised: date, calendar: WorkCalendar) -> str:
    """How much sooner than on the promised day; nothing when it was later."""
    if told > promised:
        return ""
    days = [told + timedelta(days=n) for n in range(1, (promised - told).days + 1)]
    ahead = sum(map(calendar.is_working_day, days))
    words = {0: "that_day", 1: "one_ahead"}
    return say("kept", words.get(ahead, "ahead")).format(days=ahead)


def _sentences(said: Sequence[str]) -> str:
    return " ".join(f"{each}." for each in said)


def readers(script: Script, organisation: Organisation) -> dict[str, str]:
    """The employer's people by address, with what they are to the candidates."""
    found = {
        each.email: f"{each.name}, {say('roles', 'next_in_line')}"
        for job in script.jobs
        for each in organisation.next_in_line(job.decider.email)
    }
    fallback = organisation.contacts.fallback
    found.setdefault(fallback.email, fallback.name)
    for job in script.jobs:
        found[job.decider.email] = f"{job.decider.name}, {say('roles', 'decider')}"
        found[job.recruiter.email] = f"{job.recruiter.name}, {say('roles', 'recruiter')}"
    return found
