"""The values that a letter is made from, and the letter that comes out.

`LetterCase` is all that is known; `LetterBrief` is what a writer may see (no name, no contact, no
internal reason); `Slots` is what a writer gives back; `LetterDocument` is the finished letter.
"""

from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from svar.domain.value import Value

Stage = Literal["application", "screening", "interview"]
Cause = Literal["position_filled", "position_cancelled"]
"""A reason that lies with the job: then nothing about the candidate decided."""
EvidenceKind = Literal[
    "feedback",
    "assessed_with_quote",
    "assessed",
    "mapped",
    "position_filled",
    "position_cancelled",
    "volume",
]
Part = Literal["thanks", "outcome", "reason", "learning", "closing", "wish", "contact"]

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


class Quote(_Value):
    """The candidate's own words: `text` is an exact substring of the answer in `turn`."""

    turn: int
    text: str


class Numbers(_Value):
    applicants: int
    invited: int | None = None


class Evidence(_Value):
    """One fact that a sentence of the reason may stand on. `note` is internal and never sent."""

    id: str = Field(pattern=r"^E[1-9][0-9]*$")
    kind: EvidenceKind
    criterion_id: str | None = None
    criterion_text: str | None = None
    feedback: str | None = None
    quote: Quote | None = None
    assessed_by: str | None = None
    assessed_at: AwareDatetime | None = None
    note: str | None = None
    numbers: Numbers | None = None


class Question(_Value):
    """A human's text that must not reach the candidate, handed back to the recruiter.

    `field` is the path in the case; `why_key` names the reason in the recruiter's texts.
    """

    field: str
    why_key: str


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


class ReasonSentence(_Value):
    """One sentence and the ids of the evidence that it stands on."""

    text: str
    evidence: tuple[str, ...]


class Slots(_Value):
    """What a writer fills in; everything else in a letter belongs to code."""

    thanks_for: str
    reason: tuple[ReasonSentence, ...] = Field(min_length=1, max_length=2)
    learning: ReasonSentence | None = None


class Sentence(_Value):
    text: str
    evidence: tuple[str, ...] = ()


class Paragraph(_Value):
    part: Part
    sentences: tuple[Sentence, ...]

    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


class LetterDocument(_Value):
    """A finished letter as plain values; the mail templates turn it into text and HTML."""

    language: str
    subject: str
    greeting: str
    paragraphs: tuple[Paragraph, ...]
    signature: tuple[str, ...]

    def plain_text(self) -> str:
        """The whole letter: greeting, paragraphs and signature, with a blank line between."""
        blocks = [self.greeting, *(p.text() for p in self.paragraphs), "\n".join(self.signature)]
        return "\n\n".join(blocks) + "\n"
