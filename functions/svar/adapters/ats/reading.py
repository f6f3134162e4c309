"""Read a vendor's body: strict where a wrong guess would mail somebody, deaf elsewhere."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, NoReturn

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from svar.domain import events as e
from svar.domain.errors import Invalid
from svar.domain.text import clean_line, single_address
from svar.domain.value import Value
from svar.domain.webhook import Account, Malformed, WebhookRequest

SHORT = {
    "greenhouse": "gh",
    "ashby": "ash",
    "teamtailor": "tt",
    "recruitee": "rec",
    "jobylon": "jbl",
    "lever": "lev",
    "smartrecruiters": "sr",
    "workable": "wrk",
}
_PLAIN_ID = re.compile(r"[A-Za-z0-9-]{1,40}")


class Wire(Value):
    """Base of a vendor's shapes: what we do not name is not read, custom fields least of all."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


def _or_none(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


type Maybe[T] = Annotated[T | None, WrapValidator(_or_none)]
"""A decoration: when it is not what we expect, we do without it, and keep the fact."""


def json_value(body: bytes) -> Any:
    """Raises `Malformed` naming the place, never what stands there."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Malformed(f"byte {error.start}", "is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"line {error.lineno} column {error.colno}", "is not JSON") from None
    except (ValueError, RecursionError):
        raise Malformed("body", "has a number or a depth that JSON readers refuse") from None


def json_object(body: bytes) -> dict[str, Any]:
    """Raises `Malformed` for everything but an object."""
    found = json_value(body)
    if not isinstance(found, dict):
        raise Malformed("body", "is not a JSON object")
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def read[W: BaseModel](shape: type[W], body: Any) -> W:
    """Raises `Invalid` with the first wrong field, in dots, and never its value."""
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise Invalid(
            ".".join(str(part) for part in first["loc"]) or "body", first["msg"]
        ) from None


def native_id(account: Account, native: str) -> str:
    """`<vendor>-<account>-<native id>`; an id that mail tags cannot carry becomes its hash."""
    short = SHORT.get(account.vendor, account.vendor)
    if not _PLAIN_ID.fullmatch(native):
        native = "x" + hashlib.sha256(native.encode("utf-8", "replace")).hexdigest()[:24]
    return f"{short}-{account.name}-{native}"


def source(account: Account) -> str:
    return f"ats/{account.vendor}/{account.name}"


def fingerprint(request: WebhookRequest, action: str) -> str:
    """An event id for vendors that give none: equal bytes are the same event."""
    return hashlib.sha256(action.encode("utf-8", "replace") + b"\0" + request.body).hexdigest()[:32]


def name_of(*parts: str | None) -> str | None:
    """The parts of a name as one clean line, or `None`."""
    return clean_line(" ".join(part for part in parts if part))[:300].strip() or None


def line(text: str | None) -> str | None:
    """One clean line of at most 300 characters, or `None`."""
    return name_of(text)


def addresses(candidates: Iterable[str | None]) -> tuple[str | None, tuple[str, ...]]:
    """The first usable address and the other ones, without doubles. Unusable ones are dropped."""
    usable: dict[str, None] = {}
    for candidate in candidates:
        address = single_address(candidate)
        if address:
            usable.setdefault(address, None)
    ordered = tuple(usable)
    return (ordered[0] if ordered else None), ordered[1:]


def person(
    *, id: str | None = None, name: str | None = None, email: str | None = None
) -> e.Person | None:
    """Somebody on the employer's side, or `None` when nothing is known."""
    found = e.Person(id=line(id), name=line(name), email=single_address(email))
    return found if found != e.Person() else None


def is_automation(account: Account, who: e.Person | None) -> bool:
    """Whether the ATS's own rules, and no human, stand behind it."""
    if who is None:
        return account.parks_unnamed
    marks = {mark.casefold() for mark in (who.id, who.name, who.email) if mark}
    return bool(marks & {user.casefold() for user in account.automation_users})


def at(*moments: datetime | None, received_at: datetime) -> datetime:
    """The first time that the vendor names, else when we heard it; UTC."""
    for moment in moments:
        if moment is not None:
            return moment.astimezone(UTC)
    return received_at


UNDO = timedelta(milliseconds=1)
"""An undo is later than what it undoes, also when the vendor's clock gives both the same second."""

Instant = Maybe[AwareDatetime]


def _in_utc(value: Any) -> Any:
    """A bare date, or a time without a zone, is taken as UTC."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return f"{value}T00:00:00Z"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d[T ][\d:.]+", value):
        return f"{value}Z"
    return value


StrictInstant = Annotated[AwareDatetime | None, BeforeValidator(_in_utc)]
"""For a time that decides when somebody is told: one that cannot be read is an error."""


def printable(action: str) -> str:
    """The action's name when it looks like one: it is shown and logged, so it must be no text."""
    return action if re.fullmatch(r"[A-Za-z0-9._-]{1,60}", action) else "this event"
