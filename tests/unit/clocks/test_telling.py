"""When a decision may reach the candidate, and what a human's silence means."""

from datetime import datetime
from typing import Any

import pytest

from svar.domain.calendar import WorkCalendar
from svar.domain.telling import (
    Kind,
    Next,
    State,
    Telling,
    TellingStep,
    plan_telling,
    telling_time,
)
from tests.unit.clocks.given import a_telling, organisation_with, oslo

NOON = oslo("2026-03-02 12:00")
TELL_AT = oslo("2026-03-02 13:00")


def ask(telling: Telling, now: datetime, calendar: WorkCalendar, **changes: Any) -> TellingStep:
    values: dict[str, Any] = {
        "decision_stands": True,
        "erased": False,
        "promise_due_at": None,
        "other_process_open": False,
        "organisation": calendar.organisation,
    }
    return plan_telling(telling, now=now, calendar=calendar, **(values | changes))


def approved(at: str) -> dict[str, Any]:
    return {"approved_by": "kari", "approved_at": oslo(at), "approved_hash": "a" * 64}


@pytest.mark.parametrize(
    ("decided", "received", "tell_after", "zone", "expected"),
    [
        ("2026-03-02 09:00", "2026-02-20 09:00", None, None, "2026-03-02 13:00"),
        ("2026-03-02 14:00", "2026-02-20 09:00", None, None, "2026-03-03 10:00"),
        ("2026-03-06 11:00", "2026-02-20 09:00", None, None, "2026-03-09 10:00"),
        ("2026-03-07 20:00", "2026-02-20 09:00", None, None, "2026-03-09 12:00"),
        # A rejection a minute after applying is an insult.
        ("2026-03-02 09:01", "2026-03-02 09:00", None, None, "2026-03-03 09:00"),
        ("2026-03-05 14:01", "2026-03-05 14:00", None, None, "2026-03-09 08:00"),
        ("2026-03-02 09:00", "2026-02-20 09:00", "2026-03-04 20:00", None, "2026-03-05 08:00"),
        ("2026-03-02 09:00", "2026-02-20 09:00", "2026-02-25 20:00", None, "2026-03-02 13:00"),
        # Easter, Christmas, 1 and 17 May.
        ("2026-03-31 14:00", "2026-02-20 09:00", None, None, "2026-04-07 10:00"),
        ("2026-12-23 13:00", "2026-11-20 09:00", None, None, "2027-01-04 09:00"),
        ("2026-04-30 09:00", "2026-02-20 09:00", None, None, "2026-05-04 09:00"),
        ("2028-05-16 09:00", "2028-02-20 09:00", None, None, "2028-05-18 09:00"),
        # 13:00 in Oslo is 07:00 in Toronto and 01:00 the next day in Auckland.
        ("2026-03-02 09:00", "2026-02-20 09:00", None, "America/Toronto", "2026-03-02 14:00"),
        ("2026-03-02 09:00", "2026-02-20 09:00", None, "Pacific/Auckland", "2026-03-02 20:00"),
        # The weekends on which the clocks change.
        ("2026-03-27 12:00", "2026-02-20 09:00", None, None, "2026-03-30 11:00"),
        ("2026-10-23 12:00", "2026-02-20 09:00", None, None, "2026-10-26 11:00"),
    ],
)
def test_a_decision_is_told_in_a_window_after_its_hold(
    calendar: WorkCalendar,
    decided: str,
    received: str,
    tell_after: str | None,
    zone: str | None,
    expected: str,
) -> None:
    """Four working hours, a day after applying, the ATS's floor, and never on a day of rest."""
    found = telling_time(
        decided_at=oslo(decided),
        received_at=oslo(received),
        tell_after=oslo(tell_after) if tell_after else None,
        organisation=calendar.organisation,
        calendar=calendar,
        zone=zone,
    )
    assert found == oslo(expected)


def test_a_telling_is_written_first(calendar: WorkCalendar) -> None:
    """Without a frozen letter there is nothing to hold."""
    telling = a_telling(state=State.WRITING, letter_hash=None)
    assert ask(telling, TELL_AT, calendar).next is Next.WRITE


def test_silence_in_the_hold_releases_the_letter_at_its_time(calendar: WorkCalendar) -> None:
    """Waiting says until when; a second wake-up says the same."""
    early = ask(a_telling(), NOON, calendar)
    assert early == TellingStep(next=Next.WAIT, wait_until=TELL_AT)
    assert ask(a_telling(), NOON, calendar) == early
    assert ask(a_telling(), TELL_AT, calendar).next is Next.RELEASE


def test_a_wake_up_after_the_window_waits_for_the_next(calendar: WorkCalendar) -> None:
    """The letter was due on Monday; the machine slept until the evening."""
    step = ask(a_telling(), oslo("2026-03-02 19:00"), calendar)
    assert step == TellingStep(next=Next.WAIT, wait_until=oslo("2026-03-03 08:00"))


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("change", [{"decision_stands": False}, {"erased": True}])
def test_a_decision_taken_back_or_a_candidate_erased_ends_the_telling(
    calendar: WorkCalendar, state: State, change: dict[str, bool]
) -> None:
    """In every state, also in the hold and after release: nothing more is sent from here."""
    assert ask(a_telling(state=state), TELL_AT, calendar, **change).next is Next.DONE


@pytest.mark.parametrize("state", [State.RELEASED, State.DELIVERED, State.TAKEN_BACK, State.FAILED])
def test_a_telling_that_is_over_is_done(calendar: WorkCalendar, state: State) -> None:
    """A late wake-up never releases twice."""
    assert ask(a_telling(state=state), TELL_AT, calendar).next is Next.DONE


def test_silence_never_sends_a_letter_that_needs_approval(calendar: WorkCalendar) -> None:
    """Asked, escalated at half time, escalated again, and never released."""
    telling = a_telling(review="approve", state=State.HELD_FOR_REVIEW)
    decided = telling.decided_at
    assert ask(telling, decided, calendar).next is Next.ASK_APPROVAL
    asked = telling.model_copy(update={"asked_at": decided})
    half = oslo("2026-03-02 11:00")
    assert ask(asked, decided, calendar) == TellingStep(next=Next.WAIT, wait_until=half)
    assert ask(asked, half, calendar).next is Next.ESCALATE_APPROVAL
    told = asked.model_copy(update={"escalated_at": half})
    again = oslo("2026-03-05 08:00")
    assert ask(told, half, calendar) == TellingStep(next=Next.WAIT, wait_until=again)
    assert ask(told, again, calendar, promise_due_at=half).next is Next.ESCALATE_APPROVAL


def test_an_approved_letter_goes_at_its_time(calendar: WorkCalendar) -> None:
    """And at once if the approval came after it."""
    telling = a_telling(review="approve", state=State.HELD_FOR_REVIEW)
    early = telling.model_copy(update=approved("2026-03-02 10:00"))
    assert ask(early, NOON, calendar) == TellingStep(next=Next.WAIT, wait_until=TELL_AT)
    late = telling.model_copy(update=approved("2026-03-05 10:00"))
    assert ask(late, oslo("2026-03-05 10:00"), calendar).next is Next.RELEASE


def test_an_approval_of_another_text_is_none(calendar: WorkCalendar) -> None:
    """Edited after the approval: the human is asked again."""
    edited = a_telling(review="approve", letter_hash="b" * 64, **approved("2026-03-02 10:00"))
    assert ask(edited, TELL_AT, calendar).next is Next.ASK_APPROVAL


@pytest.mark.parametrize("state", [State.HELD_BY_HUMAN, State.AWAITING_HUMAN])
def test_a_letter_that_a_human_holds_or_owes_never_goes_by_itself(
    calendar: WorkCalendar, state: State
) -> None:
    """It is escalated instead."""
    telling = a_telling(state=state, held_at=NOON, asked_at=NOON)
    step = ask(telling, oslo("2026-03-04 09:00"), calendar)
    assert step.next is Next.ESCALATE_APPROVAL
    told = telling.model_copy(update={"escalated_at": oslo("2026-03-04 09:00")})
    wait = ask(told, oslo("2026-03-04 09:00"), calendar)
    assert wait == TellingStep(next=Next.WAIT, wait_until=oslo("2026-03-09 08:00"))


def test_an_escalation_waits_for_working_hours(calendar: WorkCalendar) -> None:
    """Nobody's manager is written to at night."""
    telling = a_telling(review="approve", asked_at=oslo("2026-03-02 09:00"))
    step = ask(telling, oslo("2026-03-02 21:00"), calendar)
    assert step == TellingStep(next=Next.WAIT, wait_until=oslo("2026-03-03 08:00"))


def test_a_hold_over_the_end_of_the_promise_is_cut(calendar: WorkCalendar) -> None:
    """The promise wins: the letter goes before the status notice would."""
    telling = a_telling(decided_at=oslo("2026-03-02 12:30"), tell_at=oslo("2026-03-03 08:30"))
    due = oslo("2026-03-02 16:00")
    step = ask(telling, oslo("2026-03-02 12:30"), calendar, promise_due_at=due)
    assert step == TellingStep(next=Next.WAIT, wait_until=oslo("2026-03-02 14:00"))
    assert ask(telling, oslo("2026-03-02 14:00"), calendar, promise_due_at=due).next is Next.RELEASE


def test_a_hold_too_short_to_cut_is_escalated_at_once(calendar: WorkCalendar) -> None:
    """A human may say yes within the promise; otherwise the letter keeps its own time."""
    telling = a_telling(decided_at=oslo("2026-03-02 14:30"), tell_at=oslo("2026-03-03 10:30"))
    due, now = oslo("2026-03-02 16:00"), oslo("2026-03-02 14:30")
    assert ask(telling, now, calendar, promise_due_at=due).next is Next.ESCALATE_APPROVAL
    told = telling.model_copy(update={"escalated_at": now})
    step = ask(told, now, calendar, promise_due_at=due)
    assert step == TellingStep(next=Next.WAIT, wait_until=telling.tell_at)
    yes = told.model_copy(update=approved("2026-03-02 15:00"))
    assert ask(yes, oslo("2026-03-02 15:00"), calendar, promise_due_at=due).next is Next.RELEASE


def test_a_cut_hold_still_keeps_a_day_from_the_application(calendar: WorkCalendar) -> None:
    """The 24 hours are no hold: nothing cuts them."""
    floor = oslo("2026-03-03 08:30")
    telling = a_telling(not_before=floor, tell_at=floor, escalated_at=NOON)
    step = ask(telling, NOON, calendar, promise_due_at=oslo("2026-03-02 16:00"))
    assert step == TellingStep(next=Next.WAIT, wait_until=floor)


def test_no_rejection_while_another_process_is_open(calendar: WorkCalendar) -> None:
    """Unless the organisation sets otherwise, and only for rejections."""
    step = ask(a_telling(), TELL_AT, calendar, other_process_open=True)
    assert step == TellingStep(next=Next.WAIT, wait_until=oslo("2026-03-03 16:00"))
    kind = a_telling(kind=Kind.CORRECTION, review="none")
    assert ask(kind, TELL_AT, calendar, other_process_open=True).next is Next.RELEASE
    free = WorkCalendar.of(
        organisation_with(("wait_for_other_processes = true", "wait_for_other_processes = false"))
    )
    assert ask(a_telling(), TELL_AT, free, other_process_open=True).next is Next.RELEASE
