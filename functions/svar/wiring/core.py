"""All that a function needs which changes applications: made at its first event, then kept."""

import json
import os
from functools import cache
from typing import NamedTuple

from svar.adapters.counting import count
from svar.adapters.dispatch import AwsDispatcher
from svar.adapters.links import SignedLinks
from svar.adapters.secrets import read_secret
from svar.domain.calendar import WorkCalendar
from svar.ports import Dispatcher
from svar.wiring.environment import clock, organisation, store
from svar.workflows.look import House

SECRET_AGE = 300
"""Seconds for which a secret is kept before it is read again."""


class Core(NamedTuple):
    """What almost every function needs."""

    house: House
    links: SignedLinks
    dispatcher: Dispatcher


def link_secrets() -> list[str]:
    """All secrets that open a link, the newest last. The store has one text, or a JSON list."""
    return secrets_in(read_secret(os.environ["SVAR_LINK_SECRET_ARN"], max_age=SECRET_AGE))


def secrets_in(text: str) -> list[str]:
    """One secret, or a JSON list of them. One that was made by chance may begin as a list does."""
    try:
        found = json.loads(text)
    except ValueError:
        return [text]
    return [str(each) for each in found] if isinstance(found, list) else [text]


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
