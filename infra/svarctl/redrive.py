"""`svarctl redrive`: dead letters, why they died, and back into their queue."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from svarctl.target import FINDING, LOCAL_NAME, Name, Stack, Target, find_target

PAIRS = {
    "inbox": ("InboxDeadUrl", "InboxUrl"),
    "outbox": ("OutboxDeadUrl", "OutboxUrl"),
    "screening": ("ScreeningDeadUrl", "ScreeningUrl"),
    "evidence": ("EvidenceDeadUrl", "EvidenceUrl"),
}
HIDDEN_SECONDS = 300
"""How long others do not see what we are looking at."""
UNKNOWN = "failed too often; the function's log says why"


@dataclass(frozen=True)
class DeadLetter:
    """One message in a dead-letter queue. Its body may hold personal data and is not shown."""

    queue: str
    id: str
    reason: str
    receipt: str
    body: str
    group: str | None


def redrive(
    stack: Stack = None,
    name: Name = LOCAL_NAME,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """List the dead letters with their reasons, and put them back into their queues.

    Mend the cause first. Exit code 1 when the letters stay where they are.
    """
    target = find_target(stack, name)
    console = Console()
    dead = [letter for queue in PAIRS for letter in receive(target, queue)]
    if not dead:
        console.print("There are no dead letters.")
        return
    console.print(overview(dead))
    if not yes and not typer.confirm(f"Put {len(dead)} back into their queues?"):
        release(target, dead)
        raise typer.Exit(FINDING)
    for letter in track(dead, description="Putting back", console=console):
        put_back(target, letter)
    console.print(f"{len(dead)} are back in their queues.")


def receive(target: Target, queue: str) -> list[DeadLetter]:
    """Everything in one dead-letter queue; hidden from others for a while."""
    queues, url = target.client("sqs"), target.outputs[PAIRS[queue][0]]
    found: list[DeadLetter] = []
    while True:
        answer = queues.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN_SECONDS,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        if not messages:
            return found
        found += [_letter(queue, message) for message in messages]


def _letter(queue: str, message: dict[str, Any]) -> DeadLetter:
    reason = message.get("MessageAttributes", {}).get("reason", {}).get("StringValue", UNKNOWN)
    return DeadLetter(
        queue=queue,
        id=message["MessageId"],
        reason=reason,
        receipt=message["ReceiptHandle"],
        body=message["Body"],
        group=message.get("Attributes", {}).get("MessageGroupId"),
    )


def put_back(target: Target, letter: DeadLetter) -> None:
    """Into the queue first, and only then out of the dead letters: a double does no harm."""
    queues = target.client("sqs")
    dead, alive = (target.outputs[each] for each in PAIRS[letter.queue])
    group = {"MessageGroupId": letter.group} if letter.group else {}
    queues.send_message(QueueUrl=alive, MessageBody=letter.body, **group)
    queues.delete_message(QueueUrl=dead, ReceiptHandle=letter.receipt)


def release(target: Target, letters: list[DeadLetter]) -> None:
    """Let others see them again."""
    queues = target.client("sqs")
    for letter in letters:
        queues.change_message_visibility(
            QueueUrl=target.outputs[PAIRS[letter.queue][0]],
            ReceiptHandle=letter.receipt,
            VisibilityTimeout=0,
        )


def overview(letters: list[DeadLetter]) -> Table:
    table = Table()
    for heading in ("Queue", "Message", "Why"):
        table.add_column(heading, overflow="fold")
    for letter in letters:
        table.add_row(letter.queue, letter.id, escape(letter.reason))
    return table
