"""Read a vendor's body: strict where a wrong guess would mail somebody, deaf elsewhere."""

import codecs
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from svar.adapters.ats.shapes import User
from svar.domain import events as e
from svar.domain.errors import Invalid
from svar.domain.text import clean_line, single_address
from svar.domain.webhook import Account, Handshake, Malformed, Translation, WebhookRequest

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
_EVENT_ID = re.compile(r"[\x21-\x7e]{1,200}")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}")
_NAMED_ADDRESS = re.compile(r"[^<>@]*<\s*([^<>\s]+)\s*>")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def json_value(body: bytes) -> Any:
    """Raises `Malformed` naming the place, never what stands there.

    A name that stands twice in one object is refused: two readers would see two different facts.
    """
    if body.startswith(_MARKS):
        raise Malformed("byte 0", "is a byte order mark: send plain UTF-8")
    try:
        return json.loads(
            body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_each_once
        )
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
    raise Malformed("body", "has NaN or Infinity, which are not JSON")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Malformed(name if _NAME.fullmatch(name) else "body", "has one name twice")
        found[name] = value
    return found


def read[W: BaseModel](shape: type[W], body: Any, place: str = "") -> W:
    """Raises `Invalid` with the first wrong field, in dots, and never its value.

    `place` is where in the whole body this part of it stands.
    """
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        path = (place, *(str(part) for part in first["loc"]))
        raise Invalid(".".join(filter(None, path)) or "body", first["msg"]) from None


def handshake_for(
    request: WebhookRequest, is_test: Callable[[dict[str, Any]], bool]
) -> Handshake | None:
    """The answer to a ping or a test, which is known by its body; what cannot be read is none."""
    try:
        body = json_object(request.body)
    except Malformed:
        return None
    return Handshake() if is_test(body) else None


def unused(name: str) -> Translation:
    """For the many events of a vendor that say nothing to Svar."""
    return Translation(ignored=f"{printable(name)} is nothing that Svar uses")


def native_id(account: Account, native: str) -> str:
    """`<vendor>-<account>-<native id>`; an id that mail tags cannot carry becomes its hash."""
    short = SHORT.get(account.vendor, account.vendor)
    if not _PLAIN_ID.fullmatch(native):
        native = "x" + hashlib.sha256(native.encode("utf-8", "replace")).hexdigest()[:24]
    return f"{short}-{account.name}-{native}"


def source(account: Account) -> str:
    return f"ats/{account.vendor}/{account.name}"


def event_id(text: str) -> str:
    """The id as it is, or its hash when an event cannot carry it."""
    if _EVENT_ID.fullmatch(text):
        return text
    return "x" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


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
    usable: dict[str, str] = {}
    for candidate in candidates:
        address = bare_address(candidate)
        if address:
            usable.setdefault(address.casefold(), address)
    ordered = tuple(usable.values())
    return (ordered[0] if ordered else None), ordered[1:]


def bare_address(text: str | None) -> str | None:
    """The one address in the text, also out of `Name <address>`; `None` for a list or a trick."""
    named = _NAMED_ADDRESS.fullmatch((text or "").strip())
    return single_address(named[1] if named else text)


def person(
    *, id: str | None = None, name: str | None = None, email: str | None = None
) -> e.Person | None:
    """Somebody on the employer's side, or `None` when nothing is known."""
    found = e.Person(id=line(id), name=line(name), email=bare_address(email))
    return found if found != e.Person() else None


def user(user: User | None) -> e.Person | None:
    """As `person`, for the shape that most vendors give."""
    return person(id=user.id, name=user.name, email=user.email) if user else None


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


def printable(action: str) -> str:
    """The action's name when it looks like one: it is shown and logged, so it must be no text."""
    return action if _NAME.fullmatch(action) else "this event"
