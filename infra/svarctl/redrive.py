"""`svarctl redrive`: dead letters, why they died, and back into their queue."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from svarctl.target import FINDING, LOCAL_NAME, Name, Stack, Target, find_target, refuse

PAIRS = {
    "inbox": ("InboxDeadUrl", "InboxUrl"),
    "outbox": ("OutboxDeadUrl", "OutboxUrl"),
    "screening": ("ScreeningDeadUrl", "ScreeningUrl"),
    "evidence": ("EvidenceDeadUrl", "EvidenceUrl"),
}
RULES = "rules"
"""What EventBridge, SNS or a schedule could not hand over. Where it goes back is in the letter."""
WAKING = frozenset({"aws.events", "aws.states"})
"""Schedules, whose next wake-up has come since, and news of a machine, whose clock is swept."""
HIDDEN_SECONDS = 300
"""How long others do not see what we are looking at."""
UNKNOWN = "failed too often; the function's log says why"
REASONS = ("reason", "ERROR_MESSAGE", "ErrorMessage", "ERROR_CODE")
"""Attributes that say why: our own, EventBridge's, Lambda's."""


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
    drop: Annotated[
        list[str] | None,
        typer.Option(help="Delete this message for good instead; may be given several times."),
    ] = None,
) -> None:
    """List the dead letters with their reasons, and put them back into their queues.

    Mend the cause first. Exit code 1 when the letters stay where they are.
    """
    target = find_target(stack, name)
    console = Console()
    dead = [letter for queue in (*PAIRS, RULES) for letter in receive(target, queue)]
    if not dead:
        console.print("There are no dead letters.")
        return
    console.print(overview(dead))
    if drop:
        _drop(target, dead, frozenset(drop), yes, console)
        return
    if not yes and not typer.confirm(f"Put {len(dead)} back into their queues?"):
        release(target, dead)
        raise typer.Exit(FINDING)
    stay = [
        letter
        for letter in track(dead, description="Putting back", console=console)
        if not put_back(target, letter)
    ]
    console.print(f"{len(dead) - len(stay)} are back in their queues.")
    if stay:
        release(target, stay)
        console.print(f"{len(stay)} stay: nothing says where they belong. --drop ID deletes one.")
        raise typer.Exit(FINDING)


def _drop(
    target: Target, dead: list[DeadLetter], ids: frozenset[str], yes: bool, console: Console
) -> None:
    chosen = [letter for letter in dead if letter.id in ids]
    release(target, [letter for letter in dead if letter.id not in ids])
    if len(chosen) < len(ids):
        release(target, chosen)
        refuse(f"Not among them: {', '.join(sorted(ids - {each.id for each in chosen}))}.")
    if not yes and not typer.confirm(f"Delete {len(chosen)} for good?"):
        release(target, chosen)
        raise typer.Exit(FINDING)
    for letter in chosen:
        _delete(target, letter)
    console.print(f"{len(chosen)} are gone.")


def receive(target: Target, queue: str) -> list[DeadLetter]:
    """Everything in one dead-letter queue; hidden from others for a while."""
    queues, url = target.client("sqs"), target.outputs[_dead(queue)]
    found: list[DeadLetter] = []
    while True:
        answer = queues.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN_SECONDS,
            # Unless it waits, SQS asks only some of its servers and may say that there is nothing.
            WaitTimeSeconds=0 if target.cloud else 2,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        if not messages:
            return found
        found += [_letter(queue, message) for message in messages]


def _dead(queue: str) -> str:
    return "RulesDeadUrl" if queue == RULES else PAIRS[queue][0]


def _letter(queue: str, message: dict[str, Any]) -> DeadLetter:
    said = message.get("MessageAttributes", {})
    reasons = (said[each].get("StringValue") for each in REASONS if each in said)
    return DeadLetter(
        queue=queue,
        id=message["MessageId"],
        reason=next((each for each in reasons if each), UNKNOWN),
        receipt=message["ReceiptHandle"],
        body=message["Body"],
        group=message.get("Attributes", {}).get("MessageGroupId"),
    )


def put_back(target: Target, letter: DeadLetter) -> bool:
    """Into the queue first, and only then out of the dead letters: a double does no harm.

    False when nobody can say where it belongs: then it stays. A wake-up that a schedule missed goes
    nowhere, since the next one has done its work.
    """
    way = (
        undelivered(letter.body) if letter.queue == RULES else (PAIRS[letter.queue][1], letter.body)
    )
    if way is None:
        return False
    alive, body = way
    if alive is not None:
        group = {"MessageGroupId": letter.group} if letter.group else {}
        target.client("sqs").send_message(QueueUrl=target.outputs[alive], MessageBody=body, **group)
    _delete(target, letter)
    return True


def undelivered(body: str) -> tuple[str | None, str] | None:
    """Where a letter of the rules should have gone, and what should have come there.

    An event of an ATS belongs into the inbox, also one that will be refused there; one of SES is
    evidence; both go without the bus's envelope. A wake-up belongs nowhere any more. `None` for all
    else.
    """
    try:
        message = json.loads(body)
    except ValueError:
        return None
    if message == {}:
        return None, body
    if not isinstance(message, dict):
        return None
    source, event = str(message.get("source", "")), message.get("detail", message)
    if source.startswith("ats/"):
        return "InboxUrl", json.dumps(event, ensure_ascii=False)
    if source in WAKING:
        return None, body
    if isinstance(event, dict) and ("mail" in event or "Message" in event):
        return "EvidenceUrl", json.dumps(event)
    return None


def _delete(target: Target, letter: DeadLetter) -> None:
    target.client("sqs").delete_message(
        QueueUrl=target.outputs[_dead(letter.queue)], ReceiptHandle=letter.receipt
    )


def release(target: Target, letters: list[DeadLetter]) -> None:
    """Let others see them again."""
    queues = target.client("sqs")
    for letter in letters:
        queues.change_message_visibility(
            QueueUrl=target.outputs[_dead(letter.queue)],
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
