"""The account's rate among several processes: evenly, never faster, and read again now and then."""

from datetime import timedelta

import pytest

from svar.adapters.pace import BELOW, CATCH_UP_SECONDS, Pace, Quota
from svar.domain.errors import Transient
from tests.fakes import FakeTurns

LONG = timedelta(seconds=60)
TURN = 1 / BELOW
"""Seconds, at one mail a second."""


class Account:
    """SES's quota, a clock that only sleeping moves, how long was slept, and everybody's turns."""

    def __init__(self, rate: float = 10, per_day: float = 1000, sent: float = 0) -> None:
        self.quota = Quota(rate, per_day, sent)
        self.reads = 0
        self.failing = 0
        self.now = 100.0
        self.slept: list[float] = []
        self.turns = FakeTurns()

    def read(self) -> Quota:
        self.reads += 1
        if self.failing:
            self.failing -= 1
            raise Transient("SES does not say its quota")
        return self.quota

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pace(self) -> Pace:
        return Pace(self.read, self.turns, sleep=self.sleep, now=lambda: self.now)


def test_all_processes_share_the_rate() -> None:
    """Ten a second, or a little less, however many take their turns and in whatever order."""
    account = Account(rate=10)
    one, two = account.pace(), account.pace()
    began = account.now - CATCH_UP_SECONDS
    for pace in (one, two, two, two, one, two):
        assert pace.await_turn(LONG)
    assert account.now == pytest.approx(began + 5 / (10 * BELOW))


def test_who_is_alone_may_use_the_whole_rate() -> None:
    """The share of one that died or has nothing to send is not left to nobody."""
    account = Account(rate=10)
    pace = account.pace()
    assert all(pace.await_turn(LONG) for _ in range(20))
    assert account.slept[-15:] == pytest.approx([0.1 / BELOW] * 15)


def test_a_process_has_one_turn_in_its_hands() -> None:
    """If it dies now, one turn was for nothing, and not as many as it has letters."""
    account = Account(rate=1000)
    meanwhile: list[bool] = []

    def another_letter(seconds: float) -> None:
        if not meanwhile:
            meanwhile.append(True)
            meanwhile[0] = pace.await_turn(timedelta(milliseconds=20))

    pace = Pace(account.read, account.turns, sleep=another_letter, now=lambda: account.now)
    while not meanwhile:
        pace.await_turn(LONG)
    assert meanwhile == [False]


def test_idle_time_is_not_saved_up() -> None:
    """Nothing but a moment of it is; a burst after a long pause would be over the rate."""
    account = Account(rate=1)
    pace = account.pace()
    pace.await_turn(LONG)
    account.now += 30
    pace.await_turn(LONG)
    pace.await_turn(LONG)
    assert account.slept == pytest.approx([TURN - CATCH_UP_SECONDS])


def test_a_turn_that_was_taken_late_does_not_make_the_next_one_late() -> None:
    """A send that took longer than a turn would otherwise cost a share of the rate for ever."""
    account = Account(rate=1)
    pace = account.pace()
    began = account.now - CATCH_UP_SECONDS
    pace.await_turn(LONG)
    account.now = began + TURN + 0.2
    pace.await_turn(LONG)
    pace.await_turn(LONG)
    assert account.now == pytest.approx(began + 2 * TURN)


def test_a_turn_that_is_too_far_away_is_not_taken() -> None:
    """And nobody sleeps for it, nor does it push back those who come later."""
    account = Account(rate=0.1)
    pace = account.pace()
    assert pace.await_turn(LONG)
    assert not pace.await_turn(timedelta(seconds=9))
    assert account.slept == []
    assert pace.await_turn(timedelta(seconds=10))
    assert account.slept == pytest.approx([10 * TURN - CATCH_UP_SECONDS])


def test_a_raised_quota_is_seen_within_a_minute() -> None:
    """Operators ask AWS for more in the middle of a busy day."""
    account = Account(rate=1, per_day=100, sent=100)
    pace = account.pace()
    assert pace.left() == 0
    account.quota = Quota(rate=10, per_day=1000, sent=100)
    account.now += 59
    assert pace.left() == 0
    account.now += 1
    assert pace.left() == pytest.approx(0.9)
    assert account.reads == 2


def test_what_all_processes_sent_since_is_counted() -> None:
    """Or the last fifth would be spent before anybody reads the quota again."""
    account = Account(per_day=100, sent=70)
    one, two = account.pace(), account.pace()
    assert one.left() == pytest.approx(0.3)
    for pace in (one, two, two, two, one):
        pace.await_turn(LONG)
    assert one.left() == pytest.approx(0.25)


@pytest.mark.parametrize(("per_day", "left"), [(-1, 1.0), (0, 0.0)])
def test_an_account_without_a_limit_and_one_without_a_quota(per_day: float, left: float) -> None:
    """SES says -1 for no limit."""
    assert Account(per_day=per_day).pace().left() == left


def test_after_too_fast_everybody_pauses() -> None:
    """SES counts the account, whoever it says no to."""
    account = Account(rate=1)
    one, two = account.pace(), account.pace()
    one.await_turn(LONG)
    account.now += TURN
    one.too_fast()
    two.await_turn(LONG)
    assert account.slept == pytest.approx([TURN])


def test_a_pause_that_cannot_be_written_down_is_no_error() -> None:
    """That SES certainly did not take the letter must be written down, and nothing in between."""
    account = Account(rate=1)
    pace = account.pace()
    pace.await_turn(LONG)

    def down(instant: float) -> None:
        raise Transient("the database cannot be reached")

    account.turns.none_before = down  # type: ignore[method-assign]
    pace.too_fast()


def test_after_too_fast_the_pause_is_longer_each_time() -> None:
    """One turn, then twice as long, until SES takes a mail again."""
    account = Account(rate=1)
    pace = account.pace()
    pace.await_turn(LONG)
    for expected in (TURN, 2 * TURN, 4 * TURN, 8.0, 8.0):
        pace.too_fast()
        pace.await_turn(LONG)
        assert account.slept[-1] == pytest.approx(expected)
    pace.accepted()
    pace.too_fast()
    pace.await_turn(LONG)
    assert account.slept[-1] == pytest.approx(TURN)


def test_letters_that_are_refused_together_are_one_pause() -> None:
    """Five that were on their way side by side would otherwise cost sixteen turns."""
    account = Account(rate=1)
    pace = account.pace()
    pace.await_turn(LONG)
    for _ in range(5):
        pace.too_fast()
    pace.await_turn(LONG)
    assert account.slept == pytest.approx([TURN])


def test_ses_knows_better_when_the_quota_is_used_up() -> None:
    """Its no is believed until it is asked again."""
    account = Account(sent=10)
    pace = account.pace()
    assert pace.left() > 0.9
    pace.used_up()
    assert pace.left() == 0
    account.now += 60
    assert pace.left() > 0.9


def test_senders_that_start_together_ask_again() -> None:
    """GetAccount answers once a second for the whole account."""
    account = Account()
    account.failing = 2
    assert account.pace().left() == 1
    assert len(account.slept) == 2


def test_a_quota_that_was_never_read_is_an_error() -> None:
    """Without it nobody knows how fast to go; the queue brings the message again."""
    account = Account()
    account.failing = 3
    with pytest.raises(Transient):
        account.pace().await_turn(LONG)


def test_an_old_quota_is_better_than_none() -> None:
    """SES itself says no when it is wrong."""
    account = Account(sent=100)
    pace = account.pace()
    assert pace.left() == pytest.approx(0.9)
    account.now += 61
    account.failing = 99
    assert pace.left() == pytest.approx(0.9)
    assert account.slept == []
