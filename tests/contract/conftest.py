"""One emulated AWS for the whole suite, and each port twice: in memory and for real."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import boto3
import pytest
from botocore.config import Config

from local import emulator
from local.cloud import start_ses
from svar.adapters.dynamodb import DynamoStore
from svar.ports import Store
from tests.contract.doors import AwsDoors, Doors, FakeDoors
from tests.contract.mailboxes import FakeMailboxes, Mailboxes, SesMailboxes
from tests.contract.table import make_table
from tests.fakes import FakeStore

numbers = count(1)


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[emulator.Child]:
    """The embedded cloud, for as long as the suite runs."""
    child = emulator.start(tmp_path_factory.mktemp("cloud"))
    yield child
    emulator.stop(child)


@pytest.fixture(scope="session")
def aws(cloud: emulator.Child) -> Iterator[Callable[[str], Any]]:
    """Makes clients of the embedded cloud, as its root user."""
    make: Any = boto3.client
    made = []

    def client(service: str, config: Config | None = None) -> Any:
        made.append(
            make(
                service,
                endpoint_url=cloud.url,
                region_name=emulator.REGION,
                aws_access_key_id=emulator.ROOT["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=emulator.ROOT["AWS_SECRET_ACCESS_KEY"],
                config=config,
            )
        )
        return made[-1]

    yield client
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def dynamodb(aws: Callable[[str], Any]) -> Any:
    return aws("dynamodb")


@pytest.fixture
def dynamo_store(dynamodb: Any) -> DynamoStore:
    """A store on a table of its own, so that what is due elsewhere is not seen here."""
    table = f"svar-{next(numbers)}"
    make_table(dynamodb, table)
    return DynamoStore(table, dynamodb)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Store:
    """The store under contract: every test runs once against each."""
    if request.param == "memory":
        return FakeStore()
    found: Store = request.getfixturevalue("dynamo_store")
    return found


@pytest.fixture(params=["memory", "aws"])
def doors(request: pytest.FixtureRequest) -> Doors:
    """A dispatcher under contract, and what stands behind it."""
    if request.param == "memory":
        return FakeDoors()
    return AwsDoors(request.getfixturevalue("aws"), next(numbers))


@pytest.fixture(scope="session")
def ses_twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[emulator.Child]:
    """SES's twin; its events go nowhere."""
    home = tmp_path_factory.mktemp("mail")
    child = start_ses(home, endpoint=None, log=home / "ses_twin.log")
    yield child
    emulator.stop(child)


@pytest.fixture
def ses_mailboxes(ses_twin: emulator.Child, monkeypatch: pytest.MonkeyPatch) -> SesMailboxes:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", ses_twin.url)
    for name, value in (emulator.ROOT | {"AWS_DEFAULT_REGION": emulator.REGION}).items():
        monkeypatch.setenv(name, value)
    return SesMailboxes(ses_twin)


@pytest.fixture(params=["memory", "ses"])
def mailboxes(request: pytest.FixtureRequest) -> Mailboxes:
    """A mailer under contract, and the mailbox behind it."""
    if request.param == "memory":
        return FakeMailboxes()
    found: Mailboxes = request.getfixturevalue("ses_mailboxes")
    return found
