"""One row of the table that all senders take their turns from, so that together they keep a rate.

pk      sk      next_at                       taken
PACE    SES     when the next may go, in µs   how many went, ever
"""

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from botocore.exceptions import ClientError

from svar.adapters.dynamodb import connected
from svar.adapters.dynamodb_errors import translated
from svar.domain.errors import Transient

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

TRIES = 5
"""How often a turn is asked for that somebody else has just taken."""
MICROSECONDS = 1_000_000
KEY = {"pk": {"S": "PACE"}, "sk": {"S": "SES"}}


class Turn(NamedTuple):
    at: float
    number: int
    """Which of all turns it is; the difference of two is what all senders took between them."""


class Turns(Protocol):
    """Turns that follow each other at a distance, whoever takes them. Instants are Unix time."""

    def take(self, *, earliest: float, latest: float, apart: float) -> Turn | None:
        """The next free turn, not before `earliest`; the one after it is `apart` seconds later.

        None, and none is taken, when it would come after `latest`. Raises `Transient`.
        """
        ...

    def none_before(self, instant: float) -> None:
        """Nobody gets a turn before then. Raises `Transient`."""
        ...


class DynamoTurns:
    def __init__(self, table_name: str, client: "DynamoDBClient | None" = None) -> None:
        self._table = table_name
        self._client: DynamoDBClient = client or connected()

    def take(self, *, earliest: float, latest: float, apart: float) -> Turn | None:
        first, last, step = (round(each * MICROSECONDS) for each in (earliest, latest, apart))
        if last < first:
            return None
        for _ in range(TRIES):
            following = {":first": first, ":last": last, ":step": step}
            taken, next_at = self._update(
                "SET next_at = next_at + :step", "next_at BETWEEN :first AND :last", following
            )
            if taken is None and (next_at is None or next_at < first):
                # The first one ever, or after a pause: what nobody used is not made up.
                anew = {":first": first, ":next": first + step}
                taken, next_at = self._update(
                    "SET next_at = :next", "attribute_not_exists(pk) OR next_at < :first", anew
                )
            if taken is not None and next_at is not None:
                return Turn((next_at - step) / MICROSECONDS, taken)
            if next_at is not None and next_at > last:
                return None
        raise Transient("turns are taken faster than they can be asked for")

    def none_before(self, instant: float) -> None:
        then = {":then": round(instant * MICROSECONDS)}
        self._update("SET next_at = :then", "next_at < :then", then, taking=0)

    def _update(
        self, change: str, condition: str, values: dict[str, int], taking: int = 1
    ) -> tuple[int | None, int | None]:
        """(taken, next_at) after it; when the condition does not hold, (None, next_at) as it is."""
        numbers = {name: {"N": str(value)} for name, value in values.items()}
        with translated():
            try:
                found = self._client.update_item(
                    TableName=self._table,
                    Key=KEY,
                    UpdateExpression=f"{change} ADD taken :taking",
                    ConditionExpression=condition,
                    ExpressionAttributeValues={**numbers, ":taking": {"N": str(taking)}},
                    ReturnValues="ALL_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )["Attributes"]
            except ClientError as error:
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    raise
                said: dict[str, Any] = {**error.response}
                there = said.get("Item", {}).get("next_at")
                return None, int(there["N"]) if there else None
        return int(found["taken"]["N"]), int(found["next_at"]["N"])
