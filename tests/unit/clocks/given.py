"""Short words for what the clock tests start from."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from svar.domain.organisation import Organisation, load_organisation
from svar.domain.telling import State, Telling

OSLO = ZoneInfo("Europe/Oslo")
TEXT = (Path(__file__).parents[3] / "infra" / "organisation.toml").read_text(encoding="utf-8")


def oslo(text: str) -> datetime:
    """`2026-03-02 09:00` on the clock in Oslo, as a UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO).astimezone(UTC)


def organisation_with(*changes: tuple[str, str]) -> Organisation:
    """The default organisation with some text of its file replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return load_organisation(text)


def a_telling(**changes: Any) -> Telling:
    """A rejection in its hold: decided Monday 2 March 2026 at 09:00, goes at 13:00."""
    values: dict[str, Any] = {
        "number": 1,
        "decision_id": "decision-1",
        "state": State.HOLDING,
        "letter_hash": "a" * 64,
        "decided_at": oslo("2026-03-02 09:00"),
        "not_before": oslo("2026-02-20 09:00"),
        "tell_at": oslo("2026-03-02 13:00"),
    }
    return Telling.model_validate(values | changes)
