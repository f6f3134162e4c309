"""`svarctl scale`: when a million open promises wake, minute by minute, if nobody decides anything.

Every minute of the days on which people apply is put to the production planner once and weighed
with how many apply in it, so a million costs no more than a thousand.
"""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from local.deploy import POLICY
from svar.domain.calendar import WorkCalendar
from svar.domain.make_promise import make_promise
from svar.domain.organisation import Organisation, load_organisation
from svar.domain.promises import notice_at

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONDAY = date(2026, 9, 7)
"""A fortnight of an ordinary autumn."""
HOURS = (1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 8, 8, 8, 7, 6, 6, 8, 9, 8, 6, 3)
"""How many apply in each hour of a day, against each other: evenings as much as offices."""
WEEKDAYS = (10, 10, 10, 9, 8, 5, 9)
STEP = 15
"""Minutes of applications that are planned as one."""
PLACES = 59
"""Spreads that stand for all others: one for each minute of the hour."""


def scale(
    promises: Annotated[int, typer.Option(min=1, help="Open at once.")] = 1_000_000,
    out: Annotated[Path, typer.Option(help="Where the figures are put.")] = Path("out/scale"),
) -> None:
    """Simulate the wake-ups of many open promises, and name the busiest minute of each kind."""
    organisation = load_organisation(POLICY.read_text(encoding="utf-8"))
    result = {
        "promises": promises,
        "with_spread": wakings(promises, organisation, spread=True),
        "without_spread": wakings(promises, organisation, spread=False),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "result.json").write_text(json.dumps(result, indent=2))
    Console().print(overview(result))


def wakings(promises: int, organisation: Organisation, *, spread: bool) -> dict[str, Any]:
    """For each kind of waking: the busiest minute and hour, and how many in them."""
    calendar = WorkCalendar.of(organisation)
    places = [(n + 0.5) / PLACES for n in range(PLACES)] if spread else [0.0]
    found: dict[str, Counter[datetime]] = {
        kind: Counter() for kind in ("reminder", "escalation", "status_notice", "all")
    }
    for applied, share in arrivals(calendar):
        many = promises * share / len(places)
        for place in places:
            promise = make_promise(
                1, "application", applied, organisation, organisation.jurisdiction, calendar, place
            )
            for kind, at in (
                ("reminder", promise.remind_at),
                ("escalation", promise.escalate_at),
                ("status_notice", notice_at(promise, calendar)),
            ):
                minute = at.astimezone(UTC).replace(second=0, microsecond=0)
                found[kind][minute] += many  # type: ignore[assignment]  # shares of people
                found["all"][minute] += many  # type: ignore[assignment]
    return {kind: busiest(minutes, calendar) for kind, minutes in found.items()}


def arrivals(calendar: WorkCalendar) -> list[tuple[datetime, float]]:
    """Moments of two weeks in which people apply, each with its share of all; they add up to 1."""
    start = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=calendar.zone)
    moments = [start + n * STEP * MINUTE for n in range(14 * 24 * 60 // STEP)]
    weights = [HOURS[at.hour] * WEEKDAYS[at.weekday()] for at in moments]
    whole = sum(weights)
    return [(at, weight / whole) for at, weight in zip(moments, weights, strict=True)]


def busiest(minutes: Counter[datetime], calendar: WorkCalendar) -> dict[str, Any]:
    hours: Counter[datetime] = Counter()
    for minute, many in minutes.items():
        hours[minute.replace(minute=0)] += many
    (minute, in_minute), (hour, in_hour) = minutes.most_common(1)[0], hours.most_common(1)[0]
    local = f"{minute.astimezone(calendar.zone):%a %d %b %H:%M}"
    return {
        "minute": local,
        "in_minute": round(in_minute),
        "per_second": round(in_minute / 60, 1),
        "hour": f"{hour.astimezone(calendar.zone):%a %d %b %H}",
        "in_hour": round(in_hour),
    }


def overview(result: dict[str, Any]) -> Table:
    table = Table(title=f"{result['promises']:,} open promises, nobody decides anything")
    for heading in ("", "busiest minute", "wake in it", "a second", "without the spread"):
        table.add_column(heading, justify="left" if not heading else "right")
    for kind, found in result["with_spread"].items():
        table.add_row(
            kind.replace("_", " "),
            found["minute"],
            f"{found['in_minute']:,}",
            f"{found['per_second']:,}",
            f"{result['without_spread'][kind]['in_minute']:,} in a minute",
        )
    return table
