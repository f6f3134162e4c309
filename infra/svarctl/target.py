"""Where a command acts: the embedded cloud that runs here, or a stack in AWS."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NoReturn

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError

from local.cloud import Cloud, running
from local.deploy import POLICY
from svar.adapters.clock import clock_for
from svar.adapters.dynamodb import DynamoStore
from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import Organisation, OrganisationInvalid, load_organisation
from svar.ports import Clock, Store
from svar.workflows.look import House

FINDING = 1
INVALID = 2
LOCAL_NAME = "svar"

Stack = Annotated[
    str | None,
    typer.Option(help="A stack in AWS, with your ordinary credentials; without it, the local one."),
]
Name = Annotated[str, typer.Option(help="Which embedded cloud, when several run.")]
PolicyFile = Annotated[Path, typer.Option(help="The organisation's policy.")]


@dataclass(frozen=True)
class Target:
    """A deployed Svar. `client` makes a boto3 client by the service's name."""

    name: str
    outputs: dict[str, str]
    client: Callable[[str], Any]
    clock: Clock
    cloud: Cloud | None = None

    @property
    def store(self) -> Store:
        return DynamoStore(self.outputs["Table"], self.client("dynamodb"))

    def house(self, policy: Path = POLICY) -> House:
        """Everything that a look at an application needs. Ends the command for a bad policy."""
        organisation = read_policy(policy)
        calendar = WorkCalendar.of(organisation)
        return House(self.store, self.clock, organisation, calendar)

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """POST to the API. Returns status and the answer's text."""
        if self.cloud is not None:
            status, _, answer = self.cloud.request("POST", path, body=body, headers=headers)
            return status, answer.decode(errors="replace")
        request = urllib.request.Request(  # noqa: S310 the stack's own https address
            self.outputs["PublicUrl"] + path, data=body, headers=headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 the same
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode(errors="replace")

    def secrets(self) -> dict[str, list[str]]:
        """The live webhook secrets, by "<ats>/<account>"."""
        kept = self.client("secretsmanager").get_secret_value(
            SecretId=self.outputs["WebhookSecrets"]
        )
        found: dict[str, list[str]] = json.loads(kept["SecretString"])
        return found


def find_target(stack: str | None, name: str = LOCAL_NAME) -> Target:
    """The target of a command. Ends the command with a sentence when there is none."""
    if stack is None:
        cloud = running(name)
        if cloud is None:
            refuse("No embedded cloud is running: start one with `svarctl up`, or name a --stack.")
        return Target(name, cloud.outputs, cloud.client, clock_for(cloud.clock_url), cloud)
    try:
        described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except (ClientError, BotoCoreError) as error:
        refuse(f"The stack {stack} cannot be read: {error}")
    outputs = {o["OutputKey"]: o["OutputValue"] for o in described.get("Outputs", [])}
    if "Table" not in outputs:
        refuse(f"The stack {stack} is no Svar: it has no output called Table.")
    # One of each: making a client takes longer than most of what is asked of it.
    make: Any = cache(boto3.client)
    return Target(stack, outputs, make, clock_for(None))


def read_policy(policy: Path) -> Organisation:
    """The policy in a file. Ends the command for a bad one."""
    try:
        return load_organisation(policy.read_text(encoding="utf-8"))
    except (OSError, OrganisationInvalid) as error:
        refuse(f"The policy in {policy} cannot be used: {error}")


def refuse(sentence: str, code: int = INVALID) -> NoReturn:
    """Say on stderr why the command does nothing, and end it."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def wall() -> datetime:
    return datetime.now(UTC)
