"""What an ATS tells of a vacancy."""

from typing import Literal

from svar.domain.events.shapes import Data, Envelope, Job, Person


class JobOpened(Data):
    job: Job


class JobUpdated(Data):
    job: Job


class JobClosed(Data):
    reason: Literal["filled", "cancelled", "on_hold", "other"] = "other"
    closed_by: Person | None = None


class JobOpenedEvent(Envelope):
    type: Literal["job.opened"] = "job.opened"
    data: JobOpened


class JobUpdatedEvent(Envelope):
    type: Literal["job.updated"] = "job.updated"
    data: JobUpdated


class JobClosedEvent(Envelope):
    type: Literal["job.closed"] = "job.closed"
    data: JobClosed
