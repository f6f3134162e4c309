"""What SES says of a mail, whichever way and however late, and what a human then gets to act on."""

import json
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from svar.adapters.ses_events import evidence_from
from svar.domain.errors import Conflict
from svar.domain.outbox import EVIDENCE_LIMIT, Move, OutboxItem, State, move
from svar.pages.contents import DonePage, ProblemPage
from svar.workflows.record_delivery import Evidence, record_delivery
from tests.fakes import Outcome, Suppressed
from tests.unit.core.conftest import MONDAY, Story
from tests.unit.delivery.given import LETTER, NOW, Office

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
EVENT: dict[str, Any] = {
    "eventType": "Delivery",
    "mail": {
        "timestamp": "2026-03-02T09:00:00.000Z",
        "messageId": "message-1",
        "destination": ["ingrid@solheim.example"],
        "tags": {"outbox": [f"{LETTER}_1"]},
    },
    "delivery": {"recipients": ["ingrid@solheim.example"]},
}


def evidence(kind: str, detail: str | None = None, attempt: int = 1) -> Evidence:
    return Evidence(
        tag=f"{LETTER}_{attempt}", type=kind, message_id="message-1", at=NOW, detail=detail
    )


def claimed() -> Office:
    office = Office()
    before = office.item()
    office.store.move_outbox(before, move(before, Move.CLAIM, now=NOW, wall=NOW))
    return office


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(EVENT, id="as both ways of the template bring it"),
        pytest.param({"detail-type": "Email Delivered", "detail": EVENT}, id="whole from the bus"),
        pytest.param(
            {"Type": "Notification", "Message": json.dumps(EVENT)}, id="whole from the topic"
        ),
    ],
)
def test_the_same_event_by_either_way_is_the_same_evidence(body: dict[str, Any]) -> None:
    """Both ways lose events, each on its own."""
    found = evidence_from(json.dumps(body))
    assert found is not None
    assert (found.tag, found.type, found.message_id) == (f"{LETTER}_1", "Delivery", "message-1")


def test_the_text_with_which_ses_tries_the_topic_is_nobodys_event() -> None:
    """It comes once, at the first deployment: no dead letter, and no alarm on the first day."""
    greeting = "Successfully validated SNS topic for Amazon SES event publishing."
    assert evidence_from(greeting) is None


def test_a_receipt_that_comes_before_the_message_id_is_saved() -> None:
    """SES's event was faster than the sender: it brings the id, and the sender has the last word
    on nothing."""
    office = claimed()
    for kind, state in (("Send", State.SENT), ("Delivery", State.DELIVERED)):
        assert record_delivery(evidence(kind), store=office.store, clock=office.clock) == LETTER
        assert office.item().state is state
    assert office.item().message_id == "message-1"


def test_the_second_way_and_a_late_event_move_nothing() -> None:
    """Delivered stays delivered when Send comes after it, or Delivery comes again."""
    office = claimed()
    record_delivery(evidence("Delivery"), store=office.store, clock=office.clock)
    for kind in ("Send", "Delivery", "DeliveryDelay", "Unheard of"):
        assert record_delivery(evidence(kind), store=office.store, clock=office.clock) is None
    assert office.item().state is State.DELIVERED


def test_evidence_that_meets_a_move_comes_again() -> None:
    """The queue brings it back, and then it is read against the new state."""
    office = claimed()
    production = office.store.move_outbox

    def overtaken(before: OutboxItem, after: OutboxItem) -> None:
        office.store.move_outbox = production  # type: ignore[method-assign]  # only once
        production(before, move(before, Move.ACCEPTED, now=NOW, wall=NOW, message_id="message-1"))
        production(before, after)

    office.store.move_outbox = overtaken  # type: ignore[method-assign]  # the sender is faster
    with pytest.raises(Conflict):
        record_delivery(evidence("Delivery"), store=office.store, clock=office.clock)
    assert record_delivery(evidence("Delivery"), store=office.store, clock=office.clock) == LETTER
    assert office.item().state is State.DELIVERED


def test_evidence_about_nobodys_mail_is_left_alone() -> None:
    """Another system may send through the same account."""
    office = Office()
    foreign = evidence("Delivery").model_copy(update={"tag": "newsletter_4"})
    assert record_delivery(foreign, store=office.store, clock=office.clock) is None
    untagged = {**EVENT, "mail": {**EVENT["mail"], "tags": {}}}
    assert evidence_from(json.dumps(untagged)) is None


def test_no_address_is_kept_of_what_ses_says() -> None:
    """Codes only: events name people."""
    bounce = {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [{"emailAddress": "ingrid@solheim.example"}],
    }
    found = evidence_from(json.dumps({**EVENT, "eventType": "Bounce", "bounce": bounce}))
    assert found is not None
    assert "ingrid" not in found.model_dump_json()
    assert found.detail == "Permanent/General"


def test_an_old_complaint_that_stopped_a_mail_says_that_it_never_left() -> None:
    """SES gives it the name of a complaint, and a complaint of today means that it was read."""
    stopped = {"complaintSubType": "OnAccountSuppressionList", "complainedRecipients": []}
    found = evidence_from(json.dumps({**EVENT, "eventType": "Complaint", "complaint": stopped}))
    assert found is not None
    assert (found.type, found.detail) == ("Bounce", "Complaint/OnAccountSuppressionList")
    read = {"complaintSubType": None, "complaintFeedbackType": "abuse"}
    found = evidence_from(json.dumps({**EVENT, "eventType": "Complaint", "complaint": read}))
    assert found is not None
    assert (found.type, found.detail) == ("Complaint", "abuse")


# --- what the human gets -------------------------------------------------------------------------


def told_no(story: Story, **candidate: Any) -> None:
    """Kari applies and is rejected; five days later everything that can come has come."""
    story.apply("kari", phone="+47 900 00 000", other_emails=["kari@jobb.example"], **candidate)
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)


def human_mails(story: Story) -> list[str]:
    found = (mail for mail in story.mailer.mailbox if "__human-" in mail.tag)
    return [
        message_from_bytes(mail.mime, policy=default).get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
        for mail in found
    ]


def reasons(story: Story) -> list[str]:
    return [concern.reason for concern in story.look("kari").deeds.concerns]


class BouncingLetter(Story):
    """SES takes the letter, and it comes back; every other mail arrives."""

    detail = "Permanent/General"

    def _ses_events(self, tag: str, message_id: str, last: str) -> None:
        super()._ses_events(tag, message_id, "Bounce" if "__letter-" in tag else last)

    def _detail(self, tag: str) -> str:
        return self.detail


def test_a_letter_that_came_back_gives_the_human_all_that_they_need() -> None:
    """Every address, the telephone, the letter to read out, the deadline, and where to say done."""
    story = BouncingLetter(MONDAY)
    told_no(story)
    assert reasons(story) == ["bounced"]
    mail, *_asked_again = human_mails(story)
    for needed in (
        "kari@kandidat.example",
        "kari@jobb.example",
        "+47 900 00 000",
        "Bjørn Åge Sæther",
        "fagbrev",
        "Permanent/General",
        "https://svar.fjordbyen.example/p/telling.kari.1",
        "Kandidaten har fått svar",
    ):
        assert needed in mail, needed
    assert len([m for m in story.mailer.mailbox if "__letter-" in m.tag]) == 1


@pytest.mark.parametrize("why", ["BOUNCE", "COMPLAINT"])
def test_a_suppressed_address_says_so_and_what_to_do(why: Suppressed) -> None:
    """SES takes the letter and sends none; nobody was told, and the address may be right."""
    story = Story(MONDAY)
    story.apply("kari", phone="+47 900 00 000")
    story.run_for(2 * DAY)
    story.mailer.suppress("kari@kandidat.example", why)
    story.reject("kari")
    story.run_for(5 * DAY)
    assert reasons(story) == ["suppressed"]
    assert story.look("kari").answer is None
    mail, *asked_again = human_mails(story)
    assert "sperrelisten" in mail
    assert "+47 900 00 000" in mail
    assert asked_again


def test_a_refused_letter_is_not_called_unknown() -> None:
    """SES said no for ever: nobody need ask the candidate whether it came."""
    story = Story(MONDAY)
    story.outcomes["letter-1"] = [Outcome.REFUSED]
    told_no(story)
    assert reasons(story) == ["refused"]
    mail, *_asked_again = human_mails(story)
    assert "MessageRejected" in mail


def test_a_complaint_reaches_a_human_and_counts_as_told() -> None:
    """It did arrive."""
    story = Story(MONDAY)
    told_no(story)
    item = story.store.outbox_item("a__kari__letter-1")
    assert item is not None
    said = Evidence(
        tag=item.tag, type="Complaint", message_id="m", at=story.clock.now(), detail="abuse"
    )
    story._message("complaint", story._recorder(said))
    story.run_for(HOUR)
    assert reasons(story) == ["complained"]
    assert story.look("kari").answer == "told"
    assert "abuse" in human_mails(story)[0]


def test_a_day_without_delivery_goes_to_a_human() -> None:
    """SES took it and said nothing more: sent is not told."""
    story = Story(MONDAY)
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    story.faults.event_lost = 1.0
    while not story.mails("kari", "letter"):
        story.run_for(HOUR)
    story.run_for(EVIDENCE_LIMIT - 2 * HOUR)
    assert "not_delivered" not in reasons(story)
    story.run_for(3 * HOUR)
    assert "not_delivered" in reasons(story)


def test_a_human_who_has_called_says_so_once_and_nothing_more_is_sent() -> None:
    """The page shows what is left to do; a late event does not take the answer back."""
    story = BouncingLetter(MONDAY)
    told_no(story)
    assert story.look("kari").answer is None
    page = story.press("telling", "kari", 1, action="mark_told")
    assert isinstance(page, DonePage)
    assert page.outcome == "told"
    assert story.look("kari").answer == "told"
    again = story.press("telling", "kari", 1, action="mark_told")
    assert isinstance(again, ProblemPage)
    late = Evidence(tag="a__kari__letter-1_1", type="Bounce", message_id="m", at=story.clock.now())
    story._message("late bounce", story._recorder(late))
    mails = len(story.mailer.mailbox)
    story.run_for(20 * DAY)
    assert story.look("kari").answer == "told"
    assert len(story.mailer.mailbox) == mails
    item = story.store.outbox_item("a__kari__letter-1")
    assert item is not None
    assert (item.state, item.note) == (State.TOLD_BY_HUMAN, "told_by_human")


def test_a_letter_that_arrived_needs_nobody_to_say_so() -> None:
    """The button is not there, and pressing it anyway changes nothing."""
    story = Story(MONDAY)
    told_no(story)
    assert isinstance(story.press("telling", "kari", 1, action="mark_told"), ProblemPage)
