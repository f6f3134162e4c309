"""600 letters with mixed deadlines and a quota that ends: the nearest deadlines go first.

Production's sender and sweeper, a queue, and an SES that counts the last 24 hours as the real one
does. The letters come all at once, the farthest deadlines first, which is the worst order.
"""

import heapq
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from svar.domain import pacing
from svar.domain.outbox import OutboxItem, State, digest_of, item_id, parse_tag
from svar.ports import (
    NOTHING_DONE,
    Change,
    Mailer,
    MailRefused,
    Refusal,
    StreamId,
    Work,
)
from svar.workflows import send_message, sweep
from svar.workflows.look import House
from tests.fakes import FakeClock, FakeStore
from tests.world import PlainLinks, calendar, organisation

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
SWEEP = timedelta(minutes=5)
RATE = timedelta(seconds=1) / 14
Patch = pytest.MonkeyPatch


class RollingMailer(Mailer):
    """SES with a rate and a quota over 24 hours; `sent` is (when, item), oldest first."""

    def __init__(self, clock: FakeClock, per_day: int) -> None:
        self._clock = clock
        self._per_day = per_day
        self.sent: list[tuple[datetime, str]] = []
        self._window: deque[datetime] = deque()

    def await_turn(self, *, at_most: timedelta) -> bool:
        self._clock.advance(RATE)
        return True

    def send(self, *, sender: str, recipient: str, mime: bytes, tag: str) -> str:
        if self.remaining_quota() <= 0:
            raise MailRefused("TooManyRequestsException", Refusal.QUOTA)
        self.sent.append((self._clock.now(), parse_tag(tag)[0]))
        self._window.append(self._clock.now())
        return f"message-{len(self.sent)}"

    def remaining_quota(self) -> float:
        while self._window and self._window[0] <= self._clock.now() - DAY:
            self._window.popleft()
        return 1 - len(self._window) / self._per_day


class Afternoon:
    """Letters in one outbox, woken by one queue and one sweeper, until all have gone."""

    def __init__(self, deadlines: list[timedelta], per_day: int, employers: int = 0) -> None:
        self.clock = FakeClock(NOW)
        self.store = FakeStore()
        self.mailer = RollingMailer(self.clock, per_day)
        self.house = House(self.store, self.clock, organisation(), calendar())
        self.queue: list[tuple[datetime, int, str]] = []
        self.items: dict[str, OutboxItem] = {}
        self.outcomes: set[send_message.Sent] = set()
        for number, deadline in enumerate(deadlines):
            self._lay(number, NOW + deadline, "candidate")
        for number in range(employers):
            self._lay(len(deadlines) + number, NOW + timedelta(days=10), "employer")

    def _lay(self, number: int, deadline: datetime, audience: Any) -> None:
        stream = StreamId(kind="application", id=f"app-{number}")
        item = OutboxItem(
            id=item_id("application", stream.id, "letter-1"),
            kind="rejection",
            audience=audience,
            language="nb",
            subject="s",
            text="t",
            html="h",
            digest=digest_of("s", "t", "h"),
            reply_to="mona.berg@fjordbyen.example",
            recipient="mona.berg@fjordbyen.example",
            created_at=NOW,
            due_at=NOW,
            deadline=deadline,
        )
        self.items[item.id] = item
        self.store.commit(
            Change(stream=stream, expected_version=0, deeds=NOTHING_DONE, outbox_new=(item,))
        )
        self.dispatch(Work(name=item.id, kind="send", payload={"id": item.id}, due_at=NOW))

    def dispatch(self, work: Work) -> None:
        heapq.heappush(self.queue, (self.clock.now(), len(self.queue), work.payload["id"]))

    def run(self) -> None:
        """Until all have gone, or nobody would look again for a month."""
        while True:
            while self.queue:
                self._send(heapq.heappop(self.queue)[2])
            due = [i.due_at for kept in self.store.streams.values() for i in kept.outbox.values()]
            next_due = min((at for at in due if at is not None), default=NOW + 99 * DAY)
            if next_due > NOW + 30 * DAY:
                break
            at = max(next_due, self.clock.now()) + SWEEP
            self.clock.set(now=at, wall=at)
            sweep.sweep_all(self.house, PlainLinks(), self, time_left=lambda: timedelta(minutes=1))

    def _send(self, item: str) -> None:
        outcome = send_message.send_message(
            item,
            store=self.store,
            mailer=self.mailer,
            clock=self.clock,
            organisation=organisation(),
            time_left=lambda: timedelta(minutes=1),
        )
        self.outcomes.add(outcome)
        after = self.store.outbox_item(item)
        if after is not None and after.state is State.SENT:
            done = {"state": State.DELIVERED, "due_at": None}
            self.store.move_outbox(after, after.model_copy(update=done))

    def late(self) -> list[str]:
        """Candidates' letters that were not sent by their deadline."""
        sent = {item: at for at, item in self.mailer.sent}
        return [
            name
            for name, item in self.items.items()
            if item.audience == "candidate" and sent.get(name, NOW + DAY * 99) > self._end(item)
        ]

    def _end(self, item: OutboxItem) -> datetime:
        assert item.deadline is not None
        return item.deadline

    def out_of_order(self) -> list[str]:
        """Letters that were late while the reserve was spent on one that was needed later."""
        found = []
        for name in self.late():
            end = self._end(self.items[name])
            spent = [item for at, item in self.mailer.sent if at <= end]
            reserve = spent[int(len(spent) * 0.8) :]
            found += [each for each in reserve if self._end(self.items[each]) > end + DAY]
        return found


def at_random(seed: int, near: int, count: int = 600) -> list[timedelta]:
    """`near` deadlines within a day, the rest up to ten days away; the farthest come first."""
    random = Random(seed)
    soon = [timedelta(minutes=random.randint(120, 24 * 60)) for _ in range(near)]
    rest = [timedelta(minutes=random.randint(2 * 24 * 60, 240 * 60)) for _ in range(count - near)]
    return sorted(soon + rest, reverse=True)


@pytest.fixture(autouse=True)
def no_records(monkeypatch: Patch) -> None:
    """An item's recipient is the one in the item: what is measured here is the order."""
    monkeypatch.setattr(send_message, "_recipient", lambda item, *_: (item.recipient, None, None))


@pytest.fixture
def any_hour(monkeypatch: Patch) -> None:
    """Letters go at night, too, so that nothing but the quota keeps them."""
    monkeypatch.setattr(send_message, "_window_opens", lambda *given: None)


def test_no_letter_is_late_between_the_telling_windows() -> None:
    """As it really is: letters go by day, and promises end in a window."""
    days = [5] * 9 + [29] * 9 + [53] * 32 + [77] * 70
    afternoon = Afternoon([timedelta(hours=n) for n in reversed(days)], per_day=100)
    afternoon.run()
    assert len(afternoon.mailer.sent) == 120
    assert afternoon.late() == []
    assert send_message.Sent.PUT_OFF in afternoon.outcomes


@pytest.mark.usefixtures("any_hour")
@pytest.mark.parametrize("seed", range(2))
def test_no_letter_is_late_while_quota_is_left(seed: int) -> None:
    """500 a day, 600 letters at once, 90 of them needed today and laid last of all."""
    afternoon = Afternoon(at_random(seed, near=90), per_day=500)
    afternoon.run()
    assert len(afternoon.mailer.sent) == 600
    assert afternoon.late() == []
    assert send_message.Sent.PUT_OFF in afternoon.outcomes


@pytest.mark.usefixtures("any_hour")
def test_the_employers_mails_wait_and_go_when_the_window_has_moved_on() -> None:
    """Two days at most, and no candidate is late for their sake."""
    afternoon = Afternoon(at_random(7, near=18, count=100), per_day=100, employers=20)
    afternoon.run()
    assert afternoon.late() == []
    sent = {item: at for at, item in afternoon.mailer.sent}
    ours = [sent[name] for name, item in afternoon.items.items() if item.audience == "employer"]
    assert len(ours) == 20
    assert max(ours) <= NOW + timedelta(hours=38)


@pytest.mark.usefixtures("any_hour")
@pytest.mark.parametrize("seed", range(3))
def test_when_there_is_too_little_for_all_the_nearest_still_go_first(seed: int) -> None:
    """40 needed within a day and 20 left for them: those who miss out miss it to a nearer one."""
    afternoon = Afternoon(at_random(seed, near=40, count=120), per_day=100)
    afternoon.run()
    assert 0 < len(afternoon.late()) <= 22
    assert afternoon.out_of_order() == []
    assert send_message.Sent.ENDANGERED in afternoon.outcomes
    assert len(afternoon.mailer.sent) == 120


def first_come(patch: Patch) -> None:
    patch.setattr(send_message, "may_go_now", lambda item, left, now: left > 0)


def never_again(patch: Patch) -> None:
    patch.setattr(send_message, "look_again_in", lambda item, now: timedelta(days=400))


def farthest_first(patch: Patch) -> None:
    patch.setattr(pacing, "needed_by", lambda item: NOW + (NOW - item.deadline))


SEEN_BY_PACING = (first_come, never_again, farthest_first)


@pytest.mark.usefixtures("any_hour")
@pytest.mark.parametrize("weaker", SEEN_BY_PACING)
def test_without_the_reserve_letters_are_late(
    weaker: Callable[[Patch], None], monkeypatch: Patch
) -> None:
    """The rule is needed: as they come, the quota is spent on those who have days."""
    weaker(monkeypatch)
    afternoon = Afternoon(at_random(1, near=18, count=120), per_day=100)
    afternoon.run()
    assert len(afternoon.late()) > 2
