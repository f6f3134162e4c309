"""Every door between Svar and the world, on one screen."""

# Annotations stay texts: who uses one door need not import what goes through the others.
from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from svar.domain.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from svar.domain.breaks import Break
    from svar.domain.calls import Call
    from svar.domain.chat import Chat
    from svar.domain.conversation import Question
    from svar.domain.events import Event
    from svar.domain.letters.case import LetterBrief
    from svar.domain.letters.document import Slots
    from svar.domain.outbox import OutboxItem
    from svar.domain.screening import Screening, Summary


class Clock(Protocol):
    """Two times. In AWS they are the same; locally, promises may run faster than machines."""

    def now(self) -> datetime:
        """The time that promises are counted in, aware UTC."""
        ...

    def wall(self) -> datetime:
        """The time that processes, signatures and fences live in, aware UTC."""
        ...

    def wall_at(self, instant: datetime) -> datetime:
        """The machine's time when promises will have come to this instant."""
        ...


StreamKind = Literal["application", "person", "job", "desk", "organisation"]


class StreamId(NamedTuple):
    """Whose log it is: an application's, a person's, a job's, a desk's or the organisation's."""

    kind: StreamKind
    id: str


NOTHING_DONE = "{}"
"""The deeds of a stream that nobody has written to yet."""


class Work(Value):
    """Something to start outside the database, written with the state that owes it.

    `name` makes starting it twice harmless; the row is removed when it was dispatched.
    """

    name: str
    kind: Literal["response_clock", "telling", "screening", "send", "publish", "decide"]
    payload: dict[str, Any]
    due_at: datetime
    """Machine's time at which the sweeper dispatches it when nobody else has."""


class Record(NamedTuple):
    """All that is known of one stream: what happened (events) and what Svar did (deeds)."""

    stream: StreamId
    deeds: str = NOTHING_DONE
    """JSON, as it was committed: whoever needs it reads it once, into values of their own."""
    version: int = 0
    events: tuple[Event, ...] = ()
    outbox: tuple[OutboxItem, ...] = ()
    work: tuple[Work, ...] = ()
    due_at: datetime | None = None
    """When the sweeper looks at this stream, in promise time; `None` when nothing is owed."""


class Change(NamedTuple):
    """One transaction: all of it happens, or none. Guarded by the version that was read."""

    stream: StreamId
    expected_version: int
    deeds: str
    """A JSON object: all that Svar has done so far, not only what is new."""
    events: tuple[Event, ...] = ()
    """New events; one whose key is in the log already makes the whole change a `Duplicate`."""
    outbox_new: tuple[OutboxItem, ...] = ()
    outbox_moved: tuple[tuple[OutboxItem, OutboxItem], ...] = ()
    """(as read, as it shall be): refused as `Conflict` unless state and attempt are as read. It may
    be a mail of another stream, where one letter tells of several applications."""
    outbox_ended: tuple[tuple[OutboxItem, OutboxItem], ...] = ()
    """The same for mails of this stream that have come to their end, and whose words are written
    over with those of the second: nothing but their way is kept."""
    work_new: tuple[Work, ...] = ()
    job_id: str | None = None
    candidate_id: str | None = None
    due_at: datetime | None = None
    """When the sweeper must look at this stream at the latest, in promise time."""
    over: bool = False
    """Nothing is owed any more, so `applications` passes over it."""
    erase: bool = False
    """Replace every text of the log, the deeds and the outbox by its hash (candidate erased)."""


class Due(NamedTuple):
    """What the sweeper found: a stream whose time has come, or one of its rows."""

    stream: StreamId
    what: Literal["stream", "outbox", "work"]
    name: str | None = None


class Page(NamedTuple):
    """Some ids of a long list, and where to go on; `next` is `None` at its end."""

    ids: tuple[str, ...]
    next: str | None = None


class Store(Protocol):
    """The truth. Every method raises `Transient` when the database cannot be reached."""

    def load(self, stream: StreamId) -> Record:
        """An unknown stream is an empty record of version 0. Consistent read."""
        ...

    def load_all(self, streams: Sequence[StreamId]) -> tuple[Record, ...]:
        """Many records in the order asked for, faster than one after the other."""
        ...

    def commit(self, change: Change, *others: Change) -> None:
        """Write one stream, or several of them in one transaction; only the first may erase.

        Raises `Conflict` (load again) or `Duplicate` (an event is in the log already).
        """
        ...

    def members(self, stream: StreamId) -> tuple[str, ...]:
        """Ids of the applications of a job or a person. Eventually consistent."""
        ...

    def applications(self, after: str | None, limit: int) -> Page:
        """Applications that are not over, by job; `after` is the `next` of the page before.

        Reads about `limit` rows, so a page may have few ids or none. Eventually consistent.
        """
        ...

    def outbox_item(self, item_id: str) -> OutboxItem | None: ...

    def move_outbox(self, before: OutboxItem, after: OutboxItem) -> None:
        """Raises `Conflict` unless state and attempt are still as in `before`."""
        ...

    def work_done(self, stream: StreamId, name: str) -> None:
        """Forget a dispatched piece of work; forgetting it twice is fine."""
        ...

    def due(self, *, now: datetime, wall: datetime, limit: int) -> tuple[Due, ...]:
        """What is due: streams by `now`, outbox items and work by `wall`; oldest first."""
        ...


class Dispatcher(Protocol):
    """Starts work. Each call is idempotent by the work's name."""

    def dispatch(self, work: Work) -> None:
        """Raises `Transient` when it could not be handed over; never fails silently."""
        ...


class Refusal(StrEnum):
    """What a definite no of SES means for the same mail. Nothing was sent in any case."""

    RATE = "rate"
    """Too many in this second: it may go in a few."""
    QUOTA = "quota"
    """The day's quota is used up: it may go when earlier sendings are a day old."""
    LATER = "later"
    """The account or the network, not this mail: it may go when that is mended."""
    FOR_EVER = "for_ever"
    """This mail will never be taken."""


class MailRefused(Exception):
    """SES read the request and said no, or none could be made. `code` is SES's word for it."""

    def __init__(self, code: str, refusal: Refusal) -> None:
        super().__init__(code)
        self.code = code
        self.refusal = refusal


class MailUnheard(Exception):
    """Nobody knows whether SES took it: a timeout, a 5xx or a broken connection."""


class Mailer(Protocol):
    """One HTTP attempt per call, never a retry of its own."""

    def await_turn(self, *, at_most: timedelta) -> bool:
        """Wait until the account's rate allows one more mail from this process.

        False, at once, when that would take longer than `at_most`. Called before the claim: who
        dies while waiting holds nothing. Raises `Transient` when the rate is not known.
        """
        ...

    def send(self, *, sender: str, recipient: str, mime: bytes, tag: str) -> str:
        """Returns SES's message id. Raises `MailRefused` or `MailUnheard`. Never waits."""
        ...

    def remaining_quota(self) -> float:
        """The share of the day's quota that is left, 0 to 1; at most a minute old.

        Raises `Transient` when it is not known.
        """
        ...


class Inbox(Protocol):
    """The queue that all events come through."""

    def put(self, events: Sequence[Event]) -> None:
        """All of them are in the queue when it returns. Raises `Transient` otherwise."""
        ...


class DeadLetters(Protocol):
    """Where a message goes that can never be handled, with the reason, and loses nothing."""

    def park(self, body: str, reason: str) -> None:
        """Raises `Transient` when it could not be put there."""
        ...


LinkPurpose = Literal["telling", "promise", "job", "answers", "chat"]


class Links(Protocol):
    """Signed links to the pages that are opened from a mail: `chat` by a candidate, the others by
    the employer's people."""

    def url(self, purpose: LinkPurpose, id: str, number: int) -> str:
        """A complete URL. `id` is the application's, or the job's for `job`."""
        ...


type Pay = Callable[[Call], None]
"""Is told of each call that was charged, also of one whose answer was of no use."""


def unbilled(call: Call) -> None:
    """The bill of those who do not keep one."""


class Writer(Protocol):
    """Fills the three slots of a letter from its evidence, and has them judged by another voice.

    Never sees who the letter is to. Both methods raise `Transient` when asking again may help,
    `Exhausted` when the money is used up, and `Permanent` when this writer cannot.
    """

    written_by: Literal["house", "claude"]

    def write(
        self,
        brief: LetterBrief,
        *,
        refused: Slots | None = None,
        breaks: tuple[Break, ...] = (),
        pay: Pay = unbilled,
    ) -> Slots:
        """Write, or repair `refused`, in which `breaks` were found."""
        ...

    def judge(self, slots: Slots, brief: LetterBrief, *, pay: Pay = unbilled) -> tuple[Break, ...]:
        """What code cannot see: the reason's tie to its criterion, proxies, dignity.

        An error is no approval: slots that could not be judged are not judged.
        """
        ...

    def work_key(self, brief: LetterBrief) -> str:
        """What an answer hangs on, as a hash: brief, prompts, models. Equal keys, equal work."""
        ...


class Summariser(Protocol):
    """Sums up a screening for the recruiter. No score, no rank, no recommendation."""

    def summarise(self, screening: Screening) -> Summary:
        """Raises `Transient` when asking again may help, `Permanent` when it cannot."""
        ...


class Interviewer(Protocol):
    """Asks a candidate about the job. One question at a time, never about protected matters."""

    def ask(self, chat: Chat) -> Question | None:
        """The next question; `None` when nothing is left to ask.

        Raises `Transient` or `Permanent`: then the next interviewer is asked.
        """
        ...
