"""What Svar has done for one application: the only state that is stored besides the log."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from svar.domain.breaks import Break
from svar.domain.calls import Call
from svar.domain.conversation import Conversation
from svar.domain.events import Mistake
from svar.domain.letters.document import Evidence, LetterDocument, Question, Slots
from svar.domain.promises import Deed, Promise
from svar.domain.telling import Kind, State, Telling
from svar.domain.value import Value

GONE = frozenset({State.TAKEN_BACK, State.FAILED})
WrittenBy = Literal["house", "claude", "human"]
Instead = Literal["no_money", "gave_up", "unheard", "not_mended"]
"""gave_up: a refusal, or an answer of no use. unheard: waited for as long as the hold allows."""


class Draft(Value):
    """A letter, what it stands on and what the gate said, as the recruiter sees it."""

    document: LetterDocument
    evidence: tuple[Evidence, ...] = ()
    questions: tuple[Question, ...] = ()
    findings: tuple[tuple[str, str], ...] = ()
    """(rule, offending words) that were found on the way and mended before this text stood."""
    written_by: WrittenBy = "house"
    calls: tuple[Call, ...] = ()
    """All that was paid for it, whoever wrote it in the end."""
    instead: Instead | None = None
    """Why the house wrote although another writer was asked first."""


class Begun(Value):
    """What a try had paid for when a writer could not be heard any more: the next goes on there."""

    key: str
    """Only the same work is taken up again (`Writer.work_key`)."""
    slots: Slots | None = None
    refused: Slots | None = None
    found: tuple[tuple[Break, ...], ...] = ()
    calls: tuple[Call, ...] = ()


class Correction(Value):
    """A letter that went out wrongly, and the telling that puts it right.

    When either went, and the hash of what it said, stand in their tellings and in the outbox.
    """

    number: int
    """Of the telling that corrects."""
    letter: int
    """Of the telling that was wrong."""
    key: str
    mistake: Mistake
    requested_by: str
    requested_at: datetime
    why: str


HumanReason = Literal[
    "bounced",
    "suppressed",
    "complained",
    "refused",
    "address_of_another",
    "not_delivered",
    "delivery_unknown",
    "address_missing",
    "cannot_email",
    "auto_reject_parked",
    "gate_failed",
    "promise_before_hold_ends",
    "decision_taken_back_after_sending",
    "other_process_open",
    "text_changed_after_approval",
    "answers_to_read",
    "writer_stopped",
    "correction_waits",
    "correction_does_not_fit",
]
"""Why only a human can go on. Mails explain each, and the bus names it."""


class Concern(Value):
    """Something only a human can settle. `key` names the cause, so that it is raised once."""

    key: str
    reason: str
    at: datetime
    detail: str | None = None


class Plea(Value):
    """The next in line was asked about a trouble that goes on; `key` names the trouble."""

    key: str
    at: datetime


class Deeds(Value):
    promises: tuple[Promise, ...] = ()
    done: dict[int, tuple[Deed, ...]] = Field(default_factory=dict)
    """What was done for each promise, by its number."""
    word_by: date | None = None
    """The date by which the decider said there would be a decision."""
    tellings: tuple[Telling, ...] = ()
    drafts: dict[int, Draft] = Field(default_factory=dict)
    begun: dict[int, Begun] = Field(default_factory=dict)
    """Letters that are half written, by their telling's number."""
    corrections: tuple[Correction, ...] = ()
    undone: tuple[int, ...] = ()
    """Tellings whose decision was taken back when the letter could no longer be stopped."""
    mails: tuple[str, ...] = Field(default=())
    """Names of all mails that were laid in the outbox."""
    chat: Conversation | None = None
    """The screening chat, from its first answer on."""
    screening_requested: str | None = None
    summarised: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    answered_in_time: bool | None = None
    bounced: str | None = None
    """Hash of the address that mail came back from: nothing more is sent there."""
    concerns: tuple[Concern, ...] = ()
    pleas: tuple[Plea, ...] = ()
    gone: dict[str, datetime] = Field(default_factory=dict)
    """Employer addresses that mail came back from, hashed, and when: others are asked instead."""
    erased: bool = False

    @property
    def promise(self) -> Promise | None:
        """The promise that runs now."""
        return self.promises[-1] if self.promises else None

    def telling(self, number: int) -> Telling | None:
        return next((t for t in self.tellings if t.number == number), None)

    def correction(self, number: int) -> Correction | None:
        """What the telling of this number corrects, if it is a correction."""
        return next((each for each in self.corrections if each.number == number), None)

    @property
    def rejection(self) -> Telling | None:
        """The rejection that is on its way or told, if there is one."""
        for telling in reversed(self.tellings):
            undone = telling.state in GONE or telling.number in self.undone
            if telling.kind is Kind.REJECTION and not undone:
                return telling
        return None

    def with_telling(self, telling: Telling, **changes: Any) -> "Deeds":
        """The deeds with this telling, changed, in the place of the one with its number."""
        changed = telling.model_copy(update=changes)
        rest = tuple(t for t in self.tellings if t.number != telling.number)
        tellings = tuple(sorted((*rest, changed), key=lambda t: t.number))
        return self.model_copy(update={"tellings": tellings})

    def with_done(self, promise: int, deed: Deed) -> "Deeds":
        done = {**self.done, promise: (*self.done.get(promise, ()), deed)}
        return self.model_copy(update={"done": done})


def read_deeds(doc: str) -> Deeds:
    """The deeds of an application from the JSON that they are kept as."""
    return Deeds.model_validate_json(doc)
