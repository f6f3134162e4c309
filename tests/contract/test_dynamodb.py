"""What only the real store can get wrong: pages, half-seen transactions, and AWS's errors."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.stub import Stubber

from svar.adapters.dynamodb import BUSY_TRIES, QUICK, DynamoStore
from svar.adapters.dynamodb_errors import Busy
from svar.adapters.rows import instant, record_of, writes_of
from svar.domain.errors import Conflict, Duplicate, Permanent, Transient
from tests.contract.given import APPLICATION, NOW, change, mail, received
from tests.contract.table import make_table
from tests.fakes import FakeStore


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ProvisionedThroughputExceededException", Transient),
        ("ThrottlingException", Transient),
        ("InternalServerError", Transient),
        ("TransactionInProgressException", Transient),
        ("AccessDeniedException", Transient),
        ("ResourceNotFoundException", Transient),
        ("ValidationException", Permanent),
    ],
)
def test_an_error_of_aws_says_what_the_caller_does_next(
    aws: Any, code: str, error: type[Exception]
) -> None:
    """Only a fault of the request itself is for ever; a deployment or an outage passes."""
    client = aws("dynamodb", QUICK)
    with Stubber(client) as stub:
        for method in ("query", "transact_write_items"):
            stub.add_client_error(method, code)
        store = DynamoStore("table", client)
        with pytest.raises(error):
            store.load(APPLICATION)
        with pytest.raises(error):
            store.commit(change(0))


@pytest.mark.parametrize(
    ("codes", "error"),
    [
        (["None", "TransactionConflict"], Busy),
        (["ThrottlingError", "TransactionConflict"], Transient),
        (["ThrottlingError", "None"], Transient),
        (["ConditionalCheckFailed", "None"], Conflict),
        (["ConditionalCheckFailed", "ConditionalCheckFailed"], Duplicate),
        (["None", "ConditionalCheckFailed"], Duplicate),
        (["None", "ValidationError"], Permanent),
        (["TransactionConflict", "ConditionalCheckFailed"], Duplicate),
    ],
)
def test_a_cancelled_transaction_says_why(
    aws: Any, codes: list[str], error: type[Exception]
) -> None:
    """State first, then the event: the reasons stand in the order of the writes."""
    client = aws("dynamodb", QUICK)
    reasons = [{"Code": code} for code in codes]
    with Stubber(client) as stub:
        for _ in range(BUSY_TRIES if error is Busy else 1):
            stub.add_client_error(
                "transact_write_items",
                "TransactionCanceledException",
                modeled_fields={"CancellationReasons": reasons},
            )
        with pytest.raises(error) as raised:
            DynamoStore("table", client, pause=nobody_waits).commit(change(0, events=(received(),)))

    assert type(raised.value) is error


def nobody_waits(seconds: float) -> None:
    """A pause that is over at once."""


def test_a_row_that_somebody_else_is_writing_is_written_a_moment_later(aws: Any) -> None:
    """DynamoDB does not wait its turn: unasked again, a page fails and a message waits its time."""
    client = aws("dynamodb", QUICK)
    pauses: list[float] = []
    with Stubber(client) as stub:
        stub.add_client_error(
            "transact_write_items",
            "TransactionCanceledException",
            modeled_fields={"CancellationReasons": [{"Code": "TransactionConflict"}]},
        )
        stub.add_response("transact_write_items", {})
        DynamoStore("table", client, pause=pauses.append).commit(change(0))
        stub.assert_no_pending_responses()

    assert len(pauses) == 1


def test_a_record_that_is_seen_half_is_read_again_a_moment_later(aws: Any) -> None:
    """DynamoDB shows a query parts of a transaction as they come; the embedded cloud does not."""
    client = aws("dynamodb", QUICK)
    pauses: list[float] = []
    typed = TypeSerializer().serialize
    whole = [
        {name: typed(value) for name, value in {"sk": w.sk, **w.put, **w.add}.items()}
        for w in writes_of(change(0, events=(received(),)))
    ]
    with Stubber(client) as stub:
        for items in (whole[:1], whole):
            stub.add_response("query", {"Items": items})
        record = DynamoStore("table", client, pause=pauses.append).load(APPLICATION)

    assert record.events == (received(),)
    assert len(pauses) == 1


def test_a_database_that_does_not_answer_is_transient(aws: Any) -> None:
    """No connection at all is an error of the moment."""
    client = aws("dynamodb", QUICK)

    def unreachable(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="nowhere")

    client.meta.events.register("before-send.dynamodb", unreachable)

    with pytest.raises(Transient):
        DynamoStore("table", client).load(APPLICATION)


def test_a_write_whose_answer_is_lost_is_written_once_and_is_no_conflict(dynamodb: Any) -> None:
    """botocore asks again with the same token, and the database knows it."""
    item = {"pk": {"S": "APP#token"}, "sk": {"S": "STATE"}}
    make_table(dynamodb, "token")
    once = {
        "TransactItems": [
            {
                "Put": {
                    "TableName": "token",
                    "Item": item,
                    "ConditionExpression": "attribute_not_exists(pk)",
                }
            }
        ]
    }
    for _ in range(2):
        dynamodb.transact_write_items(**once, ClientRequestToken="the-same")
    with pytest.raises(ClientError):
        dynamodb.transact_write_items(**once, ClientRequestToken="another")


def test_every_transaction_carries_a_token_of_its_own(aws: Any) -> None:
    """Without it a repeated request would seem to be a conflict with ourselves."""
    client = aws("dynamodb", QUICK)
    tokens: list[str] = []

    def remember(params: dict[str, Any], **_: Any) -> None:
        tokens.append(json.loads(params["body"]).get("ClientRequestToken"))

    client.meta.events.register("before-call.dynamodb.TransactWriteItems", remember)
    make_table(client, "tokens")
    store = DynamoStore("tokens", client)
    for version in (0, 1):
        store.commit(change(version))

    assert all(tokens)
    assert len(set(tokens)) == 2


def test_half_a_transaction_is_not_taken_for_a_record() -> None:
    """A query may see the new state and not yet the event that came with it."""
    committed = change(0, events=(received(),), outbox_new=(mail(),))
    rows = [{"sk": w.sk, **w.put, **w.add} for w in writes_of(committed)]

    whole = record_of(APPLICATION, rows)

    assert whole is not None
    assert whole.events == (received(),)
    for missing in range(len(rows)):
        assert record_of(APPLICATION, rows[:missing] + rows[missing + 1 :]) is None


def test_the_fake_and_the_real_store_have_the_same_doors() -> None:
    """A method that only one of them has would be a contract that nobody checks."""

    def doors(kind: type) -> set[str]:
        return {name for name in vars(kind) if not name.startswith("_")}

    assert doors(FakeStore) == doors(DynamoStore)


def test_instants_sort_as_text() -> None:
    """Whatever their zone and however many decimals they have."""
    later = NOW + timedelta(microseconds=1)
    east = NOW.astimezone(timezone(timedelta(hours=9)))

    assert instant(NOW) == instant(east) == "2026-03-02T09:00:00.000000Z"
    assert instant(NOW) < instant(later)
    with pytest.raises(ValueError, match="zone"):
        instant(datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None))
