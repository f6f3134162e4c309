"""The policies of an organisation over two years: it changes its mind four times."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from svar.domain.organisation import Organisation
from tests.world import organisation

CHANGES: tuple[tuple[datetime, dict[str, dict[str, Any]]], ...] = (
    (datetime(2027, 5, 24, 6, tzinfo=UTC), {"promises": {"after_application_working_days": 8}}),
    (
        datetime(2027, 11, 15, 6, tzinfo=UTC),
        {"promises": {"after_application_working_days": 12, "notice_every_working_days": 8}},
    ),
    (
        datetime(2028, 3, 6, 6, tzinfo=UTC),
        {
            "promises": {"after_application_working_days": 10, "after_interview_working_days": 4},
            "telling": {"windows": {"fri": "08:00-12:00"}, "hold_working_hours": 6},
        },
    ),
    (
        datetime(2028, 9, 4, 6, tzinfo=UTC),
        {
            "promises": {"remind_at": 0.5, "escalate_at": 0.8},
            "telling": {"days_between_letters": 2},
        },
    ),
)
"""What the organisation changes in its policy in the two years, and when."""


@cache
def policies() -> tuple[tuple[datetime, Organisation], ...]:
    """Every policy of the two years, from when it holds."""
    now = organisation()
    found = [(datetime(2000, 1, 1, tzinfo=UTC), now)]
    for at, changes in CHANGES:
        body = now.model_dump(mode="json")
        for table, values in changes.items():
            windows = {**body[table].get("windows", {}), **values.get("windows", {})}
            body[table] |= {**values, **({"windows": windows} if windows else {})}
        now = Organisation.model_validate(body)
        found.append((at, now))
    return tuple(found)


def policy_at(instant: datetime) -> Organisation:
    """The policy that holds then."""
    return [policy for since, policy in policies() if since <= instant][-1]


def changes_between(start: datetime, end: datetime) -> list[datetime]:
    return [at for at, _ in policies() if start < at < end]
