"""One letter to one candidate in the outbox, with everything around it in memory."""

from datetime import UTC, datetime, timedelta
from typing import Any

from svar.domain.outbox import OutboxItem, digest_of, item_id
from svar.ports import NOTHING_DONE, Change, StreamId
from svar.workflows.send_message import Sent, send_message
from tests.fakes import FakeClock, FakeMailer, FakeStore
from tests.unit.core.conftest import Story
from tests.world import organisation

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LETTER = "a__app-1__letter-1"
ADDRESS = "ingrid@solheim.example"


def letter(**more: Any) -> OutboxItem:
    subject, text, html = "Your application", "Dear Ingrid", "<p>Dear Ingrid</p>"
    frozen: dict[str, Any] = {
        "id": item_id("application", "app-1", "letter-1"),
        "kind": "rejection",
        "audience": "candidate",
        "language": "en",
        "subject": subject,
        "text": text,
        "html": html,
        "digest": digest_of(subject, text, html),
        "reply_to": "mona.berg@fjordbyen.example",
        "created_at": NOW,
        "due_at": NOW,
        "deadline": NOW + timedelta(days=10),
    }
    return OutboxItem(**frozen | more)


class Office:
    """A store with one application and its letter, a mailer and a clock."""

    def __init__(self, *items: OutboxItem) -> None:
        self.clock = FakeClock(NOW)
        self.store = FakeStore()
        self.mailer = FakeMailer()
        self.time_left = timedelta(seconds=60)
        candidate = {"id": "person-1", "name": "Ingrid", "email": ADDRESS}
        received = Story(NOW).event(
            "application.received", "app-1", {"candidate": candidate, "job": {"id": "job-1"}}
        )
        self.store.commit(
            Change(
                stream=StreamId(kind="application", id="app-1"),
                expected_version=0,
                deeds=NOTHING_DONE,
                events=(received,),
                outbox_new=items or (letter(),),
            )
        )

    def send(self, item: str = LETTER) -> Sent:
        return send_message(
            item,
            store=self.store,
            mailer=self.mailer,
            clock=self.clock,
            organisation=organisation(),
            time_left=lambda: self.time_left,
        )

    def item(self, item: str = LETTER) -> OutboxItem:
        found = self.store.outbox_item(item)
        assert found is not None
        return found
