"""What humans decide about an application, and what they take back."""

from typing import Literal

from pydantic import Field

from svar.domain.events.shapes import Assessment, Data, Envelope, Line, Moment, Person, Text


class Rejected(Data):
    """A decision. `automatic` means an ATS rule took it, so it waits for a human. `cause` is set
    when the reason lies with the job and not with the candidate."""

    decided_by: Person | None = None
    automatic: bool = False
    assessments: tuple[Assessment, ...] = ()
    ats_reason: Line | None = None
    cause: Literal["position_filled", "position_cancelled"] | None = None
    feedback_for_candidate: Text | None = None
    tell_after: Moment | None = None
    applicants: int | None = Field(default=None, ge=0)
    invited: int | None = Field(default=None, ge=0)


class DecidedBy(Data):
    decided_by: Person | None = None


Mistake = Literal["decision_taken_back", "meant_for_somebody_else", "wrong_text"]


class CorrectionRequested(Data):
    """A human says that a letter went out wrongly, and wants it put right.

    `letter` is the letter's number, the last one that went if it is left out. `why` is for the
    record and never sent. `feedback_for_candidate` is what the reason should have been, in the
    human's own words.
    """

    requested_by: Person
    mistake: Mistake
    letter: int | None = Field(default=None, ge=1)
    why: Line = Field(min_length=1)
    feedback_for_candidate: Text | None = None


class RejectedEvent(Envelope):
    type: Literal["decision.rejected"] = "decision.rejected"
    data: Rejected


class RejectionWithdrawnEvent(Envelope):
    type: Literal["decision.rejection_withdrawn"] = "decision.rejection_withdrawn"
    data: DecidedBy = Field(default_factory=DecidedBy)


class HiredEvent(Envelope):
    type: Literal["decision.hired"] = "decision.hired"
    data: DecidedBy = Field(default_factory=DecidedBy)


class HireWithdrawnEvent(Envelope):
    type: Literal["decision.hire_withdrawn"] = "decision.hire_withdrawn"
    data: DecidedBy = Field(default_factory=DecidedBy)


class CorrectionRequestedEvent(Envelope):
    type: Literal["correction.requested"] = "correction.requested"
    data: CorrectionRequested
