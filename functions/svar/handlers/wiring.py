"""From environment variables to ports: the one place where handlers get their clients."""

import json
import os
from dataclasses import dataclass
from functools import cache

from aws_lambda_powertools.utilities import parameters

from svar.adapters.clock import clock_for
from svar.adapters.counting import count
from svar.adapters.dispatch import AwsDispatcher
from svar.adapters.dynamodb import DynamoStore
from svar.adapters.links import SignedLinks
from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import Organisation, load_organisation
from svar.handlers.policy_file import policy_file
from svar.ports import Clock, Dispatcher, Store
from svar.workflows.look import House

SECRET_AGE = 300
"""Seconds for which a secret is kept before it is read again."""


@dataclass(frozen=True)
class Core:
    """What almost every function needs."""

    house: House
    links: SignedLinks
    dispatcher: Dispatcher


@cache
def organisation() -> Organisation:
    """The policy that was deployed with the code. Raises `OrganisationInvalid`."""
    return load_organisation(policy_file().read_text(encoding="utf-8"))


@cache
def clock() -> Clock:
    return clock_for(os.environ.get("SVAR_LOCAL_CLOCK_URL"))


@cache
def store() -> Store:
    return DynamoStore(os.environ["SVAR_TABLE"])


def link_secrets() -> list[str]:
    """All secrets that open a link, the newest last. The store has one text, or a JSON list."""
    text = parameters.get_secret(os.environ["SVAR_LINK_SECRET_ARN"], max_age=SECRET_AGE)
    if isinstance(text, str) and text.startswith("["):
        return [str(each) for each in json.loads(text)]
    return [str(text)]


@cache
def core() -> Core:
    """Made at the first event and kept as long as the process lives."""
    policy = organisation()
    return Core(
        house=House(
            store=store(),
            clock=clock(),
            organisation=policy,
            calendar=WorkCalendar.of(policy),
            observe=count,
        ),
        links=SignedLinks(os.environ.get("SVAR_PUBLIC_URL", ""), link_secrets),
        dispatcher=AwsDispatcher(
            inbox_url=os.environ.get("SVAR_INBOX_URL"),
            outbox_url=os.environ["SVAR_OUTBOX_URL"],
            screening_url=os.environ["SVAR_SCREENING_URL"],
            response_clock_arn=os.environ["SVAR_RESPONSE_CLOCK_ARN"],
            telling_arn=os.environ["SVAR_TELLING_ARN"],
            bus=os.environ["SVAR_BUS"],
        ),
    )
