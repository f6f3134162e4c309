"""From a human's decision to the letter's release: when, and who must look first.

What silence means, which is the choice that matters most here:

- review `none`: the letter goes at its time.
- review `hold`: a human may stop it; silence lets it go at its time.
- review `approve`: silence NEVER sends a rejection. It is escalated at half time and again every
  second working day, and the letter waits for a human. So does one that a human has held, and one
  that nobody could write. Meanwhile the candidate is not left in silence: when the promise runs out
  the response clock sends its honest status notice, as it does for a decision not yet made.

The promise wins over a hold: the hold is cut to end before the status notice would go. If that
leaves less than an hour to stop the letter, it keeps its own time, the status notice goes first,
and a human is told at once: an approval lets the letter go within the promise after all.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime, Field

from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import Organisation
from svar.domain.policy import Review
from svar.domain.promises import NOTICE_LEAD
from svar.domain.value import Value

LETTER_LEAD = 2 * NOTICE_LEAD
"""A letter with a hold that is cut leaves this long before the close: ahead of any notice."""
SHORTEST_HOLD = timedelta(hours=1)
"""In telling hours. With less, nobody could have stopped the letter."""
HALF_TIME = 0.5
ESCALATE_AGAIN_WORKING_DAYS = 2


class Kind(StrEnum):
    REJECTION = "rejection"
    CORRECTION = "correction"
    """`We wrote to you by mistake`: always with a human's approval."""


class State(StrEnum):
    WRITING = "writing"
    AWAITING_HUMAN = "awaiting_human"
    """No writer made a text that the gate passed, or a reason is asked for."""
    HELD_FOR_REVIEW = "held_for_review"
    """Waits for a human's yes, whatever the policy says."""
    HOLDING = "holding"
    HELD_BY_HUMAN = "held_by_human"
    RELEASED = "released"
    DELIVERED = "delivered"
    TOLD_BY_HUMAN = "told_by_human"
    """Somebody told the candidate themselves: nothing is owed by mail any more."""
    TAKEN_BACK = "taken_back"
    FAILED = "failed"


OVER = frozenset(
    {State.RELEASED, State.DELIVERED, State.TOLD_BY_HUMAN, State.TAKEN_BACK, State.FAILED}
)


class Telling(Value):
    """The telling of one decision. Whoever edits the letter clears `asked_at` and the approval."""

    number: int
    decision_id: str
    kind: Kind = Kind.REJECTION
    state: State = State.WRITING
    review: Review = "hold"
    decided_at: AwareDatetime
    not_before: AwareDatetime
    """The floor that nothing may cut: 24 hours after the application, or the ATS's own date."""
    tell_at: AwareDatetime
    zone: str | None = None
    """The candidate's time zone, if known."""
    letter_hash: str | None = None
    asked_at: AwareDatetime | None = None
    """When a human was first asked to look."""
    escalated_at: AwareDatetime | None = None
    """When somebody else was last told that no human has answered."""
    approved_by: str | None = None
    approved_at: AwareDatetime | None = None
    approved_hash: str | None = None
    """What was approved; another letter is not."""
    held_by: str | None = None
    held_at: AwareDatetime | None = None
    released_at: AwareDatetime | None = None
    delivered_at: AwareDatetime | None = None
    letter_id: str | None = None
    """The outbox item that tells it; it may lie with another application of the same person."""
    told_with: dict[str, int] = Field(default_factory=dict)
    """Where the letter lies: the other tellings that it tells, by their application."""

    @property
    def approved(self) -> bool:
        return self.approved_at is not None and self.approved_hash == self.letter_hash

    @property
    def needs_human(self) -> bool:
        """Whether only a human can move it on."""
        if self.state in {State.HELD_BY_HUMAN, State.AWAITING_HUMAN} or self.letter_hash is None:
            return True
        must_be_approved = self.review == "approve" or self.state is State.HELD_FOR_REVIEW
        return must_be_approved and not self.approved


class Next(StrEnum):
    WRITE = "write"
    WAIT = "wait"
    RELEASE = "release"
    ASK_APPROVAL = "ask_approval"
    """Ask the human whose turn it is; record `asked_at`."""
    ESCALATE_APPROVAL = "escalate_approval"
    """Tell the next in line; record `escalated_at`."""
    DONE = "done"


class TellingStep(NamedTuple):
    """What to do now. `wait_until` is set with `wait`, and then lies after `now`."""

    next: Next
    wait_until: datetime | None = None


def earliest_telling(
    *, received_at: datetime, tell_after: datetime | None, organisation: Organisation
) -> datetime:
    """The floor: never a rejection within a day of applying, nor before the ATS allows it."""
    floor = received_at + organisation.telling.minimum_after_application
    return max(floor, tell_after) if tell_after is not None else floor


def telling_time(
    *,
    decided_at: datetime,
    received_at: datetime,
    tell_after: datetime | None,
    organisation: Organisation,
    calendar: WorkCalendar,
    zone: str | None = None,
) -> datetime:
    """When a decision may reach the candidate, as a UTC instant inside a telling window.

    The hold is counted in the organisation's hours, since it is there that somebody may stop the
    letter; the window is the candidate's (`zone`) if we know it.
    """
    held = calendar.add_telling_time(decided_at, organisation.telling.hold)
    floor = earliest_telling(
        received_at=received_at, tell_after=tell_after, organisation=organisation
    )
    return calendar.in_zone(zone).next_window(max(held, floor))


def release_time(
    telling: Telling, *, promise_due_at: datetime | None, calendar: WorkCalendar
) -> datetime:
    """When the letter goes if nobody stops it: its own time, or sooner where the promise ends."""
    if promise_due_at is None:
        return telling.tell_at
    windows = calendar.in_zone(telling.zone)
    last_call = windows.before_close(promise_due_at, LETTER_LEAD)
    if telling.approved_at is not None and telling.approved:
        held, latest = telling.approved_at, promise_due_at
    else:
        held = calendar.add_telling_time(telling.decided_at, SHORTEST_HOLD)
        latest = last_call
    earliest = windows.next_window(max(held, telling.not_before))
    return min(telling.tell_at, max(earliest, last_call)) if earliest <= latest else telling.tell_at


def plan_telling(
    telling: Telling,
    *,
    decision_stands: bool,
    erased: bool,
    promise_due_at: datetime | None,
    other_process_open: bool,
    now: datetime,
    calendar: WorkCalendar,
    organisation: Organisation,
    not_before: datetime | None = None,
) -> TellingStep:
    """Say what this telling needs now. Pure, so a doubled or late wake-up changes nothing.

    `promise_due_at`: the date that the candidate was last given, by promise or status notice.
    `other_process_open`: the same person is in, or has won, another process here.
    `not_before`: when the same person's other letters allow this one; it never breaks a promise.
    `calendar` is the organisation's; the candidate's zone is taken from the telling.
    """
    if telling.state in OVER or erased or not decision_stands:
        return TellingStep(next=Next.DONE)
    if telling.state is State.WRITING:
        return TellingStep(next=Next.WRITE)
    release_at = release_time(telling, promise_due_at=promise_due_at, calendar=calendar)
    if telling.needs_human:
        return _wait_for_human(telling, release_at, now, calendar)
    if not_before is not None:
        release_at = max(release_at, not_before)
    if now < release_at:
        if _overruns(telling, promise_due_at, release_at):
            step = _escalate_in_working_time(now, calendar)
            if step.wait_until is None or step.wait_until < release_at:
                return step
        return TellingStep(next=Next.WAIT, wait_until=release_at)
    windows = calendar.in_zone(telling.zone)
    # A correction goes when a human says so: who was told wrongly has waited long enough.
    if telling.kind is not Kind.CORRECTION and not windows.in_window(now):
        return TellingStep(next=Next.WAIT, wait_until=windows.next_window(now))
    if (
        other_process_open
        # Who has seen the letter and lets it go has thought of the other process too.
        and not telling.approved
        and organisation.telling.wait_for_other_processes
        and telling.kind is Kind.REJECTION
    ):
        # The end of that process wakes us; this only bounds how long a lost wake-up can last.
        return TellingStep(next=Next.WAIT, wait_until=windows.add_working_days(now, 1))
    return TellingStep(next=Next.RELEASE)


def _wait_for_human(
    telling: Telling, release_at: datetime, now: datetime, calendar: WorkCalendar
) -> TellingStep:
    if telling.asked_at is None and telling.state is not State.HELD_BY_HUMAN:
        return TellingStep(next=Next.ASK_APPROVAL)
    if telling.escalated_at is None:
        since = telling.held_at or telling.asked_at or telling.decided_at
        owed_at = calendar.share_of_working_time(since, release_at, HALF_TIME)
    else:
        owed_at = calendar.add_working_days(telling.escalated_at, ESCALATE_AGAIN_WORKING_DAYS)
    if owed_at > now:
        return TellingStep(next=Next.WAIT, wait_until=calendar.next_working_time(owed_at))
    return _escalate_in_working_time(now, calendar)


def _overruns(telling: Telling, promise_due_at: datetime | None, release_at: datetime) -> bool:
    """Whether the promise ends within this hold, and nobody has been told that it does."""
    if promise_due_at is None or telling.escalated_at is not None or telling.review == "none":
        return False
    return telling.decided_at < promise_due_at < release_at and not telling.approved


def _escalate_in_working_time(now: datetime, calendar: WorkCalendar) -> TellingStep:
    opens = calendar.next_working_time(now)
    if opens > now:
        return TellingStep(next=Next.WAIT, wait_until=opens)
    return TellingStep(next=Next.ESCALATE_APPROVAL)
