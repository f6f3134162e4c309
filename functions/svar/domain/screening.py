"""What a candidate told in the screening, criterion by criterion.

The summary never judges the person: no score, no rank, no recommendation, and `met` or `not_met`
only with the candidate's own words, found in the turn they are said to come from.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from svar.domain.events import Criterion, Turn

Status = Literal["met", "not_met", "unclear", "not_asked"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Screening(_Value):
    """What a summariser sees: no name and no contact."""

    language: str
    job_title: str
    criteria: tuple[Criterion, ...]
    transcript: tuple[Turn, ...]


class Finding(_Value):
    criterion: str
    """The criterion's words in the advert."""
    status: Status
    turn: int | None = None
    quote: str | None = None


class Motivation(_Value):
    text: str
    turn: int | None = None
    quote: str | None = None


class Summary(_Value):
    criteria: tuple[Finding, ...]
    motivation: tuple[Motivation, ...] = ()
    questions: tuple[str, ...] = ()
    """Questions worth asking in an interview."""
    written_by: Literal["house", "claude"] = "house"
    usage: dict[str, int] = {}
