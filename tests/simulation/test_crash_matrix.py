"""A crash at every point of every port call, with every answer of SES, and doubled deliveries.

The points are counted by telling each story once, so a port call that is written tomorrow is
covered tomorrow; a workflow that no story calls, and a port's method that nobody has judged to be a
look or a deed, are errors here.
"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

import pytest

import svar.workflows
from svar import ports
from svar.domain.webhook import WebhookRequest
from svar.workflows import send_message
from svar.workflows.receive_event import receive_event
from svar.workflows.receive_webhook import receive_webhook
from tests.fakes import Crash, FakeDeadLetters, FakeInbox, Outcome, Plan, faulty
from tests.simulation.crash_stories import TALES, Tale, Told
from tests.simulation.remembering import remembering
from tests.unit.core.conftest import MONDAY, Story
from tests.unit.intake.signing import NEW, sample, signed

LOOKS = frozenset(
    {"load", "load_all", "members", "applications", "outbox_item", "due", "remaining_quota"}
)
"""What changes nothing: to die at a look is to die at the deed before it. So looks are died at in
one column of the matrix, and in the others only deeds are."""
DEEDS = frozenset(
    {"commit", "move_outbox", "work_done", "dispatch", "await_turn", "send", "put", "park"}
)
PORTS = (ports.Store, ports.Dispatcher, ports.Mailer, ports.Inbox, ports.DeadLetters)
LETTER = TALES[0]
COLUMNS: tuple[tuple[Tale, Outcome, int], ...] = (
    *((LETTER, outcome, deliveries) for outcome in Outcome for deliveries in (1, 2, 3)),
    *(
        (tale, outcome, 1 + (number + place) % 3)
        for number, tale in enumerate(TALES[1:])
        for place, outcome in enumerate(Outcome)
    ),
)
"""The letter with everything; each other story with every answer, and with one to three deliveries
in turns."""


@pytest.fixture(autouse=True)
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """To die in the third try of one invocation is no other death than in the second."""
    monkeypatch.setattr(send_message, "TRIES", 2)


@cache
def points(tale: Tale, outcome: Outcome, deliveries: int) -> tuple[tuple[int, str], ...]:
    """Where to die: all points of the letter's first two columns, else the deeds.

    Until SES is asked about the mail of the story its answer makes no difference, so there each
    point is died at under one of the answers, in turns.
    """
    plan = Plan()
    story = tale.tell(plan, outcome, deliveries)
    reached = tuple(enumerate(plan.reached))
    if tale is LETTER and deliveries == 1 and outcome in {Outcome.ACCEPTED, Outcome.LOST}:
        return reached
    asked = first_request(story, plan, tale.mail)
    turn = list(Outcome).index(outcome)
    return tuple(
        (number, point)
        for number, point in reached
        if point.rpartition(".")[2] not in LOOKS
        and (number >= asked or number % len(Outcome) == turn)
    )


def first_request(story: Told, plan: Plan, mail: str) -> int:
    """The number of the point before SES is first asked about the mail."""
    request = next(n for n, tag in enumerate(story.mailer.requests) if f"__{mail}_" in tag)
    asked = [n for n, point in enumerate(plan.reached) if point == "before FakeMailer.send"]
    return asked[request]


@pytest.mark.parametrize(
    ("tale", "outcome", "deliveries"), COLUMNS, ids=lambda each: getattr(each, "name", str(each))
)
def test_a_crash_anywhere_neither_loses_nor_doubles(
    tale: Tale, outcome: Outcome, deliveries: int
) -> None:
    """One letter, or a human who knows that there is none; never two, never silence."""
    # Thousands of runs of one story write the same few mails: each is written and encoded once.
    with remembering(whole_mails=True):
        for number, point in points(tale, outcome, deliveries):
            judge(tale, number, point, outcome, deliveries)


def judge(tale: Tale, number: int, point: str, outcome: Outcome, deliveries: int) -> None:
    """One run that dies at one point."""
    story = tale.tell(Plan(crash_at=frozenset({number})), outcome, deliveries)
    where = f"{tale.name}: crash {point} ({number}), {outcome}, {deliveries} deliveries"
    try:
        assert story.crashes == 1
        receipts = story.came("receipt-1")
        assert receipts == len(story.people) or (receipts < len(story.people) and story.worries)
        assert not story.parked
        assert not story.failed
        assert not story.unswept
        tale.judge(story)
    except AssertionError as wrong:
        raise AssertionError(where) from wrong


LETTERS = {
    Outcome.ACCEPTED: 1,
    Outcome.LOST: 1,
    Outcome.THROTTLED: 1,
    Outcome.USED_UP: 1,
    Outcome.REFUSED: 0,
    Outcome.BROKEN: 0,
    Outcome.UNVERIFIED: 1,
    Outcome.BOUNCED: 1,
}
"""How many letters SES takes when nothing dies."""
TOLD = frozenset(
    {Outcome.ACCEPTED, Outcome.LOST, Outcome.THROTTLED, Outcome.USED_UP, Outcome.UNVERIFIED}
)
"""After these the candidate has the answer, and after all others a human has the letter."""


def test_without_a_crash_each_answer_of_ses_ends_as_it_should() -> None:
    """The matrix's own yardstick: what each answer leads to."""
    for outcome in Outcome:
        story = LETTER.tell(Plan(), outcome, 1)
        assert story.came("letter-1") == LETTERS[outcome], outcome
        assert (story.look("kari").answer == "told") == (outcome in TOLD), outcome
        assert bool(story.worries) == (outcome not in TOLD), outcome


# --- the way in: a webhook's events are in the queue, or the ATS sends it again -------------------


def webhook() -> WebhookRequest:
    return signed("greenhouse", sample("greenhouse", "new_candidate_application"), NEW)


class Secrets:
    def live(self, vendor: str, account: str) -> tuple[str, ...]:
        return (NEW,)


def take_in(inbox: ports.Inbox) -> int:
    from svar.adapters.ats import vendor

    return receive_webhook(
        webhook(),
        vendor_name="greenhouse",
        account_name="fjordbyen",
        vendors=vendor,
        accounts={},
        secrets=Secrets(),
        inbox=inbox,
        dead_letters=FakeDeadLetters(),
    ).status


def test_a_webhook_that_died_is_sent_again_and_happens_once() -> None:
    """Before the queue had its events: nothing is lost. After: the same events come twice, by the
    same keys, and are applied once."""
    plan = Plan()
    assert take_in(faulty(FakeInbox(), plan)) == 200
    for number in range(len(plan.reached)):
        inbox, story = FakeInbox(), Story(MONDAY)
        with pytest.raises(Crash):
            take_in(faulty(inbox, Plan(crash_at=frozenset({number}))))
        assert take_in(inbox) == 200
        keys = {event.key for event in inbox.events}
        for event in inbox.events:
            receive_event(event, story.house, story.links, story._dispatcher())
        logged = [key for kept in story.store.streams.values() for key in kept.events]
        assert sorted(logged) == sorted(keys)


# --- nothing is left out -------------------------------------------------------------------------


def workflows() -> Iterator[Callable[..., Any]]:
    """Every public workflow that is given a port through which it can change something."""
    doors = {"House", *(port.__name__ for port in PORTS)} - {"DeadLetters"}
    for file in sorted(Path(svar.workflows.__path__[0]).glob("*.py")):
        module = __import__(f"svar.workflows.{file.stem}", fromlist=["*"])
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            given = (*node.args.args, *node.args.kwonlyargs)
            if doors & {ast.unparse(each.annotation) for each in given if each.annotation}:
                yield getattr(module, node.name)


SHOWS = frozenset(
    {
        "application_page",
        "expired_page",
        "try_again_page",
        "show_chat",
        "fold_with_person",
        "lay_forward",
        "lay_mail",
        "lay_round",
        "look",
        "look_at_all",
        "look_at_desks",
        "members",
        "other_process_open",
        "problem_of",
        "show_page",
        "undecided_page",
        "everybody_of",
    }
)
"""Workflows that look, show or write down nothing by themselves."""


def test_every_workflow_that_changes_anything_is_in_the_matrix() -> None:
    """A workflow that no story calls is a workflow whose crashes nobody has seen."""
    called: set[Any] = set()
    reached = points(LETTER, Outcome.ACCEPTED, 1)
    left_behind = [each for each in reached if each[1] == "before WorldDispatcher.dispatch"]

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    sys.setprofile(note)
    try:
        for tale in TALES:
            tale.tell(Plan(), Outcome.ACCEPTED, 2)
        for number, _ in left_behind:
            LETTER.tell(Plan(crash_at=frozenset({number})), Outcome.ACCEPTED, 1)
        take_in(FakeInbox())
    finally:
        sys.setprofile(None)
    missing = {
        each.__name__
        for each in workflows()
        if inspect.unwrap(each).__code__ not in called and each.__name__ not in SHOWS
    }
    assert missing == set()


def test_every_method_of_every_port_is_known_as_a_look_or_a_deed() -> None:
    """A new deed that was taken for a look would be left out of most of the matrix."""
    methods = {
        name
        for port in PORTS
        for name, value in vars(port).items()
        if inspect.isfunction(value) and not name.startswith("_") and name not in vars(Protocol)
    }
    assert methods == LOOKS | DEEDS
    assert not LOOKS & DEEDS
