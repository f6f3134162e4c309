"""What every page behind a signed link says, as plain values told apart by `kind`.

A page's buttons are POST forms: `Form.url` takes the fields `token` (signed, passed in), `action`
and those that the model's docstring names. Works without JavaScript.
"""

from datetime import date
from itertools import batched
from typing import TYPE_CHECKING, Literal

from pydantic import AwareDatetime

from svar.domain.deeds import WrittenBy
from svar.domain.events import Mistake
from svar.domain.letters.document import Evidence, LetterDocument
from svar.mail.shown import AskedSince, CloseCause, Corrects, GateFinding, Person, Review
from svar.pages.every_page import Form, Page, PageValue

if TYPE_CHECKING:
    # Who shows the employer's pages need not load the candidate's.
    from svar.pages.to_candidates import ChatOverPage, ChatPage

LetterState = Literal["waiting", "held", "sent"]
PART = 50
"""Applicants under one heading of a long list."""
Ticked = Literal["not_interviewed", "all", "none"]
CloseReason = Literal["position_filled", "position_cancelled"]
Outcome = Literal[
    "held",
    "resumed",
    "released",
    "approved",
    "edited",
    "said_when",
    "decided",
    "undone",
    "told",
    "correcting",
]
Problem = Literal[
    "link_expired", "link_invalid", "already_sent", "changed_meanwhile", "gone", "try_again"
]


CorrectingError = Literal["why_missing", "mistake_missing", "does_not_fit"]


class Correcting(PageValue):
    """The form that asks for a correction of a letter that has gone.

    `mistakes` are those that fit what is decided now; without any, or when the letter is `made`
    right already, there is no form. `why` and `reason` are what was typed before an error.
    """

    mistakes: tuple[Mistake, ...] = ()
    made: bool = False
    decided: bool = False
    chosen: Mistake | None = None
    why: str = ""
    reason: str = ""
    error: CorrectingError | None = None


class LetterPage(Page):
    """The letter, what it stands on, when it goes, and the buttons that its state allows.

    Posts `action` = hold | resume | release | approve | edit | mark_told | correct; edit with
    `text`, the paragraphs between greeting and signature, a blank line between; correct with
    `mistake`, `why` and `reason`. After an edit that the gate refused, `draft` is what the human
    wrote and `findings` is why. Where the letter answers several applications (`answers`, their
    positions), `own_letter` is the one that an edit begins with: an edited letter goes by itself.
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
    may_tell: bool = False
    """Whether a human may say, before it goes, that they told the candidate themselves."""
    undelivered: bool = False
    """It was sent, and nobody but a human can say that the candidate has it."""
    review: Review
    goes_at: AwareDatetime | None
    call_first: bool = False
    written_by: WrittenBy
    decided_by: str | None = None
    decided_at: AwareDatetime | None = None
    draft: str | None = None
    findings: tuple[GateFinding, ...] = ()
    corrects: Corrects | None = None
    correcting: Correcting | None = None
    """Set when the letter has gone."""
    form: Form


DecideError = Literal["missing", "too_early", "too_late", "why", "who"]


class Demand(PageValue):
    """A requirement of the advert that the decider may tick as not met."""

    id: str
    text: str
    ticked: bool = False


class DecidePage(Page):
    """A decider answers a reminder: decides now, or says when.

    Posts `action` = reject with `who` (the address of one of `deciders`), a `not_met` for each
    ticked requirement and `words`; or say_when with `by` = YYYY-MM-DD. `latest` is the last day
    that keeps the promise, or later if it is broken already.
    """

    kind: Literal["decide"] = "decide"
    candidate_name: str
    job_title: str
    since: AskedSince
    waiting_since: date
    promised_by: date
    earliest: date
    latest: date
    demands: tuple[Demand, ...] = ()
    deciders: tuple[Person, ...] = ()
    """Who may decide, the one who is asked first."""
    words: str = ""
    """What was typed before an error."""
    met: bool = False
    """Whether the candidate was interviewed: then a call comes first."""
    recruiter: Person | None = None
    error: DecideError | None = None
    form: Form


class UndecidedApplicant(PageValue):
    application_id: str
    name: str
    applied_on: date
    promised_by: date | None = None
    interviewed: bool = False
    url: str | None = None
    """The page to decide on, or to say when; only while the job is open."""


class OrderShown(PageValue):
    """The latest decision for many: `done` of the `chosen` have been carried out."""

    at: AwareDatetime
    reason: CloseReason
    chosen: int
    done: int


class StandingCount(PageValue):
    """How many applications of the job stand where; `standing` is a word of `Standing`."""

    standing: str
    count: int


class UndecidedPage(Page):
    """Everyone without a decision, of a job that was closed, filled or put on hold.

    Posts `action` = close, `reason`, `order` (so that a second press of one button is known), and
    one `application` per ticked person. Those who were interviewed start unticked: they deserve a
    call. Asks by GET for `q` (a part of a name) and `tick`. Of an open job (`cause` is None) it
    shows who waits, and has no button.
    """

    kind: Literal["undecided"] = "undecided"
    job_title: str
    cause: CloseCause | None
    applicants: tuple[UndecidedApplicant, ...]
    """Those who are shown, the longest wait first."""
    total: int
    """All who are undecided, shown or not."""
    query: str = ""
    ticked: Ticked = "not_interviewed"
    order: int = 1
    last: OrderShown | None = None
    counts: tuple[StandingCount, ...] = ()
    error: Literal["nobody_ticked"] | None = None
    form: Form

    @property
    def parts(self) -> tuple[tuple[UndecidedApplicant, ...], ...]:
        """The list in pieces that one can read."""
        return tuple(batched(self.applicants, PART, strict=False))


class Answered(PageValue):
    """A question and the sentences of its answer; without any, it was not answered."""

    asked: str
    answered: tuple[str, ...] = ()
    withheld: int = 0
    """Sentences about what no employer may weigh: they are not shown."""


class AnswersPage(Page):
    """What a candidate answered in the screening, for the recruiter to read."""

    kind: Literal["answers"] = "answers"
    candidate_name: str
    job_title: str
    answers: tuple[Answered, ...]


class DonePage(Page):
    """What happened. With `undo`, a button that posts `action` = `undo_action`."""

    kind: Literal["done"] = "done"
    outcome: Outcome
    candidate_name: str | None = None
    job_title: str | None = None
    goes_at: AwareDatetime | None = None
    by: date | None = None
    undo: Form | None = None
    undo_action: str = "undo"


class ProblemPage(Page):
    """Why the link does not work, what it means, and whom to ask."""

    kind: Literal["problem"] = "problem"
    problem: Problem
    contact: Person | None = None


type PageContent = (
    LetterPage
    | DecidePage
    | UndecidedPage
    | AnswersPage
    | DonePage
    | ProblemPage
    | ChatPage
    | ChatOverPage
)
