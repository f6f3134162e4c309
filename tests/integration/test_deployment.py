"""The template as it stands in the embedded cloud: functions, queues and pages answer."""

import pytest

from local.cloud import FUNCTIONS, WARMING, Cloud

CONSUMERS = {
    "Inbox": "ReceiveEvent",
    "Outbox": "SendMessage",
    "Screening": "SummariseScreening",
    "Evidence": "RecordDelivery",
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_finds_its_handler(cloud: Cloud, function: str) -> None:
    """A refused event is an answer; a bundle that cannot be imported is not."""
    answer = cloud.invoke(function, WARMING[function][0])
    assert "init failed" not in str(answer)
    assert answer["error"] is None


@pytest.mark.parametrize(("queue", "function"), CONSUMERS.items())
def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_take(
    cloud: Cloud, queue: str, function: str
) -> None:
    """AWS refuses less; the emulator does not."""
    configuration = cloud.client("lambda").get_function_configuration(
        FunctionName=cloud.outputs[function]
    )
    attributes = cloud.client("sqs").get_queue_attributes(
        QueueUrl=cloud.outputs[f"{queue}Url"], AttributeNames=["All"]
    )["Attributes"]
    assert int(attributes["VisibilityTimeout"]) >= 6 * configuration["Timeout"]
    assert int(attributes["MessageRetentionPeriod"]) == 4 * 24 * 3600


@pytest.mark.parametrize("queue", ["Inbox", "Outbox", "Screening", "Evidence", "Rules"])
def test_dead_letters_are_kept_for_a_fortnight(cloud: Cloud, queue: str) -> None:
    """Long enough for a human's holiday."""
    attributes = cloud.client("sqs").get_queue_attributes(
        QueueUrl=cloud.outputs[f"{queue}DeadUrl"], AttributeNames=["MessageRetentionPeriod"]
    )["Attributes"]
    assert int(attributes["MessageRetentionPeriod"]) == 14 * 24 * 3600


def test_every_queue_reports_single_failures(cloud: Cloud) -> None:
    """Otherwise one bad message makes its whole batch come again."""
    mappings = cloud.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert len(mappings) == len(CONSUMERS)
    assert all(m["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for m in mappings)


def test_the_pages_answer_over_http(cloud: Cloud) -> None:
    """A link that nobody signed gets a page, not a stack trace."""
    status, headers, body = cloud.request("GET", "/p/forged")
    assert status == 404
    assert headers["Content-Type"].startswith("text/html")
    assert b"<html" in body


def test_a_webhook_without_a_secret_is_not_believed(cloud: Cloud) -> None:
    """Its body must not reach the queue."""
    status, _, _ = cloud.request("POST", "/webhooks/generic/unknown", body=b"{}")
    assert status in {401, 404, 503}


def test_the_clock_stands_still_until_it_is_started(cloud: Cloud) -> None:
    """Cold starts must not eat promise time."""
    assert cloud.now() == cloud.now()
