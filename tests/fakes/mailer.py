"""The `Mailer`: SES with a script, its mailbox and its suppression list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from svar.ports import MailRefused, MailUnheard, Refusal


class Outcome(StrEnum):
    """What SES does with one request."""

    ACCEPTED = "accepted"
    LOST = "lost"
    """Accepted, and the answer never came."""
    THROTTLED = "throttled"
    """A definite no: too many in this second."""
    USED_UP = "used_up"
    """A definite no: the day's quota is used up."""
    REFUSED = "refused"
    """A definite no for ever."""
    BROKEN = "broken"
    """A 5xx, and it was not taken."""
    BOUNCED = "bounced"
    """Accepted, and it comes back for good."""
    UNVERIFIED = "unverified"
    """A definite no until the domain is verified and the account out of the sandbox."""


Suppressed = Literal["BOUNCE", "COMPLAINT"]
"""Why an address is on the account's suppression list."""
BOUNCED = "Permanent/General"
STOPPED: dict[Suppressed, str] = {
    "BOUNCE": "Permanent/OnAccountSuppressionList",
    "COMPLAINT": "Complaint/OnAccountSuppressionList",
}
SIMULATED = {"bounce": BOUNCED, "suppressionlist": "Permanent/Suppressed"}
"""As SES's mailbox simulator: the recipient's name says it, and the list never has them."""


@dataclass(frozen=True)
class Mail:
    """One mail that SES took: what lies in the mailbox."""

    message_id: str
    sender: str
    recipient: str
    mime: bytes
    tag: str
    came_back: str | None = None
    """Why it reached nobody, in SES's codes."""


class FakeMailer:
    """SES with a script. When the script is at its end, everything is accepted."""

    def __init__(self, outcomes: Iterable[Outcome] = ()) -> None:
        self.script = list(outcomes)
        self.mailbox: list[Mail] = []
        self.requests: list[str] = []
        self.suppressed: dict[str, Suppressed] = {}
        """The account's suppression list: SES takes mail to these and sends none of it."""
        self.quota = 1.0
        self.wait = timedelta(0)
        """How long everybody's turn is away. Nobody sleeps: it is over when it was waited for."""

    def await_turn(self, *, at_most: timedelta) -> bool:
        return self.wait <= at_most

    def send(self, *, sender: str, recipient: str, mime: bytes, tag: str) -> str:
        self.requests.append(tag)
        match self.script.pop(0) if self.script else Outcome.ACCEPTED:
            case Outcome.THROTTLED:
                raise MailRefused("TooManyRequestsException", Refusal.RATE)
            case Outcome.USED_UP:
                self.quota = 0.0
                raise MailRefused("TooManyRequestsException", Refusal.QUOTA)
            case Outcome.REFUSED:
                raise MailRefused("MessageRejected", Refusal.FOR_EVER)
            case Outcome.UNVERIFIED:
                raise MailRefused("not_verified", Refusal.LATER)
            case Outcome.BROKEN:
                raise MailUnheard("InternalFailure")
            case outcome:
                message_id = f"message-{len(self.mailbox) + 1}"
                came_back = self._comes_back(recipient, outcome)
                self.mailbox.append(Mail(message_id, sender, recipient, mime, tag, came_back))
                if outcome is Outcome.LOST:
                    raise MailUnheard("ReadTimeoutError")
                return message_id

    def _comes_back(self, recipient: str, outcome: Outcome) -> str | None:
        listed = self.suppressed.get(recipient)
        if listed is not None:
            return STOPPED[listed]
        if outcome is Outcome.BOUNCED:
            self.suppress(recipient)
            return BOUNCED
        return next((code for name, code in SIMULATED.items() if recipient.startswith(name)), None)

    def suppress(self, address: str, why: Suppressed = "BOUNCE") -> None:
        """What a hard bounce and a complaint do; only a human takes the address off again."""
        if not address.startswith(tuple(SIMULATED)):
            self.suppressed.setdefault(address, why)

    def remaining_quota(self) -> float:
        return self.quota

    def mails_of(self, item_id: str) -> list[Mail]:
        """All that was accepted for one outbox item, whichever attempt."""
        return [mail for mail in self.mailbox if mail.tag.rpartition("_")[0] == item_id]
