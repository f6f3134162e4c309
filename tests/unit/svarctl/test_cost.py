"""From requests on the wire to units and dollars."""

import json
from collections import Counter

import pytest

from local.wire import Seen, note_database
from svarctl.cost.counting import Count, bill, metrics_in, standing, write_units

KEY = {"pk": {"S": "APP#a"}, "sk": {"S": "STATE"}}


def test_a_transaction_is_counted_row_by_row_and_by_what_it_changes_in_the_index() -> None:
    """Two units for each kilobyte of each row, and two more where the index moves."""
    seen = Seen()
    state = {"Key": KEY, "ExpressionAttributeNames": {"#due_at": "due_at"}}
    event = {"Key": KEY | {"sk": {"S": "EVENT#1"}}, "ExpressionAttributeNames": {"#doc": "doc"}}
    asked = {"TransactItems": [{"Update": state}, {"Update": event}]}
    note_database(seen, "DynamoDB_20120810.TransactWriteItems", asked, {}, 200)
    assert [(row.sk, row.indexed) for row in seen.written] == [("STATE", True), ("EVENT#1", False)]
    sizes = {("APP#a", "STATE"): 2500, ("APP#a", "EVENT#1"): 300}
    assert [write_units(row, sizes) for row in seen.written] == [2 * 3 + 2, 2]


def test_a_plain_write_costs_half_of_one_in_a_transaction() -> None:
    """A sender's turn is one."""
    seen = Seen()
    note_database(seen, "DynamoDB_20120810.UpdateItem", {"Key": KEY}, {}, 200)
    assert [write_units(row, {}) for row in seen.written] == [1]


def test_a_refused_write_writes_nothing() -> None:
    """It is a request, and no unit of a row."""
    seen = Seen()
    asked = {"TransactItems": [{"Update": {"Key": KEY}}]}
    note_database(seen, "DynamoDB_20120810.TransactWriteItems", asked, {}, 400)
    assert seen.written == []


@pytest.mark.parametrize(("consistent", "units"), [(True, 2), (False, 1)])
def test_a_read_costs_a_unit_for_each_four_kilobytes_or_half_of_one(
    consistent: bool, units: float
) -> None:
    """Rounded up for the whole answer, as DynamoDB does."""
    seen = Seen()
    answer = {"Items": [{"doc": {"S": "x" * 5000}}]}
    note_database(seen, "DynamoDB_20120810.Query", {"ConsistentRead": consistent}, answer, 200)
    assert seen.read_units == units


def test_a_bill_is_for_a_thousand_and_adds_up() -> None:
    """Each line is units times its price; the sum is what a thousand cost."""
    seen = Seen(requests=Counter({"AmazonSQS.SendMessage": 20}), read_units=10)
    counted = Count(Counter(ResponseClock=100), Counter(ReceiveEvent=10), seen, mails=20, logged=0)
    made = bill(counted, 10, {})
    lines = made["per_1000"]
    assert lines["state_transition"] == {"units": 10_000, "usd": 0.25}
    assert lines["ses_mail"] == {"units": 2_000, "usd": 0.2}
    assert lines["sqs_request"]["units"] == (20 + 2 * 10) * 100
    assert made["usd_per_1000"] == round(sum(line["usd"] for line in lines.values()), 2)


def test_what_stands_costs_by_the_month_and_the_rest_only_when_it_is_used() -> None:
    """An alarm costs while nobody applies; a function does not."""
    stands = Counter({"AWS::CloudWatch::Alarm": 30, "AWS::Lambda::Function": 11})
    month = standing(stands)
    assert month["lines"]["AWS::CloudWatch::Alarm"] == {"units": 30, "usd": 3.0}
    assert month["usd"] == 3.0
    assert "AWS::Lambda::Function" not in month["lines"]


def test_a_metric_costs_for_each_value_of_its_dimensions() -> None:
    """As CloudWatch counts: the same name of two functions is two metrics."""
    said = {"Namespace": "Svar", "Dimensions": [["service"]], "Metrics": [{"Name": "answered"}]}
    lines = [
        json.dumps({"_aws": {"CloudWatchMetrics": [said]}, "service": service, "answered": 1})
        for service in ("Sweep", "Sweep", "SendMessage")
    ]
    found = {metric for line in [*lines, "REPORT x", "{}"] for metric in metrics_in(line)}
    assert found == {("Svar", "answered", ("Sweep",)), ("Svar", "answered", ("SendMessage",))}
    assert standing(Counter(), len(found))["usd"] == 0.6
