"""One webhook being read: its envelope and its ids."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from svar.adapters.ats import reading
from svar.domain import events as e
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
        return {
            "id": reading.event_id(f"{self.id}-{suffix}" if suffix else self.id),
            "source": reading.source(self.account),
            "subject": self.native(subject),
            "time": time,
        }

    def applicant(
        self,
        native: str,
        *,
        name: str | None,
        emails: Iterable[str | None],
        phone: str | None = None,
        can_email: bool = True,
    ) -> e.Candidate:
        """The one who applied; of the addresses, in the vendor's order, the first usable one."""
        email, others = reading.addresses(emails)
        return e.Candidate(
            id=self.native(native),
            name=name,
            email=email,
            other_emails=others,
            phone=reading.line(phone),
            can_email=can_email,
        )

    def under_way_again(self, subject: str, time: datetime) -> tuple[e.Event, ...]:
        """For vendors that have no event for it: whoever is moved on is neither rejected nor hired.

        Both change nothing where neither was said.
        """
        return (
            e.RejectionWithdrawnEvent(**self.envelope(subject, time, "reopened")),
            self.not_hired(subject, time),
        )

    def not_hired(self, subject: str, time: datetime) -> e.Event:
        return e.HireWithdrawnEvent(**self.envelope(subject, time, "not-hired"))

    def job_changed(
        self, subject: str, time: datetime, job: e.Job, *, is_open: bool
    ) -> tuple[e.Event, ...]:
        """An update; where it says that the job is open, an earlier closing is undone by it."""
        updated = e.JobUpdatedEvent(**self.envelope(subject, time), data=e.JobUpdated(job=job))
        if not is_open:
            return (updated,)
        envelope = self.envelope(subject, time, "open")
        return (updated, e.JobOpenedEvent(**envelope, data=e.JobOpened(job=job)))

    def is_automatic(
        self, who: e.Person | None, applied: datetime | None, rejected: datetime | None
    ) -> bool:
        """Whether an ATS rule said no: then it waits for a human (GDPR Art. 22)."""
        if applied and rejected and timedelta(0) <= rejected - applied < FASTER_THAN_A_HUMAN:
            return True
        return reading.is_automation(self.account, who)
