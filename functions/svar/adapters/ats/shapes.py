"""The kinds of fields that vendors' bodies are made of, and the parts that several share."""

import re
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from svar.domain import events as e
from svar.domain.value import Value


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


def _native(value: Any) -> Any:
    """A number, the same number as a text, and 118.0 for 118 name the same thing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        value = value.strip()
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise PydanticCustomError("native_id", "Input should be an id: a text or a whole number")
    return str(value)


Id = Annotated[str, BeforeValidator(_native)]
"""An id as the vendor writes it. An empty one names nobody, so it is refused."""

Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]
"""A yes that somebody must have said: null is a no, and anything else that is neither an error."""

type Many[T] = Annotated[
    tuple[T, ...], BeforeValidator(lambda value: () if value is None else value)
]
"""A list; null is an empty one."""


def _spelled_out(value: Any) -> Any:
    """`2026-09-22 11:05:30 UTC` is how Ruby writes a time."""
    return value.removesuffix(" UTC") + "Z" if _is_rubys(value) else value


def _is_rubys(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\d{4}-\d\d-\d\d [\d:.]+ UTC", value))


Instant = Maybe[Annotated[e.Moment, BeforeValidator(_spelled_out)]]
"""When a fact was. A time without a zone, or a bare date, is no instant: we do without it."""


def _in_utc(value: Any) -> Any:
    """A bare date, or a time without a zone, is taken as UTC."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return f"{value}T00:00:00Z"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d[T ][\d:.]+", value):
        return f"{value}Z"
    return _spelled_out(value)


StrictInstant = Annotated[e.Moment | None, BeforeValidator(_in_utc)]
"""For a time that decides when somebody is told: one that cannot be read is an error."""


class Contact(Wire):
    """An address or a number, and what it is for, such as `personal`."""

    value: Maybe[str] = None
    type: Maybe[str] = None


class User(Wire):
    """Somebody on the employer's side."""

    id: Maybe[Id] = None
    name: Maybe[str] = None
    email: Maybe[str] = None


class Gone(Wire):
    """What is left of somebody or something that was deleted."""

    id: Id
