"""What the mailbox says after the trial: every application held against its mails."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from svar.domain.calendar import WorkCalendar
from svar.domain.make_promise import make_promise
from svar.domain.organisation import Organisation
from svarctl.demo.cast import Application, Person, Script
from svarctl.demo.counting import FINAL, TO_CANDIDATES, Finding
from svarctl.demo.posted import ABOUT_SEVERAL, Mail

FAULTS = ("lost", "duplicates", "wrong", "leaked", "late")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Tally:
    """`answered` and `needs_human` are applications, `needs_human` with or without an answer; the
    findings must be none."""

    applications: int
    answered: int
    needs_human: int
    findings: tuple[Finding, ...]

    def of(self, kind: str) -> int:
        return sum(finding.kind == kind for finding in self.findings)


def answered(mails: Iterable[Mail]) -> set[str]:
    """The applications about which a final answer has come."""
    return {mail.about for mail in mails if mail.kind in FINAL}


def tally(
    script: Script,
    mails: Sequence[Mail],
    organisation: Organisation,
    by_human: Collection[str] = (),
) -> Tally:
    """Count lost, doubled, wrong, leaked and late.

    `by_human` are the applications whose answer a human was asked to look after: they are not lost.
    """
    calendar = WorkCalendar.of(organisation)
    about: dict[str, list[Mail]] = {}
    for mail in mails:
        about.setdefault(mail.about, []).append(mail)
    names = Names(script)
    findings: list[Finding] = []
    answers = asked = 0
    jobs = {script.job_id(job.id) for job in script.jobs}
    people = (person for job in script.jobs for person in (job.recruiter, job.decider))
    house = {person.email.rpartition("@")[2] for person in people}
    for person, application in script.parts():
        subject = script.subject(application)
        theirs = about.pop(subject, [])
        finals = [m for m in theirs if m.kind in FINAL]
        answers += bool(finals)
        asked += any(m.kind == "needs_human" for m in theirs)
        if not finals and subject not in by_human:
            findings.append(Finding("lost", subject, "no answer, and no human knows"))
        findings += _doubled(subject, theirs)
        findings += _wrong(script, person, application, theirs)
        findings += _leaked(person, subject, theirs, names)
        due = _due(application, organisation, calendar)
        findings += [
            Finding("late", subject, f"the {m.kind} came {m.at - due} after the promise")
            for m in finals
            if m.at > due
        ]
    findings += [
        Finding("wrong", stranger, "mails about nobody in the script")
        for stranger, theirs in about.items()
        if stranger not in jobs and not all(_is_about_several(mail, house) for mail in theirs)
    ]
    return Tally(len(list(script.parts())), answers, asked, tuple(findings))


def _is_about_several(mail: Mail, house: Collection[str]) -> bool:
    """What one of the house's people reads when the trial meets the nightly check."""
    return mail.kind in ABOUT_SEVERAL and mail.to.rpartition("@")[2] in house


def _doubled(subject: str, mails: list[Mail]) -> Iterable[Finding]:
    """Two final answers of whatever kind, or the same other letter to the candidate twice."""
    kinds = Counter("answer" if m.kind in FINAL else m.kind for m in mails if _for_them(m))
    for kind, times in kinds.items():
        if times > 1:
            yield Finding("duplicates", subject, f"{kind} came {times} times")


def _wrong(
    script: Script, person: Person, application: Application, mails: list[Mail]
) -> Iterable[Finding]:
    subject, job = script.subject(application), script.job(application.job)
    house = job.recruiter.email.rpartition("@")[2]
    for mail in mails:
        if not _for_them(mail):
            if mail.to.rpartition("@")[2] != house:
                yield Finding("wrong", subject, f"{mail.kind} went to somebody outside")
            continue
        checks = {
            "went to somebody else": mail.to != person.email,
            "has another name": person.name[0] not in mail.text,
            "has another job": job.title not in mail.subject,
            "does not say what it is": not script.says_what_it_is(
                person.language, mail.kind, mail.says
            ),
            "is not what was decided": mail.kind in FINAL and mail.kind != application.expects,
            "was sent before the decision": mail.kind in FINAL
            and mail.at < application.steps[-1].at,
        }
        yield from (
            Finding("wrong", subject, f"{mail.kind} {w}") for w, bad in checks.items() if bad
        )


def _leaked(person: Person, subject: str, mails: list[Mail], names: "Names") -> Iterable[Finding]:
    """Anybody else's name or address, in any mail about this application, to whomever it went."""
    domain = (person.email or "").rpartition("@")[2]
    for mail in mails:
        whole = f"{mail.says} {mail.html}"
        others = names.in_text(whole) - {person.full_name}
        strangers = {a for a in ADDRESS.findall(whole) if a.endswith(f"@{domain}")}
        if others or strangers - {person.email}:
            yield Finding("leaked", subject, f"{mail.kind} names another candidate")


def _due(application: Application, organisation: Organisation, calendar: WorkCalendar) -> datetime:
    applied = application.applied_at
    if applied is None:
        raise ValueError(f"{application.id} never applied")
    jurisdiction = organisation.jurisdiction
    return make_promise(1, "application", applied, organisation, jurisdiction, calendar).due_at


def _for_them(mail: Mail) -> bool:
    return mail.kind in TO_CANDIDATES


class Names:
    """Finds the cast's names in a text: first and last names apart, since six hundred whole names
    in one pattern take minutes over some thousand mails."""

    def __init__(self, script: Script) -> None:
        self._full = {person.full_name for person in script.people}
        first, last = ("|".join(map(re.escape, {p.name[i] for p in script.people})) for i in (0, 1))
        self._pattern = re.compile(rf"\b(?:{first}) (?:{last})\b")

    def in_text(self, text: str) -> set[str]:
        return self._full.intersection(self._pattern.findall(text))
