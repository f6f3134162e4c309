"""The sending account: what it takes, what it refuses and why, and what it then does."""

import re
import threading
import time
import uuid
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from local.clock import Clock, anchor_at, standing_at
from local.ses_twin.faults import Faults
from local.ses_twin.mailbox import Accepted, Mailbox, Outcome, outcome_for
from local.ses_twin.publisher import Publisher
from local.ses_twin.suppression import SuppressionList

TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
DAY = timedelta(hours=24)


class Refused(Exception):
    """SES's no: the status, and the name that the SDK makes an error of."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Request:
    """One SendEmail with a raw message."""

    source: str
    recipients: tuple[str, ...]
    raw: bytes
    tags: dict[str, str]
    configuration_set: str | None


@dataclass
class Account:
    """All state of the twin. Every method may be called from several threads."""

    box: Mailbox
    publisher: Publisher
    faults: Faults = field(default_factory=Faults)
    suppression: SuppressionList = field(default_factory=SuppressionList)
    clock: Clock = field(default_factory=lambda: standing_at(datetime.now(UTC)))
    max_send_rate: float = 200.0
    max_24_hour_send: float = 50_000.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _requests: Counter[str] = field(default_factory=Counter)
    _second: deque[float] = field(default_factory=deque)
    _day: deque[datetime] = field(default_factory=deque)

    def now(self) -> datetime:
        machine = datetime.now(UTC)
        return anchor_at(self.clock, machine).now(machine)

    def send(self, request: Request) -> tuple[str, str, float]:
        """Returns the message id, the fault to play on the answer, and its delay in seconds.

        Raises `Refused` for anything that was not accepted.
        """
        _check(request)
        domain = request.source.rpartition("@")[2].rstrip(">")
        if not self.publisher.knows_domain(domain):
            raise _not_verified(domain)
        tag = request.tags.get("outbox", "")
        with self._lock:
            nth = self._requests[tag]
            self._requests[tag] += 1
            fault, delay = self.faults.of_request(tag, nth)
            if fault == "throttle":
                raise Refused(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
            if fault == "refuse":
                raise Refused(400, "MessageRejected", "Message failed on the twin's order.")
            if fault == "unverified":
                raise _not_verified(request.recipients[0])
            if fault == "fail":
                raise Refused(500, "InternalServiceErrorException", "Failed on the twin's order.")
            self._spend_quota()
        mail, message = self._accept(request, self._fate(request.recipients[0], fault))
        self.publisher.publish(mail, message, self.faults)
        if fault == "fail_accepted":
            raise Refused(500, "InternalServiceErrorException", "Failed on the twin's order.")
        return mail.message_id, fault, delay

    def sent_last_day(self) -> int:
        with self._lock:
            self._forget_old()
            return len(self._day)

    def _fate(self, recipient: str, fault: str) -> Outcome:
        simulated = outcome_for(recipient)
        if simulated is not None:
            return simulated
        stopped = self.suppression.stops(recipient)
        if stopped is None and fault == "bounce":
            self.suppression.put(recipient, "BOUNCE")
            return "bounced"
        return stopped or "delivered"

    def _accept(self, request: Request, outcome: Outcome) -> tuple[Accepted, EmailMessage]:
        mail = Accepted(
            message_id=f"0110{uuid.uuid4().hex[:12]}-{uuid.uuid4()}-000000",
            source=request.source,
            recipients=request.recipients,
            tags=request.tags,
            configuration_set=request.configuration_set,
            at=self.now(),
            wall=datetime.now(UTC),
            outcome=outcome,
        )
        return mail, self.box.keep(mail, request.raw)

    def _spend_quota(self) -> None:
        self._forget_old()
        if len(self._second) >= self.max_send_rate:
            raise Refused(429, "TooManyRequestsException", "Maximum sending rate exceeded.")
        if len(self._day) >= self.max_24_hour_send:
            raise Refused(429, "TooManyRequestsException", "Daily message quota exceeded.")
        self._second.append(time.monotonic())
        self._day.append(self.now())

    def _forget_old(self) -> None:
        """The rate is the machine's, a second; the quota is a day of promise time."""
        second, day = time.monotonic() - 1, self.now() - DAY
        while self._second and self._second[0] <= second:
            self._second.popleft()
        while self._day and self._day[0] <= day:
            self._day.popleft()


def _not_verified(identity: str) -> Refused:
    """Of a sender before the domain is verified, and in the sandbox of a reader, too."""
    text = "Email address is not verified. The following identities failed the check in region"
    return Refused(400, "MessageRejected", f"{text} EU-NORTH-1: {identity}")


def _check(request: Request) -> None:
    if not request.recipients or not request.source:
        raise Refused(400, "BadRequestException", "Missing final destination or source.")
    for name, value in request.tags.items():
        if not TAG.fullmatch(name) or not TAG.fullmatch(value):
            raise Refused(400, "BadRequestException", f"Invalid tag: {name}={value}")
