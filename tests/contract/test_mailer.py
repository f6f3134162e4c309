"""The contract of the mailer: one attempt a call, and an honest account of what was heard."""

import pytest

from svar.ports import MailRefused, MailUnheard
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
    ("outcome", "again"), [(Outcome.THROTTLED, True), (Outcome.REFUSED, False)]
)
def test_a_refusal_says_whether_to_try_again(
    mailboxes: Mailboxes, outcome: Outcome, again: bool
) -> None:
    """A full quota passes, a mail that SES will not have does not."""
    mailboxes.arrange(outcome)

    with pytest.raises(MailRefused) as refusal:
        send(mailboxes)

    assert refusal.value.again is again
    assert mailboxes.accepted() == []


def test_the_same_mail_sent_twice_is_two_mails(mailboxes: Mailboxes) -> None:
    """SES knows no idempotency, and neither may its twin: the outbox alone prevents a double."""
    send(mailboxes)
    send(mailboxes)

    assert len(mailboxes.accepted()) == 2


def test_the_share_of_the_quota_that_is_left(mailboxes: Mailboxes) -> None:
    """From 0 to 1, so that the nearest deadlines can go first."""
    send(mailboxes)
    assert mailboxes.mailer.remaining_quota() == pytest.approx(1, abs=0.01)

    mailboxes.use_quota()

    assert mailboxes.mailer.remaining_quota() == pytest.approx(0.5)
