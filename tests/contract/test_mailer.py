"""The contract of the mailer: one attempt a call, and an honest account of what was heard."""

from datetime import timedelta

import pytest

from svar.ports import MailRefused, MailUnheard, Refusal
from tests.contract.mailboxes import Mailboxes
from tests.fakes import Outcome

MIME = b"From: us@employer.example\r\nTo: ingrid@solheim.example\r\nSubject: Hello\r\n\r\nHello\r\n"
TAG = "a__app-1__letter-1_1"


def send(mailboxes: Mailboxes, tag: str = TAG) -> str:
    return mailboxes.mailer.send(
        sender="us@employer.example", recipient="ingrid@solheim.example", mime=MIME, tag=tag
    )


def test_an_accepted_mail_is_in_the_mailbox_once(mailboxes: Mailboxes) -> None:
    """With the tag that its events bring back, and the id that the answer gave."""
    message_id = send(mailboxes)

    assert mailboxes.accepted() == [(message_id, TAG)]


def test_a_lost_answer_is_one_mail_that_nobody_knows_of(mailboxes: Mailboxes) -> None:
    """The SDK's own retries would make three of it."""
    mailboxes.arrange(Outcome.LOST)

    with pytest.raises(MailUnheard):
        send(mailboxes)

    assert [tag for _, tag in mailboxes.accepted()] == [TAG]


def test_a_server_error_is_not_taken_for_a_no(mailboxes: Mailboxes) -> None:
    """After a 5xx nobody knows, whatever became of the mail."""
    mailboxes.arrange(Outcome.BROKEN)

    with pytest.raises(MailUnheard):
        send(mailboxes)

    assert mailboxes.accepted() == []


@pytest.mark.parametrize(
    ("outcome", "refusal"),
    [
        (Outcome.THROTTLED, Refusal.RATE),
        (Outcome.USED_UP, Refusal.QUOTA),
        (Outcome.REFUSED, Refusal.FOR_EVER),
        (Outcome.UNVERIFIED, Refusal.LATER),
    ],
)
def test_a_refusal_says_when_to_try_again(
    mailboxes: Mailboxes, outcome: Outcome, refusal: Refusal
) -> None:
    """Too fast passes in seconds, a used up quota in hours, the sandbox when a human asks for it,
    and some mails SES will never have."""
    mailboxes.arrange(outcome)

    with pytest.raises(MailRefused) as no:
        send(mailboxes)

    assert no.value.refusal is refusal
    assert mailboxes.accepted() == []


def test_after_the_days_quota_nothing_is_left_of_it(mailboxes: Mailboxes) -> None:
    """SES's no is believed at once, before the quota is read again."""
    assert mailboxes.mailer.remaining_quota() > 0
    mailboxes.arrange(Outcome.USED_UP)
    with pytest.raises(MailRefused):
        send(mailboxes)

    assert mailboxes.mailer.remaining_quota() == 0


def test_a_turn_that_is_near_is_waited_for(mailboxes: Mailboxes) -> None:
    """And one that is farther away than the caller has time is not: false, at once."""
    mailboxes.busy(timedelta(seconds=3))

    assert not mailboxes.mailer.await_turn(at_most=timedelta(seconds=2))
    assert mailboxes.mailer.await_turn(at_most=timedelta(seconds=4))


def test_nobody_waits_without_time(mailboxes: Mailboxes) -> None:
    """Less than no time is left when a function has used up what sending itself needs."""
    assert not mailboxes.mailer.await_turn(at_most=timedelta(seconds=-1))


def test_the_same_mail_sent_twice_is_two_mails(mailboxes: Mailboxes) -> None:
    """SES knows no idempotency, and neither may its twin: the outbox alone prevents a double."""
    send(mailboxes)
    send(mailboxes)

    assert len(mailboxes.accepted()) == 2


def test_mail_to_an_address_that_bounced_is_taken_and_comes_back(mailboxes: Mailboxes) -> None:
    """The list knows the address from the first hard bounce on: SES says yes, and sends nothing."""
    mailboxes.arrange(Outcome.BOUNCED)
    send(mailboxes)
    mailboxes.arrange(Outcome.ACCEPTED)
    send(mailboxes)

    assert len(mailboxes.accepted()) == 2
    assert mailboxes.ends() == [
        ("Bounce", "Permanent/General"),
        ("Bounce", "Permanent/OnAccountSuppressionList"),
    ]


def test_mail_to_who_complained_once_never_arrives_and_is_no_complaint(
    mailboxes: Mailboxes,
) -> None:
    """SES calls it a complaint, as if it had been read: but it was not sent."""
    mailboxes.complained("ingrid@solheim.example")
    send(mailboxes)

    assert len(mailboxes.accepted()) == 1
    assert mailboxes.ends() == [("Bounce", "Complaint/OnAccountSuppressionList")]


def test_an_address_that_was_taken_off_the_list_gets_mail_again(mailboxes: Mailboxes) -> None:
    """It stays on it for ever otherwise."""
    mailboxes.complained("ingrid@solheim.example")
    mailboxes.take_off("ingrid@solheim.example")
    send(mailboxes)

    assert mailboxes.ends() == [("Delivery", None)]


def test_the_share_of_the_quota_that_is_left(mailboxes: Mailboxes) -> None:
    """From 0 to 1, so that the nearest deadlines can go first."""
    send(mailboxes)
    assert mailboxes.mailer.remaining_quota() == pytest.approx(1, abs=0.01)

    mailboxes.use_quota()

    assert mailboxes.mailer.remaining_quota() == pytest.approx(0.5)
