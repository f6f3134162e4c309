"""One application as a picture: the promise as a bar, and what each reader sees below it.

Three lanes, one for each reader: the candidate, the one who decides, the recruiter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import Organisation
from svarctl.demo.cast import OSLO, Script
from svarctl.demo.conductor import Moment
from svarctl.demo.counting import dates_in
from svarctl.demo.course import Course, readers
from svarctl.demo.posted import Mail
from svarctl.demo.promised import spans_of
from svarctl.demo.wording import say

APART = 2.4
"""Two marks of one lane stand at least so many per cent apart, else one would hide the other."""

DECIDES = frozenset({"reject", "unreject", "auto_reject", "hire", "say_when"})
CANDIDATES = frozenset({"screen", "chat", "interview", "withdraw"})
SYMBOLS = {
    "withdrawal_confirmation": "rejection",
    "correction": "rejection",
    "undecided_after_close": "reminder",
    "digest": "screening_summary",
    "reminders": "reminder",
    "escalations": "escalation",
    "say_when": "deed",
    "screen": "deed",
    "chat": "deed",
    "interview": "deed",
    "withdraw": "deed",
    "auto_reject": "deed",
    "reject": "decision",
    "hire": "decision",
    "unreject": "taken_back",
    "close": "decision",
    "approve": "go",
    "resume": "go",
    "hold": "stop",
}
"""The symbol of a deed or a mail, where it has not one of its own name."""


@dataclass(frozen=True)
class Bar:
    """A stretch of time; `left` and `width` are per cent of the picture.

    `before` and `beyond` say that it begins or ends outside the picture.
    """

    left: float
    width: float
    kind: str
    label: str
    before: bool = False
    beyond: bool = False


@dataclass(frozen=True)
class Mark:
    """A point in time; `at` is its place in per cent."""

    at: float
    symbol: str
    label: str


@dataclass(frozen=True)
class Lane:
    reader: str
    name: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]

    @property
    def said(self) -> str:
        """The lane in words, for whoever does not see it."""
        labels = [*(bar.label for bar in self.bars), *(mark.label for mark in self.marks)]
        return f"{self.name}: {'; '.join(labels)}"


@dataclass(frozen=True)
class Picture:
    lanes: tuple[Lane, ...]

    @property
    def said(self) -> str:
        return " ".join(f"{lane.said}." for lane in self.lanes if lane.bars or lane.marks)


def draw(course: Course, organisation: Organisation) -> Picture:
    """The picture of one application. Raises ValueError for somebody who never applied."""
    calendar = WorkCalendar.of(organisation)
    job = course.script.job(course.application.job)
    recruiters = job.recruiter.email
    deciders = [m for m in course.mails if m.to not in {recruiters, course.person.email}]
    read = [m for m in course.mails if m.to == recruiters]
    pressed = [m for m in course.done if m.what not in DECIDES | CANDIDATES | {"apply"}]
    lanes = (
        ("candidate", _waits(course, organisation, calendar), course.theirs, CANDIDATES),
        ("decider", (), deciders, DECIDES),
        ("recruiter", _holds(course), read, {m.what for m in pressed}),
    )
    names = readers(course.script, organisation)
    return Picture(
        tuple(
            Lane(
                reader,
                say("lanes", reader),
                tuple(bars),
                _marks(course, mails, [m for m in course.done if m.what in deeds], names),
            )
            for reader, bars, mails, deeds in lanes
        )
    )


def _waits(course: Course, organisation: Organisation, calendar: WorkCalendar) -> tuple[Bar, ...]:
    """Each promise, each day that a notice named, and how long the wait really was."""
    spans = spans_of(course.application, organisation, calendar)
    ended = course.ended_at or course.script.ends
    bars = []
    for span in spans:
        if span.since > ended:
            continue
        closes = calendar.close_of(span.due)
        label = f"{say('gallery', 'promised')} {closes.astimezone(OSLO):%a %-d %b}"
        kind = "promise" if span.replaced_at is None else "replaced"
        bars.append(_bar(course.script, span.since, closes, kind, label))
    for mail in course.theirs:
        named = dates_in(mail, calendar.local_date(mail.at)) if mail.kind == "status_notice" else []
        if named:
            closes = calendar.close_of(max(named))
            label = f"{say('gallery', 'named')} {closes.astimezone(OSLO):%a %-d %b}"
            bars.append(_bar(course.script, mail.at, closes, "named", label))
    label = f"{say('gallery', 'waited')} {ended.astimezone(OSLO):%a %-d %b}"
    return (*bars, _bar(course.script, spans[0].since, ended, "wait", label))


def _holds(course: Course) -> tuple[Bar, ...]:
    """From each decision to its letter, or to the moment when it was taken back."""
    ends = [m.at for m in course.theirs if m.kind == "rejection"]
    ends += [m.at for m in course.done if m.what == "unreject"]
    found = []
    for decided in (m.at for m in course.done if m.what in {"reject", "close"}):
        later = [at for at in ends if at > decided]
        if later:
            label = f"{say('gallery', 'held')} {min(later).astimezone(OSLO):%a %-d %b %H:%M}"
            found.append(_bar(course.script, decided, min(later), "hold", label))
    return tuple(found)


def _marks(
    course: Course, mails: Sequence[Mail], deeds: Sequence[Moment], names: Mapping[str, str]
) -> tuple[Mark, ...]:
    points = [(m.at, m.what, say("deeds", m.what)) for m in deeds]
    for mail in mails:
        kind, what = (mail.kind, mail.kind) if mail.reached else ("returned", "back")
        reader = f" ({names[mail.to]})" if mail.to in names else ""
        points.append((mail.at, kind, f"{say('mails', what)}{reader}"))
    points.sort()
    places = spread([place(course.script, at) for at, _, _ in points])
    return tuple(
        Mark(here, SYMBOLS.get(kind, kind), f"{at.astimezone(OSLO):%a %-d %b %H:%M} {what}")
        for here, (at, kind, what) in zip(places, points, strict=True)
    )


def spread(places: Sequence[float]) -> list[float]:
    """Ascending places in per cent, moved until each is seen: later, or earlier at the end."""
    found: list[float] = []
    for here in places:
        found.append(max(here, found[-1] + APART) if found else here)
    limit = 100.0
    for number in reversed(range(len(found))):
        found[number] = min(found[number], limit)
        limit = found[number] - APART
    return [round(here, 2) for here in found]


def _bar(script: Script, since: datetime, until: datetime, kind: str, label: str) -> Bar:
    left, right = place(script, since), place(script, until)
    return Bar(
        left,
        round(max(right - left, 0.4), 2),
        kind,
        label,
        before=since < script.starts,
        beyond=until > script.ends,
    )


def place(script: Script, at: datetime) -> float:
    """Where an instant stands on the picture, in per cent from the left."""
    share = (at - script.starts) / (script.ends - script.starts)
    return round(100 * min(max(share, 0.0), 1.0), 2)


def ticks(script: Script) -> list[tuple[float, str, bool]]:
    """Every working day's morning on the pictures: place, name of the day, and whether it is the
    first of a week."""
    day = script.starts.astimezone(OSLO).replace(hour=0, minute=0)
    found = []
    while day < script.ends:
        if day.weekday() < 5:
            found.append((place(script, day), f"{day:%-d %b}", day.weekday() == 0))
        day = (day.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=OSLO)
    return found
