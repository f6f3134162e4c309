"""One Greenhouse webhook: its envelope, its people and its picture of the interviews."""

from datetime import datetime

from pydantic import BaseModel

from svar.adapters.ats import greenhouse_shapes as wire
from svar.adapters.ats import reading
from svar.adapters.ats.hook import Hook
from svar.domain import events as e
from svar.domain.webhook import Account, WebhookRequest

HELD = {"awaiting_feedback", "complete"}
"""Not `collect_feedback`: that is a review which nobody was invited to."""


class GreenhouseHook(Hook):
    def __init__(self, request: WebhookRequest, account: Account, body: wire.Body) -> None:
        given = request.headers.get("greenhouse-event-id")
        super().__init__(request, account, given or reading.fingerprint(request, body.action))
        self.body = body

    def payload[W: BaseModel](self, shape: type[W]) -> W:
        return reading.read(shape, self.body.payload, "payload")

    def job(self, job: wire.Job, recruiter: wire.User | None = None) -> e.Job:
        team = job.hiring_team
        managers = team.hiring_managers if team else None
        recruiters = team.recruiters if team else None
        return e.Job(
            id=self.native(job.id),
            title=reading.line(job.name),
            recruiter=person_of(recruiter or (recruiters[0] if recruiters else None)),
            decider=person_of(managers[0] if managers else None),
        )

    def candidate(self, candidate: wire.Candidate) -> e.Candidate:
        return self.applicant(
            candidate.id,
            name=reading.name_of(candidate.first_name, candidate.last_name),
            emails=emails_of(candidate),
            phone=phone_of(candidate),
            can_email=candidate.can_email is not False,
        )

    def do_not_mail(self, application: wire.Application, time: datetime) -> tuple[e.Event, ...]:
        """A withdrawn consent may come only along with something else: say it first."""
        if application.candidate.can_email is not False:
            return ()
        envelope = self.envelope(application.candidate.id, time, "candidate")
        return (e.CandidateUpdatedEvent(**envelope, data=e.CandidateUpdated(can_email=False)),)

    def interviews(self, application: wire.Application) -> tuple[e.Event, ...]:
        """No webhook says that an interview was planned or held; the stage's picture of it does.

        The same picture comes with every later webhook, so the id names the fact, not the webhook.
        """
        found: list[e.Event] = []
        time = self.at(application.last_activity_at)
        for interview in application.current_stage.interviews if application.current_stage else ():
            of = f"{application.id}-{interview.id}"
            data = e.Interview(interview_id=self.native(of), at=time)
            envelope = self.envelope(application.id, time)
            if interview.status == "scheduled":
                envelope["id"] = reading.event_id(f"interview-{of}-scheduled")
                found.append(e.InterviewScheduledEvent(**envelope, data=data))
            elif interview.status in HELD:
                envelope["id"] = reading.event_id(f"interview-{of}-completed")
                found.append(e.InterviewCompletedEvent(**envelope, data=data))
        return tuple(found)


def person_of(user: wire.User | None) -> e.Person | None:
    if user is None:
        return None
    return reading.person(id=user.id or user.user_id, name=user.name, email=user.email)


def emails_of(candidate: wire.Candidate) -> list[str | None]:
    """Personal addresses first: a work address may be read by the present employer."""
    listed = candidate.email_addresses or []
    return [one.value for one in sorted(listed, key=lambda one: one.type != "personal")]


def phone_of(candidate: wire.Candidate) -> str | None:
    numbers = candidate.phone_numbers or []
    return reading.line(numbers[0].value) if numbers else None
