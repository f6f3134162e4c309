"""The values that a letter is made from.

`LetterCase` is all that is known; `LetterBrief` is what a writer may see (no name, no contact, no
internal reason).
"""

from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from svar.domain.letters.document import Evidence
from svar.domain.value import Value

Stage = Literal["application", "screening", "interview"]
Cause = Literal["position_filled", "position_cancelled"]
"""A reason that lies with the job: then nothing about the candidate decided."""
Missing = Literal["unmapped", "no_reason"]
"""What a human did not say: the internal reason means nothing to us, or there is none at all."""

NAME_PLACEHOLDER = "[NAVN]"
"""Stands for the candidate in everything a writer sees; code puts the name in last."""


class _Value(Value):
    model_config = ConfigDict(extra="ignore")


class Candidate(_Value):
    name: str | None = None


class Criterion(_Value):
    """One requirement of the advert, in the advert's own words."""

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)


class Job(_Value):
    title: str = Field(min_length=1)
    organisation: str = Field(min_length=1)
    criteria: tuple[Criterion, ...] = ()
    applicants: int | None = Field(default=None, ge=0)
    invited: int | None = Field(default=None, ge=0)


class Assessment(_Value):
    """A human's judgement of one criterion; `note` is internal and never sent."""

    criterion: str
    met: bool
    note: str | None = None


class Decision(_Value):
    """A human's decision. `ats_reason` is internal; `feedback_for_candidate` may be sent."""

    decided_by: str | None = None
    decided_at: AwareDatetime | None = None
    assessments: tuple[Assessment, ...] = ()
    ats_reason: str | None = None
    feedback_for_candidate: str | None = None


class ScreeningTurn(_Value):
    turn: int
    asked: str
    answered: str


class Contact(_Value):
    """The person who answers back."""

    name: str = Field(min_length=1)
    email: str = Field(min_length=3)
    phone: str | None = None
    title: str | None = None


class LetterCase(_Value):
    """Everything known about one rejection, before any of it is judged fit to send.

    `mapped_criterion` is the id of the criterion that the organisation's reasons map gives for the
    ATS reason.
    """

    language: str = "nb"
    candidate: Candidate = Field(default_factory=Candidate)
    job: Job
    stage: Stage = "application"
    decision: Decision = Field(default_factory=Decision)
    screening: tuple[ScreeningTurn, ...] = ()
    contact: Contact
    mapped_criterion: str | None = None
    missing: Missing | None = None
    cause: Cause | None = None


class LetterBrief(_Value):
    """What a writer sees: no name, no contact, no internal reason, nothing about anyone else.

    `seed` is opaque (an application id); it only varies the wording.
    """

    language: str
    job_title: str
    organisation: str
    stage: Stage
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    seed: str = ""
