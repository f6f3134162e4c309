"""Who applies, what happens to them and when, and what must come of it: `vacancy.toml` as values.

Instants in the file are the organisation's local time; here they are aware UTC.
"""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from svar.domain.events import Assessment, Criterion, Turn

HERE = Path(__file__).parent
OSLO = ZoneInfo("Europe/Oslo")

Deed = Literal[
    "apply",
    "prospect",
    "screen",
    "chat",
    "interview",
    "reject",
    "auto_reject",
    "unreject",
    "withdraw",
    "hire",
    "press",
]
Door = Literal["greenhouse", "standardwebhooks", "cloudevents"]
Expected = Literal["rejection", "withdrawal_confirmation", "hired", "nothing"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Value):
    """One thing that happens at `at`. `after` waits for a mail of that kind about the application.

    `press` opens the link in the `nth` mail of kind `on`, and presses `button` on the page; `chat`
    opens it and gives the `answers`, one after the other, an empty one to skip.
    `since` is the event's own time where that lies before its arrival.
    """

    at: datetime
    do: Deed
    since: datetime | None = None
    after: str | None = None
    reason: str | None = None
    assessments: tuple[Assessment, ...] = ()
    feedback: str | None = None
    turns: tuple[Turn, ...] = ()
    answers: tuple[str, ...] = ()
    button: str | None = None
    on: str | None = None
    nth: int = 1
    by: date | None = None

    @property
    def is_on_a_page(self) -> bool:
        """Done in a browser, and not told by the ATS."""
        return self.do in {"press", "chat"}

    @property
    def waits_for(self) -> tuple[str, int] | None:
        """The kind of the mail that must be there first, and how many of them."""
        kind = self.on or self.after
        return (kind, self.nth) if kind else None


class Application(_Value):
    """`reach` says whether a mail can reach the person, or only a human."""

    id: str
    job: str
    expects: Expected
    story: str
    steps: tuple[Step, ...]
    via: Door = "greenhouse"
    doubled: bool = False
    reach: Literal["mail", "human"] = "mail"
    notices: int = 0

    @property
    def applied_at(self) -> datetime | None:
        found = [step.since or step.at for step in self.steps if step.do == "apply"]
        return found[0] if found else None

    @property
    def interviewed_at(self) -> tuple[datetime, ...]:
        return tuple(step.at for step in self.steps if step.do == "interview")

    def ended_at(self, *deeds: Deed) -> datetime | None:
        return next((step.at for step in self.steps if step.do in deeds), None)


class Person(_Value):
    id: str
    name: tuple[str, str]
    email: str | None = None
    phone: str | None = None
    language: str
    applications: tuple[Application, ...]

    @property
    def full_name(self) -> str:
        return " ".join(self.name)


class Employee(_Value):
    id: str
    name: str
    email: str
    phone: str | None = None


class Vacancy(_Value):
    id: str
    title: str
    language: str
    applicants: int
    invited: int
    recruiter: Employee
    decider: Employee
    criteria: tuple[Criterion, ...]


class Script(_Value):
    """The whole demo. `words` has, per language and kind of mail, the ways to say what it is."""

    starts: datetime
    ends: datetime
    account: str
    words: dict[str, dict[str, tuple[str, ...]]]
    jobs: tuple[Vacancy, ...]
    people: tuple[Person, ...]

    def job(self, id: str) -> Vacancy:
        return next(job for job in self.jobs if job.id == id)

    def says_what_it_is(self, language: str, kind: str, text: str) -> bool:
        """Whether a mail of that kind reads as one; a kind without words may read as it likes."""
        ways = self.words[language].get(kind)
        return ways is None or any(way in text for way in ways)

    def parts(self) -> Iterator[tuple[Person, Application]]:
        """Every application with the one who made it."""
        for person in self.people:
            for application in person.applications:
                yield person, application

    def subject(self, application: Application) -> str:
        """The application's id as Svar knows it: Greenhouse's own ids carry the account."""
        return self._native(application.via, application.id)

    def candidate_id(self, person: Person, application: Application) -> str:
        return self._native(application.via, person.id)

    def job_id(self, job: str) -> str:
        """Both vacancies live in Greenhouse, whatever way an application comes."""
        return self._native("greenhouse", job)

    def _native(self, via: Door, id: str) -> str:
        return f"gh-{self.account}-{id}" if via == "greenhouse" else f"{self.account}-{id}"


def load_script(path: Path = HERE / "vacancy.toml") -> Script:
    """Read a script. Raises pydantic's ValidationError for one that cannot be played."""
    return Script.model_validate(_aware(tomllib.loads(path.read_text(encoding="utf-8"))))


def _aware(value: object) -> object:
    if isinstance(value, dict):
        return {key: _aware(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_aware(each) for each in value]
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=OSLO).astimezone(UTC)
    return value
