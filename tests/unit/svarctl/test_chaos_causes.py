"""A human is asked only about what nobody could know, and only an answer's own trouble excuses."""

from datetime import UTC, datetime

import pytest

from svar.domain.deeds import Concern, Deeds
from svar.domain.outbox import OutboxItem, State, digest_of, item_id
from svar.ports import Change, StreamId
from svarctl.chaos.causes import left_to_a_human, needless
from svarctl.demo.posted import Mail
from tests.fakes import FakeStore

AT = datetime(2026, 3, 4, 13, tzinfo=UTC)
SUBJECT = "fjordbyen-20001"
HUMAN = Mail(
    key="1",
    to="rekruttering@fjordbyen.example",
    subject="",
    language="nb",
    kind="needs_human",
    about=SUBJECT,
    at=AT,
    text="",
    html="",
    reply_to="",
)


def item(name: str, state: State) -> OutboxItem:
    """One mail of the application, in a state."""
    return OutboxItem(
        id=item_id("application", SUBJECT, name),
        kind="rejection",
        audience="candidate",
        language="nb",
        subject="s",
        text="t",
        html="h",
        digest=digest_of("s", "t", "h"),
        reply_to="x@fjordbyen.example",
        created_at=AT,
        state=state,
    )


def table(
    *items: OutboxItem, reason: str = "delivery_unknown", about: str = "letter-1"
) -> FakeStore:
    """An application of which a human was told, for a reason."""
    concern = Concern(key=f"needs_human-{about}", reason=reason, at=AT)
    store = FakeStore()
    store.commit(
        Change(
            stream=StreamId(kind="application", id=SUBJECT),
            expected_version=0,
            deeds=Deeds(concerns=(concern,)).model_dump_json(),
            outbox_new=items,
        )
    )
    return store


TAG = f"{item_id('application', SUBJECT, 'letter-1')}_1"


@pytest.mark.parametrize("name", ["letter-1", "withdrawal-1"])
def test_an_answer_that_a_human_has_is_left_to_them(name: str) -> None:
    """The rejection and the confirmation of a withdrawal are answers."""
    store = table(item(name, State.NEEDS_HUMAN))
    assert left_to_a_human([HUMAN], {SUBJECT}, store) == {SUBJECT}


def test_a_human_who_was_told_of_the_receipt_has_no_answer_in_hand() -> None:
    """Else a lost answer would be excused by a lost receipt."""
    store = table(item("receipt-1", State.NEEDS_HUMAN), item("letter-1", State.PENDING))
    assert left_to_a_human([HUMAN], {SUBJECT}, store) == set()


def test_an_answer_that_waits_for_a_human_nobody_told_is_not_left_to_one() -> None:
    """What stands only in our table, nobody reads."""
    store = table(item("letter-1", State.NEEDS_HUMAN))
    assert left_to_a_human([], {SUBJECT}, store) == set()


@pytest.mark.parametrize(
    ("accepted", "published", "needed"),
    [
        (set(), set(), True),
        ({TAG}, set(), True),
        ({TAG}, {TAG}, False),
        ({TAG.replace("letter-1", "letter-2")}, {TAG.replace("letter-1", "letter-2")}, True),
    ],
    ids=["it never left", "all events lost", "an event was there", "another mail's event"],
)
def test_a_human_is_needed_when_nobody_could_know(
    accepted: set[str], published: set[str], needed: bool
) -> None:
    """SES's own account is the measure, not our table."""
    store = table(item("letter-1", State.NEEDS_HUMAN))
    found = needless([HUMAN], store, accepted, published)
    assert [each.kind for each in found] == ([] if needed else ["needless"])


def test_any_other_reason_to_ask_a_human_is_needless_here() -> None:
    """Nobody bounces and no gate fails in this trial: such a question would be a fault of ours."""
    store = table(item("letter-1", State.PENDING), reason="gate_failed", about="gate-1")
    assert [each.about for each in needless([HUMAN], store, set(), set())] == [SUBJECT]
