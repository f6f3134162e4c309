"""What every mail says, as plain values: one frozen model per kind, told apart by `kind`.

Dates are days in the organisation's zone; instants are aware and shown in `zone`. `written_on` is
the day the mail is written: years are left out of dates in the same year. URLs are complete.
Nothing here imports the template engine, so a function that only plans mail starts fast.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from svar.domain.events import Mistake
from svar.domain.letters.case import Evidence, LetterDocument, Question
from svar.domain.value import Value

# Some come from an ATS: a link that runs a script is not a link.
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
CriterionStatus = Literal["met", "not_met", "unclear", "not_asked"]
Review = Literal["hold", "approve"]
WrittenBy = Literal["house", "claude", "human"]
Instead = Literal["no_money", "gave_up", "unheard", "not_mended"]
AskedSince = Literal["application", "interview"]
CloseCause = Literal["closed", "filled", "cancelled", "on_hold", "hired"]
HumanReason = Literal[
    "bounced",
    "suppressed",
    "complained",
    "refused",
    "address_of_another",
    "not_delivered",
    "delivery_unknown",
    "address_missing",
    "cannot_email",
    "auto_reject_parked",
    "gate_failed",
    "no_reason_to_give",
    "promise_before_hold_ends",
    "decision_taken_back_after_sending",
    "other_process_open",
    "recruiter_missing",
    "decider_missing",
    "text_changed_after_approval",
    "ats_cannot_be_read",
    "chat_stopped",
    "writer_stopped",
    "correction_waits",
    "correction_does_not_fit",
    "other",
]
HumanAction = Literal[
    "approve", "edit", "hold", "open_application", "decide", "mark_told", "correct"
]


class _Value(Value):
    model_config = ConfigDict(extra="forbid")


class Person(_Value):
    """Somebody on the employer's side whom a reader can reach."""

    name: str = Field(min_length=1)
    email: str | None = None
    phone: str | None = None
    title: str | None = None


class _Mail(_Value):
    """What every mail knows: language (`nb`, `nn`, `en`...), employer, the day and the zone."""

    language: str
    organisation: str = Field(min_length=1)
    written_on: date
    zone: str = "Europe/Oslo"


# --- to candidates -------------------------------------------------------------------------------


class Receipt(_Mail):
    """What happens now, when the candidate will hear at the latest, and who to ask."""

    kind: Literal["receipt"] = "receipt"
    name: str | None = None
    job_title: str
    applied_on: date
    answer_by: date
    contact: Person
    chat_url: Url | None = None
    mentions_ai: bool = False
    privacy_url: Url | None = None


class StatusNotice(_Mail):
    """No decision yet, honestly. `number` counts from 1, so that a second differs from the first.

    `promised_by` is the day that was promised and could not be kept.
    """

    kind: Literal["status_notice"] = "status_notice"
    name: str | None = None
    job_title: str
    number: int = Field(ge=1)
    after: AskedSince = "application"
    promised_by: date
    early: bool = False
    """That day is still to come: a rule that was changed, or the law, asks for word before it."""
    next_word_by: date
    contact: Person
    job: Literal["open", "on_hold", "closed"] = "open"
    """How the vacancy stands: a job that is closed has no applications that "still count"."""
    answer_on_its_way: bool = False
    """A letter waits: then "no decision" would be untrue."""


class _LetterMail(_Value):
    """A finished letter. `ai_note` adds the line that a machine helped and a human decided."""

    letter: LetterDocument
    ai_note: bool = False

    @property
    def language(self) -> str:
        return self.letter.language


class Rejection(_LetterMail):
    kind: Literal["rejection"] = "rejection"


class WithdrawalConfirmation(_LetterMail):
    kind: Literal["withdrawal_confirmation"] = "withdrawal_confirmation"


class Correction(_LetterMail):
    kind: Literal["correction"] = "correction"


# --- to recruiters and deciders ------------------------------------------------------------------


class Reminder(_Mail):
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


class Escalation(_Mail):
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


class CriterionFinding(_Value):
    """One criterion: `quote` is the candidate's exact words in `turn`."""

    criterion: str
    status: CriterionStatus
    turn: int | None = None
    quote: str | None = None


class MotivationSentence(_Value):
    text: str
    turn: int | None = None
    quote: str | None = None


class ScreeningSummary(_Mail):
    """What the candidate told, criterion by criterion. No score, no rank, no recommendation."""

    kind: Literal["screening_summary"] = "screening_summary"
    recipient: Person
    candidate_name: str
    job_title: str
    screened_on: date
    criteria: tuple[CriterionFinding, ...]
    motivation: tuple[MotivationSentence, ...] = ()
    questions: tuple[str, ...] = ()
    application_url: Url | None = None


class GateFinding(_Value):
    """One rule that a text broke: `rule` is R01..R20, `words` the offending words."""

    rule: str = Field(pattern=r"^R[0-9]{2}$")
    words: str = ""


class Corrects(_Value):
    """What a correction puts right, when the wrong letter went, and why (which is internal)."""

    mistake: Mistake
    sent_at: AwareDatetime | None = None
    why: str


class AuditLinks(_Value):
    """Signed links; one that is missing is not offered."""

    hold: Url | None = None
    release: Url | None = None
    edit: Url | None = None
    approve: Url | None = None


class Audit(_Mail):
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


class HumanLink(_Value):
    action: HumanAction
    url: Url


class NeedsHuman(_Mail):
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


class UndecidedAfterClose(_Mail):
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


class DigestDecider(_Value):
    name: str
    waiting: int


class DigestJob(_Value):
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


class DigestCheck(_Value):
    """For the overseer: what the daily check mended, and the ids that it could not mend."""

    checked: int
    repaired: int
    broken: int
    ids: tuple[str, ...] = ()


class Digest(_Mail):
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


LetterMail = Rejection | WithdrawalConfirmation | Correction
MailContent = (
    Receipt
    | StatusNotice
    | LetterMail
    | Reminder
    | Escalation
    | ScreeningSummary
    | Audit
    | NeedsHuman
    | UndecidedAfterClose
    | Digest
)
