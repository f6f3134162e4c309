"""What an operator is told about the account around a stack, in the shapes that AWS answers in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from typer.testing import CliRunner

from svar.adapters.clock import SystemClock
from svarctl import ready
from svarctl.cli import app
from svarctl.target import Target

TOPIC = "arn:aws:sns:eu-north-1:123456789012:svar-alarms"
SECRET = "arn:aws:secretsmanager:eu-north-1:123456789012:secret:webhooks"
OUTPUTS = {name: f"svar-{name}" for name in ready.FED} | {
    "ConfigurationSet": "svar-mail",
    "AlarmTopic": TOPIC,
    "WebhookSecrets": SECRET,
    "Bus": "svar-bus",
    "Table": "svar-table",
}
Answers = dict[tuple[str, str], Any]
WELL: Answers = {
    ("sesv2", "get_email_identity"): {"VerifiedForSendingStatus": True},
    ("sesv2", "get_account"): {
        "ProductionAccessEnabled": True,
        "SendingEnabled": True,
        "SendQuota": {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 12.0},
    },
    ("sesv2", "get_configuration_set"): {"SendingOptions": {"SendingEnabled": True}},
    ("sns", "list_subscriptions_by_topic"): {
        "Subscriptions": [{"SubscriptionArn": f"{TOPIC}:1", "Endpoint": "ops@fjordbyen.example"}]
    },
    ("lambda", "get_account_settings"): {"AccountLimit": {"ConcurrentExecutions": 1000}},
    ("lambda", "list_event_source_mappings"): {"EventSourceMappings": [{"State": "Enabled"}]},
    ("events", "list_rules"): {"Rules": [{"Name": "svar-SweepEvery-1", "State": "ENABLED"}]},
    ("secretsmanager", "get_secret_value"): {
        "SecretString": '{"generic/fjordbyen": ["a"], "greenhouse/fjordbyen": ["b"]}'
    },
    ("cloudwatch", "describe_alarms"): {"MetricAlarms": []},
}


def calls(identity: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(service, method, what it is asked) of one look, in its order."""
    return [
        ("sesv2", "get_email_identity", {"EmailIdentity": identity}),
        ("sesv2", "get_account", {}),
        ("sesv2", "get_configuration_set", {"ConfigurationSetName": "svar-mail"}),
        ("sns", "list_subscriptions_by_topic", {"TopicArn": TOPIC}),
        ("lambda", "get_account_settings", {}),
        *(("lambda", "list_event_source_mappings", {"FunctionName": ANY}) for _ in ready.FED),
        ("events", "list_rules", {"NamePrefix": "svar-"}),
        ("events", "list_rules", {"NamePrefix": "svar-", "EventBusName": "svar-bus"}),
        ("secretsmanager", "get_secret_value", {"SecretId": SECRET}),
        ("cloudwatch", "describe_alarms", {"StateValue": "ALARM", "AlarmNamePrefix": "svar-"}),
    ]


Look = Callable[..., tuple[int, str]]
"""Runs the command on some answers; gives its exit code and what it printed."""


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    monkeypatch.setenv("COLUMNS", "200")
    with ExitStack() as stubs:

        def run(answers: Answers, identity: str = "fjordbyen.example") -> tuple[int, str]:
            make: Any = boto3.client
            secret = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
            clients = {
                service: make(service, region_name="eu-north-1", **secret)
                for service in {service for service, _ in WELL}
            }
            stubbed = {name: stubs.enter_context(Stubber(each)) for name, each in clients.items()}
            for service, method, asked in calls(identity):
                answer = answers[service, method]
                if isinstance(answer, str):
                    stubbed[service].add_client_error(method, answer)
                else:
                    stubbed[service].add_response(method, answer, asked)
            outputs = OUTPUTS | {"MailIdentity": identity}
            target = Target("svar", outputs, clients.__getitem__, SystemClock())
            monkeypatch.setattr(ready, "find_target", lambda _: target)
            done = CliRunner().invoke(app, ["ready", "--stack", "svar"])
            assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
            return done.exit_code, done.stdout

        yield run


def test_an_account_in_which_all_is_there_needs_nothing(look: Look) -> None:
    """And it says what it found."""
    code, said = look(WELL)
    assert code == 0, said
    for found in ("is verified", "out of the sandbox", "50,000 mails a day", "14 a second"):
        assert found in said
    for found in ("ops@fjordbyen.example", "1,000 at once", "greenhouse/fjordbyen"):
        assert found in said


MISSING: dict[str, tuple[tuple[str, str], Any, str]] = {
    "the domain's DNS": (
        ("sesv2", "get_email_identity"),
        {"VerifiedForSendingStatus": False},
        "DKIM records",
    ),
    "leave to send": (
        ("sesv2", "get_account"),
        {"ProductionAccessEnabled": False, "SendingEnabled": True},
        "production access",
    ),
    "sending, since AWS stopped it": (
        ("sesv2", "get_account"),
        {"ProductionAccessEnabled": True, "SendingEnabled": False},
        "stopped for the account",
    ),
    "sending, since an operator stopped it": (
        ("sesv2", "get_configuration_set"),
        {"SendingOptions": {"SendingEnabled": False}},
        "stopped for svar-mail",
    ),
    "a press on the link in SNS's mail": (
        ("sns", "list_subscriptions_by_topic"),
        {"Subscriptions": [{"SubscriptionArn": "PendingConfirmation", "Endpoint": "ops@x.no"}]},
        "ops@x.no has not confirmed",
    ),
    "anybody who hears an alarm": (
        ("sns", "list_subscriptions_by_topic"),
        {"Subscriptions": []},
        "AlarmEmail",
    ),
    "room in a new account": (
        ("lambda", "get_account_settings"),
        {"AccountLimit": {"ConcurrentExecutions": 10}},
        "ask for 1,000",
    ),
    "a trigger": (
        ("lambda", "list_event_source_mappings"),
        {"EventSourceMappings": [{"State": "Disabled"}]},
        "nobody feeds ReceiveEvent",
    ),
    "a schedule": (
        ("events", "list_rules"),
        {"Rules": [{"Name": "svar-SweepEvery-1", "State": "DISABLED"}]},
        "off: svar-SweepEvery-1",
    ),
    "a webhook's secret": (
        ("secretsmanager", "get_secret_value"),
        {"SecretString": '{"greenhouse/fjordbyen": ["b"]}'},
        "no secret for generic/fjordbyen",
    ),
    "quiet": (
        ("cloudwatch", "describe_alarms"),
        {"MetricAlarms": [{"AlarmName": "svar-InboxStands-1"}]},
        "svar-InboxStands-1",
    ),
    "the right to look": (("cloudwatch", "describe_alarms"), "AccessDenied", "what rings"),
}
"""What is not there, in words: (whose answer, the answer, what the operator reads)."""


@pytest.mark.parametrize("missing", MISSING)
def test_what_is_missing_is_said_with_what_to_do(look: Look, missing: str) -> None:
    """Each alone; the other lines stand as they were."""
    call, answer, words = MISSING[missing]
    code, said = look(WELL | {call: answer})
    assert code == 1
    assert words in said
    assert "1,000 at once" in said or call == ("lambda", "get_account_settings")


def test_a_sender_that_is_not_on_the_domain_is_seen(look: Look) -> None:
    """SES would refuse every mail, and say that a right is missing."""
    code, said = look(WELL, identity="other.example")
    assert code == 1
    assert "is not on it" in said
