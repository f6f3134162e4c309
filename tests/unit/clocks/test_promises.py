"""What the response clock owes, and when."""

from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from svar.domain.calendar import WorkCalendar
from svar.domain.make_promise import law_due_at, make_promise, shorten, spread_of
from svar.domain.organisation import Organisation
from svar.domain.promises import (
    NOTICE_LEAD,
    NOTICE_SPREAD,
    Deed,
    Due,
    Promise,
    Step,
    notice_at,
    plan_response,
)
from svar.domain.telling import LETTER_LEAD
from tests.unit.clocks.given import OSLO, organisation_with, oslo

APPLIED = oslo("2026-03-02 09:00")  # a Monday


@pytest.fixture
def promise(organisation: Organisation, calendar: WorkCalendar) -> Promise:
    return make_promise(1, "application", APPLIED, organisation, "NO", calendar)


def ask(promise: Promise, now: datetime, calendar: WorkCalendar, **changes: Any) -> Step:
    values: dict[str, Any] = {
        "answered": False,
        "superseded": False,
        "done": (),
        "word_by": None,
        "organisation": calendar.organisation,
    }
    return plan_response(promise, now=now, calendar=calendar, **(values | changes))


def deed(due: Due, at: str, notice: int = 0, next_word_by: date | None = None) -> Deed:
    return Deed(due=due, at=oslo(at), notice=notice, next_word_by=next_word_by)


def test_an_application_is_answered_within_ten_working_days(promise: Promise) -> None:
    """The date is the close of the tenth working day; 60 and 90 % lie on working time."""
    assert promise.due_at == oslo("2026-03-16 16:00")
    assert promise.remind_at == oslo("2026-03-10 12:36")
    assert promise.escalate_at == oslo("2026-03-13 12:54")


def test_an_interview_is_answered_within_five_working_days(
    organisation: Organisation, calendar: WorkCalendar
) -> None:
    """Counted from the last interview, Friday after hours."""
    promise = make_promise(2, "interview", oslo("2026-03-06 14:00"), organisation, "NO", calendar)
    assert promise.due_at == oslo("2026-03-13 13:00")


def test_a_promise_that_falls_on_a_red_day_is_kept_on_the_next_telling_day(
    organisation: Organisation, calendar: WorkCalendar
) -> None:
    """The fifth working day after 21 December 2027 is worked, but nobody is told on it."""
    promise = make_promise(1, "interview", oslo("2027-12-21 10:00"), organisation, "NO", calendar)
    assert promise.due_at == oslo("2028-01-03 16:00")
    assert promise.remind_at < oslo("2027-12-30 00:00")


def test_ontarios_law_wins_over_a_longer_promise() -> None:
    """45 calendar days from the last interview, met the working day before if that is a red one."""
    organisation = organisation_with(
        ("after_interview_working_days = 5", "after_interview_working_days = 60")
    )
    calendar = WorkCalendar.of(organisation).in_zone("America/Toronto")
    # 45 days after 21 January 2026 is Saturday 7 March.
    started = datetime.fromisoformat("2026-01-21T15:00-05:00")
    promise = make_promise(1, "interview", started, organisation, "CA-ON", calendar)
    assert promise.due_at == datetime.fromisoformat("2026-03-06T13:00-05:00")
    free = make_promise(1, "interview", started, organisation, "NO", calendar)
    assert free.due_at > promise.due_at
    assert law_due_at("application", started, organisation, "CA-ON", calendar) is None


def test_the_organisations_shorter_promise_wins_over_the_law(
    organisation: Organisation, calendar: WorkCalendar
) -> None:
    """Five working days are sooner than 45 days."""
    started = oslo("2026-01-21 15:00")
    norway = make_promise(1, "interview", started, organisation, "NO", calendar)
    ontario = make_promise(1, "interview", started, organisation, "CA-ON", calendar)
    assert norway == ontario


def test_a_jurisdiction_nobody_described_is_refused(
    organisation: Organisation, calendar: WorkCalendar
) -> None:
    """A guess about the law would be worse than an error."""
    with pytest.raises(KeyError):
        make_promise(1, "interview", APPLIED, organisation, "SE", calendar)


def test_nothing_is_owed_before_the_reminder(promise: Promise, calendar: WorkCalendar) -> None:
    """The clock says when to look again."""
    assert ask(promise, APPLIED, calendar) == Step(due=Due.NOTHING, look_again=promise.remind_at)


def test_the_decider_is_reminded_once(promise: Promise, calendar: WorkCalendar) -> None:
    """A doubled wake-up before the deed is recorded gives the same; after it, nothing."""
    first = ask(promise, promise.remind_at, calendar)
    assert first == Step(due=Due.REMIND, at=promise.remind_at)
    assert ask(promise, promise.remind_at, calendar) == first
    done = (Deed(due=Due.REMIND, at=promise.remind_at),)
    after = ask(promise, promise.remind_at, calendar, done=done)
    assert after == Step(due=Due.NOTHING, look_again=promise.escalate_at)


def test_silence_is_escalated_and_then_told_to_the_candidate(
    promise: Promise, calendar: WorkCalendar
) -> None:
    """Reminder, escalation, notice: in that order, and then again every ten working days."""
    done: tuple[Deed, ...] = (deed(Due.REMIND, "2026-03-10 12:36"),)
    assert ask(promise, promise.escalate_at, calendar, done=done).due is Due.ESCALATE
    done += (deed(Due.ESCALATE, "2026-03-13 12:54"),)
    step = ask(promise, notice_at(promise, calendar), calendar, done=done)
    assert step == Step(
        due=Due.STATUS_NOTICE,
        at=oslo("2026-03-16 15:00"),
        number_of_notice=1,
        next_word_by=date(2026, 3, 30),
    )
    done += (deed(Due.STATUS_NOTICE, "2026-03-16 15:00", 1, date(2026, 3, 30)),)
    again = ask(promise, oslo("2026-03-16 15:00"), calendar, done=done)
    assert again == Step(due=Due.NOTHING, look_again=oslo("2026-03-30 15:00"))
    second = ask(promise, oslo("2026-03-30 15:00"), calendar, done=done)
    assert (second.due, second.number_of_notice) == (Due.STATUS_NOTICE, 2)


def test_the_notice_goes_before_the_promise_runs_out(
    promise: Promise, calendar: WorkCalendar
) -> None:
    """An hour before the window closes, so it is delivered on the promised day."""
    at = notice_at(promise, calendar)
    assert promise.due_at - at == timedelta(hours=1)
    assert calendar.in_window(at)


def test_a_window_shorter_than_the_lead_still_gets_its_notice() -> None:
    """Half an hour a day: the notice goes as it opens, and not a second time that day."""
    short = [(f'{day} = "08:00-16:00"', f'{day} = "08:00-08:30"') for day in ("mon", "tue")]
    calendar = WorkCalendar.of(organisation_with(*short))
    promise = make_promise(
        1, "interview", oslo("2026-03-03 09:00"), calendar.organisation, "NO", calendar
    )
    assert promise.due_at == oslo("2026-03-10 08:30")
    assert notice_at(promise, calendar) == oslo("2026-03-10 08:00")


def test_the_closed_clock_is_silent(promise: Promise, calendar: WorkCalendar) -> None:
    """An answer, or an interview moved once more, ends this promise however late it is."""
    late = promise.due_at + timedelta(days=90)
    assert ask(promise, late, calendar, answered=True) == Step(due=Due.CLOSED)
    assert ask(promise, late, calendar, superseded=True) == Step(due=Due.CLOSED)


def test_an_interview_moved_twice_leaves_only_the_last_promise(
    organisation: Organisation, calendar: WorkCalendar
) -> None:
    """Each date makes its own promise; the ones before it are superseded."""
    dates = ["2026-03-02 10:00", "2026-03-04 10:00", "2026-03-10 10:00"]
    made = [
        make_promise(number, "interview", oslo(at), organisation, "NO", calendar)
        for number, at in enumerate(dates, start=2)
    ]
    now = made[-1].remind_at
    dues = [ask(each, now, calendar, superseded=each.number != 4).due for each in made]
    assert dues == [Due.CLOSED, Due.CLOSED, Due.REMIND]


def test_after_an_outage_missed_reminders_become_one_escalation(
    promise: Promise, calendar: WorkCalendar
) -> None:
    """The escalation tells the decider too, so no reminder follows."""
    now = oslo("2026-03-16 09:00")
    assert ask(promise, now, calendar).due is Due.ESCALATE
    done = (Deed(due=Due.ESCALATE, at=now),)
    after = ask(promise, now, calendar, done=done)
    assert after == Step(due=Due.NOTHING, look_again=oslo("2026-03-16 15:00"))


def test_after_a_long_outage_the_candidate_hears_first_and_once(
    promise: Promise, calendar: WorkCalendar
) -> None:
    """Three missed notices become one; the missed escalation still goes, the reminder does not."""
    now = oslo("2026-06-02 09:00")
    notice = ask(promise, now, calendar)
    assert (notice.due, notice.number_of_notice) == (Due.STATUS_NOTICE, 1)
    assert notice.next_word_by == date(2026, 6, 16)
    done: tuple[Deed, ...] = (
        Deed(due=Due.STATUS_NOTICE, at=now, notice=1, next_word_by=notice.next_word_by),
    )
    assert ask(promise, now, calendar, done=done).due is Due.ESCALATE
    done += (Deed(due=Due.ESCALATE, at=now),)
    assert ask(promise, now, calendar, done=done) == Step(
        due=Due.NOTHING, look_again=oslo("2026-06-16 15:00")
    )


def test_a_notice_that_is_late_waits_for_a_window(promise: Promise, calendar: WorkCalendar) -> None:
    """Nobody gets word on a Saturday, however late it is."""
    done = (deed(Due.ESCALATE, "2026-03-13 12:54"),)
    step = ask(promise, oslo("2026-03-21 11:00"), calendar, done=done)
    assert step == Step(due=Due.NOTHING, look_again=oslo("2026-03-23 08:00"))


def test_a_late_reminder_waits_for_working_hours(promise: Promise, calendar: WorkCalendar) -> None:
    """A decider is not written to at night."""
    step = ask(promise, oslo("2026-03-10 22:00"), calendar)
    assert step == Step(due=Due.NOTHING, look_again=oslo("2026-03-11 08:00"))


def test_a_decider_who_named_a_day_is_asked_on_that_day(
    promise: Promise, calendar: WorkCalendar
) -> None:
    """The reminder moves to it; the escalation stays where it was."""
    word_by = date(2026, 3, 12)
    early = ask(promise, promise.remind_at, calendar, word_by=word_by)
    assert early.look_again == oslo("2026-03-12 00:00")
    assert ask(promise, oslo("2026-03-12 08:00"), calendar, word_by=word_by).due is Due.REMIND
    late = ask(promise, promise.remind_at, calendar, word_by=date(2026, 3, 20))
    assert late.look_again == promise.escalate_at


@pytest.mark.parametrize(
    ("word_by", "told"),
    [
        (None, date(2026, 3, 30)),
        (date(2026, 3, 20), date(2026, 3, 20)),
        (date(2026, 3, 21), date(2026, 3, 23)),  # a Saturday
        (date(2026, 5, 20), date(2026, 3, 30)),  # later than the next notice would be anyway
        (date(2026, 3, 16), date(2026, 3, 30)),  # today, and there is still no decision
        (date(2026, 3, 1), date(2026, 3, 30)),  # long past
    ],
)
def test_the_notice_gives_the_deciders_date_when_it_is_sooner(
    promise: Promise, calendar: WorkCalendar, word_by: date | None, told: date
) -> None:
    """The candidate is only given a date on which they will hear."""
    step = ask(promise, oslo("2026-03-16 15:00"), calendar, word_by=word_by)
    assert step.next_word_by == told


def test_a_date_given_in_a_notice_is_kept(promise: Promise, calendar: WorkCalendar) -> None:
    """The next notice goes on the day that the last one named."""
    done = (
        deed(Due.ESCALATE, "2026-03-13 12:54"),
        deed(Due.STATUS_NOTICE, "2026-03-16 15:00", 1, date(2026, 3, 20)),
    )
    step = ask(promise, oslo("2026-03-17 09:00"), calendar, done=done)
    assert step.look_again == oslo("2026-03-20 12:00")


def test_rarer_notices_do_not_move_a_date_that_a_notice_gave(promise: Promise) -> None:
    """The policy goes from ten to twenty days between two notices."""
    changed = organisation_with(
        ("notice_every_working_days = 10", "notice_every_working_days = 20")
    )
    calendar = WorkCalendar.of(changed)
    done = (
        deed(Due.ESCALATE, "2026-03-13 12:54"),
        deed(Due.STATUS_NOTICE, "2026-03-16 15:00", 1, date(2026, 3, 30)),
    )
    step = ask(promise, oslo("2026-03-17 09:00"), calendar, done=done)
    assert step.look_again == oslo("2026-03-30 15:00")


def test_a_decided_application_nags_nobody_but_still_gives_word(
    promise: Promise, calendar: WorkCalendar
) -> None:
    """The letter waits for a human; the candidate's date runs out all the same."""
    quiet = ask(promise, promise.escalate_at, calendar, decided=True)
    assert quiet == Step(due=Due.NOTHING, look_again=oslo("2026-03-16 15:00"))
    word = ask(promise, oslo("2026-03-16 15:00"), calendar, decided=True)
    assert word.due is Due.STATUS_NOTICE


def test_a_reminder_and_a_notice_due_at_once_are_one_mail_each(
    promise: Promise, calendar: WorkCalendar
) -> None:
    """The candidate's goes first, then the decider's, then nothing."""
    same = notice_at(promise, calendar)
    tight = promise.model_copy(update={"remind_at": same, "escalate_at": same})
    done: tuple[Deed, ...] = ()
    seen = []
    while (step := ask(tight, same, calendar, done=done)).due is not Due.NOTHING:
        seen.append(step.due)
        done += (Deed(due=step.due, at=same, notice=step.number_of_notice),)
    assert seen == [Due.STATUS_NOTICE, Due.ESCALATE]


def test_the_order_and_doubling_of_deeds_do_not_matter(
    promise: Promise, calendar: WorkCalendar
) -> None:
    """Facts are a set."""
    facts = (
        deed(Due.REMIND, "2026-03-10 12:36"),
        deed(Due.ESCALATE, "2026-03-13 12:54"),
        deed(Due.STATUS_NOTICE, "2026-03-16 15:00", 1, date(2026, 3, 30)),
        deed(Due.STATUS_NOTICE, "2026-03-30 15:00", 2, date(2026, 4, 17)),
    )
    now = oslo("2026-04-20 09:00")
    steps = {ask(promise, now, calendar, done=each + each) for each in permutations(facts)}
    assert {(step.due, step.number_of_notice) for step in steps} == {(Due.STATUS_NOTICE, 3)}
    assert len(steps) == 1


@pytest.mark.parametrize(("days", "due"), [(20, "2026-03-16 16:00"), (5, "2026-03-09 16:00")])
def test_a_told_promise_is_never_lengthened_and_shortened_at_once(
    promise: Promise, days: int, due: str
) -> None:
    """The policy changes while the promise runs."""
    told = promise.model_copy(update={"told_at": oslo("2026-03-02 09:05")})
    changed = organisation_with(
        ("after_application_working_days = 10", f"after_application_working_days = {days}")
    )
    calendar = WorkCalendar.of(changed)
    new = make_promise(1, "application", APPLIED, changed, "NO", calendar)
    kept = shorten(told, new, calendar)
    assert kept.due_at == oslo(due)
    assert kept.told_at == told.told_at
    assert shorten(kept, new, calendar) == kept
    assert shorten(promise, new, calendar) == new


def test_the_clock_cannot_reject() -> None:
    """No deadline writes a rejection: there is no such thing for the planner to say."""
    assert {each.value for each in Due} == {
        "nothing",
        "remind",
        "escalate",
        "status_notice",
        "closed",
    }


def test_a_candidate_far_away_hears_in_their_own_day(promise: Promise) -> None:
    """The notice lies in Auckland's window and still before the promise runs out."""
    auckland = WorkCalendar.of(organisation_with()).in_zone("Pacific/Auckland")
    at = notice_at(promise, auckland)
    assert auckland.in_window(at)
    assert at <= promise.due_at
    assert at.astimezone(OSLO).hour < 8


@pytest.mark.parametrize("place", [0.0, 0.25, 0.5, 0.999999])
@pytest.mark.parametrize("applied", ["2026-03-02 09:00", "2026-03-06 23:00", "2026-12-18 12:00"])
def test_each_promise_wakes_at_its_own_time_in_the_hour_before_the_last(
    place: float, applied: str, organisation: Organisation, calendar: WorkCalendar
) -> None:
    """All that a day's promises have in common is the day: their notices go one after the other,
    after every letter, an hour before the window closes at the latest."""
    apart = make_promise(1, "application", oslo(applied), organisation, "NO", calendar, place)
    alike = make_promise(1, "application", oslo(applied), organisation, "NO", calendar)
    close, notice = apart.due_at, notice_at(apart, calendar)
    assert apart.due_at == alike.due_at
    assert close - LETTER_LEAD < notice <= close - NOTICE_LEAD
    assert notice == close - NOTICE_LEAD - place * NOTICE_SPREAD
    assert alike.remind_at <= apart.remind_at < apart.escalate_at <= alike.escalate_at < notice


def test_the_places_of_many_applications_are_even_and_always_the_same() -> None:
    """A place that moved would wake an application twice, or late."""
    places = [spread_of(f"app-{number}") for number in range(1000)]
    assert places == [spread_of(f"app-{number}") for number in range(1000)]
    tenths = [sum(tenth <= place * 10 < tenth + 1 for place in places) for tenth in range(10)]
    assert sum(tenths) == 1000
    assert min(tenths) > 60
    assert max(tenths) < 140
