"""The order of sending: look, wait for the turn, check, claim, ask once, write down."""

from datetime import timedelta
from typing import Any

import pytest

from svar.domain.errors import Transient
from svar.domain.outbox import FENCE, OutboxItem, State, digest_of
from svar.workflows.send_message import TRIES, Sent
from tests.fakes import Crash, Outcome, Plan, faulty
from tests.unit.delivery.given import ADDRESS, NOW, Office, letter

HOUR = timedelta(hours=1)


def test_a_letter_is_sent_to_the_address_in_the_record() -> None:
    """With the tag of its attempt, and SES's id is kept."""
    office = Office()
    assert office.send() is Sent.SENT
    [mail] = office.mailer.mailbox
    assert (mail.recipient, mail.tag) == (ADDRESS, "a__app-1__letter-1_1")
    assert office.item().state is State.SENT
    assert office.item().message_id == mail.message_id


def test_who_waits_for_the_turn_holds_nothing() -> None:
    """A sender that is killed while it waits leaves the letter to the next one, and no human."""
    office = Office()
    plan = Plan()
    mailer = office.mailer
    office.mailer = faulty(mailer, plan)
    office.send()
    turns = [n for n, point in enumerate(plan.reached) if "await_turn" in point]
    assert len(turns) == 2
    for point in turns:
        office = Office()
        office.mailer = faulty(office.mailer, Plan(crash_at=frozenset({point})))
        with pytest.raises(Crash):
            office.send()
        assert office.item() == letter()


def test_a_turn_that_leaves_no_time_to_send_is_not_claimed() -> None:
    """Fifteen seconds must be left for the request and for writing down its answer."""
    office = Office()
    office.mailer.wait = timedelta(seconds=46)
    assert office.send() is Sent.NO_TURN
    assert office.item() == letter()
    office.mailer.wait = timedelta(seconds=45)
    assert office.send() is Sent.SENT


def test_a_claim_that_came_late_is_given_back_unasked() -> None:
    """When the claim itself took the time that the request needs."""
    office = Office()
    production = office.store.move_outbox

    def slow(before: OutboxItem, after: OutboxItem) -> None:
        production(before, after)
        office.time_left = timedelta(seconds=14)

    office.store.move_outbox = slow  # type: ignore[method-assign]  # a slow database
    assert office.send() is Sent.NO_TURN
    assert office.mailer.requests == []
    assert (office.item().state, office.item().attempt) == (State.PENDING, 1)


def test_a_request_is_never_later_than_half_a_minute_after_its_claim() -> None:
    """So that the fence is never near."""
    office = Office()
    production = office.store.move_outbox

    def slow(before: OutboxItem, after: OutboxItem) -> None:
        production(before, after)
        office.clock.advance(timedelta(seconds=31))

    office.store.move_outbox = slow  # type: ignore[method-assign]  # a slow database
    assert office.send() is Sent.NO_TURN
    assert office.mailer.requests == []


def test_too_fast_is_tried_again_at_once_as_a_new_attempt() -> None:
    """A definite no is followed by another attempt, after the pause that the mailer takes."""
    office = Office()
    office.mailer.script = [Outcome.THROTTLED]
    assert office.send() is Sent.SENT
    assert office.mailer.requests == ["a__app-1__letter-1_1", "a__app-1__letter-1_2"]
    assert len(office.mailer.mailbox) == 1


def test_too_fast_again_and_again_waits_seconds_for_the_next_sender() -> None:
    """One invocation does not ask for ever."""
    office = Office()
    office.mailer.script = [Outcome.THROTTLED] * 2 * TRIES
    assert office.send() is Sent.THROTTLED
    item = office.item()
    assert (item.state, item.attempt) == (State.PENDING, TRIES)
    assert item.due_at == NOW + timedelta(seconds=10)


@pytest.mark.parametrize(
    ("hours", "minutes", "outcome"), [(48, 60, Sent.PUT_OFF), (1, 7.5, Sent.ENDANGERED)]
)
def test_a_used_up_quota_waits_by_the_deadline(hours: int, minutes: float, outcome: Sent) -> None:
    """Nothing is lost, nobody asks SES again at once, and a near deadline is said aloud."""
    office = Office(letter(deadline=NOW + hours * HOUR))
    office.mailer.script = [Outcome.USED_UP]
    assert office.send() is outcome
    item = office.item()
    assert (item.state, item.note) == (State.PENDING, "waits_for_quota")
    assert item.due_at == NOW + timedelta(minutes=minutes)
    assert office.mailer.mailbox == []


def test_without_quota_nobody_even_asks() -> None:
    """The letter is not claimed, so that its attempts count requests and nothing else."""
    office = Office()
    office.mailer.quota = 0.0
    assert office.send() is Sent.PUT_OFF
    assert office.mailer.requests == []
    assert office.item().attempt == 0
    office.mailer.quota = 0.5
    assert office.send() is Sent.SENT


def test_the_reserve_is_for_the_nearest_deadlines() -> None:
    """At a tenth of the quota a far letter waits and a near one goes."""
    office = Office(letter(), letter(id="a__app-1__letter-2", deadline=NOW + 6 * HOUR))
    office.mailer.quota = 0.1
    assert office.send() is Sent.PUT_OFF
    assert office.send("a__app-1__letter-2") is Sent.SENT


def test_when_ses_does_not_say_its_quota_nothing_is_claimed() -> None:
    """The queue brings the message again."""
    office = Office()

    def silent() -> float:
        raise Transient("SES does not say its quota")

    office.mailer.remaining_quota = silent  # type: ignore[method-assign]  # SES is out of reach
    with pytest.raises(Transient):
        office.send()
    assert office.item() == letter()


def test_two_senders_make_one_mail() -> None:
    """The second one finds the letter claimed, at whatever point of the first it looks."""
    office = Office()
    seen: list[Sent] = []

    class Between(Plan):
        busy = False

        def reach(self, point: str) -> None:
            if not self.busy:
                self.busy = True
                seen.append(office.send())
                self.busy = False

    store: Any = office.store
    office.store = faulty(store, Between())
    office.send()
    assert len(office.mailer.mailbox) == 1
    assert Sent.SENT in seen


@pytest.mark.parametrize("change", [{"text": "Another"}, {"html": "<p>x</p>"}, {"subject": "y"}])
def test_what_is_not_what_was_approved_does_not_leave(change: dict[str, str]) -> None:
    """Subject, text and HTML alike."""
    office = Office(letter(**change))
    assert office.send() is Sent.NEEDS_HUMAN
    assert office.item().note == "text_changed_after_approval"
    assert office.mailer.mailbox == []


def test_a_letter_with_somebody_elses_address_does_not_leave() -> None:
    """The commonest sign of a mixed up letter."""
    text = "Dear Ingrid, as ola@kandidat.example was hired"
    whole = letter()
    office = Office(letter(text=text, digest=digest_of(whole.subject, text, whole.html)))
    assert office.send() is Sent.NEEDS_HUMAN
    assert office.item().note == "address_of_another"


def test_an_unheard_letter_waits_for_its_fence() -> None:
    """No second sender touches it before."""
    office = Office()
    office.mailer.script = [Outcome.LOST]
    assert office.send() is Sent.UNHEARD
    assert office.item().due_at == NOW + FENCE
    assert office.send() is Sent.ALREADY
    assert len(office.mailer.mailbox) == 1
