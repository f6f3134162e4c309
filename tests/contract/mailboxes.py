"""A mailer, what SES is told to do with its next requests, and the mailbox behind it."""

import json
import urllib.request
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import quote

from local.emulator import Child
from svar.adapters.ses import SesMailer
from svar.adapters.ses_events import evidence_from
from svar.ports import Mailer
from tests.fakes import FakeMailer, FakeTurns, Outcome

FAULTS: dict[Outcome, dict[str, float]] = {
    Outcome.ACCEPTED: {},
    Outcome.LOST: {"lose_answer": 1},
    Outcome.THROTTLED: {"throttle": 1},
    Outcome.REFUSED: {"refuse": 1},
    Outcome.BROKEN: {"fail": 1},
    Outcome.BOUNCED: {"bounce": 1},
    Outcome.UNVERIFIED: {"unverified": 1},
}


LIST = "/v2/email/suppression/addresses"


class Mailboxes(Protocol):
    """Counted at the mailbox, and never in a table of ours."""

    @property
    def mailer(self) -> Mailer: ...

    def arrange(self, outcome: Outcome) -> None:
        """Every request from now on ends like this."""
        ...

    def accepted(self) -> list[tuple[str, str]]:
        """(message id, tag) of all that SES took."""
        ...

    def use_quota(self) -> None:
        """Half of the day's quota is spent, and a minute has passed."""
        ...

    def busy(self, wait: timedelta) -> None:
        """The mailer's next turn comes after this."""
        ...

    def complained(self, address: str) -> None:
        """Somebody at this address has called a mail of this account's spam."""
        ...

    def take_off(self, address: str) -> None:
        """A human takes the address off the account's suppression list."""
        ...

    def ends(self) -> list[tuple[str, str | None]]:
        """(type, detail) as Svar reads SES's last event of each mail, in their order."""
        ...


class FakeMailboxes:
    def __init__(self) -> None:
        self.mailer = FakeMailer()

    def arrange(self, outcome: Outcome) -> None:
        self.mailer.script = [outcome] * 10

    def accepted(self) -> list[tuple[str, str]]:
        return [(mail.message_id, mail.tag) for mail in self.mailer.mailbox]

    def use_quota(self) -> None:
        self.mailer.quota = 0.5

    def busy(self, wait: timedelta) -> None:
        self.mailer.wait = wait

    def complained(self, address: str) -> None:
        self.mailer.suppress(address, "COMPLAINT")

    def take_off(self, address: str) -> None:
        del self.mailer.suppressed[address]

    def ends(self) -> list[tuple[str, str | None]]:
        came_back = [mail.came_back for mail in self.mailer.mailbox]
        return [("Bounce", why) if why else ("Delivery", None) for why in came_back]


class SesMailboxes:
    """The real mailer before the SES twin."""

    def __init__(self, twin: Child) -> None:
        self._twin = twin
        self._seconds = 0.0
        self.mailer = SesMailer(
            "svar-mail", FakeTurns(), sleep=self._pass, now=lambda: self._seconds
        )
        # One twin serves many tests: each begins without faults, and counts its own mails.
        self._set_quota(50_000)
        self.arrange(Outcome.ACCEPTED)
        for each in self._call("GET", LIST)["SuppressedDestinationSummaries"]:
            self.take_off(each["EmailAddress"])
        self._earlier = self._mails()

    def arrange(self, outcome: Outcome) -> None:
        if outcome is Outcome.USED_UP:
            self._set_quota(len(self._mails()))
            return
        self._call("PUT", "/admin/faults", FAULTS[outcome])

    def accepted(self) -> list[tuple[str, str]]:
        return self._mails()[len(self._earlier) :]

    def use_quota(self) -> None:
        self._set_quota(2 * len(self._mails()))
        self._pass(60)

    def busy(self, wait: timedelta) -> None:
        self._set_quota(50_000, rate=1 / wait.total_seconds())
        assert self.mailer.await_turn(at_most=timedelta(0))

    def complained(self, address: str) -> None:
        self._call("PUT", LIST, {"EmailAddress": address, "Reason": "COMPLAINT"})

    def take_off(self, address: str) -> None:
        self._call("DELETE", f"{LIST}/{quote(address)}")

    def ends(self) -> list[tuple[str, str | None]]:
        events = [each["event"] for each in self._call("GET", "/admin/events")["published"]]
        last: dict[str, tuple[str, str | None]] = {}
        for event in events:
            found = evidence_from(json.dumps(event))
            if found is not None and found.type != "Send":
                last[found.message_id] = (found.type, found.detail)
        return [last[message_id] for message_id, _ in self.accepted()]

    def _pass(self, seconds: float) -> None:
        self._seconds += seconds

    def _mails(self) -> list[tuple[str, str]]:
        """Oldest first."""
        mails = self._call("GET", "/admin/mails")["mails"]
        return [(mail["message_id"], mail["tags"]["outbox"]) for mail in mails]

    def _set_quota(self, most: int, rate: float = 100) -> None:
        self._call("PUT", "/admin/quota", {"max_send_rate": rate, "max_24_hour_send": most})

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._twin.url + path, data, method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)
