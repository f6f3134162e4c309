"""What lies on one recruiter's desk this morning: the digest, before it is put into words.

Counts by job and by who decides, and no candidate's name: the mail stays in an inbox, and the page
behind its link asks the table.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256

from pydantic import AwareDatetime, Field

from svar.domain.asking import Asking
from svar.domain.calendar import WorkCalendar
from svar.domain.policy import Contact
from svar.domain.situation import Situation
from svar.domain.standing import Standing, standing
from svar.domain.value import Value

SOON_WORKING_DAYS = 2
DONE = frozenset({Standing.TOLD, Standing.OVER})


class JobOnDesk(Value):
    """One vacancy of a recruiter: who waits for what."""

    job_id: str
    title: str
    undecided: dict[str, int] = Field(default_factory=dict)
    """By the name of the one who decides."""
    missed: int = 0
    """Whose promised day has passed without an answer."""
    soon: int = 0
    """Whose promised day is within two working days."""
    first: date | None = None
    """The first of those days that are still to come."""
    approval: int = 0
    held: int = 0
    human: int = 0

    def plus(self, other: "JobOnDesk") -> "JobOnDesk":
        """Both parts of one job together."""
        days = [day for day in (self.first, other.first) if day is not None]
        return self.model_copy(
            update={
                "undecided": dict(Counter(self.undecided) + Counter(other.undecided)),
                "missed": self.missed + other.missed,
                "soon": self.soon + other.soon,
                "first": min(days, default=None),
                "approval": self.approval + other.approval,
                "held": self.held + other.held,
                "human": self.human + other.human,
            }
        )


class Checked(Value):
    """What the daily check has found so far: counts, and the ids that only a person can mend."""

    checked: int = 0
    repaired: int = 0
    broken: int = 0
    ids: tuple[str, ...] = ()
    """The first of the broken ones."""


class Desk(Value):
    """What is stored for a desk: today's parts, each under the page of the table it came from."""

    day: date | None = None
    name: str = ""
    email: str = ""
    language: str = ""
    parts: dict[str, tuple[JobOnDesk, ...]] = Field(default_factory=dict)
    checked: Checked | None = None
    """On the overseer's desk: what the check mended, and what it could not."""
    asking: Asking = Asking()
    """Whom its owner is to be asked about, and was: it has a time of its own."""
    send_at: AwareDatetime | None = None
    sent: date | None = None

    def jobs(self) -> tuple[JobOnDesk, ...]:
        """Every job once, those with missed promises first."""
        found: dict[str, JobOnDesk] = {}
        for part in self.parts.values():
            for job in part:
                found[job.job_id] = found[job.job_id].plus(job) if job.job_id in found else job
        return tuple(sorted(found.values(), key=lambda j: (-j.missed, -j.soon, j.title, j.job_id)))

    def on(self, day: date, owner: Contact, language: str, send_at: datetime) -> "Desk":
        """The desk of that day: yesterday's papers are cleared away."""
        fresh = self if self.day == day else Desk(sent=self.sent, asking=self.asking)
        changes = {"day": day, "name": owner.name, "email": owner.email, "language": language}
        due = None if fresh.sent == day else send_at
        return fresh.model_copy(update={**changes, "send_at": due})


def desk_id(email: str, day: date) -> str:
    """A desk for each address and month, so that its old mails are not read for ever."""
    return f"{sha256(email.casefold().encode()).hexdigest()[:16]}-{day:%Y%m}"


def jobs_on_desk(waiting: Iterable[Situation], calendar: WorkCalendar) -> tuple[JobOnDesk, ...]:
    """Applications of one recruiter that are not over, as lines of a desk."""
    found: dict[str, JobOnDesk] = {}
    for at in waiting:
        stands = standing(at)
        if stands in DONE or at.facts.job_id is None:
            continue
        line = _line(at, stands, at.facts.job_id, calendar)
        job = found.get(line.job_id)
        found[line.job_id] = job.plus(line) if job else line
    return tuple(found.values())


def _line(at: Situation, stands: Standing, job_id: str, calendar: WorkCalendar) -> JobOnDesk:
    # Only a desk with something on it needs to know how a title reads.
    from svar.domain.letters.position import known_title

    promise = at.deeds.promise
    due_at = promise.due_at if promise else None
    ahead = due_at is not None and due_at >= at.now
    near = calendar.add_working_days(at.now, SOON_WORKING_DAYS)
    return JobOnDesk(
        job_id=job_id,
        title=known_title(at.job.title, at.employer_language),
        undecided={at.decider.name: 1} if stands is Standing.UNDECIDED else {},
        missed=int(due_at is not None and not ahead),
        soon=int(ahead and due_at is not None and due_at <= near),
        first=calendar.local_date(due_at) if due_at is not None and ahead else None,
        approval=int(stands is Standing.APPROVAL),
        held=int(stands is Standing.HELD),
        human=int(stands is Standing.HUMAN),
    )


def reading_time(now: datetime, calendar: WorkCalendar) -> datetime:
    """When the digest goes: as work begins, today or on the next working day."""
    day = calendar.local_date(now)
    hours = calendar.working_hours(day)
    if hours is not None and now <= hours[0] + timedelta(hours=1):
        return max(hours[0], now)
    return calendar.next_working_time(now)
