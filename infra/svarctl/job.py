"""`svarctl job JOB` and `svarctl check`: how one vacancy stands, and whether all are minded."""

import json
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from local.deploy import POLICY
from svar.domain.closing import read_job_deeds
from svar.domain.desk import Checked
from svar.domain.standing import Standing, count_standings
from svar.ports import StreamId
from svar.workflows.ask_about_undecided import closed_because, members
from svar.workflows.look import House
from svar.workflows.show_undecided import carried_out
from svarctl.target import (
    FINDING,
    LOCAL_NAME,
    Name,
    PolicyFile,
    Stack,
    find_target,
    refuse,
)

PATIENCE_SECONDS = 3600


def job(
    job_id: Annotated[str, typer.Argument(metavar="JOB", help="The job's id.")],
    stack: Stack = None,
    name: Name = LOCAL_NAME,
    policy: PolicyFile = POLICY,
) -> None:
    """Show how the applications of one job stand, who was asked about them, and what was ordered.

    Exit code 1 while somebody waits for a decision, 2 when nobody has applied for such a job.
    """
    house = find_target(stack, name).house(policy)
    everybody = members(job_id, house)
    if not everybody:
        refuse(f"Nobody has applied for a job called {job_id}.")
    console = Console()
    title = everybody[0].job.title or job_id
    why = (closed_because(everybody) or "open").replace("_", " ")
    console.print(f"[bold]{escape(title)}[/]: {why}, {len(everybody)} applications.")
    counts = {each: many for each, many in count_standings(everybody).items() if many}
    console.print(_table("How they stand", [(str(k), f"{n:,}") for k, n in counts.items()]))
    asked = history(job_id, house)
    if asked:
        console.print(_table("Asked and ordered", asked))
    if counts.get(Standing.UNDECIDED):
        raise typer.Exit(FINDING)


def history(job_id: str, house: House) -> list[tuple[str, str]]:
    """(when, what) of every question about the job, and of every decision for many."""
    record = house.store.load(StreamId(kind="job", id=job_id))
    deeds = read_job_deeds(record.deeds)
    everybody = members(job_id, house)
    zone = house.calendar.zone
    lines = [
        (ask.at, f"question {ask.number} to the {' and the '.join(ask.to)}") for ask in deeds.asks
    ]
    lines += [
        (
            order.at,
            f"order {order.number}, {order.cause.replace('_', ' ')}: "
            f"{carried_out(order, job_id, everybody)} of {order.chosen} carried out",
        )
        for order in deeds.orders
    ]
    if deeds.ask_again_at is not None:
        lines.append((deeds.ask_again_at, "asked again, if somebody still waits"))
    return [(f"{at.astimezone(zone):%a %d %b %H:%M}", what) for at, what in sorted(lines)]


def check(stack: Stack = None, name: Name = LOCAL_NAME) -> None:
    """Look at every open application now, as is done each night; mend what can be mended.

    Exit code 1 when something needs a person.
    """
    target = find_target(stack, name)
    client = target.client("stepfunctions")
    started = client.start_execution(stateMachineArn=target.outputs["DailyCheck"], input="{}")
    limit = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = client.describe_execution(executionArn=started["executionArn"])
        if found["status"] == "SUCCEEDED":
            break
        if found["status"] != "RUNNING" or time.monotonic() > limit:
            refuse(f"The check is {found['status']}: see the state machine daily-check.", FINDING)
        time.sleep(1)
    said = Checked.model_validate(json.loads(found["output"])["found"])
    Console().print(
        f"{said.checked:,} open applications: {said.repaired:,} set going again, "
        f"{said.broken:,} need a person."
    )
    for each in said.ids:
        Console().print(f"svarctl status {each}")
    if said.broken:
        raise typer.Exit(FINDING)


def _table(title: str, lines: list[tuple[str, str]]) -> Table:
    made = Table(title=title, title_justify="left", show_header=False)
    for left, right in lines:
        made.add_row(escape(left), escape(right))
    return made
