"""What things are handed over to: the `Dispatcher`, the `Inbox` and the `DeadLetters`."""

from collections.abc import Sequence

from svar.domain.errors import Transient
from svar.domain.events import Event
from svar.ports import Work


class FakeDispatcher:
    """Remembers what was started, once per name. `down` makes it raise `Transient`."""

    def __init__(self) -> None:
        self.started: dict[str, Work] = {}
        self.calls: list[Work] = []
        self.down = False

    def dispatch(self, work: Work) -> None:
        if self.down:
            raise Transient(f"{work.name}: nobody takes it")
        self.calls.append(work)
        self.started.setdefault(_named(work), work)

    def __contains__(self, work: object) -> bool:
        name = _named(work) if isinstance(work, Work) else work
        return name in self.started

    def of_kind(self, kind: str) -> tuple[Work, ...]:
        return tuple(work for work in self.started.values() if work.kind == kind)


def _named(work: Work) -> str:
    """What makes two pieces of work one. Only what is published goes by its event's id."""
    return str(work.payload.get("id", work.name)) if work.kind == "publish" else work.name


class FakeDeadLetters:
    """Dead letters, each with its reason. `down` makes it raise `Transient`."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []
        self.down = False

    def park(self, body: str, reason: str) -> None:
        if self.down:
            raise Transient("the dead-letter queue does not answer")
        self.letters.append((body, reason))


class FakeInbox:
    """The queue of events. `down` makes it raise `Transient`, and nothing is in it then."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.down = False

    def put(self, events: Sequence[Event]) -> None:
        if self.down:
            raise Transient("the inbox does not answer")
        self.events.extend(events)

    def __contains__(self, event: object) -> bool:
        return event in self.events
