"""Whatever comes: events, a reason for none, or an error that names the place."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svar.domain.errors import Invalid
from tests.unit.intake.signing import FIRST
from tests.unit.intake.spoiling import GONE, SAMPLES, VALUES, judge, paths, read

PLACES = [(name, path) for name, body in SAMPLES.items() for path in paths(body)]


@given(st.sampled_from(PLACES), st.sampled_from(VALUES))
@settings(max_examples=80, deadline=None)
def test_a_field_spoiled_anywhere_breaks_nothing(
    place: tuple[str, tuple[str | int, ...]], value: object
) -> None:
    """A few of the sixty thousand; all of them are walked in tests/simulation."""
    name, path = place
    if path or value is not GONE:
        judge(name, path, value)


@given(st.sampled_from(sorted(FIRST.items())), st.binary(max_size=6), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_bytes_written_over_anywhere_break_nothing(
    first: tuple[str, str], junk: bytes, where: float
) -> None:
    """Truncated, overwritten, in another encoding: an error, or still a body."""
    name = "/".join(first)
    raw = json.dumps(SAMPLES[name], ensure_ascii=False).encode()
    place = int(where * len(raw))
    for bad in (raw[:place] + junk + raw[place + len(junk) :], raw[:place] + junk):
        with contextlib.suppress(Invalid):
            read(name, bad)


@pytest.mark.parametrize(
    ("raw", "field", "why"),
    [
        ('{"action": "x"}'.encode("utf-8-sig"), "byte 0", "byte order mark"),
        ('{"action": "x"}'.encode("utf-16"), "byte 0", "byte order mark"),
        ('{"action": "påmelding"}'.encode("latin-1"), "byte 13", "is not UTF-8"),
        (b'{"action": "x", "payload": {"can_email": false, "can_email": true}}', "can_email", "tw"),
        (b'{"action": "x", "a@b.example": 1, "a@b.example": 2}', "body", "one name twice"),
        (b'{"action": NaN}', "body", "NaN"),
        (b'{"action": -Infinity}', "body", "Infinity"),
        (b'{"action": "x"} {"action": "y"}', "line 1 column 17", "is not JSON"),
    ],
)
def test_what_two_readers_would_read_differently_is_refused(
    raw: bytes, field: str, why: str
) -> None:
    """The place is named, and no text of the body that may be a person's."""
    with pytest.raises(Invalid) as refusal:
        read("greenhouse/ping", raw)
    assert refusal.value.field == field
    assert why in refusal.value.why
