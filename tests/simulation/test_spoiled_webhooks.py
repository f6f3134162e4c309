"""Every field of every vendor's sample, left out and with every odd value in it."""

import pytest

from tests.unit.intake.spoiling import GONE, SAMPLES, VALUES, judge, paths


@pytest.mark.parametrize("name", SAMPLES)
def test_every_field_spoiled_in_every_way_is_events_a_reason_or_an_error_there(name: str) -> None:
    """Sixty thousand bodies: never another exception, never an error about another place."""
    for path in paths(SAMPLES[name]):
        for value in VALUES:
            if path or value is not GONE:
                judge(name, path, value)
