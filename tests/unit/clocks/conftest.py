"""The default organisation and its calendar, for every test of the clocks."""

from pathlib import Path

import pytest

from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import Organisation, load_organisation

POLICY = Path(__file__).parents[3] / "infra" / "organisation.toml"


@pytest.fixture(scope="session")
def policy_text() -> str:
    return POLICY.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def organisation(policy_text: str) -> Organisation:
    return load_organisation(policy_text)


@pytest.fixture(scope="session")
def calendar(organisation: Organisation) -> WorkCalendar:
    return WorkCalendar.of(organisation)
