"""What holds for every instant from 2024 to 2030, in three zones."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from svar.domain.calendar import WorkCalendar
from svar.domain.make_promise import make_promise, shorten
from svar.domain.promises import Deed, Due, Promise, Reason, Step, plan_response
from svar.domain.telling import Next, State, plan_telling, telling_time
from tests.unit.clocks.given import a_telling, organisation_with

ORGANISATION = organisation_with()
ONTARIO = organisation_with(
    ('country = "NO"', 'country = "CA"\nsubdivision = "ON"'),
    ("Europe/Oslo", "America/Toronto"),
    ("after_interview_working_days = 5", "after_interview_working_days = 40"),
)
AUCKLAND = organisation_with(
    ('country = "NO"', 'country = "NZ"'), ("Europe/Oslo", "Pacific/Auckland")
)
CALENDARS = [WorkCalendar.of(each) for each in (ORGANISATION, ONTARIO, AUCKLAND)]

# Nights of changed clocks, the leap days, Easter and Christmas come up far too rarely by chance.
HARD_DAYS = [
    date(2024, 2, 29), date(2028, 2, 29),
    date(2024, 3, 31), date(2026, 3, 29), date(2026, 10, 25), date(2028, 10, 29),
    date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5), date(2026, 9, 27),
    date(2025, 4, 15), date(2027, 3, 24), date(2029, 4, 2), date(2030, 4, 22),
    date(2024, 12, 23), date(2026, 12, 31), date(2027, 12, 24), date(2029, 1, 1),
    date(2026, 4, 30), date(2028, 5, 16), date(2030, 5, 17),
]  # fmt: skip
SECONDS = 24 * 60 * 60

calendars = st.sampled_from(CALENDARS)
days = st.one_of(st.sampled_from(HARD_DAYS), st.dates(date(2024, 1, 1), date(2030, 12, 31)))
seconds = st.one_of(st.integers(0, SECONDS), st.integers(0, 24).map(lambda hour: hour * 3600))
instants = st.builds(
    lambda day, second: (
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second)
    ),
    days,
    seconds,
)
zones = st.sampled_from([None, "Europe/Oslo", "America/Toronto", "Pacific/Auckland"])
reasons = st.sampled_from(["application", "interview"])
jurisdictions = st.sampled_from(["NO", "CA-ON"])
lightly = settings(max_examples=250, deadline=None)


def promised(
    calendar: WorkCalendar, started: datetime, reason: Reason, jurisdiction: str
) -> Promise:
    return make_promise(1, reason, started, calendar.organisation, jurisdiction, calendar)


@lightly
@given(calendars, instants, st.integers(0, 30), st.integers(0, 3 * SECONDS))
def test_a_later_start_never_gives_an_earlier_end(
    calendar: WorkCalendar, start: datetime, number: int, more: int
) -> None:
    """Working days, holds and windows are monotone in their start, and in their length."""
    later = start + timedelta(seconds=more)
    hold = timedelta(hours=number)
    assert calendar.add_working_days(start, number) <= calendar.add_working_days(later, number)
    assert calendar.add_working_days(start, number) <= calendar.add_working_days(start, number + 1)
    assert calendar.add_telling_time(start, hold) <= calendar.add_telling_time(later, hold)
    assert calendar.next_window(start) <= calendar.next_window(later)
    assert calendar.last_window(start) <= calendar.last_window(later)


@lightly
@given(calendars, instants, zones)
def test_windows_lie_on_telling_days_only(
    calendar: WorkCalendar, instant: datetime, zone: str | None
) -> None:
    """The next and the last window are in a window, on either side, and are found again."""
    there = calendar.in_zone(zone)
    after, before = there.next_window(instant), there.last_window(instant)
    assert before <= instant <= after
    for found in (after, before):
        assert there.in_window(found)
        assert there.may_tell_on(there.local_date(found))
        assert there.next_window(found) == found == there.last_window(found)
    assert there.in_window(instant) == (after == instant)


@lightly
@given(calendars, instants, st.integers(1, 40), st.floats(0, 1))
def test_a_share_of_working_time_splits_it(
    calendar: WorkCalendar, start: datetime, number: int, share: float
) -> None:
    """The time before the split is that share of the whole, and the split is in working hours."""
    end = calendar.add_working_days(start, number)
    split = calendar.share_of_working_time(start, end, share)
    whole = calendar.working_time(start, end)
    assert start <= split <= end
    assert abs(calendar.working_time(start, split) - whole * share) < timedelta(seconds=1)
    assert calendar.next_working_time(split) == split or split == end


@lightly
@given(calendars, instants, reasons, jurisdictions)
def test_a_promise_can_be_kept_on_its_day(
    calendar: WorkCalendar, started: datetime, reason: Reason, jurisdiction: str
) -> None:
    """Due at the close of a window, after the reminder and the escalation, within the law."""
    promise = promised(calendar, started, reason, jurisdiction)
    assert calendar.in_window(promise.due_at)
    span = calendar.telling_hours(calendar.local_date(promise.due_at))
    assert span is not None
    assert span[1] == promise.due_at
    assert started < promise.remind_at <= promise.escalate_at <= promise.due_at
    assert calendar.is_working_day(calendar.local_date(promise.remind_at))
    if (reason, jurisdiction) == ("interview", "CA-ON"):
        given_by_law = calendar.local_date(started) + timedelta(days=45)
        assert calendar.local_date(promise.due_at) <= given_by_law


@lightly
@given(calendars, instants, reasons, jurisdictions, st.integers(1, 40), st.booleans())
def test_a_told_date_is_never_moved_back(
    calendar: WorkCalendar,
    started: datetime,
    reason: Reason,
    jurisdiction: str,
    working_days: int,
    told: bool,
) -> None:
    """Whatever the policy becomes; and applying a change twice is applying it once."""
    promise = promised(calendar, started, reason, jurisdiction)
    promise = promise.model_copy(update={"told_at": started if told else None})
    new = promise.model_copy(update={"due_at": calendar.add_working_days(started, working_days)})
    changed = shorten(promise, new, calendar)
    assert changed.due_at == (min(promise.due_at, new.due_at) if told else new.due_at)
    assert shorten(changed, new, calendar) == changed


def live(
    promise: Promise,
    calendar: WorkCalendar,
    *,
    until: datetime,
    wakes: list[datetime],
    double: bool,
) -> list[tuple[Step, datetime]]:
    """Run one clock on scheduled and stray wake-ups; return what was done, and when."""
    done: tuple[Deed, ...] = ()
    deeds: list[tuple[Step, datetime]] = []
    pending = sorted({promise.made_at, *wakes})
    while pending:
        now = pending.pop(0)
        while True:
            step, same = (
                plan_response(
                    promise,
                    answered=False,
                    superseded=False,
                    done=done,
                    word_by=None,
                    now=now,
                    calendar=calendar,
                    organisation=calendar.organisation,
                )
                for _ in range(2)
            )
            assert step == same
            if step.due is Due.NOTHING:
                break
            deeds.append((step, now))
            assert len(deeds) < 100, "the clock runs in a circle"
            deed = Deed(
                due=step.due, at=now, notice=step.number_of_notice, next_word_by=step.next_word_by
            )
            done = (deed, *done, deed) if double else (*done, deed)
        assert step.look_again is not None
        assert step.look_again > now
        if step.look_again <= until and step.look_again not in pending:
            pending = sorted([*pending, step.look_again])
    return deeds


@settings(max_examples=100, deadline=None)
@given(
    calendars, instants, reasons, st.lists(st.integers(0, 90 * SECONDS), max_size=8), st.booleans()
)
def test_stray_and_doubled_wake_ups_change_nothing(
    calendar: WorkCalendar, started: datetime, reason: Reason, strays: list[int], double: bool
) -> None:
    """Any wake-ups besides its own leave the clock's deeds as they were."""
    promise = promised(calendar, started, reason, "NO")
    until = promise.due_at + timedelta(days=60)
    wakes = [started + timedelta(seconds=each) for each in strays]
    plain = live(promise, calendar, until=until, wakes=[], double=False)
    wakes = [each for each in wakes if each <= until]
    assert live(promise, calendar, until=until, wakes=wakes, double=double) == plain
    assert [step.due for step, _ in plain[:3]] == [Due.REMIND, Due.ESCALATE, Due.STATUS_NOTICE]


@settings(max_examples=100, deadline=None)
@given(calendars, instants, reasons)
def test_the_candidate_always_hears_by_the_date_last_given(
    calendar: WorkCalendar, started: datetime, reason: Reason
) -> None:
    """First by the promise, then by the date in each notice; always in a window."""
    promise = promised(calendar, started, reason, "NO")
    deeds = live(
        promise, calendar, until=promise.due_at + timedelta(days=60), wakes=[], double=False
    )
    given_date = calendar.local_date(promise.due_at)
    for number, (step, at) in enumerate(
        [each for each in deeds if each[0].due is Due.STATUS_NOTICE], start=1
    ):
        assert calendar.in_window(at)
        assert calendar.local_date(at) <= given_date
        assert step.number_of_notice == number
        assert step.next_word_by is not None
        assert step.next_word_by > calendar.local_date(at)
        given_date = step.next_word_by


@lightly
@given(calendars, instants, st.integers(-30, 3), zones, st.one_of(st.none(), st.integers(0, 20)))
def test_a_telling_time_keeps_every_floor(
    calendar: WorkCalendar,
    decided: datetime,
    received_days: int,
    zone: str | None,
    tell_after_days: int | None,
) -> None:
    """In the candidate's window, a day after applying, after the hold and the ATS's own date."""
    received = decided + timedelta(days=received_days)
    tell_after = None if tell_after_days is None else decided + timedelta(days=tell_after_days)
    found = telling_time(
        decided_at=decided,
        received_at=received,
        tell_after=tell_after,
        organisation=calendar.organisation,
        calendar=calendar,
        zone=zone,
    )
    assert calendar.in_zone(zone).in_window(found)
    assert found >= received + timedelta(hours=24)
    assert found >= calendar.add_telling_time(decided, timedelta(hours=4))
    assert tell_after is None or found >= tell_after


@lightly
@given(
    instants,
    st.sampled_from(list(State)),
    st.sampled_from(["hold", "approve", "none"]),
    st.booleans(),
    st.integers(0, 2**32),
    zones,
)
def test_a_letter_goes_only_when_everything_allows_it(
    now: datetime, state: State, review: str, written: bool, seed: int, zone: str | None
) -> None:
    """Never outside a window, never unwritten, never unapproved where a yes is needed."""
    random = Random(seed)
    calendar = CALENDARS[0]

    def near() -> datetime:
        return now + timedelta(hours=random.randint(-200, 100))

    def perhaps() -> datetime | None:
        return near() if random.random() < 0.5 else None

    approval = perhaps()
    telling = a_telling(
        state=state,
        review=review,
        zone=zone,
        letter_hash="a" * 64 if written else None,
        decided_at=near(),
        not_before=near(),
        tell_at=near(),
        asked_at=perhaps(),
        escalated_at=perhaps(),
        approved_at=approval,
        approved_hash="a" * 64 if approval else None,
    )
    stands, erased, other = (random.random() < 0.7 for _ in range(3))
    promise_due_at = perhaps()
    step, same = (
        plan_telling(
            telling,
            decision_stands=stands,
            erased=erased,
            promise_due_at=promise_due_at,
            other_process_open=other,
            now=now,
            calendar=calendar,
            organisation=calendar.organisation,
        )
        for _ in range(2)
    )
    assert step == same
    assert (step.wait_until is not None) == (step.next is Next.WAIT)
    assert step.wait_until is None or step.wait_until > now
    if step.next is Next.RELEASE:
        assert calendar.in_zone(zone).in_window(now)
        assert written
        assert stands
        assert not erased
        # Whoever lets it go by hand has thought of the other process.
        assert telling.approved or not other
        assert state in {State.HOLDING, State.HELD_FOR_REVIEW}
        assert approval or (review != "approve" and state is State.HOLDING)
        assert now >= min(telling.tell_at, max(telling.not_before, telling.decided_at))
