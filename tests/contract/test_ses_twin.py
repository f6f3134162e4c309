"""The SES twin and the real SDK: what it takes, refuses, publishes and loses."""

import json
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from local import clock, emulator
from local.cloud import start_ses
from local.deploy import client_settings
from local.emulator import Child
from local.ses_twin.mailbox import Mailbox
from svar.adapters.clock import LocalClock

ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"}, read_timeout=10)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def twin(home: Path) -> Iterator[Child]:
    """A twin without an emulator: it remembers the events that it would publish."""
    child = start_ses(home, endpoint=None, log=home.parent / "twin.log")
    yield child
    emulator.stop(child)


@pytest.fixture
def ses(twin: Child) -> Iterator[Any]:
    make: Any = boto3.client
    client = make("sesv2", config=ONCE, **client_settings(twin.url))
    yield client
    client.close()


def send(ses: Any, recipient: str = "nora@example.com", tag: str = "a__1__letter-1_1") -> str:
    message = EmailMessage()
    message["From"] = "Fjordbyen <jobb@fjordbyen.example>"
    message["To"] = recipient
    message["Subject"] = "Søknaden din"
    message["Reply-To"] = "kari.strand@fjordbyen.example"
    message.set_content("Takk for søknaden.")
    answer = ses.send_email(
        FromEmailAddress="Fjordbyen <jobb@fjordbyen.example>",
        Destination={"ToAddresses": [recipient]},
        Content={"Raw": {"Data": message.as_bytes()}},
        EmailTags=[{"Name": "outbox", "Value": tag}],
        ConfigurationSetName="svar-mail",
    )
    return str(answer["MessageId"])


def admin(twin: Child, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"{twin.url}/admin/{path}", data=data, method=method)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def types_of(twin: Child) -> list[str]:
    published = admin(twin, "GET", "events")["published"]
    return sorted(each["event"]["eventType"] for each in published)


def refusal(caught: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_mail_is_in_the_mailbox_with_its_bytes_and_a_message_id_of_ses(
    ses: Any, home: Path
) -> None:
    """SES overwrites Message-ID and Date and keeps the rest."""
    message_id = send(ses)
    (message,) = Mailbox(home).messages()
    assert message["Message-ID"] == f"<{message_id}@eu-north-1.amazonses.com>"
    assert message["Reply-To"] == "kari.strand@fjordbyen.example"
    assert message.get_content().strip() == "Takk for søknaden."


def test_the_envelope_keeps_the_tag(ses: Any, home: Path) -> None:
    """The tag is how evidence finds its outbox item."""
    send(ses, tag="a__7__letter-1_3")
    (mail,) = Mailbox(home).accepted()
    assert mail.tags == {"outbox": "a__7__letter-1_3"}
    assert mail.recipients == ("nora@example.com",)


@pytest.mark.parametrize(
    ("recipient", "events", "reached"),
    [
        ("nora@example.com", ["Delivery", "Send"], 1),
        ("bounce@example.com", ["Bounce", "Send"], 0),
        ("softbounce@example.com", ["Bounce", "DeliveryDelay", "Send"], 0),
        ("complaint@example.com", ["Complaint", "Delivery", "Send"], 1),
        ("reject@example.com", ["Reject", "Send"], 0),
        ("silent@example.com", ["Send"], 0),
        ("suppressionlist@example.com", ["Bounce", "Send"], 0),
    ],
)
def test_the_recipients_name_says_what_becomes_of_a_mail(
    ses: Any, twin: Child, home: Path, recipient: str, events: list[str], reached: int
) -> None:
    """Like SES's mailbox simulator."""
    send(ses, recipient)
    assert types_of(twin) == events
    assert len(Mailbox(home).messages()) == reached


def test_an_event_has_the_tag_as_a_list_beside_ses_own(ses: Any, twin: Child) -> None:
    """The shape of event publishing, the same on both ways."""
    message_id = send(ses)
    event = admin(twin, "GET", "events")["published"][0]["event"]
    assert event["mail"]["messageId"] == message_id
    assert event["mail"]["tags"]["outbox"] == ["a__1__letter-1_1"]
    assert event["mail"]["tags"]["ses:configuration-set"] == ["svar-mail"]


@pytest.mark.parametrize(
    ("fault", "code", "status", "accepted"),
    [
        ("throttle", "TooManyRequestsException", 429, 0),
        ("refuse", "MessageRejected", 400, 0),
        ("fail", "InternalServiceErrorException", 500, 0),
        ("fail_accepted", "InternalServiceErrorException", 500, 1),
    ],
)
def test_a_fault_is_an_error_of_the_sdk(
    ses: Any, twin: Child, home: Path, fault: str, code: str, status: int, accepted: int
) -> None:
    """A 500 says nothing about whether the mail was taken."""
    admin(twin, "PUT", "faults", {fault: 1.0})
    with pytest.raises(ClientError) as caught:
        send(ses)
    assert refusal(caught) == (code, status)
    assert len(Mailbox(home).accepted()) == accepted


def test_a_lost_answer_is_an_accepted_mail_all_the_same(ses: Any, twin: Child, home: Path) -> None:
    """The case that makes doubles elsewhere."""
    admin(twin, "PUT", "faults", {"lose_answer": 1.0})
    with pytest.raises(ConnectionClosedError):
        send(ses)
    assert len(Mailbox(home).accepted()) == 1


def test_the_suppression_list_is_kept_by_the_api(ses: Any, twin: Child, home: Path) -> None:
    """As an operator sees it and takes an address off; the event says what stopped the mail."""
    ses.put_suppressed_destination(EmailAddress="nora@example.com", Reason="COMPLAINT")
    (listed,) = ses.list_suppressed_destinations()["SuppressedDestinationSummaries"]
    assert (listed["EmailAddress"], listed["Reason"]) == ("nora@example.com", "COMPLAINT")
    send(ses)
    assert Mailbox(home).messages() == []
    (said,) = [
        each["event"]["complaint"]
        for each in admin(twin, "GET", "events")["published"]
        if each["kind"] == "COMPLAINT"
    ]
    assert said["complaintSubType"] == "OnAccountSuppressionList"
    ses.delete_suppressed_destination(EmailAddress="nora@example.com")
    with pytest.raises(ClientError) as caught:
        ses.delete_suppressed_destination(EmailAddress="nora@example.com")
    assert refusal(caught) == ("NotFoundException", 404)
    assert ses.list_suppressed_destinations()["SuppressedDestinationSummaries"] == []


def test_lost_and_doubled_events_are_counted(ses: Any, twin: Child) -> None:
    """Both by rate, and the same for the same seed."""
    admin(twin, "PUT", "faults", {"events_lost": 1.0})
    send(ses)
    admin(twin, "PUT", "faults", {"events_doubled": 1.0})
    send(ses, tag="a__2__letter-1_1")
    assert types_of(twin) == ["Delivery", "Delivery", "Send", "Send"]
    assert len(admin(twin, "GET", "events")["lost"]) == 2


def test_more_than_the_quota_is_refused_and_the_account_says_how_much_is_left(
    ses: Any, twin: Child
) -> None:
    """A full day's quota answers 429, as SES does."""
    admin(twin, "PUT", "quota", {"max_send_rate": 100, "max_24_hour_send": 1})
    send(ses)
    with pytest.raises(ClientError) as caught:
        send(ses)
    assert refusal(caught) == ("TooManyRequestsException", 429)
    quota = ses.get_account()["SendQuota"]
    assert (quota["SentLast24Hours"], quota["Max24HourSend"]) == (1.0, 1.0)


def test_a_tag_that_ses_would_refuse_is_refused(ses: Any) -> None:
    """SES takes letters, digits, dash and underscore only."""
    with pytest.raises(ClientError) as caught:
        send(ses, tag="a:1")
    assert refusal(caught) == ("BadRequestException", 400)


def test_the_clock_stands_until_it_runs(twin: Child) -> None:
    """A day a second, once it is started."""
    url = f"{twin.url}/clock"
    assert clock.read_clock(url) == clock.read_clock(url)
    started = clock.set_clock(url, rate=86_400.0)
    assert clock.read_clock(url) > started.at


def test_functions_hear_of_a_change_before_it_counts(twin: Child) -> None:
    """Else they would run ahead of the others until they ask again."""
    url = f"{twin.url}/clock"
    clock.set_clock(url, rate=86_400.0)
    stands = clock.set_clock(url, rate=0.0, ahead=3_600.0)
    function = LocalClock(url)
    assert function.now() < clock.read_clock(url) < function.now() < stands.at
    clock.set_clock(url, rate=0.0)
    function = LocalClock(url)
    assert function.now() == clock.read_clock(url) == function.now()
