"""The account's suppression list: SES takes mail to who is on it, and sends none of it.

An address comes onto it by a hard bounce or a complaint, or by the API, and only the API takes it
off (https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html).
"""

import threading
from datetime import UTC, datetime
from typing import Any, Literal

from local.ses_twin.mailbox import Outcome

Reason = Literal["BOUNCE", "COMPLAINT"]
STOPPED: dict[Reason, Outcome] = {
    "BOUNCE": "stopped_by_bounce",
    "COMPLAINT": "stopped_by_complaint",
}


class SuppressionList:
    """Every method may be called from several threads. Case makes no other address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listed: dict[str, tuple[Reason, datetime]] = {}

    def put(self, address: str, reason: Reason) -> None:
        """Raises ValueError for a reason that there is not."""
        if reason not in STOPPED:
            raise ValueError(f"{reason} is no reason")
        with self._lock:
            self._listed[address.casefold()] = (reason, datetime.now(UTC))

    def take_off(self, address: str) -> bool:
        with self._lock:
            return self._listed.pop(address.casefold(), None) is not None

    def stops(self, address: str) -> Outcome | None:
        """What becomes of a mail to this address, if the list stops it."""
        with self._lock:
            found = self._listed.get(address.casefold())
        return STOPPED[found[0]] if found else None

    def to_json(self) -> list[dict[str, Any]]:
        with self._lock:
            listed = dict(self._listed)
        return [
            {"EmailAddress": address, "Reason": reason, "LastUpdateTime": at.timestamp()}
            for address, (reason, at) in listed.items()
        ]
