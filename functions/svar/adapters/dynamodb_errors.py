"""DynamoDB's errors, named by what the caller must do next."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from svar.adapters.rows import Guard, Write
from svar.domain.errors import Conflict, Duplicate, Permanent, Transient

OUR_FAULT = frozenset(
    {
        "ValidationException",
        "ValidationError",
        "SerializationException",
        "IdempotentParameterMismatchException",
        "ItemCollectionSizeLimitExceeded",
        "ItemCollectionSizeLimitExceededException",
    }
)
"""Errors of the request itself. All others are of the moment, the account or the network."""


class Busy(Conflict):
    """A row is in another transaction: whether that will change it, nobody can say yet."""


@contextmanager
def translated(writes: tuple[Write, ...] = ()) -> Iterator[None]:
    """AWS's errors as ours. `writes` are those of the transaction, in their order."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "TransactionCanceledException":
            reasons = error.response.get("CancellationReasons", [])
            codes = [reason.get("Code", "None") for reason in reasons]
            raise cancelled(writes, codes) from error
        if code in OUR_FAULT:
            raise Permanent(f"{code}: {error.response['Error'].get('Message', '')}") from error
        raise Transient(code) from error
    except BotoCoreError as error:
        raise Transient(type(error).__name__) from error


def cancelled(writes: tuple[Write, ...], codes: list[str]) -> Exception:
    """Why a transaction was refused, in the order of what it tells the caller."""
    failed = [
        write
        for write, code in zip(writes, codes, strict=False)
        if code == "ConditionalCheckFailed"
    ]
    there = [write.sk for write in failed if write.guard is Guard.NEW]
    known = [sk for sk in there if sk.startswith("EVENT#")]
    if known:
        return Duplicate(f"{known[0]} is in the log already")
    changed = [write.sk for write in failed if write.guard is not Guard.NEW]
    if changed:
        return Conflict(f"{changed[0]} was changed by somebody else")
    if there:
        return Permanent(f"{there[0]} is in the outbox already")
    told = sorted({code for code in codes if code != "None"})
    if told == ["TransactionConflict"]:
        return Busy("a row is in somebody else's transaction")
    if OUR_FAULT.intersection(told):
        return Permanent(f"refused: {', '.join(told)}")
    return Transient(f"refused: {', '.join(told) or 'no reason'}")
