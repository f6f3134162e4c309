"""What recruiters, deciders and whoever is next in line read."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from svar.domain.deeds import HumanReason, Instead, WrittenBy
from svar.domain.letters.document import Evidence, LetterDocument, Question
from svar.mail.contents.every_mail import Mail
from svar.mail.shown import (
    AskedSince,
    CloseCause,
    Corrects,
    CriterionStatus,
    GateFinding,
    HumanAction,
    Part,
    Person,
    Review,
    Url,
)


class Reminder(Mail):
    """To the decider: somebody waits. `decide_url` is the ATS or a page, `say_when_url` a page."""

    kind: Literal["reminder"] = "reminder"
    decider: Person
    candidate_name: str
    job_title: str
    since: AskedSince
    waiting_since: date
    promised_by: date
    decide_url: Url
    say_when_url: Url


class Escalation(Mail):
    """To the manager and the recruiter: the decider was asked, and the time is nearly out."""

    kind: Literal["escalation"] = "escalation"
    recipient: Person
    decider: Person | None
    candidate_name: str
    job_title: str
    since: AskedSince
    waiting_since: date
    asked_on: tuple[date, ...] = ()
    promised_by: date
    decide_url: Url


class AskedRow(Part):
    """One candidate who waits; `url` is the page to decide on, or to say when."""

    candidate_name: str
    promised_by: date
    url: Url


class AskedGroup(Part):
    """Those of one job whom one person decides about, the nearest promise first.

    `more` are not named; the page at `url` has everybody. `asked_on` is for whom it is told to
    plainly: the days on which the decider was asked.
    """

    job_title: str
    decider: Person
    asked_on: tuple[date, ...] = ()
    rows: tuple[AskedRow, ...]
    more: int = 0
    url: Url | None = None


class _Asked(Mail):
    """About several people at once: how many, and the nearest of the days they were promised."""

    recipient: Person
    groups: tuple[AskedGroup, ...]
    count: int = Field(ge=2)
    first: date

    @property
    def job_titles(self) -> tuple[str, ...]:
        """Each once, in their order."""
        return tuple(dict.fromkeys(group.job_title for group in self.groups))


class Reminders(_Asked):
    """To the decider: several people wait."""

    kind: Literal["reminders"] = "reminders"


class Escalations(_Asked):
    """To the manager or the recruiter: the time of several people is nearly out."""

    kind: Literal["escalations"] = "escalations"


class CriterionFinding(Part):
    """One criterion: `quote` is the candidate's exact words in `turn`."""

    criterion: str
    status: CriterionStatus
    turn: int | None = None
    quote: str | None = None


class MotivationSentence(Part):
    text: str
    turn: int | None = None
    quote: str | None = None


class ScreeningSummary(Mail):
    """What the candidate told, criterion by criterion. No score, no rank, no recommendation."""

    kind: Literal["screening_summary"] = "screening_summary"
    recipient: Person
    candidate_name: str
    job_title: str
    screened_on: date
    criteria: tuple[CriterionFinding, ...]
    motivation: tuple[MotivationSentence, ...] = ()
    questions: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    """Questions that the candidate was asked and passed over. It says nothing about anybody."""
    answers_url: Url | None = None


class AuditLinks(Part):
    """Signed links; one that is missing is not offered."""

    hold: Url | None = None
    release: Url | None = None
    edit: Url | None = None
    approve: Url | None = None


class Audit(Mail):
    """To the recruiter: the letter as the candidate will see it, and what it stands on.

    `review = hold` goes by itself at `goes_at`; `review = approve` waits for a yes, and `goes_at`
    is then the earliest time it can go.
    """

    kind: Literal["audit"] = "audit"
    recipient: Person
    candidate_name: str
    candidate_email: str | None = None
    job_title: str
    letter: LetterDocument
    ai_note: bool = False
    evidence: tuple[Evidence, ...] = ()
    review: Review
    goes_at: AwareDatetime | None
    answers: tuple[str, ...] = ()
    """The positions that the letter answers, when it answers several applications at once."""
    call_first: bool = False
    written_by: WrittenBy
    instead: Instead | None = None
    """Why the house wrote although Claude was asked first."""
    findings: tuple[GateFinding, ...] = ()
    questions: tuple[Question, ...] = ()
    decided_by: str | None = None
    decided_at: AwareDatetime | None = None
    corrects: Corrects | None = None
    """Set when the letter is a correction: then the decision is the one to correct."""
    links: AuditLinks = Field(default_factory=AuditLinks)


class HumanLink(Part):
    action: HumanAction
    url: Url


class NeedsHuman(Mail):
    """Something that no machine may settle: what happened, and what a person can do.

    `detail` is technical and shown small, such as the receiving server's answer. `letter` is shown
    so that it can be read out on the telephone. `promised_by` is when the candidate must know.
    """

    kind: Literal["needs_human"] = "needs_human"
    recipient: Person
    reason: HumanReason
    happened_at: AwareDatetime
    candidate_name: str | None = None
    candidate_emails: tuple[str, ...] = ()
    candidate_phone: str | None = None
    job_title: str | None = None
    promised_by: date | None = None
    detail: str | None = None
    letter: LetterDocument | None = None
    links: tuple[HumanLink, ...] = ()


class UndecidedAfterClose(Mail):
    """A job was closed, put on hold or filled, and `undecided` people still have no answer.

    `asked_on` are the days of earlier questions; `recruiter` is who was asked then, when the reader
    is somebody else.
    """

    kind: Literal["undecided_after_close"] = "undecided_after_close"
    recipient: Person
    job_title: str
    cause: CloseCause
    closed_on: date
    asked_on: tuple[date, ...] = ()
    recruiter: str | None = None
    undecided: int = Field(ge=1)
    first_promise: date | None = None
    page_url: Url


class DigestDecider(Part):
    name: str
    waiting: int


class DigestJob(Part):
    """One vacancy this morning. `first` is the next day that somebody was promised."""

    job_title: str
    undecided: tuple[DigestDecider, ...] = ()
    missed: int = 0
    soon: int = 0
    first: date | None = None
    approval: int = 0
    held: int = 0
    human: int = 0
    url: Url

    @property
    def waiting(self) -> int:
        return sum(each.waiting for each in self.undecided)


class DigestCheck(Part):
    """For the overseer: what the daily check mended, and the ids that it could not mend."""

    checked: int
    repaired: int
    broken: int
    ids: tuple[str, ...] = ()


class Digest(Mail):
    """The day at a glance, in counts by job: nobody's name stays in an inbox."""

    kind: Literal["digest"] = "digest"
    recipient: Person
    jobs: tuple[DigestJob, ...] = ()
    check: DigestCheck | None = None

    @property
    def missed(self) -> int:
        return sum(job.missed for job in self.jobs)

    @property
    def soon(self) -> int:
        return sum(job.soon for job in self.jobs)

    @property
    def waiting(self) -> int:
        return sum(job.waiting for job in self.jobs)
