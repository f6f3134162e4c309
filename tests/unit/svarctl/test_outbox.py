"""What an operator sees of the outbox, and what the commands do and refuse."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from svar.adapters import rows
from svar.domain.outbox import FENCE, OutboxItem, State
from svar.ports import NOTHING_DONE, Change, Store, StreamId
from svarctl import outbox
from svarctl.cli import app
from svarctl.outbox_words import may_do, why_open
from svarctl.target import Target
from tests.fakes import FakeClock, FakeStore
from tests.unit.delivery.given import NOW, letter

DAY = timedelta(days=1)
WIDE = {"COLUMNS": "200"}


@dataclass(frozen=True)
class Place(Target):
    """A deployed Svar with the store in memory."""

    kept: FakeStore = field(default_factory=FakeStore)

    @property
    def store(self) -> Store:
        return self.kept


class Scan:
    """DynamoDB's scan, for the rows of the store in memory."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def get_paginator(self, name: str) -> "Scan":
        assert name == "scan"
        return self

    def paginate(self, **asked: Any) -> list[dict[str, Any]]:
        wanted = {v["S"] for v in asked["ExpressionAttributeValues"].values()}
        found = [
            {name: {"S": value} for name, value in _row(item).items()}
            for kept in self._store.streams.values()
            for item in kept.outbox.values()
            if item.state in wanted
        ]
        return [{"Items": found}]


def _row(item: OutboxItem) -> dict[str, str]:
    stream, _ = rows.place_of(item.id)
    (write,) = [
        each
        for each in rows.writes_of(
            Change(stream=stream, expected_version=0, deeds=NOTHING_DONE, outbox_new=(item,))
        )
        if each.sk.startswith("OUTBOX#")
    ]
    return {name: str(write.put[name]) for name in ("frozen", "moving")}


def mail(number: int, state: State, **more: Any) -> OutboxItem:
    settled = {"due_at": None} if state in {State.DELIVERED, State.TOLD_BY_HUMAN} else {}
    return letter(id=f"a__app-1__letter-{number}", state=state, **settled | more)


def place(monkeypatch: pytest.MonkeyPatch, *items: OutboxItem) -> Place:
    store = FakeStore()
    stream = StreamId(kind="application", id="app-1")
    store.commit(Change(stream=stream, expected_version=0, deeds=NOTHING_DONE, outbox_new=items))
    made = Place("svar", {"Table": "t"}, lambda _: Scan(store), FakeClock(NOW), kept=store)
    monkeypatch.setattr(outbox, "find_target", lambda *_: made)
    return made


def run(*command: str, say: str = "") -> Result:
    return CliRunner().invoke(app, ["outbox", *command], input=say, env=WIDE)


def test_an_empty_outbox_is_good_news(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 0: a script may ask."""
    place(monkeypatch, mail(1, State.DELIVERED))
    answer = run()
    assert answer.exit_code == 0
    assert "Every mail has reached its end." in answer.output


def test_what_waits_for_a_human_comes_first_and_then_the_nearest_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The operator reads from the top."""
    place(
        monkeypatch,
        mail(1, State.PENDING, deadline=NOW + DAY, note="waits_for_quota"),
        mail(2, State.SENT, deadline=NOW + 3 * DAY, attempt=1),
        mail(3, State.NEEDS_HUMAN, deadline=NOW + 9 * DAY, attempt=1, note="delivery_unknown"),
    )
    answer = run()
    order = [answer.output.index(f"letter-{n}") for n in (3, 1, 2)]
    assert order == sorted(order)
    assert answer.exit_code == 1
    assert "3 open, 1 of them wait for a human." in answer.output
    assert "nobody can know whether it left" in answer.output


def test_a_letter_that_came_back_is_open_until_another_one_went(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The address was corrected and the new letter went: nothing is left to do."""
    bounced = mail(1, State.BOUNCED, attempt=1, note="Permanent/General")
    place(monkeypatch, bounced)
    assert "it came back (Permanent/General)" in run().output
    place(monkeypatch, bounced, mail(2, State.DELIVERED, created_at=NOW + DAY))
    assert run().exit_code == 0


def test_a_resend_before_the_fence_says_when_it_is_possible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And nothing is changed."""
    here = place(
        monkeypatch,
        mail(1, State.NEEDS_HUMAN, attempt=1, claimed_at=NOW - 5 * timedelta(minutes=1)),
    )
    answer = run("resend", "a__app-1__letter-1", "--yes")
    assert answer.exit_code == 1
    assert "A resend is possible from 09:10 UTC, in 11 minutes." in answer.stderr
    found = here.kept.outbox_item("a__app-1__letter-1")
    assert found is not None
    assert found.state is State.NEEDS_HUMAN


@pytest.mark.parametrize(("say", "state"), [("y\n", State.PENDING), ("n\n", State.NEEDS_HUMAN)])
def test_a_resend_after_the_fence_asks_for_the_look_up(
    monkeypatch: pytest.MonkeyPatch, say: str, state: State
) -> None:
    """Where to look, with the tag and the hour; without a yes nothing is sent."""
    here = place(
        monkeypatch,
        mail(1, State.NEEDS_HUMAN, attempt=2, claimed_at=NOW - FENCE, note="delivery_unknown"),
    )
    answer = run("resend", "a__app-1__letter-1", say=say)
    for needed in ("attempt 2", "08:45 UTC", "X-Svar-Outbox: a__app-1__letter-1_2", "redrive"):
        assert needed in answer.output, needed
    found = here.kept.outbox_item("a__app-1__letter-1")
    assert found is not None
    assert found.state is state


@pytest.mark.parametrize("state", [State.NEEDS_HUMAN, State.BOUNCED])
def test_a_human_who_told_the_candidate_closes_the_mail(
    monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    """Nothing goes out about it any more, and its application hears of it by the sweeper."""
    here = place(monkeypatch, mail(1, state, attempt=1))
    assert run("told", "a__app-1__letter-1", "--yes").exit_code == 0
    found = here.kept.outbox_item("a__app-1__letter-1")
    assert found is not None
    assert (found.state, found.note, found.due_at) == (State.TOLD_BY_HUMAN, "told_by_human", NOW)


@pytest.mark.parametrize("state", [State.PENDING, State.CLAIMED, State.SENT, State.DELIVERED])
def test_what_is_on_its_way_is_not_closed_by_hand(
    monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    """Its end will be heard."""
    place(monkeypatch, mail(1, state, attempt=1))
    answer = run("told", "a__app-1__letter-1", "--yes")
    assert answer.exit_code == 1
    assert f"is {state}" in answer.stderr


def test_one_mail_is_shown_with_all_that_a_look_up_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tag, header, hours and SES's id."""
    place(monkeypatch, mail(1, State.SENT, attempt=1, message_id="0110-abc", sent_at=NOW))
    answer = run("show", "a__app-1__letter-1")
    for needed in ("0110-abc", "outbox = a__app-1__letter-1_1", "2026-03-02 09:00:00 UTC"):
        assert needed in answer.output, needed


def test_a_mail_that_nobody_knows_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, as every bad input."""
    place(monkeypatch)
    assert run("show", "a__x__y-1").exit_code == 2


@pytest.mark.parametrize("state", [*sorted(outbox.OPEN), State.BOUNCED])
@pytest.mark.parametrize("note", [None, "delivery_unknown", "no_address", "MessageRejected"])
def test_every_open_state_has_words(state: State, note: str | None) -> None:
    """Why, and what a human may do: never a bare code, never nothing."""
    item = mail(1, state, note=note, claimed_at=NOW)
    assert len(why_open(item)) > 10
    assert "end" not in why_open(item).split()
    assert len(may_do(item, NOW)) > 10


# --- the operator's guide ------------------------------------------------------------------------

GUIDE = (Path(__file__).parents[3] / "docs" / "operate.md").read_text(encoding="utf-8")
MINUTE = timedelta(minutes=1)


def every_open_state() -> tuple[OutboxItem, ...]:
    """One mail of each kind that an operator meets."""
    return (
        mail(1, State.PENDING, note="waits_for_quota", deadline=NOW + 50 * MINUTE),
        mail(2, State.CLAIMED, attempt=1, claimed_at=NOW - MINUTE),
        mail(3, State.UNKNOWN, attempt=1, note="ReadTimeoutError", claimed_at=NOW - 4 * MINUTE),
        mail(4, State.SENT, attempt=1, message_id="0110019", sent_at=NOW - 60 * MINUTE),
        mail(
            5,
            State.NEEDS_HUMAN,
            attempt=1,
            note="delivery_unknown",
            claimed_at=NOW - 20 * MINUTE,
            deadline=NOW + 6 * 60 * MINUTE,
        ),
        mail(6, State.NEEDS_HUMAN, attempt=1, note="MessageRejected", deadline=NOW - MINUTE),
        mail(7, State.NEEDS_HUMAN, note="no_address", deadline=NOW + 2 * DAY),
        mail(8, State.BOUNCED, attempt=1, note="Permanent/General", deadline=NOW + 2 * DAY),
        mail(
            9,
            State.NEEDS_HUMAN,
            attempt=1,
            note="delivery_unknown",
            claimed_at=NOW - 4 * MINUTE,
            deadline=NOW + 3 * DAY,
        ),
    )


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("show", "a__app-1__letter-5"),
        ("resend", "a__app-1__letter-9"),
        ("resend", "a__app-1__letter-5"),
        ("told", "a__app-1__letter-8", "--yes"),
    ],
    ids=" ".join,
)
def test_the_guide_shows_what_the_commands_say(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """Word for word: an operator at night compares."""
    place(monkeypatch, *every_open_state())
    answer = CliRunner().invoke(app, ["outbox", *command], input="n\n", env={"COLUMNS": "100"})
    shown = " ".join(["$ svarctl outbox", *command])
    printed = "\n".join(line.rstrip() for line in answer.output.strip().splitlines())
    assert f"{shown}\n{printed}" in GUIDE


@pytest.mark.parametrize("state", list(State))
def test_the_guide_explains_every_state(state: State) -> None:
    """In the table of states, by the name that the command shows."""
    assert f"\n| {state.replace('_', ' ')} |" in GUIDE
