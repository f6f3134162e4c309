"""The gallery: one page, nothing from outside, every person's story with the mails as they look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import Organisation
from svarctl.demo.cast import OSLO, Application, Person, Script
from svarctl.demo.conductor import Moment
from svarctl.demo.counting import FINAL, promises_of
from svarctl.demo.posted import Mail
from svarctl.demo.wording import say, words

HERE = Path(__file__).parent
_DAY = timedelta(days=1)
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    'style-src \'unsafe-inline\'"><meta name="color-scheme" content="light dark">'
)
"""Goes into each mail's frame: what a mail shows, it brings along."""


@dataclass(frozen=True)
class Mark:
    """A point or a promise on the picture of a story; `at` is its place in per cent."""

    at: float
    kind: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One line of a story: something that happened, or a mail with its frame's whole source."""

    at: datetime
    what: str
    kind: str
    mail: Mail | None = None
    frame: str = ""
    about: str = ""

    @property
    def when(self) -> str:
        return f"{self.at.astimezone(OSLO):%a %-d %b %H:%M}"


@dataclass(frozen=True)
class Story:
    id: str
    name: str
    job: str
    language: str
    lead: str
    end: str
    end_kind: str
    marks: tuple[Mark, ...]
    entries: tuple[Entry, ...]

    @property
    def mails(self) -> int:
        return sum(entry.mail is not None for entry in self.entries)


def write_gallery(
    path: Path,
    script: Script,
    moments: Sequence[Moment],
    mails: Sequence[Mail],
    result: dict[str, Any],
    organisation: Organisation,
) -> None:
    """Write the page. `moments` are what was done; the mails are those of the mailbox."""
    engine = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.globals |= {"say": say}
    page = engine.get_template("gallery.html.j2").render(
        w=words()["gallery"],
        css=Markup((HERE / "gallery.css").read_text(encoding="utf-8")),  # noqa: S704 our own file
        stories=stories(script, moments, mails, organisation),
        recruiter=desk(script, mails, {job.recruiter.email for job in script.jobs}),
        managers=desk(script, mails, managers(script, organisation)),
        result=result,
        days=ticks(script),
    )
    path.write_text(page, encoding="utf-8")


def managers(script: Script, organisation: Organisation) -> set[str]:
    """Those who decide, and those who hear when they do not."""
    deciders = {job.decider.email for job in script.jobs}
    return deciders | {each.email for name in deciders for each in organisation.next_in_line(name)}


def stories(
    script: Script, moments: Sequence[Moment], mails: Sequence[Mail], organisation: Organisation
) -> list[Story]:
    calendar = WorkCalendar.of(organisation)
    return [
        _story(script, person, application, moments, mails, organisation, calendar)
        for person, application in script.parts()
    ]


def _story(
    script: Script,
    person: Person,
    application: Application,
    moments: Sequence[Moment],
    mails: Sequence[Mail],
    organisation: Organisation,
    calendar: WorkCalendar,
) -> Story:
    subject = script.subject(application)
    theirs = [m for m in mails if m.about == subject and m.to == person.email]
    done = [m for m in moments if m.about == subject and m.step is not None]
    entries = [Entry(m.at, say("deeds", m.what), "deed") for m in done]
    entries += [_entry(m) for m in theirs]
    end, end_kind = _end(application, theirs)
    return Story(
        id=subject,
        name=person.full_name,
        job=script.job(application.job).title,
        language=person.language,
        lead=application.story,
        end=end,
        end_kind=end_kind,
        marks=tuple(_marks(script, application, done, theirs, organisation, calendar)),
        entries=tuple(sorted(entries, key=lambda entry: entry.at)),
    )


def _end(application: Application, mails: list[Mail]) -> tuple[str, str]:
    if application.expects == "nothing":
        return say("gallery", "never_applied"), "none"
    if application.expects == "hired":
        return say("gallery", "hired"), "hired"
    if application.reach == "human":
        return say("gallery", "told_by_human"), "human"
    final = next((m for m in mails if m.kind in FINAL), None)
    if final is None:
        return say("result", "lost"), "lost"
    key = "withdrew" if application.expects == "withdrawal_confirmation" else "answered"
    return f"{say('gallery', key)} {final.at.astimezone(OSLO):%-d %b}", "answered"


def _marks(
    script: Script,
    application: Application,
    done: list[Moment],
    mails: list[Mail],
    organisation: Organisation,
    calendar: WorkCalendar,
) -> list[Mark]:
    marks = [Mark(_place(script, m.at), "deed", _label(m.at, say("deeds", m.what))) for m in done]
    marks += [
        Mark(
            _place(script, m.at),
            m.kind if m.reached else "returned",
            _label(m.at, say("mails", m.kind)),
        )
        for m in mails
    ]
    if application.applied_at is not None:
        promised = promises_of(application, organisation, calendar)
        for day in {promised.first, *promised.standing}:
            closes = calendar.close_of(day)
            label = _label(closes, say("gallery", "promised"), clock=False)
            kind = "promise" if day in promised.standing else "replaced"
            marks.append(Mark(_place(script, closes), kind, label))
    return sorted(marks, key=lambda mark: mark.at)


def _place(script: Script, at: datetime) -> float:
    share = (at - script.starts) / (script.ends - script.starts)
    return round(100 * min(max(share, 0.0), 1.0), 2)


def _label(at: datetime, what: str, *, clock: bool = True) -> str:
    form = "%a %-d %b %H:%M" if clock else "%a %-d %b"
    return f"{at.astimezone(OSLO):{form}}: {what}"


def _entry(mail: Mail, about: str = "") -> Entry:
    frame = mail.html.replace("<head>", f"<head>{POLICY}", 1)
    return Entry(mail.at, say("mails", mail.kind), mail.kind, mail, frame, about)


def desk(script: Script, mails: Sequence[Mail], who: set[str]) -> list[Entry]:
    """What came to these addresses, in order, each with whom it is about."""
    names = {script.subject(a): p.full_name for p, a in script.parts()}
    names |= {script.job_id(job.id): job.title for job in script.jobs}
    return [_entry(mail, names.get(mail.about, "")) for mail in mails if mail.to in who]


def ticks(script: Script) -> list[tuple[float, str, bool]]:
    """Every working day's morning on the pictures: place, name of the day, and whether it is the
    first of a week."""
    day = script.starts.astimezone(OSLO).replace(hour=0, minute=0)
    found = []
    while day < script.ends:
        if day.weekday() < 5:
            found.append((_place(script, day), f"{day:%-d %b}", day.weekday() == 0))
        day = (day.replace(tzinfo=None) + _DAY).replace(tzinfo=OSLO)
    return found
