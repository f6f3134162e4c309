"""Every rule of the delivery protocol, taken away once: somebody must notice.

Each mutant changes one thing in production's code or in a port's promise, and a few seeds of the
histories must see it. A mutant that survives is a rule that nothing checks. The exhaustive model
has its own weaker protocols.
"""

from collections.abc import Callable
from copy import replace
from datetime import timedelta
from typing import Any

import pytest

from svar.domain import obligations, outbox
from svar.domain.errors import Conflict, Duplicate
from svar.domain.outbox import Move, OutboxItem, State
from svar.domain.situation import Plan, Situation
from svar.ports import Change, MailUnheard
from svar.workflows import carry_out, look, record_delivery, send_message, sweep
from tests.fakes import FakeMailer, FakeStore
from tests.fakes import store as fake_store
from tests.simulation.history import run_history
from tests.simulation.remembering import remembering
from tests.unit.core import test_one_letter
from tests.unit.core.conftest import MONDAY, Story
from tests.unit.core.test_one_letter import has_applied_twice

Patch = pytest.MonkeyPatch
Mutant = Callable[[Patch], None]
SEEDS = range(1500)


def table(patch: Patch, changes: dict[tuple[State, Move], State | None]) -> None:
    """Production's moves with some changed; `None` forbids one."""
    moves = {**outbox.TABLE, **changes}
    patch.setattr(outbox, "TABLE", {each: to for each, to in moves.items() if to is not None})


def resend_on_timeout(patch: Patch) -> None:
    """An answer that did not come is taken for a refusal."""
    table(patch, {(State.CLAIMED, Move.UNHEARD): State.PENDING})


def resend_without_evidence(patch: Patch) -> None:
    """Past the fence a letter is sent again by itself."""
    table(
        patch,
        {
            (State.CLAIMED, Move.FENCE_PAST): State.PENDING,
            (State.UNKNOWN, Move.FENCE_PAST): State.PENDING,
        },
    )


def no_fence(patch: Patch) -> None:
    """A letter whose sender may still be at it is sent again at once."""
    patch.setattr(outbox, "FENCE", timedelta(0))
    resend_without_evidence(patch)


def no_claim(patch: Patch) -> None:
    """Look, send, and write it down afterwards."""
    production = FakeStore.move_outbox

    def careless(self: FakeStore, before: OutboxItem, after: OutboxItem) -> None:
        if after.state is not State.CLAIMED:
            there = self.outbox_item(before.id)
            production(self, there or before, after)

    patch.setattr(FakeStore, "move_outbox", careless)


def several_requests(patch: Patch) -> None:
    """The SDK repeats a request whose answer was lost."""
    production = FakeMailer.send

    def stubborn(self: FakeMailer, **request: Any) -> str:
        try:
            return production(self, **request)
        except MailUnheard:
            return production(self, **request)

    patch.setattr(FakeMailer, "send", stubborn)


def evidence_ignored(patch: Patch) -> None:
    """SES's events move nothing."""
    patch.setattr(record_delivery, "MOVES", {})


def no_day_of_silence(patch: Patch) -> None:
    """Nobody asks what became of a mail that was accepted and never delivered."""
    patch.setattr(
        outbox, "due_after", lambda state, wall: wall + timedelta(days=400 * (state == State.SENT))
    )
    evidence_ignored(patch)


def bounces_ignored(patch: Patch) -> None:
    """A mail that came back is taken for delivered."""
    moves = {**record_delivery.MOVES, "Bounce": Move.DELIVERY}
    patch.setattr(record_delivery, "MOVES", moves)


def no_due_index(patch: Patch) -> None:
    """The sweeper finds nothing."""
    patch.setattr(FakeStore, "due", lambda self, **asked: ())


def no_sweeper_for_mail(patch: Patch) -> None:
    """Only the queue's message wakes a sender."""
    patch.setitem(sweep.SWEEPERS, "outbox", lambda *given: None)


def events_counted_twice(patch: Patch) -> None:
    """The log takes an event again when it comes again."""
    production = FakeStore.commit

    def forgetful(self: FakeStore, change: Change, *others: Change) -> None:
        kept = self.streams.get(change.stream)
        known = kept.events if kept else {}
        fresh = tuple(
            event.model_copy(update={"id": f"{event.id}x"}) if event.key in known else event
            for event in change.events
        )
        production(self, change._replace(events=fresh), *others)

    patch.setattr(FakeStore, "commit", forgetful)


def no_version_check(patch: Patch) -> None:
    """Whoever writes last wins, whatever was read."""
    production = FakeStore.commit

    def seen(self: FakeStore, change: Change) -> Change:
        kept = self.streams.get(change.stream)
        return change._replace(expected_version=kept.version if kept else 0)

    def blind(self: FakeStore, *changes: Change) -> None:
        production(self, *(seen(self, each) for each in changes))

    patch.setattr(FakeStore, "commit", blind)


def no_condition_on_the_mail(patch: Patch) -> None:
    """A mail moves whatever state it is in by now."""

    def blind(there: OutboxItem | None, before: OutboxItem) -> OutboxItem:
        return there or before

    patch.setattr(fake_store, "_refuse_moved", blind)


def no_hash_check(patch: Patch) -> None:
    """A text that was changed after its approval leaves."""
    patch.setattr(send_message, "digest_of", Agreeable())


def a_joint_letter_is_never_stopped_by_the_other(patch: Patch) -> None:
    """A decision taken back is told all the same, since its letter lies somewhere else."""
    production = carry_out._moved

    def own(plan: Plan, *given: Any) -> Any:
        return production(replace(plan, stop=()), *given)

    patch.setattr(carry_out, "_moved", own)


def each_letter_for_itself(patch: Patch) -> None:
    """Two decisions about one person, two letters on one day."""
    patch.setattr("svar.domain.together.may_join", lambda *given: False)
    patch.setattr("svar.domain.together.apart", lambda *given: None)


def other_processes_are_not_looked_at(patch: Patch) -> None:
    """A no to one application while another of the same person goes on, or was won."""
    patch.setattr(look, "_open_or_won", lambda theirs: False)


class Agreeable:
    """Equal to whatever it is compared with."""

    def __call__(self, *given: str) -> "Agreeable":
        return self

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def recipient_from_the_item(patch: Patch) -> None:
    """The address is the first one that was known, not the one in the record."""
    production = send_message._recipient
    first: dict[str, tuple[str | None, str | None]] = {}

    def stale(item: OutboxItem, *rest: Any) -> tuple[str | None, str | None]:
        owner = item.id.split("__")[1] if item.audience == "candidate" else item.id
        return first.setdefault(owner, production(item, *rest))

    patch.setattr(send_message, "_recipient", stale)


def without(name: str) -> Mutant:
    """One obligation is never looked at."""

    def mutate(patch: Patch) -> None:
        kept = tuple(each for each in obligations.OBLIGATIONS if each.__name__ != name)
        assert len(kept) == len(obligations.OBLIGATIONS) - 1
        patch.setattr(obligations, "OBLIGATIONS", kept)

    mutate.__name__ = f"without_{name.lstrip('_')}"
    return mutate


def a_rule_may_reject(patch: Patch) -> None:
    """An automatic rejection counts as a decision."""
    patch.setattr(Situation, "decided", property(lambda self: self.facts.rejection is not None))


def work_not_in_the_transaction(patch: Patch) -> None:
    """What is to be started is started after the change, and written down nowhere."""
    production = FakeStore.commit

    def partial(self: FakeStore, *changes: Change) -> None:
        production(self, *(each._replace(work_new=()) for each in changes))

    patch.setattr(FakeStore, "commit", partial)
    patch.setattr(carry_out, "next_due", lambda situation, plan: None)


def mails_not_in_the_transaction(patch: Patch) -> None:
    """The deed is written, and then the process dies before the mail is."""
    production = FakeStore.commit

    def half(self: FakeStore, *changes: Change) -> None:
        production(self, *(each._replace(outbox_new=()) for each in changes))

    patch.setattr(FakeStore, "commit", half)


def a_notice_never(patch: Patch) -> None:
    """The promise runs out in silence."""
    patch.setattr("svar.domain.clocks._notice", lambda at, plan, *given: plan)


SEEN_BY_HISTORIES: tuple[Mutant, ...] = (
    resend_on_timeout,
    resend_without_evidence,
    no_fence,
    no_claim,
    several_requests,
    evidence_ignored,
    bounces_ignored,
    no_day_of_silence,
    no_hash_check,
    no_version_check,
    no_condition_on_the_mail,
    no_due_index,
    no_sweeper_for_mail,
    events_counted_twice,
    recipient_from_the_item,
    a_rule_may_reject,
    mails_not_in_the_transaction,
    work_not_in_the_transaction,
    a_notice_never,
    without("_promise"),
    without("_taken_back"),
    without("_rejection"),
    without("delivery"),
    without("letters"),
    each_letter_for_itself,
    other_processes_are_not_looked_at,
)


@pytest.mark.parametrize("mutant", SEEN_BY_HISTORIES, ids=lambda mutant: mutant.__name__)
def test_a_history_sees_that_a_rule_is_missing(mutant: Mutant, monkeypatch: Patch) -> None:
    """A few seeds are enough for each rule of the protocol."""
    with remembering(whole_mails=False):
        mutant(monkeypatch)
        assert any(_goes_wrong(seed) for seed in SEEDS)


def test_a_story_sees_that_a_joint_letter_is_not_stopped(monkeypatch: Patch) -> None:
    """Histories seldom come there: a throttled letter for two, and one decision taken back."""
    a_joint_letter_is_never_stopped_by_the_other(monkeypatch)
    story = has_applied_twice(Story(MONDAY))
    with pytest.raises((AssertionError, ValueError)):
        test_one_letter.test_a_decision_taken_back_when_the_letter_lies_in_the_outbox(story)


def _goes_wrong(seed: int) -> bool:
    """A history that breaks down altogether has been noticed too."""
    try:
        return bool(run_history(seed).wrong)
    except (AssertionError, KeyError, ValueError, Conflict, Duplicate):
        return True
