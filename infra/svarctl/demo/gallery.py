"""The gallery: one page, nothing from outside, every person's story with the mails as they look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from svar.domain.organisation import Organisation
from svarctl.demo.cast import OSLO, Application, Person, Script
from svarctl.demo.conductor import Moment
from svarctl.demo.counting import mails_of
from svarctl.demo.course import Course, in_a_sentence, readers
from svarctl.demo.picture import Picture, draw, ticks
from svarctl.demo.posted import Mail
from svarctl.demo.wording import say, words

HERE = Path(__file__).parent
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    'style-src \'unsafe-inline\'"><meta name="color-scheme" content="light dark">'
)
"""Goes into each mail's frame: what a mail shows, it brings along."""


@dataclass(frozen=True)
class Entry:
    """One line of a story: something that happened, or a mail with its frame's whole source."""

    at: datetime
    what: str
    kind: str
    mail: Mail | None = None
    frame: str = ""
    about: str = ""
    reader: str = ""
    """Who read it, where that is not plain: the name of an employee."""

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
    picture: Picture | None
    kept: str
    """The picture in one sentence: what was promised, and what came of it."""
    entries: tuple[Entry, ...]
    behind: tuple[Entry, ...]
    """What the employer's people read meanwhile."""
    hard: bool

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
        symbols=words()["symbols"],
        bars=words()["bars"],
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
    """Everybody's, in the script's order, the hardest first."""
    about: dict[str, list[Mail]] = {}
    for mail in mails:
        about.setdefault(mail.about, []).append(mail)
    found = [
        _story(_course(script, person, application, moments, about), organisation)
        for person, application in script.parts()
    ]
    return sorted(found, key=lambda story: not story.hard)


def _course(
    script: Script,
    person: Person,
    application: Application,
    moments: Sequence[Moment],
    about: dict[str, list[Mail]],
) -> Course:
    """With what was decided about all who were left of a job, for those who were among them."""
    subject = script.subject(application)
    mails = mails_of(script, person, application, about)
    done = [m for m in moments if m.about == subject and m.step is not None]
    if application.expects == "rejection" and application.ended_at("reject") is None:
        colleagues = {script.subject(a) for _, a in script.parts() if a.job == application.job}
        done = [m for m in done if m.what != "close"]
        done += [m for m in moments if m.what == "close" and m.about in colleagues]
        mails += about.get(script.job_id(application.job), [])
    return Course(
        script,
        person,
        application,
        sorted(done, key=lambda m: m.at),
        sorted(mails, key=lambda m: (m.at, m.key)),
    )


def _story(course: Course, organisation: Organisation) -> Story:
    application, person = course.application, course.person
    deeds = [Entry(m.at, say("deeds", m.what), "deed") for m in course.done]
    theirs = [_entry(m) for m in course.theirs]
    names = readers(course.script, organisation)
    others = [_entry(m, reader=names.get(m.to, m.to)) for m in course.mails if m.to != person.email]
    hard = application.notices > 1
    end, end_kind = _end(course)
    picture = None if application.applied_at is None else draw(course, organisation)
    return Story(
        id=course.script.subject(application),
        name=person.full_name,
        job=course.script.job(application.job).title,
        language=person.language,
        lead=application.story,
        end=end,
        end_kind=end_kind,
        picture=picture,
        kept=in_a_sentence(course, organisation) if picture else "",
        entries=_in_order([*deeds, *theirs, *(others if hard else ())]),
        behind=() if hard else _in_order(others),
        hard=hard,
    )


def _in_order(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _end(course: Course) -> tuple[str, str]:
    application, final = course.application, course.final
    if application.expects == "nothing":
        return say("gallery", "never_applied"), "none"
    if application.expects == "hired":
        return say("gallery", "hired"), "hired"
    if application.reach == "human":
        return say("gallery", "told_by_human"), "human"
    if final is None:
        return say("result", "lost"), "lost"
    key = "withdrew" if application.expects == "withdrawal_confirmation" else "answered"
    return f"{say('gallery', key)} {final.at.astimezone(OSLO):%-d %b}", "answered"


def _entry(mail: Mail, about: str = "", reader: str = "") -> Entry:
    frame = mail.html.replace("<head>", f"<head>{POLICY}", 1)
    return Entry(mail.at, say("mails", mail.kind), mail.kind, mail, frame, about, reader)


def desk(script: Script, mails: Sequence[Mail], who: set[str]) -> list[Entry]:
    """What came to these addresses, in order, each with whom it is about."""
    names = {script.subject(a): p.full_name for p, a in script.parts()}
    names |= {script.job_id(job.id): job.title for job in script.jobs}
    return [_entry(mail, names.get(mail.about, "")) for mail in mails if mail.to in who]
