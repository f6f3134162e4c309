"""Rules of queues, state machines and Claude, taken away one by one: a check must go red.

As test_sending_mutants does for the sender.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from svar.adapters import dispatch
from svar.adapters.claude import failures
from svar.domain import clocks, outbox
from svar.domain.errors import Exhausted, Permanent, Transient
from svar.domain.events.shapes import Envelope
from svar.domain.outbox import Move, OutboxItem, State
from svar.handlers import receive_event as inbox
from svar.ports import Work
from svar.workflows import carry_out, check_invariants, sweep, write_answer
from tests import world
from tests.contract import test_store
from tests.fakes import FakeStore, FakeTurns, Outcome
from tests.fakes import store as fake_store
from tests.unit.core import test_daily_check
from tests.unit.core.conftest import MONDAY, NOT_MET, Story
from tests.unit.delivery import test_pace
from tests.unit.delivery.given import NOW, Office

Patch = pytest.MonkeyPatch
Mutant = Callable[[Patch], None]
Check = Callable[[], None]
DAY = timedelta(days=1)
HISTORY, A_LOOK = 25_000, 9
"""Events that Step Functions keeps of an execution, and those of one look: five of the task, two
each of the choice and the wait."""
WOKEN = frozenset({"response_clock", "telling", "screening", "send", "publish"})
"""What is started by name or id. The inbox is no such thing: it carries the ATS's events."""


# --- the rules -----------------------------------------------------------------------------------


def a_name_that_is_taken_is_no_error() -> None:
    """Started before, perhaps by a request that died: then it has been done."""

    class Machines:
        def start_execution(self, **_: Any) -> None:
            code = {"Error": {"Code": "ExecutionAlreadyExists"}}
            raise ClientError(code, "StartExecution")  # type: ignore[arg-type]  # a part of it

    door = dispatch.AwsDispatcher(telling_arn="arn", clients=lambda _: Machines())
    payload = {"application_id": "app-1", "number": 1}
    door.dispatch(Work(name="telling-app-1-1", kind="telling", payload=payload, due_at=NOW))


def what_no_reading_mends_is_parked_and_not_put_back() -> None:
    """The queue forgets it, since it lies with its reason where a human looks."""
    parked: list[tuple[str, str]] = []

    class Dead:
        def park(self, body: str, reason: str) -> None:
            parked.append((body, reason))

    nobody: Any = None
    inbox.handle('{"specversion": "1.0"}', nobody, Dead())
    assert [body for body, _ in parked] == ['{"specversion": "1.0"}']
    assert parked[0][1]


def what_ses_will_never_take_is_a_humans() -> None:
    """Asking again would be refused again, and nobody would hear of it."""
    office = Office()
    office.mailer.script.append(Outcome.REFUSED)
    office.send()
    assert office.item().state is State.NEEDS_HUMAN


def work_carries_ids_and_is_small() -> None:
    """256 KiB for a state machine, 1 MiB for a message; and nobody's name in either."""
    started: list[Work] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.WorldDispatcher, "dispatch", lambda self, work: started.append(work))
        story = Story(MONDAY)
        story.apply("kari", name="Kari Sæther")
        story.run_for(DAY)
        story.reject("kari")
        story.run_for(DAY)
        story.press("telling", "kari", 1, action="approve")
    assert {"response_clock", "telling", "send"} <= {work.kind for work in started}
    for work in started:
        carried = json.dumps(work.payload, ensure_ascii=False)
        assert work.kind in WOKEN
        assert len(carried) < 1_000
        assert not any(word in carried for word in ("Sæther", "@", "Elektriker"))


def a_year_of_looks_fits_into_one_history() -> None:
    """Two days in which nothing is due, times 183."""
    looks = 0
    production = world.advance_response_clock

    def counting(*given: Any) -> Any:
        nonlocal looks
        looks += 1
        return production(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "advance_response_clock", counting)
        story = Story(MONDAY)
        story.apply("kari")
        story.run_for(2 * DAY)
    assert 0 < looks * A_LOOK * 183 < HISTORY


def a_clock_that_died_is_started_under_a_new_name() -> None:
    """Its year is over, its history is full, or somebody stopped it: the promise goes on."""
    story = Story(MONDAY)
    story.apply("kari")
    story.run_for(DAY)
    story.machines_die()
    story.run_for(20 * DAY)
    assert "notice-1-1" in story.mails("kari")


def the_daily_check_mends_what_nothing_else_finds() -> None:
    """It does not stand on the index that the sweeper stands on."""
    test_daily_check.test_an_application_that_nobody_would_ever_look_at_gets_its_clock_back(
        Story(MONDAY)
    )


def the_last_word_that_was_said_stands() -> None:
    """However late the earlier one is heard: queues keep no order."""
    story = Story(MONDAY)
    story.apply("kari")
    story.run_for(2 * DAY)
    said = story.event("decision.rejected", "kari", NOT_MET)
    story.run_for(timedelta(hours=1))
    story.take_back("kari")
    story.run_for(timedelta(hours=1))
    story.deliver(said)
    story.run_for(3 * DAY)
    assert not story.mails("kari", "letter")


def a_letter_is_frozen_when_it_is_laid() -> None:
    """A worker that still holds it moves it, and writes no word of it."""
    test_store.test_a_move_never_writes_the_letter_again(FakeStore())
    test_store.test_a_sender_cannot_bring_back_an_erased_text(FakeStore())


def all_processes_share_the_rate() -> None:
    """The account's, whoever sends."""
    test_pace.test_all_processes_share_the_rate()


class Refused:
    """What the SDK raises for an answer that is no success."""

    def __init__(self, status: int, code: str | None = None) -> None:
        self.status_code = status
        self.body = {"error": {"message": "", "details": {"error_code": code}}}


def a_busy_claude_is_waited_for_and_used_up_money_is_not() -> None:
    """A minute mends the one, the first of the month the other."""
    for status in (429, 529):
        refused: Any = Refused(status)
        assert type(failures.error_of(refused)) is Transient
    spent: Any = Refused(429, "enforced_spend_limit_reached")
    assert type(failures.error_of(spent)) is Exhausted


class Silent:
    """A writer that never comes to write."""

    written_by = "claude"

    def __init__(self, error: Exception) -> None:
        self._error = error

    def write(self, *given: Any, **more: Any) -> Any:
        raise self._error

    def work_key(self, brief: Any) -> str:
        return "work"


def told_in_spite_of(error: Exception) -> Story:
    story = Story(MONDAY)
    story.writers = (Silent(error),)  # type: ignore[assignment]  # it never gets to a judge
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(DAY)
    assert "letter-1" in story.mails("kari")
    return story


def the_house_writes_when_claude_stays_busy() -> None:
    """Half of the hold is waited; the other half is the recruiter's."""
    told_in_spite_of(Transient("Claude answered 529"))


def the_house_writes_at_once_when_the_money_is_used_up_and_a_human_hears() -> None:
    """The overseer, who can have the limit raised."""
    story = told_in_spite_of(Exhausted("Claude answered 402"))
    overseer = story.house.organisation.contacts.overseer
    assert overseer is not None
    assert [m for m in story.mailer.mailbox if m.recipient == overseer.email]


# --- the mutants ---------------------------------------------------------------------------------


def a_taken_name_is_an_error(patch: Patch) -> None:
    """The work row stays, and the sweeper starts it again for ever."""
    patch.setattr(dispatch, "ALREADY_STARTED", "")


def what_cannot_be_read_comes_again(patch: Patch) -> None:
    """Until the queue gives it up, with no reason beside it."""
    patch.setattr(inbox, "Permanent", Exhausted)


def a_refusal_for_ever_is_tried_again(patch: Patch) -> None:
    table = {**outbox.TABLE, (State.CLAIMED, Move.REJECTED): State.PENDING}
    patch.setattr(outbox, "TABLE", table)


def the_letter_goes_through_the_queue(patch: Patch) -> None:
    """The sender need not read it, and every operator can."""

    def whole(item: OutboxItem) -> Work:
        payload = {"id": item.id, "text": item.text}
        return Work(name=item.id, kind="send", payload=payload, due_at=item.created_at)

    patch.setattr(carry_out, "send_work", whole)


def looks_every_ten_minutes(patch: Patch) -> None:
    """Harmless until the history is full, in the middle of a promise."""
    patch.setattr(clocks, "LONGEST_WAIT", timedelta(minutes=10))


def dead_clocks_stay_dead(patch: Patch) -> None:
    patch.setattr(sweep, "restart_clocks", lambda *given: None)


def the_daily_check_only_counts(patch: Patch) -> None:
    patch.setattr(check_invariants, "_mend", lambda *given: False)


def arrival_orders(patch: Patch) -> None:
    """What was heard last stands."""
    patch.setattr(Envelope, "order", property(lambda self: (MONDAY, "")))


def a_move_writes_the_letter_again(patch: Patch) -> None:
    """As the worker holds it, which may be as it was before an erasure."""
    patch.setattr(fake_store, "MOVING", outbox.MOVING | {"text"})


def nobody_waits_for_the_turn(patch: Patch) -> None:
    """SES refuses what is over the rate, and every refusal is an attempt."""
    patch.setattr(test_pace.Pace, "_apart", lambda self, quota: 0.0)


def each_its_own_turns(patch: Patch) -> None:
    """Two processes are twice as fast as SES allows."""
    production = test_pace.Pace.__init__

    def alone(pace: Any, read: Any, turns: Any, **clock: Any) -> None:
        production(pace, read, FakeTurns(), **clock)

    patch.setattr(test_pace.Pace, "__init__", alone)


def busy_is_taken_for_a_no(patch: Patch) -> None:
    """A letter that Claude could have written in a minute is the house's."""
    patch.setattr(failures, "PASSING_STATUSES", frozenset({500, 502, 503, 504}))


def the_first_of_the_month_is_waited_for(patch: Patch) -> None:
    """A spend limit is taken for a busy minute."""
    patch.setattr(failures, "Exhausted", Transient)


def claude_is_waited_for_without_an_end(patch: Patch) -> None:
    patch.setattr(write_answer, "patience_ends", lambda telling, calendar: MONDAY + 400 * DAY)


def nobody_hears_that_the_money_is_used_up(patch: Patch) -> None:
    patch.setattr(write_answer, "tell_overseer", lambda *given: None)


SEEN_BY_RUNNING: dict[Mutant, Check] = {
    a_taken_name_is_an_error: a_name_that_is_taken_is_no_error,
    what_cannot_be_read_comes_again: what_no_reading_mends_is_parked_and_not_put_back,
    a_refusal_for_ever_is_tried_again: what_ses_will_never_take_is_a_humans,
    the_letter_goes_through_the_queue: work_carries_ids_and_is_small,
    looks_every_ten_minutes: a_year_of_looks_fits_into_one_history,
    dead_clocks_stay_dead: a_clock_that_died_is_started_under_a_new_name,
    the_daily_check_only_counts: the_daily_check_mends_what_nothing_else_finds,
    arrival_orders: the_last_word_that_was_said_stands,
    a_move_writes_the_letter_again: a_letter_is_frozen_when_it_is_laid,
    nobody_waits_for_the_turn: all_processes_share_the_rate,
    each_its_own_turns: all_processes_share_the_rate,
    busy_is_taken_for_a_no: a_busy_claude_is_waited_for_and_used_up_money_is_not,
    the_first_of_the_month_is_waited_for: a_busy_claude_is_waited_for_and_used_up_money_is_not,
    claude_is_waited_for_without_an_end: the_house_writes_when_claude_stays_busy,
    nobody_hears_that_the_money_is_used_up: (
        the_house_writes_at_once_when_the_money_is_used_up_and_a_human_hears
    ),
}
"""Each mutant with the check that must see it."""


@pytest.mark.parametrize(
    "check", dict.fromkeys(SEEN_BY_RUNNING.values()), ids=lambda check: check.__name__
)
def test_the_rule_holds(check: Check) -> None:
    """As production stands."""
    check()


@pytest.mark.parametrize("mutant", SEEN_BY_RUNNING, ids=lambda mutant: mutant.__name__)
def test_a_check_sees_that_a_rule_is_missing(mutant: Mutant, monkeypatch: Patch) -> None:
    """A mutant that survives is a rule that nothing checks."""
    mutant(monkeypatch)
    with pytest.raises((AssertionError, ValueError, Permanent, Transient)):
        SEEN_BY_RUNNING[mutant]()
