"""One webhook being read: its envelope and its ids."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from svar.adapters.ats import reading
from svar.domain import events as e
from svar.domain.errors import Invalid
from svar.domain.webhook import Account, WebhookRequest

FASTER_THAN_A_HUMAN = timedelta(minutes=2)
"""A rejection this soon after the application was nobody's reading of it."""


class Hook:
    """`event_id` is the vendor's own id of the event, or a fingerprint of it."""

    def __init__(self, request: WebhookRequest, account: Account, event_id: str) -> None:
        self.request, self.account, self.id = request, account, event_id

    def native(self, native: str) -> str:
        return reading.native_id(self.account, native)

    def at(self, *moments: datetime | None) -> datetime:
        return reading.at(*moments, received_at=self.request.received_at)

    def envelope(self, subject: str, time: datetime, suffix: str = "") -> dict[str, Any]:
        """`suffix` tells several events of one webhook apart."""
        event_id = f"{self.id}-{suffix}" if suffix else self.id
        return {
            "id": event_id[-200:],
            "source": reading.source(self.account),
            "subject": self.native(subject),
            "time": time,
        }

    def is_automatic(
        self, who: e.Person | None, applied: datetime | None, rejected: datetime | None
    ) -> bool:
        """Whether an ATS rule said no: then it waits for a human (GDPR Art. 22)."""
        if applied and rejected and timedelta(0) <= rejected - applied < FASTER_THAN_A_HUMAN:
            return True
        return reading.is_automation(self.account, who)


def read_part[W: BaseModel](shape: type[W], body: Any, place: str) -> W:
    """As `reading.read`, for a part of the body that stands at `place`."""
    try:
        return reading.read(shape, body)
    except Invalid as error:
        raise Invalid(f"{place}.{error.field}", error.why) from None
