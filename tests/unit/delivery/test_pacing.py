"""Who may go when the day's quota runs short."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from svar.domain.pacing import (
    CANDIDATES_ONLY,
    RESERVE,
    endangered,
    look_again_in,
    may_go_now,
    needed_by,
    urgency,
)
from tests.unit.delivery.given import NOW, letter

HOUR = timedelta(hours=1)
hours = st.integers(-48, 30 * 24)
shares = st.floats(0, 1)


def test_with_plenty_of_quota_everything_goes_as_it_comes() -> None:
    """Nobody waits for the sake of an order."""
    assert may_go_now(letter(deadline=NOW + 900 * HOUR), 0.21, NOW)
    assert may_go_now(letter(audience="employer"), 0.21, NOW)


def test_from_four_fifths_on_only_what_is_needed_within_a_day_goes() -> None:
    """The rest has the quota of tomorrow."""
    assert may_go_now(letter(deadline=NOW + 23 * HOUR), RESERVE, NOW)
    assert not may_go_now(letter(deadline=NOW + 25 * HOUR), RESERVE, NOW)


def test_the_less_is_left_the_nearer_a_deadline_must_be() -> None:
    """Half of the reserve is half of the day."""
    assert may_go_now(letter(deadline=NOW + 11 * HOUR), RESERVE / 2, NOW)
    assert not may_go_now(letter(deadline=NOW + 13 * HOUR), RESERVE / 2, NOW)


def test_a_letter_in_its_last_hour_goes_while_anything_is_left() -> None:
    """Nobody is told too late for the sake of a reserve."""
    assert may_go_now(letter(deadline=NOW + HOUR), 0.0001, NOW)
    assert may_go_now(letter(deadline=NOW - HOUR), 0.0001, NOW)


def test_when_nothing_is_left_nothing_goes() -> None:
    """SES would refuse it, and each refusal is an attempt."""
    assert not may_go_now(letter(deadline=NOW - HOUR), 0.0, NOW)


def test_an_employers_mail_leaves_the_last_tenth_to_candidates() -> None:
    """A reminder may wait for a letter, a letter never for a reminder."""
    reminder = letter(audience="employer", deadline=NOW + HOUR)
    assert may_go_now(reminder, 0.15, NOW)
    assert not may_go_now(reminder, CANDIDATES_ONLY, NOW)
    assert may_go_now(letter(deadline=NOW + HOUR), CANDIDATES_ONLY, NOW)


def test_an_employers_mail_does_not_wait_for_ever() -> None:
    """A quota that is always nearly used up must not silence the house."""
    audit = letter(audience="employer", deadline=NOW + 900 * HOUR)
    assert not may_go_now(audit, 0.05, NOW + 35 * HOUR)
    assert may_go_now(audit, 0.05, NOW + 36 * HOUR)


@settings(deadline=None)
@given(hours, hours, shares)
def test_the_nearer_deadline_never_waits_for_the_farther_one(a: int, b: int, left: float) -> None:
    """Whatever is left: if the farther one may go, so may the nearer one."""
    near, far = (letter(deadline=NOW + n * HOUR) for n in sorted((a, b)))
    assert may_go_now(near, left, NOW) or not may_go_now(far, left, NOW)


@settings(deadline=None)
@given(hours, shares, shares)
def test_more_quota_never_keeps_a_mail_back(n: int, a: float, b: float) -> None:
    """An operator who has the quota raised frees mails and stops none."""
    less, more = sorted((a, b))
    for audience in ("candidate", "employer"):
        mail = letter(deadline=NOW + n * HOUR, audience=audience)
        assert may_go_now(mail, more, NOW) or not may_go_now(mail, less, NOW)


@settings(deadline=None)
@given(hours)
def test_who_is_put_off_is_looked_at_in_time(n: int) -> None:
    """Within the hour always, and several times in the last one."""
    mail = letter(deadline=NOW + n * HOUR)
    wait = look_again_in(mail, NOW)
    assert timedelta(minutes=5) <= wait <= HOUR
    if needed_by(mail) - NOW <= HOUR:
        assert wait <= timedelta(minutes=7, seconds=30)


def test_the_most_urgent_is_first_and_of_two_alike_the_candidate() -> None:
    """The order in which the sweeper wakes senders."""
    soon, late = letter(id="a__x__s-1", deadline=NOW), letter(deadline=NOW + 2 * HOUR)
    ours = letter(id="a__x__e-1", audience="employer", deadline=NOW)
    assert sorted((late, ours, soon), key=urgency) == [soon, ours, late]


def test_a_human_must_know_an_hour_before_it_is_too_late() -> None:
    """And not of mails that only the employer waits for."""
    assert endangered(letter(deadline=NOW + HOUR), NOW)
    assert not endangered(letter(deadline=NOW + 2 * HOUR), NOW)
    assert not endangered(letter(deadline=NOW, audience="employer"), NOW)
