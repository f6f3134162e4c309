"""A letter and what it stands on, as they are kept and shown.

`Slots` is what a writer gives back; `LetterDocument` is the finished letter. What it is made from
stands apart, in `case`: every function reads letters, and few write them.
"""

from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from svar.domain.value import Value

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


class _Value(Value):
    model_config = ConfigDict(extra="ignore")


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
