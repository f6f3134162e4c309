"""A job that is closed, filled, cancelled or on hold while people still wait: who is asked, when.

The candidates' own clocks run on whatever happens here: nobody's promise depends on an answer.
"""

from datetime import datetime
from hashlib import sha256
from typing import Literal

from pydantic import AwareDatetime, Field

from svar.domain.calendar import WorkCalendar
from svar.domain.facts import JobFacts
from svar.domain.value import Value

Cause = Literal["closed", "filled", "cancelled", "on_hold", "hired"]
Asked = Literal["recruiter", "manager"]

AGAIN_AFTER = 2
"""Working days from the first question to the second, and from there to the next in line."""
THEN_EVERY = 5
"""Working days between all later ones, until nobody waits any more."""


class Ask(Value):
    """One question about those who wait: its number counts from 1."""

    number: int
    at: AwareDatetime
    to: tuple[Asked, ...]


class Order(Value):
    """What was decided on the page for many at once: how many, why, and when.

    Who they are stands in the work that was written with it, and then in their own logs.
    """

    number: int
    at: AwareDatetime
    cause: Literal["position_filled", "position_cancelled"]
    chosen: int


class JobDeeds(Value):
    """What Svar has done for one job: the state that is stored beside its log."""

    asked: tuple[str, ...] = ()
    """Keys of the events that were asked about, so that each is asked about once."""
    asks: tuple[Ask, ...] = ()
    earlier: int = 0
    """How many of them were about an earlier closing: each begins mildly again."""
    orders: tuple[Order, ...] = ()
    gone: dict[str, AwareDatetime] = Field(default_factory=dict)
    """Employer addresses that mail about this job came back from, hashed, and when."""
    ask_again_at: AwareDatetime | None = None
    """Also when the sweeper looks at the job; `None` when nobody waits for an answer of ours."""


def read_job_deeds(doc: str) -> JobDeeds:
    """The deeds of a job from the JSON that they are kept as."""
    return JobDeeds.model_validate_json(doc)


def cause_of(job: JobFacts, *, hired: bool) -> Cause | None:
    """Why those who wait must be decided about; `None` for a job that is open."""
    if job.closed is not None:
        return "closed" if job.closed.reason == "other" else job.closed.reason
    return "hired" if hired else None


def ask_about(deeds: JobDeeds, key: str, now: datetime, calendar: WorkCalendar) -> JobDeeds:
    """The deeds with the first question about a closing or a hire, whose event has this key."""
    fresh = {"asked": (*deeds.asked, key), "earlier": len(deeds.asks)}
    return ask_again(deeds.model_copy(update=fresh), now, calendar)


def ask_again(deeds: JobDeeds, now: datetime, calendar: WorkCalendar) -> JobDeeds:
    """The deeds with one more question asked now, and the day of the next one.

    Twice the recruiter is asked; from the third time on, so is the next in line.
    """
    number = len(deeds.asks) + 1
    asked_twice = number - deeds.earlier > 2
    to: tuple[Asked, ...] = ("recruiter", "manager") if asked_twice else ("recruiter",)
    ask = Ask(number=number, at=now, to=to)
    days = THEN_EVERY if asked_twice else AGAIN_AFTER
    return deeds.model_copy(
        update={"asks": (*deeds.asks, ask), "ask_again_at": _morning(now, days, calendar)}
    )


def _morning(now: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """When work begins on the nth working day from now: that is when somebody reads."""
    day = calendar.local_date(calendar.add_working_days(now, days))
    hours = calendar.working_hours(day)
    return hours[0] if hours else calendar.next_working_time(now)


def decision_id(job_id: str, order: int, application_id: str) -> str:
    """The id of a decision that was made on the page: the same for the same press of the button."""
    key = sha256(f"{job_id}/{order}/{application_id}".encode()).hexdigest()[:16]
    return f"page-{order}-{key}"
