"""`svarctl outbox`: mails that have not reached their end, why, and what a human may do."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from svar.adapters.rows import mail_of
from svar.domain.errors import Conflict, Duplicate
from svar.domain.outbox import FENCE, Move, OutboxItem, State, move
from svarctl.target import (
    FINDING,
    LOCAL_NAME,
    Name,
    Stack,
    Target,
    find_target,
    refuse,
    wall,
)

OPEN = frozenset({State.PENDING, State.CLAIMED, State.UNKNOWN, State.SENT, State.NEEDS_HUMAN})
MEANS = {
    State.PENDING: ("waits for a sender", "nothing: the sweeper wakes one"),
    State.CLAIMED: ("a sender has it, or died with it", "wait for the fence"),
    State.UNKNOWN: ("SES may have taken it, nobody heard", "wait for the fence"),
    State.SENT: ("SES took it, delivery is not confirmed", "nothing for a day, then look it up"),
    State.NEEDS_HUMAN: (
        "nobody can tell whether it left",
        "look it up; if it never left: svarctl outbox resend",
    ),
}

app = typer.Typer(help="Mails that have not reached their end.", invoke_without_command=True)


@app.callback()
def outbox(context: typer.Context, stack: Stack = None, name: Name = LOCAL_NAME) -> None:
    """List the open mails, why they are open, and what a human may do. Exit code 1 if any."""
    context.obj = (stack, name)
    if context.invoked_subcommand is not None:
        return
    items = sorted(open_items(find_target(stack, name)), key=lambda item: item.created_at)
    if not items:
        Console().print("Every mail has reached its end.")
        return
    Console().print(overview(items))
    raise typer.Exit(FINDING)


@app.command()
def resend(
    context: typer.Context,
    item_id: Annotated[str, typer.Argument(metavar="ITEM", help="The mail's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="I have looked it up: it never left.")] = False,
) -> None:
    """Send a mail again that a human has looked up and that never left.

    Refused before the fence: until then an earlier attempt may still be accepted.
    """
    stack, name = context.obj
    target = find_target(stack, name)
    item = target.store.outbox_item(item_id)
    if item is None:
        refuse(f"There is no mail called {item_id}.")
    obstacle = why_not(item, wall())
    if obstacle is not None:
        refuse(obstacle, FINDING)
    if not yes and not typer.confirm("Have you looked it up, and did it never leave?"):
        raise typer.Exit(FINDING)
    try:
        after = move(item, Move.RESEND, now=target.clock.now(), wall=wall(), note=None)
        target.store.move_outbox(item, after)
    except (Conflict, Duplicate):
        refuse("It has moved meanwhile: look again.", FINDING)
    Console().print(f"{item_id} will be sent again by the next sweep, within five minutes.")


def why_not(item: OutboxItem, now: datetime) -> str | None:
    """The sentence that refuses a resend, `None` when a human may do it. `now` is the machine's."""
    if item.state is State.NEEDS_HUMAN:
        wait = item.claimed_at + FENCE - now if item.claimed_at else timedelta(0)
        if wait <= timedelta(0):
            return None
        minutes = int(wait.total_seconds() // 60) + 1
        return f"{item.id}: an attempt may still be accepted; wait {minutes} minutes."
    if item.state not in OPEN:
        return f"{item.id} is {item.state}: it has reached its end, and is never sent twice."
    return f"{item.id} is {item.state}: {MEANS[item.state][1]}."


def open_items(target: Target) -> Iterator[OutboxItem]:
    """All open mails. Reads the whole table: for an operator, not for a function."""
    pages = target.client("dynamodb").get_paginator("scan")
    wanted = {f":s{place}": {"S": str(state)} for place, state in enumerate(sorted(OPEN))}
    for page in pages.paginate(
        TableName=target.outputs["Table"],
        FilterExpression=f"begins_with(sk, :mail) AND #state IN ({', '.join(wanted)})",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":mail": {"S": "OUTBOX#"}, **wanted},
    ):
        for row in page["Items"]:
            yield mail_of({k: row[k]["S"] for k in ("frozen", "moving")})


def overview(items: list[OutboxItem]) -> Table:
    table = Table()
    for heading in ("Mail", "State", "Why", "What you may do"):
        table.add_column(heading, overflow="fold")
    for item in items:
        why, may = MEANS[item.state]
        why = f"{why} ({item.note})" if item.note else why
        table.add_row(item.id, f"{item.state}, attempt {item.attempt}", escape(why), may)
    return table
