"""What the log says of a message that could not be handled: why, and nobody's data."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools.utilities.batch import process_partial_response

from svar.domain.errors import Conflict, Permanent
from svar.domain.events.shapes import Candidate
from svar.wiring.batch import Batch


def handled(raises: Exception) -> dict[str, Any]:
    """The answer to a batch of two, of which the second one fails."""

    def record_handler(record: Any) -> None:
        if record.body == "bad":
            raise raises

    records = [
        {
            "messageId": body,
            "receiptHandle": "r",
            "body": body,
            "attributes": {"ApproximateReceiveCount": "3"},
            "eventSource": "aws:sqs",
        }
        for body in ("good", "bad")
    ]
    answer = process_partial_response(
        event={"Records": records},
        record_handler=record_handler,
        processor=Batch(),
        context=SimpleNamespace(),  # type: ignore[arg-type]  # nobody asks it
    )
    return dict(answer)


@pytest.mark.parametrize(
    ("error", "level", "why"),
    [
        (Conflict("app-1 was changed by somebody else"), "WARNING", "app-1 was changed"),
        (Permanent("a__app-1__letter-1 is not in the outbox"), "ERROR", "a__app-1__letter-1"),
        (KeyError("Sigrid Nordvåg"), "ERROR", None),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_message_that_fails_is_reported_and_the_log_says_why(
    log: io.StringIO, error: Exception, level: str, why: str | None
) -> None:
    """Kind, place and delivery of every error; the words only of our own, which name ids."""
    assert handled(error) == {"batchItemFailures": [{"itemIdentifier": "bad"}]}

    (line,) = (json.loads(each) for each in log.getvalue().splitlines())
    assert (line["message"], line["level"]) == ("message_failed", level)
    assert (line["queue_message"], line["delivery"]) == ("bad", "3")
    assert line["error"] == type(error).__name__
    assert any("record_handler" in place for place in line["at"])
    assert "Sigrid" not in log.getvalue()
    said = line.get("why")
    assert said is None if why is None else why in said


def test_a_value_that_is_refused_is_not_quoted() -> None:
    """Lambda itself logs an error that nobody catches, with all its words."""
    with pytest.raises(ValueError, match="language") as refused:
        Candidate.model_validate({"id": "c-1", "name": "Sigrid", "language": "Sigrid Nordvåg"})
    assert "Sigrid" not in str(refused.value)
