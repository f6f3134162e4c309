"""The ground that every peer plays on: an emulated AWS, a fresh SES twin, and its mailbox."""

import json
import os
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from local import clock, emulator
from local.cloud import start_ses
from local.deploy import POLICY, client_settings
from local.emulator import Child
from local.ses_twin.mailbox import Mailbox
from local.tools import PROJECT
from svar.domain.organisation import load_organisation
from tests.benchmarks.letters import SENDER
from tests.contract.table import make_table

CONFIGURATION_SET = "svar-mail"
VISIBILITY_SECONDS = 15
OFFICE_HOURS = datetime(2026, 11, 24, 8, tzinfo=UTC)
"""A Tuesday morning: our letters go in the telling windows only, and a bench runs at any hour."""


@dataclass(frozen=True)
class Rules:
    """What is the same for all peers of one run. `rate` is SES's quota, mails a second."""

    letters: int
    kills: int
    seed: int
    rate: float = 14.0
    answers_lost: float = 0.05
    wall_rate: float = 30.0
    """How much faster than the machine our fences run: 15 minutes are 30 seconds."""

    @property
    def floor_seconds(self) -> float:
        """No sender can be faster than the quota."""
        return self.letters / self.rate


@dataclass(frozen=True)
class Ground:
    """One peer's: a twin, queues and a table of its own in the emulator that all share."""

    name: str
    home: Path
    emulator: Child
    ses: Child
    queue_url: str
    evidence_url: str
    table: str

    def client(self, service: str) -> Any:
        make: Any = boto3.client
        return make(service, **client_settings(self.emulator.url))

    def env(self, **more: str) -> dict[str, str]:
        """What a worker is told."""
        return emulator.environment(
            AWS_ENDPOINT_URL=self.emulator.url,
            AWS_ENDPOINT_URL_SESV2=self.ses.url,
            BENCH_QUEUE_URL=self.queue_url,
            BENCH_EVIDENCE_URL=self.evidence_url,
            BENCH_IDEMPOTENCY_TABLE=f"{self.name}-idempotency",
            BENCH_HOME=str(self.home),
            POWERTOOLS_METRICS_NAMESPACE="Bench",
            POWERTOOLS_SERVICE_NAME="Bench",
            POWERTOOLS_LOG_LEVEL="WARNING",
            SVAR_TABLE=self.table,
            SVAR_CONFIGURATION_SET=CONFIGURATION_SET,
            SVAR_LOCAL_CLOCK_URL=f"{self.ses.url}/clock",
            SVAR_ORGANISATION_FILE=str(POLICY),
            PYTHONPATH=os.pathsep.join(str(PROJECT / part) for part in ("", "functions", "infra")),
            **more,
        )

    def accepted(self) -> int:
        """How many mails the twin has taken so far."""
        return len(os.listdir(self.home / "mail" / "accepted"))  # noqa: PTH208 asked a hundred times a second

    def queue_is_empty(self) -> bool:
        kinds = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.client("sqs").get_queue_attributes(
            QueueUrl=self.queue_url, AttributeNames=kinds
        )["Attributes"]
        return all(int(found[kind]) == 0 for kind in kinds)

    def mails(self) -> tuple[Counter[str], datetime | None]:
        """How many mails each address has got, and when the last address got its first."""
        first: dict[str, datetime] = {}
        counted: Counter[str] = Counter()
        for mail in Mailbox(self.home / "mail").accepted():
            to = mail.recipients[0]
            first.setdefault(to, mail.wall)
            counted[to] += 1
        return counted, max(first.values(), default=None)

    def obey(self, rules: Rules) -> None:
        """Quota and faults of the twin, and the clock that our fences are counted on."""
        self._admin(
            "quota", {"max_send_rate": rules.rate, "max_24_hour_send": 50 * rules.letters + 1000}
        )
        self._admin("faults", {"seed": rules.seed, "lose_answer": rules.answers_lost})
        clock.set_clock(
            f"{self.ses.url}/clock", at=OFFICE_HOURS, rate=1.0, wall_rate=rules.wall_rate
        )

    def _admin(self, path: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(
            f"{self.ses.url}/admin/{path}", data=json.dumps(body).encode(), method="PUT"
        )
        with urllib.request.urlopen(request, timeout=10):
            pass


@contextmanager
def lay_ground(name: str, home: Path, cloud: Child) -> Iterator[Ground]:
    """Ends the twin on leaving."""
    home.mkdir(parents=True)
    make: Any = boto3.client
    settings = client_settings(cloud.url)
    sqs = make("sqs", **settings)
    visible = {"VisibilityTimeout": str(VISIBILITY_SECONDS)}
    url = sqs.create_queue(QueueName=f"{name}-letters", Attributes=visible)["QueueUrl"]
    evidence = _evidence_queue(name, sqs, cloud)
    make_table(make("dynamodb", **settings), f"{name}-svar")
    make("dynamodb", **settings).create_table(
        TableName=f"{name}-idempotency",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    ses = start_ses(home / "mail", endpoint=cloud.url, log=home / "ses_twin.log")
    try:
        yield Ground(name, home, cloud, ses, url, evidence, f"{name}-svar")
    finally:
        emulator.stop(ses)


def found_sender(cloud: Child) -> None:
    """The identities and the configuration set, once for all peers."""
    make: Any = boto3.client
    ses = make("sesv2", **client_settings(cloud.url))
    ours = load_organisation(POLICY.read_text(encoding="utf-8")).sender
    for domain in sorted({address.rpartition("@")[2] for address in (SENDER, ours)}):
        ses.create_email_identity(EmailIdentity=domain)
    ses.create_configuration_set(ConfigurationSetName=CONFIGURATION_SET)
    topic = make("sns", **settings_of(cloud)).create_topic(Name="evidence")["TopicArn"]
    ses.create_configuration_set_event_destination(
        ConfigurationSetName=CONFIGURATION_SET,
        EventDestinationName="topic",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT"],
            "SnsDestination": {"TopicArn": topic},
        },
    )


def settings_of(cloud: Child) -> dict[str, str]:
    return client_settings(cloud.url)


def _evidence_queue(name: str, sqs: Any, cloud: Child) -> str:
    """Hears SES's events, as in template.yaml; only ours reads them."""
    url = str(
        sqs.create_queue(QueueName=f"{name}-evidence", Attributes={"VisibilityTimeout": "2"})[
            "QueueUrl"
        ]
    )
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    make: Any = boto3.client
    sns = make("sns", **settings_of(cloud))
    topic = sns.create_topic(Name="evidence")["TopicArn"]
    sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"RawMessageDelivery": "true"},
    )
    return url
