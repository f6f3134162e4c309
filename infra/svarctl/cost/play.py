"""`svarctl cost`: two ways of an application, counted, and what a thousand of each cost."""

import json
import os
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from local import cloud as embedded
from local.cloud import FUNCTIONS
from local.wire import Wire
from svarctl.chaos.stage import policy_for
from svarctl.cost.counting import bill, count, resources, rows, standing
from svarctl.cost.scenario import (
    START,
    Stage,
    decided_soon,
    never_decided,
    settled,
    through_the_wire,
)

RATE = 6_000
"""Three weeks in five minutes. Slower than the demo, so that no day is lost to a slow machine."""


def play(out: Path, console: Console, people: int) -> int:
    """Write `out`/result.json; each way with this many people."""
    name = f"cost-{os.getpid()}"
    # With a long day: at this pace a letter that left a minute late would wait for the next sweep.
    policy = policy_for(name)
    with (
        embedded.cloud(name, rate=RATE, at=START, policy=policy) as made,
        Wire(made.emulator) as wire,
    ):
        policy.unlink()
        through_the_wire(made, wire, FUNCTIONS)
        stage = Stage(made)
        made.start_clock(at=START)
        before = count(stage, wire)
        with console.status(f"{people} applications that are decided about the next day …"):
            decided_soon(stage, people)
            settled(stage)
        soon = count(stage, wire)
        with console.status(f"{people} applications that nobody decides about in time …"):
            never_decided(stage, people, stage.mails("letter"))
            settled(stage)
        late = count(stage, wire)
        sizes, stands = rows(stage), resources(stage)
    result = {
        "decided_soon": bill(soon.since(before), people, sizes),
        "never_decided_in_time": bill(late.since(soon), people, sizes),
        "standing_a_month": standing(stands, len(late.metrics)),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "result.json").write_text(json.dumps(result, indent=2))
    console.print(overview(result))
    month = result["standing_a_month"]
    named = ", ".join(f"{each['units']} {kind}" for kind, each in month["lines"].items())
    console.print(f"And {month['usd']:.2f} USD a month, whatever comes in: {named}")
    console.print(f"Counted in full: {out / 'result.json'}")
    return 0


def overview(result: dict[str, Any]) -> Table:
    """Both bills beside each other."""
    soon, late = result["decided_soon"], result["never_decided_in_time"]
    prices = soon["prices"]
    table = Table(title=f"1,000 applications in {prices['region']}, prices of {prices['dated']}")
    for heading in ("", "decided soon", "USD", "never decided in time", "USD "):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, line in soon["per_1000"].items():
        other = late["per_1000"][name]
        table.add_row(
            name.replace("_", " "),
            f"{line['units']:,.0f}" if line["units"] >= 1 else f"{line['units']:.4f}",
            f"{line['usd']:.4f}",
            f"{other['units']:,.0f}" if other["units"] >= 1 else f"{other['units']:.4f}",
            f"{other['usd']:.4f}",
        )
    table.add_row(
        "[bold]all[/]",
        "",
        f"[bold]{soon['usd_per_1000']:.2f}[/]",
        "",
        f"[bold]{late['usd_per_1000']:.2f}[/]",
    )
    return table
