"""Each function may do its own work and nothing else: asked of IAM, and tried for real."""

import json
from collections.abc import Callable

import pytest

from local.cloud import FUNCTIONS, Cloud

ALLOWED = [
    ("ReceiveWebhook", "sqs:SendMessage", "Inbox"),
    ("ReceiveWebhook", "sqs:SendMessage", "InboxDead"),
    ("ReceiveEvent", "states:StartExecution", "response-clock"),
    ("ReceiveEvent", "dynamodb:PutItem", "Table"),
    ("AdvanceTelling", "sqs:SendMessage", "OutboxQueue"),
    ("WriteAnswer", "secretsmanager:GetSecretValue", "ClaudeKey"),
    ("SendMessage", "dynamodb:UpdateItem", "Table"),
    ("RecordDelivery", "sqs:ReceiveMessage", "EvidenceQueue"),
    ("Sweep", "dynamodb:Query", "Table/index/due"),
    ("Sweep", "sqs:SendMessage", "Inbox"),
    ("CheckInvariants", "dynamodb:Scan", "Table/index/job"),
    ("ShowPage", "secretsmanager:GetSecretValue", "LinkSecret"),
    ("HoldScreening", "secretsmanager:GetSecretValue", "LinkSecret"),
    ("HoldScreening", "secretsmanager:GetSecretValue", "ClaudeKey"),
    ("HoldScreening", "dynamodb:UpdateItem", "Table"),
]
DENIED = [
    ("ReceiveWebhook", "dynamodb:GetItem", "Table"),
    ("ReceiveWebhook", "sqs:ReceiveMessage", "InboxDead"),
    ("ReceiveEvent", "secretsmanager:GetSecretValue", "ClaudeKey"),
    ("SummariseScreening", "sqs:ReceiveMessage", "Inbox"),
    ("AdvanceResponseClock", "secretsmanager:GetSecretValue", "WebhookSecrets"),
    ("AdvanceTelling", "secretsmanager:GetSecretValue", "ClaudeKey"),
    ("WriteAnswer", "secretsmanager:GetSecretValue", "WebhookSecrets"),
    ("SendMessage", "dynamodb:DeleteItem", "Table"),
    ("RecordDelivery", "sqs:SendMessage", "Inbox"),
    ("Sweep", "dynamodb:DeleteTable", "Table"),
    ("CheckInvariants", "dynamodb:Scan", "Table"),
    ("ShowPage", "dynamodb:Query", "Table/index/due"),
    ("ShowPage", "secretsmanager:GetSecretValue", "ClaudeKey"),
    ("HoldScreening", "sqs:SendMessage", "Inbox"),
    ("HoldScreening", "secretsmanager:GetSecretValue", "WebhookSecrets"),
]


@pytest.fixture(scope="session")
def arn_of(cloud: Cloud) -> Callable[[str], str]:
    """The ARN of a resource by its logical id; `Table/index/due` for a part of one."""
    pages = cloud.client("cloudformation").list_stack_resources(StackName="svar")
    physical = {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for each in pages["StackResourceSummaries"]
    }
    here = "eu-north-1:000000000000"

    def find(name: str) -> str:
        logical, _, part = name.partition("/")
        if logical == "Table":
            return f"arn:aws:dynamodb:{here}:table/{physical['Table']}" + (part and f"/{part}")
        if logical == "response-clock":
            return cloud.outputs["ResponseClock"]
        if logical in {"ClaudeKey", "LinkSecret", "WebhookSecrets"}:
            secret = cloud.client("secretsmanager").describe_secret(SecretId=cloud.outputs[name])
            return str(secret["ARN"])
        queue = physical[logical].rsplit("/", 1)[-1]
        return f"arn:aws:sqs:{here}:{queue}"

    return find


def decision(cloud: Cloud, role: str, action: str, resource: str) -> str:
    """`allowed`, `implicitDeny` or `explicitDeny`."""
    answer = cloud.client("iam").simulate_principal_policy(
        PolicySourceArn=role, ActionNames=[action], ResourceArns=[resource]
    )
    return str(answer["EvaluationResults"][0]["EvalDecision"])


@pytest.mark.parametrize(("function", "action", "resource"), ALLOWED)
def test_a_function_may_do_its_work(
    cloud: Cloud,
    role_of: Callable[[str], str],
    arn_of: Callable[[str], str],
    function: str,
    action: str,
    resource: str,
) -> None:
    """The other half of the next test: a role that may nothing would pass that one."""
    assert decision(cloud, role_of(function), action, arn_of(resource)) == "allowed"


@pytest.mark.parametrize(("function", "action", "resource"), DENIED)
def test_a_function_may_do_nothing_else(
    cloud: Cloud,
    role_of: Callable[[str], str],
    arn_of: Callable[[str], str],
    function: str,
    action: str,
    resource: str,
) -> None:
    """One call outside the policy of each function."""
    assert decision(cloud, role_of(function), action, arn_of(resource)) == "implicitDeny"


def test_only_the_sender_may_send(cloud: Cloud, role_of: Callable[[str], str]) -> None:
    """The twins stand outside the emulator's IAM, so this is asked of the roles."""
    identity = "arn:aws:ses:eu-north-1:000000000000:identity/fjordbyen.example"
    may = {
        function
        for function in FUNCTIONS
        for action in ("ses:SendEmail", "ses:SendRawEmail")
        if decision(cloud, role_of(function), action, identity) == "allowed"
    }
    assert may == {"SendMessage"}


def test_the_sender_sends_from_no_other_domain(cloud: Cloud, role_of: Callable[[str], str]) -> None:
    """An account may have identities of others."""
    other = "arn:aws:ses:eu-north-1:000000000000:identity/other.example"
    assert decision(cloud, role_of("SendMessage"), "ses:SendEmail", other) == "implicitDeny"


def test_the_webhooks_role_is_refused_by_the_table_for_real(
    cloud: Cloud, role_of: Callable[[str], str], make_function: Callable[[str, str], str]
) -> None:
    """Not only in IAM's simulator: the call itself is denied."""
    code = (
        "import boto3\n"
        "def lambda_handler(event, context):\n"
        "    try:\n"
        "        boto3.client('dynamodb').scan(TableName=event['table'])\n"
        "    except Exception as error:\n"
        "        return error.response['Error']['Code']\n"
    )
    probe = make_function(code, role_of("ReceiveWebhook"))
    answer = cloud.client("lambda").invoke(
        FunctionName=probe, Payload=json.dumps({"table": cloud.outputs["Table"]}).encode()
    )
    assert json.load(answer["Payload"]) == "AccessDeniedException"
