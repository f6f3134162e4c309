"""Who takes part: how each is filled with letters, what its workers are, and when it is done."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from local import deploy
from local.tools import PROJECT
from svar.adapters.dynamodb import DynamoStore
from svar.domain.events import ApplicationReceivedEvent
from svar.domain.outbox import LAST, OutboxItem, State, digest_of
from svar.ports import NOTHING_DONE, Change, StreamId
from tests.benchmarks.fleet import Fleet
from tests.benchmarks.ground import Ground
from tests.benchmarks.letters import Letter

POLLER = (sys.executable, "-m", "tests.benchmarks.poller")
OURS = "svar.handlers.send_message"
PLAIN = "tests.benchmarks.peers.plain"
IDEMPOTENT = "tests.benchmarks.peers.idempotent"


@dataclass
class Play:
    """One peer on its ground, filled and ready."""

    command: tuple[str, ...]
    env: dict[str, str]
    done: Callable[[], bool]
    needs_human: Callable[[], set[int]] = set
    go: Callable[[], None] = lambda: None
    """Starts what stands beside the workers."""
    slots: int = 2


@dataclass(frozen=True)
class Contestant:
    """`set_up` makes a `Play` and ends what it started. `why` is said when it cannot take part."""

    name: str
    set_up: Callable[[Ground, tuple[Letter, ...]], Any] = field(repr=False)
    handler: str | None = None
    """The module of its Lambda handler, for those behind SQS."""


@contextmanager
def set_up_ours(ground: Ground, letters: tuple[Letter, ...]) -> Iterator[Play]:
    """Each letter approved in the outbox, a wake-up in the queue, the keeper beside the senders.

    The senders run from the bundle that is deployed.
    """
    store = DynamoStore(ground.table, ground.client("dynamodb"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda letter: _approve(store, letter), letters))
    put(ground, [{"id": item_id(letter)} for letter in letters])
    keeping = (sys.executable, "-m", "tests.benchmarks.peers.keeper")
    env = ground.env(BENCH_WALL_RATE="30")
    bundle = deploy.bundle_of(deploy.build())

    def states() -> dict[int, State]:
        found = ((letter, store.outbox_item(item_id(letter))) for letter in letters)
        return {letter.number: item.state for letter, item in found if item is not None}

    beside = ground.home / "keeper"
    beside.mkdir()
    with Fleet(keeping, env, beside, slots=1) as keeper:
        yield Play(
            command=(*POLLER, OURS),
            env=env | {"PYTHONPATH": f"{bundle}{os.pathsep}{PROJECT}"},
            go=keeper.go,
            done=lambda: ground.queue_is_empty() and set(states().values()) <= LAST,
            needs_human=lambda: {
                number for number, state in states().items() if state is State.NEEDS_HUMAN
            },
        )


def behind_sqs(module: str) -> Callable[[Ground, tuple[Letter, ...]], Any]:
    """A peer that gets the whole letter from the queue."""

    @contextmanager
    def set_up(ground: Ground, letters: tuple[Letter, ...]) -> Iterator[Play]:
        put(ground, [letter.body for letter in letters])
        yield Play((*POLLER, module), ground.env(), ground.queue_is_empty)

    return set_up


def put(ground: Ground, bodies: list[dict[str, Any]]) -> None:
    sqs = ground.client("sqs")
    for some in batched(enumerate(bodies), 10, strict=False):
        entries = [{"Id": str(place), "MessageBody": json.dumps(body)} for place, body in some]
        sqs.send_message_batch(QueueUrl=ground.queue_url, Entries=entries)


def item_id(letter: Letter) -> str:
    return letter.tag.rpartition("_")[0]


def _approve(store: DynamoStore, letter: Letter) -> None:
    """What the telling leaves behind: the application's record and its letter, waiting."""
    now = datetime.now(UTC)
    application, person = f"app-{letter.number:04d}", f"cand-{letter.number:04d}"
    candidate = {"id": person, "name": "Ingrid Solheim", "email": letter.to, "language": "en"}
    received = ApplicationReceivedEvent.model_validate(
        {
            "specversion": "1.0",
            "id": f"e-{letter.number}",
            "source": "ats/bench/account",
            "subject": application,
            "time": now,
            "data": {"candidate": candidate, "job": {"id": "job-1", "title": "Skipper"}},
        }
    )
    html = f"<p>{letter.text}</p>"
    item = OutboxItem(
        id=item_id(letter),
        kind="rejection",
        audience="candidate",
        language="en",
        subject=letter.subject,
        text=letter.text,
        html=html,
        digest=digest_of(letter.subject, letter.text, html),
        reply_to="nils@fjordbyen.example",
        created_at=now,
        due_at=now,
    )
    store.commit(
        Change(
            stream=StreamId(kind="application", id=application),
            expected_version=0,
            deeds=NOTHING_DONE,
            events=(received,),
            outbox_new=(item,),
        )
    )


CONTESTANTS = (
    Contestant("Svar", set_up_ours, OURS),
    Contestant("Lambda with boto3's defaults", behind_sqs(PLAIN), PLAIN),
    Contestant("Lambda with Powertools Idempotency", behind_sqs(IDEMPOTENT), IDEMPOTENT),
)
