"""Rules of sending, taken away one by one: the test that stands for the rule must go red."""

import warnings
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from re import fullmatch
from typing import Any

import pytest
from botocore.config import Config

from svar.adapters import dispatch, ses
from svar.domain import outbox
from svar.domain.errors import Duplicate, Transient
from svar.domain.outbox import Move, OutboxItem, State
from svar.handlers import send_message as handler
from svar.mail import mime
from svar.ports import Work
from svar.workflows import compose_mail, record_delivery, send_message
from tests.unit.delivery import test_evidence, test_send_message
from tests.unit.delivery.given import LETTER, NOW, Office

Patch = pytest.MonkeyPatch
Mutant = Callable[[Patch], None]
Check = Callable[[], None]

# --- what no other test looks at alone ------------------------------------------------------------


def one_attempt_that_ends_in_time() -> None:
    """botocore repeats nothing, and its longest wait leaves time to write the answer down."""
    settings: Any = ses.ONE_ATTEMPT
    assert settings.retries["total_max_attempts"] == 1
    longest = timedelta(seconds=settings.connect_timeout + settings.read_timeout)
    assert (settings.connect_timeout, settings.read_timeout) == (3, 10)
    assert longest < send_message.TIME_TO_SEND < send_message.CLAIM_LIFE < outbox.FENCE


def the_mail_carries_its_tag_and_nobodys_data() -> None:
    """The same opaque id in the tag and in the header: the item and the attempt."""
    office = Office()
    office.send()
    [mail] = office.mailer.mailbox
    assert mail.tag == f"{LETTER}_1"
    assert message_from_bytes(mail.mime)["X-Svar-Outbox"] == mail.tag
    assert fullmatch(r"[A-Za-z0-9_-]{1,256}", mail.tag)


def the_fence_is_a_quarter_of_an_hour() -> None:
    """Longer than a function lives (60 s) and than a signed request is valid (5 minutes)."""
    office = Office()
    item = office.item()
    claimed = outbox.move(item, Move.CLAIM, now=NOW, wall=NOW)
    assert claimed.due_at == NOW + timedelta(minutes=15)


class Door:
    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}

    def send_message(self, **asked: Any) -> None:
        self.asked = asked


def wake_ups_share_the_queue_fairly() -> None:
    """One job with 600 letters does not keep the other jobs' waiting."""
    groups = set()
    for owner in ("app-1", "app-2"):
        door = Door()
        made = dispatch.AwsDispatcher(outbox_url="u", clients=lambda _, door=door: door)
        made.dispatch(
            Work(name="x", kind="send", payload={"id": f"a__{owner}__letter-1"}, due_at=NOW)
        )
        groups.add(door.asked["MessageGroupId"])
    assert len(groups) == 2


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 60_000


def a_message_that_failed_is_reported() -> None:
    """An empty list would mean success, and the queue would forget the message."""
    record = {"messageId": "m-1", "body": '{"id": "x"}', "eventSource": "aws:sqs"}
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # powertools warns that nothing was counted
        patch.setattr(handler, "_measure_quota", lambda: None)

        def down() -> Any:
            raise Transient("the database cannot be reached")

        patch.setattr(handler, "store", down)
        context: Any = Context()
        found = handler.lambda_handler({"Records": [record]}, context)
    assert found == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}


# --- the mutants ---------------------------------------------------------------------------------


def waits_with_the_claim(patch: Patch) -> None:
    """The sender waits for its turn while it holds the letter."""
    production = send_message._asked

    def late(*given: Any) -> Any:
        given[-1].mailer.await_turn(at_most=timedelta(days=1))
        return production(*given)

    patch.setattr(send_message, "_asked", late)


def no_time_kept_for_the_answer(patch: Patch) -> None:
    """A request is made in the last second of the function's life."""
    patch.setattr(send_message, "TIME_TO_SEND", timedelta(0))


def a_claim_lives_for_ever(patch: Patch) -> None:
    """A request is made however long ago the letter was claimed."""
    patch.setattr(send_message, "CLAIM_LIFE", timedelta(days=1))


def sdk_retries_on(patch: Patch) -> None:
    """botocore's defaults: one call makes three mails when the answer is lost."""
    patch.setattr(ses, "ONE_ATTEMPT", Config(connect_timeout=3, read_timeout=10, retries={}))


def waits_a_minute_for_an_answer(patch: Patch) -> None:
    """botocore's default read timeout, as long as the whole function lives."""
    retries: Any = {"total_max_attempts": 1}
    patch.setattr(ses, "ONE_ATTEMPT", Config(connect_timeout=3, read_timeout=60, retries=retries))


def fence_of_a_minute(patch: Patch) -> None:
    """Shorter than a signed request is valid."""
    patch.setattr(outbox, "FENCE", timedelta(minutes=1))


def tag_without_attempt(patch: Patch) -> None:
    """Nobody could tell which attempt an event is about."""
    patch.setattr(OutboxItem, "tag", property(lambda self: self.id))


def no_header(patch: Patch) -> None:
    """A human could not find the mail in a gateway's log."""
    patch.setattr(mime, "OUTBOX_HEADER", "X-Other")


def address_in_the_tag(patch: Patch) -> None:
    """SES's events and our logs would name people."""
    patch.setattr(OutboxItem, "tag", property(lambda self: f"ingrid@x.example_{self.attempt}"))


def strangers_let_through(patch: Patch) -> None:
    """A letter may hold another candidate's address."""
    patch.setattr(send_message, "_strangers", lambda *given: set())


def only_mails_whose_id_is_known(patch: Patch) -> None:
    """Evidence is believed only when SES's answer had come first."""
    production = record_delivery.move

    def strict(item: OutboxItem, *given: Any, **more: Any) -> OutboxItem:
        if item.message_id is None:
            raise Duplicate("unknown")
        return production(item, *given, **more)

    patch.setattr(record_delivery, "move", strict)


def a_bounce_is_sent_again(patch: Patch) -> None:
    """What came back goes to the same address again by itself."""
    again = {(state, Move.BOUNCE): State.PENDING for state in (State.SENT, State.PENDING)}
    patch.setattr(outbox, "TABLE", {**outbox.TABLE, **again})


def nowhere_to_say_done(patch: Patch) -> None:
    """The human who calls the candidate cannot say so."""
    patch.setattr(compose_mail, "UNDELIVERED", frozenset())


def one_group_for_all(patch: Patch) -> None:
    """The biggest job has the queue for itself."""
    patch.setattr(dispatch, "_group", lambda work: "all")


def failures_swallowed(patch: Patch) -> None:
    """A message that could not be handled is acknowledged."""
    production = handler._record

    def quiet(record: Any, lambda_context: Any) -> None:
        try:
            production(record, lambda_context)
        except Transient:
            return

    patch.setattr(handler, "_record", quiet)


SEEN_BY_TESTS: dict[Mutant, Check] = {
    waits_with_the_claim: test_send_message.test_who_waits_for_the_turn_holds_nothing,
    no_time_kept_for_the_answer: (
        test_send_message.test_a_turn_that_leaves_no_time_to_send_is_not_claimed
    ),
    a_claim_lives_for_ever: (
        test_send_message.test_a_request_is_never_later_than_half_a_minute_after_its_claim
    ),
    sdk_retries_on: one_attempt_that_ends_in_time,
    waits_a_minute_for_an_answer: one_attempt_that_ends_in_time,
    fence_of_a_minute: the_fence_is_a_quarter_of_an_hour,
    tag_without_attempt: the_mail_carries_its_tag_and_nobodys_data,
    no_header: the_mail_carries_its_tag_and_nobodys_data,
    address_in_the_tag: the_mail_carries_its_tag_and_nobodys_data,
    strangers_let_through: (
        test_send_message.test_a_letter_with_somebody_elses_address_does_not_leave
    ),
    only_mails_whose_id_is_known: (
        test_evidence.test_a_receipt_that_comes_before_the_message_id_is_saved
    ),
    a_bounce_is_sent_again: (
        test_evidence.test_a_letter_that_came_back_gives_the_human_all_that_they_need
    ),
    nowhere_to_say_done: (
        test_evidence.test_a_letter_that_came_back_gives_the_human_all_that_they_need
    ),
    one_group_for_all: wake_ups_share_the_queue_fairly,
    failures_swallowed: a_message_that_failed_is_reported,
}
"""Each mutant with the check that must see it."""


@pytest.mark.parametrize(
    "check",
    [
        one_attempt_that_ends_in_time,
        the_mail_carries_its_tag_and_nobodys_data,
        the_fence_is_a_quarter_of_an_hour,
        wake_ups_share_the_queue_fairly,
        a_message_that_failed_is_reported,
    ],
    ids=lambda check: check.__name__,
)
def test_the_rule_holds(check: Check) -> None:
    """As production stands."""
    check()


@pytest.mark.parametrize("mutant", SEEN_BY_TESTS, ids=lambda mutant: mutant.__name__)
def test_a_check_sees_that_a_rule_is_missing(mutant: Mutant, monkeypatch: Patch) -> None:
    """A mutant that survives is a rule that nothing checks."""
    mutant(monkeypatch)
    with pytest.raises((AssertionError, KeyError, ValueError)):
        SEEN_BY_TESTS[mutant]()
