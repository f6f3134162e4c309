"""`svarctl outbox`: mails that have not reached their end, why, and what a human may do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from svar.adapters.rows import mail_of
from svar.domain.errors import Conflict, Duplicate
from svar.domain.outbox import FENCE, TABLE, Move, OutboxItem, State, move, owner_of
from svar.domain.pacing import urgency
from svar.ports import StreamId
from svarctl.outbox_words import may_do, why_open
from svarctl.target import (
    FINDING,
    LOCAL_NAME,
    Name,
    Stack,
    Target,
    find_target,
    refuse,
)

OPEN = frozenset({State.PENDING, State.CLAIMED, State.UNKNOWN, State.SENT, State.NEEDS_HUMAN})
FOR_A_HUMAN = frozenset({State.NEEDS_HUMAN, State.BOUNCED})
LETTER = "rejection"
"""The kind of the mail that tells a decision: of these, a bounce is open until somebody told."""

Item = Annotated[str, typer.Argument(metavar="ITEM", help="The mail's id, as the list shows it.")]

app = typer.Typer(help="Mails that have not reached their end.", invoke_without_command=True)


@app.callback()
def outbox(context: typer.Context, stack: Stack = None, name: Name = LOCAL_NAME) -> None:
    """List the open mails, why they are open, and what a human may do. Exit code 1 if any.

    Those that wait for a human come first, then the nearest deadline.
    """
    context.obj = (stack, name)
    if context.invoked_subcommand is not None:
        return
    target = find_target(stack, name)
    items = sorted(open_items(target), key=lambda i: (i.state not in FOR_A_HUMAN, urgency(i)))
    if not items:
        Console().print("Every mail has reached its end.")
        return
    now, machine = target.clock.now(), target.clock.wall()
    console = Console()
    console.print(overview(items, now, machine), soft_wrap=True, highlight=False)
    console.print(f"\n{summary(items)}", highlight=False)
    raise typer.Exit(FINDING)


@app.command()
def show(context: typer.Context, item_id: Item) -> None:
    """Everything about one mail: where it stands, when it is looked at next, how to look it up."""
    target = find_target(*context.obj)
    item = _found(target, item_id)
    lines = (
        ("Mail", item.id),
        ("Kind", f"{item.kind} to the {item.audience}"),
        ("State", f"{item.state}, attempt {item.attempt}"),
        ("Why", why_open(item)),
        ("You may", may_do(item, target.clock.wall())),
        ("Written", _instant(item.created_at)),
        ("Deadline", _instant(item.deadline)),
        ("Claimed", _instant(item.claimed_at)),
        ("Accepted by SES", _instant(item.sent_at)),
        ("SES's message id", item.message_id or "not known"),
        ("Looked at again", _instant(item.due_at)),
        ("Tag in SES's events", f"outbox = {item.tag}"),
        ("Header of the mail", f"X-Svar-Outbox: {item.tag}"),
    )
    table = Table(show_header=False)
    for name, value in lines:
        table.add_row(name, escape(value))
    Console().print(table)


@app.command()
def resend(
    context: typer.Context,
    item_id: Item,
    yes: Annotated[bool, typer.Option("--yes", help="I have looked it up: it never left.")] = False,
) -> None:
    """Send a mail again that a human has looked up and that never left.

    Refused before the fence: until then an earlier attempt may still be accepted.
    """
    target = find_target(*context.obj)
    item = _found(target, item_id)
    obstacle = why_not(item, target.clock.wall())
    if obstacle is not None:
        refuse(obstacle, FINDING)
    if not yes:
        Console().print(look_up(item), soft_wrap=True, highlight=False)
        if not typer.confirm("Have you looked in all three places, and did it never leave?"):
            refuse("Nothing was changed.", FINDING)
    _move(target, item, Move.RESEND, None)
    Console().print(f"{item_id} will be sent again by the next sweep, within five minutes.")


@app.command()
def told(
    context: typer.Context,
    item_id: Item,
    yes: Annotated[bool, typer.Option("--yes", help="The candidate has the answer.")] = False,
) -> None:
    """Close a mail whose reader has the answer: it did arrive, or somebody has told them.

    Nothing more is sent about it, and the promise counts as kept from now.
    """
    target = find_target(*context.obj)
    item = _found(target, item_id)
    if (item.state, Move.TELL) not in TABLE:
        refuse(f"{item_id} is {item.state}: {why_open(item)}.", FINDING)
    if not yes and not typer.confirm("Does the reader have the answer?"):
        refuse("Nothing was changed.", FINDING)
    _move(target, item, Move.TELL, "told_by_human")
    Console().print(f"{item_id} is closed; its application hears of it within five minutes.")


def why_not(item: OutboxItem, now: datetime) -> str | None:
    """The sentence that refuses a resend, `None` when a human may do it. `now` is the machine's."""
    if item.state is State.NEEDS_HUMAN:
        possible = item.claimed_at + FENCE if item.claimed_at else now
        if possible <= now:
            return None
        minutes = int((possible - now) / timedelta(minutes=1)) + 1
        return (
            f"{item.id}: an earlier attempt may still be accepted. "
            f"A resend is possible from {possible:%H:%M} UTC, in {minutes} minutes."
        )
    if item.state is State.BOUNCED:
        return (
            f"{item.id} came back: the same mail would come back again. Call the candidate, "
            "or correct the address in the ATS, and a new letter goes by itself."
        )
    if item.state not in OPEN:
        return f"{item.id} is {item.state}: it has reached its end, and is never sent twice."
    return f"{item.id} is {item.state}: {may_do(item, now)}."


def look_up(item: OutboxItem) -> str:
    """Where a human sees whether a mail left. Nothing but this may come before a resend."""
    since = item.claimed_at or item.created_at
    return f"""Look first whether attempt {item.attempt} left, from {since:%Y-%m-%d %H:%M} UTC on:
  1. svarctl redrive: an event of SES that could not be handled would lie in `evidence`.
  2. SES's console, Virtual Deliverability Manager, Messages: the reader's address and that day.
  3. The reader's side: one telephone call settles it and may be the answer itself; who runs the
     reader's mail finds it by the header X-Svar-Outbox: {item.tag}"""


def open_items(target: Target) -> Iterator[OutboxItem]:
    """All open mails. Reads the whole table: for an operator, not for a function."""
    pages = target.client("dynamodb").get_paginator("scan")
    states = sorted(OPEN | FOR_A_HUMAN)
    wanted = {f":s{place}": {"S": str(state)} for place, state in enumerate(states)}
    for page in pages.paginate(
        TableName=target.outputs["Table"],
        FilterExpression=f"begins_with(sk, :mail) AND #state IN ({', '.join(wanted)})",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":mail": {"S": "OUTBOX#"}, **wanted},
    ):
        for row in page["Items"]:
            item = mail_of({k: row[k]["S"] for k in ("frozen", "moving")})
            if item.state in OPEN or (item.kind == LETTER and not _followed(target, item)):
                yield item


def _followed(target: Target, bounced: OutboxItem) -> bool:
    """Whether another letter went to the address that was corrected since."""
    kind, owner, _ = owner_of(bounced.id)
    record = target.store.load(StreamId(kind=kind, id=owner))
    return any(
        item.kind == LETTER and item.created_at > bounced.created_at for item in record.outbox
    )


def overview(items: list[OutboxItem], now: datetime, machine: datetime) -> str:
    """Three lines a mail, and no table: a command that is broken over lines cannot be copied."""
    return "\n\n".join(
        f"[bold]{escape(item.id)}[/]  {item.state.replace('_', ' ')}, attempt {item.attempt}, "
        f"{_until(item, now)}\n"
        f"  why  {escape(why_open(item))}\n"
        f"  do   {escape(may_do(item, machine))}"
        for item in items
    )


def summary(items: list[OutboxItem]) -> str:
    waiting = sum(item.state in FOR_A_HUMAN for item in items)
    return f"{len(items)} open, {waiting} of them wait for a human."


def _until(item: OutboxItem, now: datetime) -> str:
    if item.deadline is None:
        return "no deadline"
    left = item.deadline - now
    day = f"deadline {item.deadline:%d %b %H:%M} UTC"
    return f"{day}, {_span(left)} left" if left >= timedelta(0) else f"{day}, PAST"


def _span(left: timedelta) -> str:
    if left >= timedelta(days=2):
        return f"{left.days} days"
    if left >= timedelta(hours=2):
        return f"{int(left / timedelta(hours=1))} hours"
    return f"{int(left / timedelta(minutes=1))} minutes"


def _instant(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else "-"


def _found(target: Target, item_id: str) -> OutboxItem:
    item = target.store.outbox_item(item_id)
    if item is None:
        refuse(f"There is no mail called {item_id}.")
    return item


def _move(target: Target, item: OutboxItem, by: Move, note: str | None) -> None:
    try:
        after = move(item, by, now=target.clock.now(), wall=target.clock.wall(), note=note)
        target.store.move_outbox(item, after)
    except (Conflict, Duplicate):
        refuse("It has moved meanwhile: look again.", FINDING)
