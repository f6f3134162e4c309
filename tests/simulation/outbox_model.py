"""Every order in which two senders, SES, its events, the fence, the sweeper and a human can act.

The states of a mail and its moves are the production table's, through the production `move`. The
rest is a small world: what is in the queue, what each worker holds, what is on its way to SES, what
lies in the mailbox, and which events exist. An event that exists may arrive now, later, twice or
never, so a lost one is simply one that does not arrive before the end.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Literal, NamedTuple

from svar.domain.errors import Duplicate
from svar.domain.outbox import LAST, Audience, Move, OutboxItem, State, move

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DELIVERIES = 3
"""Of the message that wakes a sender; the sweeper adds one when the queue is empty."""
CRASHES = 2
ATTEMPTS = 3
"""More attempts than these add no new kind of state."""

Evidence = frozenset[Move]
ENDINGS: tuple[Evidence, ...] = (
    frozenset({Move.ACCEPTED, Move.DELIVERY, Move.COMPLAINT}),
    frozenset({Move.ACCEPTED, Move.BOUNCE}),
    frozenset({Move.ACCEPTED, Move.DELIVERY, Move.BOUNCE}),
)
"""What SES may come to say of a mail that it took."""
DROPPED: Evidence = frozenset({Move.ACCEPTED, Move.REJECTED})
"""SES took it and then did not send it."""


@dataclass(frozen=True)
class Protocol:
    """How mails are sent. The defaults are production's; each other value weakens one thing."""

    audience: Audience = "candidate"
    claims_first: bool = True
    """False: look whether it is pending, send, then write it down."""
    one_request: bool = True
    """False: the SDK repeats a request whose answer did not come."""
    unheard_is_unknown: bool = True
    """False: a timeout is taken for a refusal, and the mail is sent again."""
    fence_outlives_workers: bool = True
    """False: a worker or its request may still live when the fence is past."""
    evidence_or_human: bool = True
    """False: past the fence and without evidence, a letter is sent again by itself."""
    guarded: bool = True
    """False: moves are written without looking whether the state is still as read."""
    human_waits: bool = True
    """False: a human who looks it up before the fence may have it sent again."""


class Worker(NamedTuple):
    """`phase`: idle, looked, holds, heard. `heard` is the move that the answer stands for."""

    phase: Literal["idle", "looked", "holds", "heard"] = "idle"
    attempt: int = 0
    heard: Move | None = None


IDLE = Worker()


class World(NamedTuple):
    state: State = State.PENDING
    attempt: int = 0
    has_due: bool = True
    workers: tuple[Worker, Worker] = (IDLE, IDLE)
    queue: int = DELIVERIES
    crashes: int = CRASHES
    on_the_way: int = 0
    """Requests whose sender does not wait any more, and that SES may still take."""
    mailbox: int = 0
    events: Evidence = frozenset()
    fence_past: bool = False


Step = tuple[str, World]


@cache
def moved(state: State, attempt: int, by: Move) -> tuple[State, int, bool] | None:
    """Production's `move`: state, attempt and whether there is a due time; None: not allowed."""
    item = OutboxItem(
        id="a__app-1__letter-1",
        kind="letter",
        audience="candidate",
        language="en",
        subject="s",
        text="t",
        html="h",
        digest="d",
        reply_to="nils@employer.example",
        created_at=AT,
        state=state,
        attempt=attempt,
        due_at=AT,
    )
    try:
        after = move(item, by, now=AT, wall=AT)
    except Duplicate:
        return None
    return after.state, after.attempt, after.due_at is not None


@dataclass
class Found:
    """What an exploration saw: each kind of violation with the shortest way that leads to it."""

    states: int = 0
    steps: int = 0
    violations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    taken: set[tuple[State, Move]] = field(default_factory=set)


def explore(protocol: Protocol, until: str | None = None) -> Found:
    """Visit every world that can be reached, breadth first, or stop at one kind of violation.

    Only a sound protocol is sure to have an end: without claims nothing bounds the attempts.
    """
    found = Found()
    first = World()
    came_from: dict[World, tuple[World | None, str]] = {first: (None, "start")}
    waiting = deque([first])
    rules = Rules(protocol, found.taken)
    while waiting:
        world = waiting.popleft()
        found.states += 1
        wrong = violation_of(world, protocol) or stuck(world, protocol)
        if wrong is not None and wrong not in found.violations:
            found.violations[wrong] = _trace(world, came_from)
            if wrong == until:
                break
        for name, after in rules.steps(world):
            found.steps += 1
            if after not in came_from:
                came_from[after] = (world, name)
                waiting.append(after)
    return found


def _trace(
    world: World | None, came_from: dict[World, tuple[World | None, str]]
) -> tuple[str, ...]:
    names: list[str] = []
    while world is not None:
        world, name = came_from[world]
        names.append(name)
    return tuple(reversed(names))


def violation_of(world: World, protocol: Protocol) -> str | None:
    """What must never be, in any order of anything."""
    letter = protocol.audience == "candidate"
    if letter and world.mailbox > 1:
        return "doubled"
    if letter and world.state is State.CANCELLED and world.mailbox:
        return "cancelled and sent"
    if world.state in {State.SENT, State.DELIVERED, State.COMPLAINED} and not world.events:
        return "said to be sent, and never was"
    if world.state not in LAST and not world.has_due:
        return "nobody will look at it again"
    return None


def stuck(world: World, protocol: Protocol) -> str | None:
    """With all workers dead and only the sweeper left, does the mail still come to an end?"""
    rules = Rules(protocol, set())
    for _ in range(2 * ATTEMPTS + 2):
        if world.state in LAST:
            return None
        world = rules.calm(world)
        found = violation_of(world, protocol)
        if found is not None:
            return f"{found}, at the end"
    return "never ends"


class Rules:
    """All that can happen next in a world."""

    def __init__(self, protocol: Protocol, taken: set[tuple[State, Move]]) -> None:
        self._protocol = protocol
        self._taken = taken

    def steps(self, world: World) -> Iterator[Step]:
        for place in (0, 1):
            for name, after in self._worker(world, place):
                yield f"a worker {name}", after
        for kind in world.events:
            yield from self._named(f"event: {kind}", world, kind)
        yield from self._late_request(world)
        yield "the fence passes", self._fence(world)
        yield from self._sweeper(world)
        yield from self._named("a human cancels", world, Move.CANCEL)
        yield from self._named("a human tells the candidate", world, Move.TELL)
        yield from self._resend(world)

    def calm(self, world: World) -> World:
        """One round without a fault: the fence, the sweeper, and a sender that is heard."""
        world = self._fence(world)._replace(on_the_way=0, workers=(IDLE, IDLE))
        if world.state is State.PENDING:
            claimed = self._move(world, Move.CLAIM)
            accepted = _accepted(claimed or world, ENDINGS[0])
            return self._move(accepted, Move.ACCEPTED) or accepted
        return next((after for _, after in self._sweeper(world)), world)

    def _move(self, world: World, by: Move) -> World | None:
        after = moved(world.state, world.attempt, by)
        if after is None:
            return None
        self._taken.add((world.state, by))
        state, attempt, has_due = after
        late = False if by in {Move.CLAIM, Move.PUT_OFF} else world.fence_past
        return world._replace(state=state, attempt=attempt, has_due=has_due, fence_past=late)

    def _named(self, name: str, world: World, by: Move) -> Iterator[Step]:
        after = self._move(world, by)
        if after is not None:
            yield name, after

    def _worker(self, world: World, place: int) -> Iterator[Step]:
        worker = world.workers[place]
        if worker.phase != "idle" and world.crashes:
            dead = world._replace(crashes=world.crashes - 1)
            yield "dies", _with(dead, place, IDLE)
            if worker.phase == "holds":
                asked = dead._replace(on_the_way=dead.on_the_way + 1)
                yield "dies with its request on the way", _with(asked, place, IDLE)
        match worker.phase:
            case "idle":
                yield from self._wakes(world, place)
            case "looked":
                yield from self._claims(world, place, worker)
            case "holds":
                yield from self._asks(world, place, worker)
            case "heard":
                yield "writes down", self._writes(world, place, worker)

    def _wakes(self, world: World, place: int) -> Iterator[Step]:
        if not world.queue:
            return
        awake = world._replace(queue=world.queue - 1)
        if world.state is State.PENDING and world.attempt < ATTEMPTS:
            yield "looks", _with(awake, place, Worker("looked", world.attempt))
        else:
            yield "finds nothing to do", awake

    def _claims(self, world: World, place: int, worker: Worker) -> Iterator[Step]:
        if not self._protocol.claims_first:
            yield "goes on without a claim", _with(world, place, worker._replace(phase="holds"))
            return
        as_read = (world.state, world.attempt) == (State.PENDING, worker.attempt)
        if self._protocol.guarded and not as_read:
            yield "loses the claim", _with(world, place, IDLE)
            return
        before = world._replace(state=State.PENDING, attempt=worker.attempt)
        put_off = self._move(before, Move.PUT_OFF)
        if put_off is not None:
            yield "puts it off, for the quota", _with(put_off, place, IDLE)
        refused = self._move(before, Move.REJECTED)
        if refused is not None:
            yield "has no address", _with(refused, place, IDLE)
        claimed = self._move(before, Move.CLAIM)
        if claimed is not None:
            yield "claims", _with(claimed, place, Worker("holds", claimed.attempt))

    def _asks(self, world: World, place: int, worker: Worker) -> Iterator[Step]:
        """One request, and everything that SES and the network can make of it."""

        def hears(by: Move, after: World = world) -> World:
            return _with(after, place, worker._replace(phase="heard", heard=by))

        unheard = Move.UNHEARD if self._protocol.unheard_is_unknown else Move.REFUSED
        yield "is throttled", hears(Move.REFUSED)
        yield "is refused for ever", hears(Move.REJECTED)
        yield "gets a 5xx", hears(unheard)
        on_the_way = world._replace(on_the_way=world.on_the_way + 1)
        yield "times out, its request still on the way", hears(unheard, on_the_way)
        dropped = world._replace(events=world.events | DROPPED)
        yield "is accepted, and SES drops the mail", hears(Move.ACCEPTED, dropped)
        for ending in ENDINGS:
            accepted = _accepted(world, ending)
            yield "is accepted", hears(Move.ACCEPTED, accepted)
            yield "is accepted, and the answer is lost", hears(unheard, accepted)
            if not self._protocol.one_request:
                again = _accepted(accepted, ending)
                yield "is accepted, lost, and repeated by the SDK", hears(Move.ACCEPTED, again)

    def _writes(self, world: World, place: int, worker: Worker) -> World:
        done = _with(world, place, IDLE)
        by = worker.heard
        held = State.CLAIMED if self._protocol.claims_first else State.PENDING
        as_held = (world.state, world.attempt) == (held, worker.attempt)
        if by is None or (self._protocol.guarded and not as_held):
            return done
        before = done if as_held else done._replace(state=held, attempt=worker.attempt)
        return self._move(before, by) or done

    def _late_request(self, world: World) -> Iterator[Step]:
        """SES takes a request that nobody waits for, or it is lost."""
        if not world.on_the_way:
            return
        arrived = world._replace(on_the_way=world.on_the_way - 1)
        yield "a late request is lost", arrived
        for ending in ENDINGS:
            yield "a late request is accepted", _accepted(arrived, ending)

    def _fence(self, world: World) -> World:
        """Fifteen minutes on. No worker lives that long, and no signature is valid so long."""
        if self._protocol.fence_outlives_workers:
            world = world._replace(workers=(IDLE, IDLE), on_the_way=0)
        return world._replace(fence_past=True)

    def _sweeper(self, world: World) -> Iterator[Step]:
        if not world.has_due or not world.fence_past:
            return
        match world.state:
            case State.PENDING if not world.queue:
                woken = world._replace(queue=1)
                yield from self._named("the sweeper wakes a sender", woken, Move.PUT_OFF)
            case State.CLAIMED | State.UNKNOWN:
                letter = self._protocol.audience == "candidate"
                to_human = letter and self._protocol.evidence_or_human
                by = Move.FENCE_PAST if to_human else Move.FENCE_PAST_HARMLESS
                yield from self._named(f"the sweeper: {by}", world, by)
            case State.SENT:
                yield from self._named("the sweeper: a day of silence", world, Move.SILENCE)
            case _:
                pass

    def _resend(self, world: World) -> Iterator[Step]:
        """A human who looks it up sees the mailbox as it is, but not what is on the way."""
        late_enough = world.fence_past or not self._protocol.human_waits
        if late_enough and not world.mailbox:
            yield from self._named("a human has it sent again", world, Move.RESEND)


def _with(world: World, place: int, worker: Worker) -> World:
    """The workers are alike: which of the two does it makes no new world."""
    other = world.workers[1 - place]
    low, high = sorted((worker, other), key=str)
    return world._replace(workers=(low, high))


def _accepted(world: World, ending: Evidence) -> World:
    return world._replace(mailbox=min(2, world.mailbox + 1), events=world.events | ending)
