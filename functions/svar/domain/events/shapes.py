"""What events are made of: their ids, the people and jobs in them, and the envelope around them."""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from svar.domain.text import redact_identifiers
from svar.domain.value import Value

# Ids travel in mail tags, and SES allows letters, digits, "_" and "-" there. "__" is our separator.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9](?:_?[A-Za-z0-9-])*$", max_length=80)]
_NUMBER = re.compile(r"[\d +().-]*")
_ERASED = re.compile(r"sha256:[0-9a-f]{64}")
"""What is left of a text that was erased; eleven digits in a row of it are nobody's number."""
EventId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Source = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]+$", max_length=120)]


def _redacted(text: str) -> str:
    return text if _ERASED.fullmatch(text) else redact_identifiers(text)


def _without_identifiers(line: str) -> str:
    """A line that is all number is a telephone number or an ATS's id, and stays."""
    return line if _NUMBER.fullmatch(line) else _redacted(line)


# Nobody needs an identity or account number to answer an application: none is ever stored.
Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(_without_identifiers)]
Text = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_redacted)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
CALENDAR = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def _on_the_calendar(moment: datetime) -> datetime:
    """1970 is a clock that nobody has set, and no deadline can be counted from the year 9999."""
    first, after = CALENDAR
    if not first <= moment < after:
        raise PydanticCustomError("moment", "Input should be a time from 2000 to 2099")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_on_the_calendar)]


class Data(Value):
    """Base of everything that comes from outside: frozen, and deaf to what it does not know."""

    model_config = ConfigDict(extra="ignore")


class Person(Data):
    """Somebody on the employer's side. `id` is the ATS's user id."""

    id: Line | None = None
    name: Line | None = None
    email: Line | None = None
    phone: Line | None = None


class Candidate(Data):
    """The one who applied. `other_emails` are where a human may try when `email` bounces."""

    id: Id
    name: Line | None = None
    email: Line | None = None
    other_emails: tuple[Line, ...] = ()
    phone: Line | None = None
    language: Language | None = None
    zone: Line | None = None
    can_email: bool = True


class Criterion(Data):
    """One requirement of the advert, in the advert's words."""

    id: Line
    text: Line


class Job(Data):
    """A vacancy. `jurisdiction` is ISO 3166, such as NO or CA-ON: some have clocks of their own."""

    id: Id
    title: Line | None = None
    language: Language | None = None
    criteria: tuple[Criterion, ...] = ()
    recruiter: Person | None = None
    decider: Person | None = None
    jurisdiction: Line | None = None
    applicants: int | None = Field(default=None, ge=0)
    invited: int | None = Field(default=None, ge=0)


class Turn(Data):
    """One question and its answer in a screening, numbered from 1."""

    turn: int = Field(ge=1)
    asked: Text
    answered: Text


class Assessment(Data):
    """What a human found about one criterion. `note` is internal and never reaches a candidate."""

    criterion: Line
    met: bool
    note: Text | None = None


class Envelope(Data):
    """The CloudEvents context attributes that every event has."""

    specversion: Literal["1.0"] = "1.0"
    id: EventId
    source: Source
    subject: Id
    time: Moment

    @property
    def key(self) -> str:
        """What two deliveries of one event have in common."""
        return f"{self.source}#{self.id}"

    @property
    def order(self) -> tuple[datetime, str]:
        """Event time orders, never arrival; the key breaks ties the same way everywhere."""
        return (self.time, self.key)
