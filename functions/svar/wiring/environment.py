"""From environment variables to the policy, the clock and the store, which every handler needs."""

import os
from functools import cache

from svar.adapters.clock import clock_for
from svar.adapters.dynamodb import DynamoStore
from svar.domain.organisation import Organisation, read_organisation
from svar.ports import Clock, Store
from svar.wiring.policy_file import policy_file


@cache
def organisation() -> Organisation:
    """The policy that was deployed with the code. Raises `OrganisationInvalid`."""
    return read_organisation(policy_file().read_text(encoding="utf-8"))


@cache
def clock() -> Clock:
    return clock_for(os.environ.get("SVAR_LOCAL_CLOCK_URL"))


@cache
def store() -> Store:
    return DynamoStore(os.environ["SVAR_TABLE"])
