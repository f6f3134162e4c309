"""What the mailbox says of the promise: counted on the mails themselves, against the script."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import Organisation
from svar.mail.dates import say_date
from svarctl.demo.cast import Application, Person, Script
from svarctl.demo.posted import ABOUT_SEVERAL, Mail
from svarctl.demo.promised import Promised, promises_of

FINAL = ("rejection", "withdrawal_confirmation", "correction")
TO_CANDIDATES = frozenset({"receipt", "status_notice", *FINAL})
LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True)
class Finding:
    """One thing that must not be. `about` is an application's id, `what` a sentence without
    anybody's address."""

    kind: str
    about: str
    what: str


@dataclass(frozen=True)
class Count:
    """The figures of `result.json`, and the findings behind those that must be 0."""

    applications: int
    owed_an_answer: int
    answered: int
    answered_in_time: int
    status_notices: int
    needs_human: int
    mails: dict[str, int]
    findings: tuple[Finding, ...] = ()

    def of(self, kind: str) -> int:
        return sum(finding.kind == kind for finding in self.findings)


def count(script: Script, mails: Sequence[Mail], organisation: Organisation) -> Count:
    """Hold every mail against the script, and every application against the mails."""
    calendar = WorkCalendar.of(organisation)
    about: dict[str, list[Mail]] = {}
    for mail in mails:
        about.setdefault(mail.about, []).append(mail)
    findings = [*_strangers(script, mails), *_doubles(mails)]
    answered = in_time = by_human = owed = 0
    for person, application in script.parts():
        theirs = mails_of(script, person, application, about)
        judged = _judge(script, person, application, theirs, organisation, calendar)
        findings += judged.findings
        owed += application.expects in FINAL
        answered += judged.answered
        in_time += judged.in_time
        by_human += judged.by_human
    return Count(
        applications=sum(a.expects != "nothing" for _, a in script.parts()),
        owed_an_answer=owed,
        answered=answered,
        answered_in_time=in_time,
        status_notices=sum(m.kind == "status_notice" and m.reached for m in mails),
        needs_human=by_human,
        mails=dict(sorted(Counter(m.kind for m in mails if m.reached).items())),
        findings=tuple(findings),
    )


def mails_of(
    script: Script,
    person: Person,
    application: Application,
    about: Mapping[str, Sequence[Mail]],
) -> list[Mail]:
    """The mails about one application, out of all by what they are about.

    One letter may answer several applications of one person, and names each position.
    """
    title = script.job(application.job).title
    shared = (
        mail
        for other in person.applications
        if other is not application
        for mail in about.get(script.subject(other), [])
        if _tells_of(mail, title)
    )
    return [*about.get(script.subject(application), []), *shared]


def _tells_of(mail: Mail, title: str) -> bool:
    """Whether a letter that several applications share names this position too."""
    return mail.kind == "rejection" and title.casefold() in mail.text.casefold()


@dataclass(frozen=True)
class _Judged:
    findings: list[Finding]
    answered: bool = False
    in_time: bool = False
    by_human: bool = False


def _judge(
    script: Script,
    person: Person,
    application: Application,
    mails: list[Mail],
    organisation: Organisation,
    calendar: WorkCalendar,
) -> _Judged:
    subject = script.subject(application)
    findings = list(_wrong(script, person, application, mails))
    to_them = [m for m in mails if m.kind in TO_CANDIDATES and m.reached]
    finals = [m for m in to_them if m.kind in FINAL]
    if len(finals) > 1:
        findings.append(Finding("duplicates", subject, f"{len(finals)} final answers"))
    if application.expects not in FINAL:
        return _Judged(findings)
    if application.reach == "human":
        told = any(m.kind == "needs_human" and m.reached for m in mails)
        if not told:
            findings.append(Finding("lost", subject, "no mail can reach them, and nobody was told"))
        return _Judged(findings, by_human=told)
    if not finals:
        findings.append(Finding("lost", subject, "owed an answer, and none came"))
        return _Judged(findings)
    promised = promises_of(application, organisation, calendar)
    findings += _late(script, application, promised, to_them, calendar)
    findings += _receipt(person, application, subject, promised, to_them)
    told_on = calendar.local_date(finals[0].at)
    in_time = told_on <= (promised.standing[-1] if promised.standing else promised.first)
    return _Judged(findings, answered=True, in_time=in_time)


def _late(
    script: Script,
    application: Application,
    promised: Promised,
    mails: list[Mail],
    calendar: WorkCalendar,
) -> Iterable[Finding]:
    """Word is an answer or a status notice; the candidate was told a day, so the day counts."""
    withdrew = application.ended_at("withdraw")
    words = [m for m in mails if m.kind in {"status_notice", *FINAL}]
    days = list(promised.standing)
    final = next((m for m in words if m.kind in FINAL), None)
    days += [
        max(named)
        for m in words
        if m.kind == "status_notice" and (named := dates_in(m, calendar.local_date(m.at)))
    ]
    for due in days:
        if withdrew is not None and calendar.local_date(withdrew) <= due:
            continue
        heard = [m for m in words if calendar.local_date(m.at) <= due]
        fresh = [m for m in heard if m.kind in FINAL or _answers(m, due, calendar)]
        if not fresh and calendar.local_date(script.ends) > due:
            when = f"{final.at:%d %b %H:%M}" if final else "never"
            subject = script.subject(application)
            yield Finding("late", subject, f"word was due on {due}, the answer came {when}")


def _answers(notice: Mail, due: date, calendar: WorkCalendar) -> bool:
    """Whether a notice is word for that day: a notice cannot keep the promise it makes itself."""
    named = dates_in(notice, calendar.local_date(notice.at))
    return due not in named or max(named) > due


def dates_in(mail: Mail, today: date) -> list[date]:
    """The days from `today` on that a mail names, in its own language's words."""
    days = (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS))
    said = mail.says
    return [
        day
        for day in days
        if re.search(rf"\b{re.escape(say_date(day, language=mail.language, today=today))}\b", said)
    ]


def _receipt(
    person: Person, application: Application, subject: str, promised: Promised, mails: list[Mail]
) -> Iterable[Finding]:
    receipts = [m for m in mails if m.kind == "receipt"]
    if len(receipts) > 1:
        yield Finding("duplicates", subject, f"{len(receipts)} receipts")
    if not receipts:
        yield Finding("lost", subject, "no receipt came")
    for mail in receipts:
        if promised.receipt not in dates_in(mail, promised.receipt - timedelta(days=30)):
            yield Finding("wrong", subject, f"the receipt does not name {promised.receipt}")


def _wrong(
    script: Script, person: Person, application: Application, mails: list[Mail]
) -> Iterable[Finding]:
    subject = script.subject(application)
    job = script.job(application.job)
    internal = [step.reason for step in application.steps if step.reason]
    notes = [one.note for step in application.steps for one in step.assessments if one.note]
    people = {job.recruiter.email, job.decider.email}
    for mail in mails:
        if mail.kind not in TO_CANDIDATES:
            if mail.to == person.email or not _employs(mail.to, people):
                yield Finding("wrong", subject, f"{mail.kind} went to somebody outside")
            continue
        checks = {
            "went to somebody else": mail.to != person.email,
            "has another language": mail.language != person.language,
            "has another name": person.name[0] not in mail.text,
            "has another job": job.title not in mail.subject and not _tells_of(mail, job.title),
            "does not say what it is": not script.says_what_it_is(
                person.language, mail.kind, mail.says
            ),
            "has the ATS's internal words": any(w in mail.says for w in (*internal, *notes)),
            "is not what was decided": mail.kind in FINAL and mail.kind != application.expects,
            "was sent before anybody decided": _before_decision(script, application, mail),
            "was sent to one who has not applied": application.expects == "nothing",
        }
        for what in (what for what, holds in checks.items() if holds):
            yield Finding("wrong", subject, f"{mail.kind} {what}")
        others = [each for each, _ in script.parts() if each.id != person.id]
        if any(each.full_name in mail.text for each in others):
            yield Finding("wrong", subject, f"{mail.kind} names another candidate")


def _before_decision(script: Script, application: Application, mail: Mail) -> bool:
    """A person decides in the ATS, or on the page for all who are left of a job."""
    if mail.kind != "rejection":
        return False
    human = [step.at for step in application.steps if step.do == "reject"]
    human += [
        step.at
        for _, other in script.parts()
        for step in other.steps
        if other.job == application.job and step.button == "close"
    ]
    return not human or mail.at < min(human)


def _employs(address: str, people: set[str]) -> bool:
    domains = {each.rpartition("@")[2] for each in people}
    return address.rpartition("@")[2] in domains


def _strangers(script: Script, mails: Iterable[Mail]) -> Iterable[Finding]:
    """Mails about nothing in the script, or to an address that nobody in it has."""
    known = {script.subject(application) for _, application in script.parts()}
    known |= {script.job_id(job.id) for job in script.jobs}
    house = {each for job in script.jobs for each in (job.recruiter.email, job.decider.email)}
    for mail in mails:
        if mail.kind in ABOUT_SEVERAL and _employs(mail.to, house):
            continue
        if mail.about not in known:
            yield Finding("wrong", mail.about, f"{mail.kind} is about nothing in the script")


def _doubles(mails: Iterable[Mail]) -> Iterable[Finding]:
    seen = Counter((mail.to, mail.subject, mail.says) for mail in mails)
    for mail in mails:
        times = seen.pop((mail.to, mail.subject, mail.says), 1)
        if times > 1:
            yield Finding("duplicates", mail.about, f"{mail.kind} came {times} times")
