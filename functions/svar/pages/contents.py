"""What every page behind a signed link says, as plain values told apart by `kind`.

A page's buttons are POST forms: `Form.url` takes the fields `token` (signed, passed in), `action`
and those that the model's docstring names. Works without JavaScript.
"""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, ConfigDict

from svar.domain.letters.case import Evidence, LetterDocument
from svar.domain.value import Value
from svar.mail.contents import AskedSince, CloseCause, GateFinding, Person, Review, Url, WrittenBy

LetterState = Literal["waiting", "held", "sent"]
CloseReason = Literal["position_filled", "position_cancelled"]
Outcome = Literal[
    "held", "resumed", "released", "approved", "edited", "said_when", "closed", "undone", "told"
]
Problem = Literal[
    "link_expired", "link_invalid", "already_sent", "changed_meanwhile", "gone", "try_again"
]


class _Value(Value):
    model_config = ConfigDict(extra="forbid")


class Form(_Value):
    """Where a page's buttons post to, and the signed token that proves the page was ours."""

    url: str
    token: str


class _Page(_Value):
    """What every page knows; `today` decides whether a date shows its year."""

    language: str
    organisation: str
    today: date
    zone: str = "Europe/Oslo"


class LetterPage(_Page):
    """The letter, what it stands on, when it goes, and the buttons that its state allows.

    Posts `action` = hold | resume | release | approve | edit; edit with `text`, the paragraphs
    between greeting and signature, a blank line between. After an edit that the gate refused,
    `draft` is what the human wrote and `findings` is why. Where the letter answers several
    applications (`answers`, their positions), `own_letter` is the one that an edit begins with: an
    edited letter goes by itself.
    """

    kind: Literal["letter"] = "letter"
    candidate_name: str
    job_title: str
    letter: LetterDocument
    ai_note: bool = False
    evidence: tuple[Evidence, ...] = ()
    answers: tuple[str, ...] = ()
    own_letter: LetterDocument | None = None
    state: LetterState = "waiting"
    review: Review
    goes_at: AwareDatetime | None
    call_first: bool = False
    written_by: WrittenBy
    decided_by: str | None = None
    decided_at: AwareDatetime | None = None
    draft: str | None = None
    findings: tuple[GateFinding, ...] = ()
    form: Form


class DecidePage(_Page):
    """A decider answers a reminder. Posts `action` = say_when with `by` = YYYY-MM-DD.

    `latest` is the last day that keeps the promise, or later if it is broken already.
    """

    kind: Literal["decide"] = "decide"
    candidate_name: str
    job_title: str
    since: AskedSince
    waiting_since: date
    promised_by: date
    earliest: date
    latest: date
    ats_url: Url | None = None
    recruiter: Person | None = None
    error: Literal["missing", "too_early", "too_late"] | None = None
    form: Form


class UndecidedApplicant(_Value):
    application_id: str
    name: str
    applied_on: date
    interviewed: bool = False


class UndecidedPage(_Page):
    """Everyone without an answer after a job closed. Posts `action` = close, `reason`, and one
    `application` per ticked person. Those who were interviewed start unticked: they deserve a call.
    """

    kind: Literal["undecided"] = "undecided"
    job_title: str
    cause: CloseCause
    applicants: tuple[UndecidedApplicant, ...]
    goes_at: AwareDatetime | None = None
    error: Literal["nobody_ticked"] | None = None
    form: Form


class DonePage(_Page):
    """What happened. With `undo`, a button that posts `action` = `undo_action`."""

    kind: Literal["done"] = "done"
    outcome: Outcome
    candidate_name: str | None = None
    job_title: str | None = None
    goes_at: AwareDatetime | None = None
    by: date | None = None
    count: int | None = None
    undo: Form | None = None
    undo_action: str = "undo"


class ProblemPage(_Page):
    """Why the link does not work, what it means, and whom to ask."""

    kind: Literal["problem"] = "problem"
    problem: Problem
    contact: Person | None = None


PageContent = LetterPage | DecidePage | UndecidedPage | DonePage | ProblemPage
