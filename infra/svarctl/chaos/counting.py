"""What the mailbox says after the trial: every application held against its mails."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import Organisation
from svar.domain.promises import make_promise
from svarctl.demo.cast import Application, Person, Script
from svarctl.demo.counting import FINAL, TO_CANDIDATES, Finding
from svarctl.demo.posted import Mail

FAULTS = ("lost", "duplicates", "wrong", "leaked", "late")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Tally:
    """`answered` and `needs_human` are applications; the findings must be none."""

    applications: int
    answered: int
    needs_human: int
    findings: tuple[Finding, ...]

    def of(self, kind: str) -> int:
        return sum(finding.kind == kind for finding in self.findings)

    @property
    def open(self) -> int:
        """Those who have no answer, and about whom no human was told."""
        return self.of("lost")


def tally(script: Script, mails: Sequence[Mail], organisation: Organisation) -> Tally:
    """Count lost, doubled, wrong, leaked and late, and those who were left to a human."""
    calendar = WorkCalendar.of(organisation)
    about: dict[str, list[Mail]] = {}
    for mail in mails:
        about.setdefault(mail.about, []).append(mail)
    names = _names(script)
    findings: list[Finding] = []
    answered = by_human = 0
    jobs = {script.job_id(job.id) for job in script.jobs}
    for person, application in script.parts():
        subject = script.subject(application)
        theirs = about.pop(subject, [])
        finals = [m for m in theirs if m.kind in FINAL]
        told = any(m.kind == "needs_human" for m in theirs)
        answered += bool(finals)
        by_human += told
        if not finals and not told:
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
        for stranger in about
        if stranger not in jobs
    ]
    return Tally(len(list(script.parts())), answered, by_human, tuple(findings))


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
            "does not say what it is": script.words[person.language].get(mail.kind, "")
            not in mail.says,
            "is not what was decided": mail.kind in FINAL and mail.kind != application.expects,
            "was sent before the decision": mail.kind in FINAL
            and mail.at < application.steps[-1].at,
        }
        yield from (
            Finding("wrong", subject, f"{mail.kind} {w}") for w, bad in checks.items() if bad
        )


def _leaked(
    person: Person, subject: str, mails: list[Mail], names: re.Pattern[str]
) -> Iterable[Finding]:
    """Anybody else's name or address, in any mail about this application, to whomever it went."""
    domain = (person.email or "").rpartition("@")[2]
    for mail in mails:
        whole = f"{mail.says} {mail.html}"
        others = set(names.findall(whole)) - {person.full_name}
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


def _names(script: Script) -> re.Pattern[str]:
    every = "|".join(re.escape(person.full_name) for person in script.people)
    return re.compile(rf"\b(?:{every})\b")
