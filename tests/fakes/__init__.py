"""In-memory ports with the semantics of the real ones, and a way to let anything die at any call.

The contract suite (tests/contract) runs the same tests against these and the real adapters.
"""

from tests.fakes.clock import START, FakeClock
from tests.fakes.dying import Crash, Faulty, Plan, faulty
from tests.fakes.mailer import BOUNCED, FakeMailer, Mail, Outcome, Suppressed
from tests.fakes.queues import FakeDeadLetters, FakeDispatcher, FakeInbox
from tests.fakes.store import FakeStore, soonest, written
from tests.fakes.turns import FakeTurns

__all__ = [
    "BOUNCED",
    "START",
    "Crash",
    "FakeClock",
    "FakeDeadLetters",
    "FakeDispatcher",
    "FakeInbox",
    "FakeMailer",
    "FakeStore",
    "FakeTurns",
    "Faulty",
    "Mail",
    "Outcome",
    "Plan",
    "Suppressed",
    "faulty",
    "soonest",
    "written",
]
