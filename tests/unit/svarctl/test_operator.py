"""Bad input is answered with a sentence and exit code 2; a resend is refused before its fence."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from svar.adapters.clock import SystemClock
from svar.domain.outbox import FENCE, OutboxItem, State
from svarctl import redrive
from svarctl.cli import app
from svarctl.outbox import why_not
from svarctl.redrive import put_back, receive, undelivered
from svarctl.target import Target

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def item(state: State, claimed_at: datetime | None = None) -> OutboxItem:
    return OutboxItem(
        id="a__x__letter-1",
        kind="rejection",
        audience="candidate",
        language="nb",
        subject="s",
        text="t",
        html="h",
        digest="d",
        reply_to="mona.berg@fjordbyen.example",
        created_at=NOW,
        state=state,
        claimed_at=claimed_at,
    )


@pytest.mark.parametrize(
    "command",
    [["status", "gh-x-1"], ["mail"], ["redrive"], ["outbox"], ["outbox", "resend", "a__x__y-1"]],
)
def test_without_a_cloud_every_command_says_what_to_do(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence on stderr, exit code 2."""
    monkeypatch.setattr("local.cloud.HOME", tmp_path)
    answer = CliRunner().invoke(app, command)
    assert answer.exit_code == 2
    assert "svarctl up" in answer.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Before anything is asked of a cloud."""
    answer = CliRunner().invoke(app, ["send", str(tmp_path / "event.json")])
    assert answer.exit_code == 2
    assert "event.json cannot be read" in answer.stderr


def test_a_human_may_resend_after_the_fence() -> None:
    """The first attempt is dead by then."""
    assert why_not(item(State.NEEDS_HUMAN, NOW - FENCE), NOW) is None


def test_before_the_fence_a_resend_is_refused() -> None:
    """The first attempt may still be accepted, and two answers are worse than a late one."""
    why = why_not(item(State.NEEDS_HUMAN, NOW - timedelta(minutes=5)), NOW)
    assert why == (
        "a__x__letter-1: an earlier attempt may still be accepted. "
        "A resend is possible from 12:10 UTC, in 11 minutes."
    )


@pytest.mark.parametrize(
    "state", [State.DELIVERED, State.COMPLAINED, State.CANCELLED, State.TOLD_BY_HUMAN]
)
def test_what_has_reached_its_end_is_never_sent_again(state: State) -> None:
    """Not even by a human."""
    why = why_not(item(state), NOW)
    assert why is not None
    assert "never sent twice" in why


def test_what_came_back_goes_to_a_human_with_a_telephone() -> None:
    """Not to the same address."""
    why = why_not(item(State.BOUNCED), NOW)
    assert why is not None
    assert "Call the candidate" in why


@pytest.mark.parametrize("state", [State.PENDING, State.CLAIMED, State.UNKNOWN, State.SENT])
def test_what_is_on_its_way_is_left_alone(state: State) -> None:
    """Nobody has handed it to a human yet."""
    assert why_not(item(state), NOW) is not None


class Queues:
    """Two queues that behave as SQS does for what redrive asks."""

    def __init__(self, bodies: list[str]) -> None:
        self.dead = [
            {
                "MessageId": str(n),
                "ReceiptHandle": f"r{n}",
                "Body": body,
                "MessageAttributes": {"reason": {"StringValue": "Invalid: data.job"}},
            }
            for n, body in enumerate(bodies)
        ]
        self.alive: list[str] = []
        self._hidden = 0

    def receive_message(
        self, *, QueueUrl: str, MaxNumberOfMessages: int, WaitTimeSeconds: int = 0, **_: Any
    ) -> dict[str, Any]:
        if QueueUrl != "dead" or WaitTimeSeconds < 1:
            # Without a wait, SQS looks at some of its servers only.
            return {}
        batch = self.dead[self._hidden : self._hidden + MaxNumberOfMessages]
        self._hidden += len(batch)
        return {"Messages": batch}

    def send_message(self, *, QueueUrl: str, MessageBody: str, **_: Any) -> None:
        assert QueueUrl == "alive"
        self.alive.append(MessageBody)

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:
        assert QueueUrl == "dead"
        self.dead = [each for each in self.dead if each["ReceiptHandle"] != ReceiptHandle]

    def change_message_visibility(self, **_: Any) -> None:
        self._hidden = 0


def test_dead_letters_come_back_whole_and_with_their_reasons() -> None:
    """More than one batch of them, in order."""
    queues = Queues([f"body {n}" for n in range(13)])
    outputs = {"InboxDeadUrl": "dead", "InboxUrl": "alive"}
    target = Target("svar", outputs, lambda _: queues, SystemClock())
    letters = receive(target, "inbox")
    assert {letter.reason for letter in letters} == {"Invalid: data.job"}
    for letter in letters:
        put_back(target, letter)
    assert queues.alive == [f"body {n}" for n in range(13)]
    assert queues.dead == []


EVENT = {"specversion": "1.0", "source": "ats/generic/fjordbyen", "id": "1"}
RECEIPT = {"eventType": "Delivery", "mail": {"messageId": "1"}}


@pytest.mark.parametrize(
    ("body", "queue", "message"),
    [
        ({"source": "ats/generic/fjordbyen", "detail": EVENT}, "InboxUrl", EVENT),
        (EVENT, "InboxUrl", EVENT),
        ({"source": "aws.ses", "detail": RECEIPT}, "EvidenceUrl", RECEIPT),
        (RECEIPT, "EvidenceUrl", RECEIPT),
        ({"Type": "Notification", "Message": "{}"}, "EvidenceUrl", None),
        ({"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}, None, None),
        ({"source": "aws.states", "detail": {"status": "FAILED"}}, None, None),
        ({}, None, None),
        ({"source": "ats/generic/fjordbyen", "detail": {"id": "1"}}, "InboxUrl", {"id": "1"}),
    ],
)
def test_what_a_rule_could_not_hand_over_goes_where_it_should_have_gone(
    body: object, queue: str | None, message: object
) -> None:
    """Without the bus's envelope, as the rule would have done; a missed wake-up goes nowhere."""
    way = undelivered(json.dumps(body))
    assert way is not None
    where, found = way
    assert (where, json.loads(found)) == (queue, body if message is None else message)


def outputs_with_dead_letters_in(queue: str) -> dict[str, str]:
    urls = dict.fromkeys((each for pair in redrive.PAIRS.values() for each in pair), "empty")
    return urls | {"RulesDeadUrl": "empty", queue: "dead"}


def test_an_event_that_can_never_be_handled_is_dropped_by_its_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Put back it would only die again, and its alarm would ring for a fortnight."""
    queues = Queues(["bad", "good"])
    outputs = outputs_with_dead_letters_in("InboxDeadUrl")
    target = Target("svar", outputs, lambda _: queues, SystemClock())
    monkeypatch.setattr(redrive, "find_target", lambda *_: target)

    answer = CliRunner().invoke(app, ["redrive", "--drop", "0", "--yes"])

    assert (answer.exit_code, queues.alive) == (0, [])
    assert [each["Body"] for each in queues.dead] == ["good"]
    assert CliRunner().invoke(app, ["redrive", "--drop", "7", "--yes"]).exit_code == 2


def test_the_rules_dead_letters_are_seen_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """An alarm stands on them, and it names this command."""
    queues = Queues([json.dumps({"source": "aws.events", "detail": {}})])
    outputs = outputs_with_dead_letters_in("RulesDeadUrl")
    target = Target("svar", outputs, lambda _: queues, SystemClock())
    monkeypatch.setattr(redrive, "find_target", lambda *_: target)

    answer = CliRunner().invoke(app, ["redrive", "--yes"])

    assert "rules" in answer.stdout
    assert (queues.dead, queues.alive) == ([], [])


@pytest.mark.parametrize("body", ["[]", "no JSON", '{"detail": {"id": "1"}}', '{"source": "else"}'])
def test_a_letter_that_nobody_can_place_stays(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """It may be somebody's answer: only an operator who names it deletes it."""
    queues = Queues([body])
    outputs = outputs_with_dead_letters_in("RulesDeadUrl")
    target = Target("svar", outputs, lambda _: queues, SystemClock())
    monkeypatch.setattr(redrive, "find_target", lambda *_: target)

    answer = CliRunner().invoke(app, ["redrive", "--yes"])

    assert answer.exit_code == 1
    assert "1 stay" in answer.stdout
    assert ([each["Body"] for each in queues.dead], queues.alive) == ([body], [])
