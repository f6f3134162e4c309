"""A short walk through the two years; `make years` takes the whole way."""

from tests.simulation.years import KEYS, simulate

APPLICANTS = 150


def test_the_system_breaks_no_promise_in_two_years() -> None:
    """Humans miss dates, and then the candidate has been told so in time."""
    result = simulate(seed=3, applicants=APPLICANTS)
    assert tuple(result) == KEYS
    never = ("missed_by_system", "told_outside_window", "duplicates", "lost")
    assert {key: result[key] for key in never} == dict.fromkeys(never, 0)
    assert result["applications"] == APPLICANTS
    assert result["kept"] + result["missed_by_humans"] == result["promises"]
    assert result["status_notices"]
