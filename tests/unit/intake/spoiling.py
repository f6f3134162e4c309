"""Spoil a vendor's body at one place, and judge what the intake makes of it."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from svar.adapters.ats import vendor
from svar.domain.errors import Invalid
from svar.domain.events import parse_event
from tests.unit.intake.signing import account, request, sample
from tests.unit.intake.test_samples import EXPECTED, fetch

type Path = tuple[str | int, ...]
GONE = object()
"""The value of a field that is left out."""
VALUES: tuple[Any, ...] = (
    GONE,
    None,
    "",
    " ",
    0,
    -1,
    1.5,
    True,
    [],
    {},
    [None],
    [[[]]],
    {"a": {"b": 1}},
    "x" * 5_000,
    "9" * 400,
    10**30,
    1e308,
    -(10**18),
    "\ud800",
    "a\x00b",
    "NaN",
    "a@b.example, c@d.example",
    "0001-01-01T00:00:00+14:00",
    "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    1_789_373_520_000,
    253_402_300_800_000,
)
SAMPLES = {name: sample(*name.split("/", 1)) for name in EXPECTED}


def paths(node: Any, above: Path = ()) -> Iterator[Path]:
    """Every place in a body, the whole of it first."""
    yield above
    if isinstance(node, dict):
        for name, value in node.items():
            yield from paths(value, (*above, name))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from paths(value, (*above, place))


def spoiled(body: Any, path: Path, value: Any) -> Any:
    """The body with that value at that place."""
    if not path:
        return value
    body = copy.deepcopy(body)
    node = body
    for key in path[:-1]:
        node = node[key]
    if value is GONE:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return body


def judge(name: str, path: Path, value: Any) -> str:
    """`events`, `ignored` or `invalid`; fails for anything else, and for an error somewhere else.

    The events must stand the way through the queue, and the error must name the spoiled place,
    something above it or something in it.
    """
    body = spoiled(SAMPLES[name], path, value)
    try:
        made = read(name, json.dumps(body).encode())
    except Invalid as error:
        spoilt, named = (_plain(".".join(map(str, one))) for one in (path, error.field.split(".")))
        assert (
            not path or f"{named}.".startswith(f"{spoilt}.") or f"{spoilt}.".startswith(f"{named}.")
        ), f"{name}: {spoilt} was spoiled, and the error names {named}"
        return "invalid"
    return made


def read(name: str, raw: bytes) -> str:
    """Read one body as the intake does. Raises nothing but `Invalid`."""
    ats, _, file = name.partition("/")
    reader = vendor(ats, fetch)
    assert reader is not None
    one = request(raw, {"event-name": file, "event-id": "e1"} if ats == "smartrecruiters" else {})
    if reader.handshake(one) is not None:
        return "ignored"
    translation = reader.translate(one, account(ats))
    assert bool(translation.events) is not bool(translation.ignored), name
    for event in translation.events:
        assert parse_event(json.loads(event.model_dump_json(exclude_none=True))) == event
    return "events" if translation.events else "ignored"


def _plain(path: str) -> str:
    """Teamtailor writes its names with hyphens; ours have none."""
    return path.replace("-", "_")
