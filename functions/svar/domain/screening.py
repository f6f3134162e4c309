"""What a candidate told in the screening, criterion by criterion.

The summary never judges the person: no score, no rank, no recommendation, and `met` or `not_met`
only with the candidate's own words, found in the turn they are said to come from.
"""

from typing import Literal

from svar.domain.events import Criterion, Turn
from svar.domain.value import Value

Status = Literal["met", "not_met", "unclear", "not_asked"]


class Screening(Value):
    """What a summariser sees: no name and no contact."""

    language: str
    job_title: str
    criteria: tuple[Criterion, ...]
    transcript: tuple[Turn, ...]


class Finding(Value):
    criterion: str
    """The criterion's words in the advert."""
    status: Status
    turn: int | None = None
    quote: str | None = None


class Motivation(Value):
    text: str
    turn: int | None = None
    quote: str | None = None


class Summary(Value):
    criteria: tuple[Finding, ...]
    motivation: tuple[Motivation, ...] = ()
    questions: tuple[str, ...] = ()
    """Questions worth asking in an interview."""
    written_by: Literal["house", "claude"] = "house"
