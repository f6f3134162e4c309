"""The result as tables for a terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table


def show(result: dict[str, Any], console: Console) -> None:
    console.print(
        f"{result['letters']} letters, {result['kills']} kills, "
        f"{result['machine']['cores']} cores, {result['wall_seconds']} s"
    )
    columns = ("lost", "doubled", "needs_human", "over_floor", "instructions_per_letter", "why")
    console.print(_table("name", columns, result["peers"]))
    console.print(
        _table(
            "handler",
            ("ms", "floor_ms", "ratio", "first_event_ms", "both_ms"),
            result["cold_start"],
        )
    )
    console.print(f"The bundle has {result['bundle_bytes']:,} bytes.")


def _table(first: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> Table:
    table = Table(first, *columns)
    for row in rows:
        table.add_row(str(row[first]), *(_cell(row.get(column)) for column in columns))
    return table


def _cell(value: object) -> str:
    return "" if value is None else str(value)
