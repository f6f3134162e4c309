"""The queue adapter: batches, partial failures, sizes and fair groups."""

import json
import re
from typing import Any, cast

import pytest
from botocore.exceptions import EndpointConnectionError

from svar.adapters.inbox import BATCH, LARGEST_MESSAGE, SqsInbox, group_of
from svar.domain.errors import Permanent, Transient
from svar.domain.events import Event, parse_event
from tests.unit.intake.signing import sample


class Queue:
    """Takes batches as SQS does; refuses the first `refusals` tries of the ids in `refused`."""

    def __init__(self, refused: frozenset[str] = frozenset(), refusals: int = 0) -> None:
        self.refused, self.refusals = refused, refusals
        self.batches: list[list[dict[str, str]]] = []
        self.taken: list[str] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, str]]) -> Any:
        assert QueueUrl == "https://queue.example/inbox"
        self.batches.append(Entries)
        refuse = self.refused if self.refusals > 0 else frozenset()
        self.refusals -= 1
        self.taken += [entry["MessageBody"] for entry in Entries if entry["Id"] not in refuse]
        return {"Failed": [{"Id": entry["Id"]} for entry in Entries if entry["Id"] in refuse]}


class Unreachable:
    def send_message_batch(self, **_: Any) -> Any:
        raise EndpointConnectionError(endpoint_url="https://queue.example")


def events(count: int, text: str = "Ja.") -> list[Event]:
    found = []
    for number in range(count):
        body = sample("cloudevents", "application.received")
        body["id"] = f"evt-{number}"
        body["data"]["screening"] = [{"turn": 1, "asked": "?", "answered": text}] * (
            1 if len(text) < 100 else 20
        )
        event = parse_event(body)
        assert event is not None
        found.append(event)
    return found


def inbox(queue: object) -> SqsInbox:
    return SqsInbox("https://queue.example/inbox", cast(Any, queue))


def test_what_is_in_the_queue_is_the_event_itself() -> None:
    """The consumer reads it back as it was."""
    [event], queue = events(1), Queue()
    inbox(queue).put([event])
    [body] = queue.taken
    assert parse_event(json.loads(body)) == event


def test_no_character_of_a_candidates_answer_makes_sqs_refuse_it() -> None:
    """SQS takes only XML's characters, and would refuse the same webhook for ever."""
    [event], queue = events(1, "Ja\ufffe\uffff\x00\x1b"), Queue()
    inbox(queue).put([event])
    [body] = queue.taken
    assert not re.search(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", body)
    assert parse_event(json.loads(body)) == event


def test_more_than_ten_events_go_in_several_batches() -> None:
    """SQS takes ten at a time."""
    queue = Queue()
    inbox(queue).put(events(23))
    assert [len(batch) for batch in queue.batches] == [BATCH, BATCH, 3]


def test_a_batch_never_grows_over_what_sqs_takes() -> None:
    """Ten large events are more than a mebibyte together."""
    queue = Queue()
    inbox(queue).put(events(6, "å" * 15_000))
    assert len(queue.taken) == 6
    for batch in queue.batches:
        assert sum(len(entry["MessageBody"].encode()) for entry in batch) <= LARGEST_MESSAGE
    assert len(queue.batches) > 1


def test_only_what_was_refused_is_sent_again() -> None:
    """A partial failure is not a failure of all."""
    queue = Queue(frozenset({"1"}), refusals=2)
    inbox(queue).put(events(3))
    assert [len(batch) for batch in queue.batches] == [3, 1, 1]
    assert len(queue.taken) == 3


def test_what_is_refused_again_and_again_is_an_error() -> None:
    """Success is said only when the queue has all of them."""
    with pytest.raises(Transient, match="1 of the events"):
        inbox(Queue(frozenset({"2"}), refusals=9)).put(events(3))


def test_a_queue_out_of_reach_is_an_error() -> None:
    """The vendor sends it again."""
    with pytest.raises(Transient):
        inbox(Unreachable()).put(events(1))


def test_an_event_too_large_for_a_message_stops_all_before_any_is_sent() -> None:
    """Half of a webhook in the queue would help nobody."""
    body = sample("cloudevents", "application.received")
    turn = {"turn": 1, "asked": "?", "answered": "å" * 20_000}
    body["data"]["screening"] = [turn] * 30
    large, queue = parse_event(body), Queue()
    assert large is not None
    with pytest.raises(Permanent):
        inbox(queue).put([*events(1), large])
    assert queue.batches == []


def test_events_of_one_job_share_a_group() -> None:
    """Fair queues: six hundred applicants of one job do not keep another job waiting."""
    [applied] = events(1)
    assert group_of(applied) == "gh-fjordbyen-118"
    withdrawn = parse_event(
        sample("cloudevents", "application.received")
        | {"type": "application.withdrawn", "data": {}}
    )
    assert withdrawn is not None
    assert group_of(withdrawn) == "gh-fjordbyen-7301"
