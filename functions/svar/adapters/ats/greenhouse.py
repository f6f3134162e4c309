"""Greenhouse: one `action` a webhook, signed over the body (developers.greenhouse.io/webhooks)."""

from collections.abc import Callable

from svar.adapters.ats import greenhouse_shapes as wire
from svar.adapters.ats import reading
from svar.adapters.ats.greenhouse_hook import GreenhouseHook, emails_of, person_of, phone_of
from svar.adapters.ats.signatures import require_hmac, required_header
from svar.domain import events as e
from svar.domain.errors import Forged, Invalid
from svar.domain.webhook import Account, Handshake, Translation, WebhookRequest

THEY_REJECTED_US = "they rejected us"
IDENTITY = {"full_name", "email_addresses", "phone_numbers"}
"""Anonymizing any of these means that the person asked to be forgotten."""
ONE_APPLICATION = e.CandidateErased(scope="application")


class Greenhouse:
    name = "greenhouse"
    retries_refusals = True
    taken = 200

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        """The ping on save must get 200, or Greenhouse creates the webhook disabled."""
        return reading.handshake_for(request, lambda body: body.get("action") == "ping")

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        """`Signature: sha256 <hex>`, with a space and not with an equals sign."""
        scheme, _, given = required_header(request, "signature").partition(" ")
        if scheme != "sha256":
            raise Forged("the header signature does not begin with: sha256 and a space")
        require_hmac([given], secrets, request.body)

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        body = reading.read(wire.Body, reading.json_object(request.body))
        make = ACTIONS.get(body.action)
        if make is None:
            return reading.unused(body.action)
        return make(GreenhouseHook(request, account, body))


def _received(hook: GreenhouseHook) -> Translation:
    application = hook.payload(wire.ApplicationPayload).application
    if application.prospect:
        return Translation(ignored="a prospect has not applied")
    if not application.jobs:
        raise Invalid("payload.application.jobs", "Field required")
    stage = application.current_stage
    envelope = hook.envelope(application.id, hook.at(application.applied_at))
    received = e.ApplicationReceivedEvent(
        **envelope,
        data=e.ApplicationReceived(
            candidate=hook.candidate(application.candidate),
            job=hook.job(application.jobs[0], application.candidate.recruiter),
            stage=reading.line(stage.name) if stage else None,
        ),
    )
    return Translation((received, *hook.interviews(application)))


def _about_application(
    make: Callable[[GreenhouseHook, wire.Application], tuple[e.Event, ...]],
) -> Callable[[GreenhouseHook], Translation]:
    """For everything that happens to somebody who has applied; a prospect has not."""

    def translation(hook: GreenhouseHook) -> Translation:
        application = hook.payload(wire.ApplicationPayload).application
        if application.prospect:
            return Translation(ignored="a prospect has not applied")
        made = make(hook, application)
        time = made[0].time if made else hook.at(application.last_activity_at)
        told = hook.do_not_mail(application, time)
        if not (told or made):
            return Translation(ignored="nothing in it that Svar uses")
        return Translation((*told, *made))

    return translation


@_about_application
def _stage_changed(hook: GreenhouseHook, application: wire.Application) -> tuple[e.Event, ...]:
    stage = application.current_stage
    name = reading.line(stage.name) if stage else None
    if name is None:
        raise Invalid("payload.application.current_stage.name", "Field required")
    job_id = hook.native(application.jobs[0].id) if application.jobs else None
    changed = e.StageChangedEvent(
        **hook.envelope(application.id, hook.at(application.last_activity_at)),
        data=e.StageChanged(stage=name, job_id=job_id),
    )
    return (changed, *hook.interviews(application))


@_about_application
def _updated(hook: GreenhouseHook, application: wire.Application) -> tuple[e.Event, ...]:
    """Some field of it: of those that Svar knows, only the interviews have no event of their own.

    A rejected application is updated too, and its old interviews would begin a new wait.
    """
    return hook.interviews(application) if application.status == "active" else ()


@_about_application
def _rejected(hook: GreenhouseHook, application: wire.Application) -> tuple[e.Event, ...]:
    time = hook.at(application.rejected_at, application.last_activity_at)
    envelope = hook.envelope(application.id, time)
    interviews = hook.interviews(application)
    reason = application.rejection_reason
    if _withdrawn(hook.account, reason):
        return (e.ApplicationWithdrawnEvent(**envelope, data=e.ApplicationWithdrawn()), *interviews)
    decider = person_of(application.rejected_by)
    # `credited_to` is who is credited with the find, not who said no. It tells a rule from a
    # person, and is never given out as the one who decided.
    acting = decider or person_of(application.credited_to)
    data = e.Rejected(
        decided_by=decider,
        automatic=hook.is_automatic(acting, application.applied_at, application.rejected_at),
        ats_reason=reading.line(reason.name) if reason else None,
    )
    return (e.RejectedEvent(**envelope, data=data), *interviews)


def _withdrawn(account: Account, reason: wire.Reason | None) -> bool:
    if reason is None:
        return False
    kind = reason.type.name if reason.type else None
    return (kind or "").strip().casefold() == THEY_REJECTED_US or (
        reason.name or ""
    ).strip().casefold() in account.withdrawn_reasons


@_about_application
def _unrejected(hook: GreenhouseHook, application: wire.Application) -> tuple[e.Event, ...]:
    # In Greenhouse's own sample the last activity is still the rejection.
    time = hook.at(application.last_activity_at) + reading.UNDO
    return (
        e.RejectionWithdrawnEvent(**hook.envelope(application.id, time), data=e.DecidedBy()),
        *hook.interviews(application),
    )


@_about_application
def _hired(hook: GreenhouseHook, application: wire.Application) -> tuple[e.Event, ...]:
    # Greenhouse names no time for the hire; the offer's dates are about the offer.
    time = hook.at(application.last_activity_at)
    return (e.HiredEvent(**hook.envelope(application.id, time), data=e.DecidedBy()),)


@_about_application
def _unhired(hook: GreenhouseHook, application: wire.Application) -> tuple[e.Event, ...]:
    # By the same clock as the hire, which mostly is ours.
    time = hook.request.received_at
    return (e.HireWithdrawnEvent(**hook.envelope(application.id, time), data=e.DecidedBy()),)


def _candidate_updated(hook: GreenhouseHook) -> Translation:
    candidate = hook.payload(wire.CandidatePayload).candidate
    email, others = reading.addresses(emails_of(candidate))
    known = {
        "name": reading.name_of(candidate.first_name, candidate.last_name),
        "email": email,
        "other_emails": others if email else None,
        "phone": phone_of(candidate),
        "can_email": candidate.can_email,
    }
    data = e.CandidateUpdated.model_validate({k: v for k, v in known.items() if v is not None})
    envelope = hook.envelope(candidate.id, hook.request.received_at)
    return Translation((e.CandidateUpdatedEvent(**envelope, data=data),))


def _merged(hook: GreenhouseHook) -> Translation:
    person = hook.payload(wire.PersonPayload).person
    if person.new_candidate_id is None:
        raise Invalid("payload.person.new_candidate_id", "Field required")
    envelope = hook.envelope(person.id, hook.request.received_at)
    data = e.CandidateMerged(into=hook.native(person.new_candidate_id))
    return Translation((e.CandidateMergedEvent(**envelope, data=data),))


def _deleted(hook: GreenhouseHook) -> Translation:
    person = hook.payload(wire.PersonPayload).person
    time = hook.request.received_at
    applications = [
        e.CandidateErasedEvent(
            **hook.envelope(application, time, f"application-{application}"), data=ONE_APPLICATION
        )
        for application in person.deleted_application_ids
    ]
    return Translation((e.CandidateErasedEvent(**hook.envelope(person.id, time)), *applications))


def _application_deleted(hook: GreenhouseHook) -> Translation:
    application = hook.payload(wire.GoneApplicationPayload).application
    envelope = hook.envelope(application.id, hook.request.received_at)
    return Translation((e.CandidateErasedEvent(**envelope, data=ONE_APPLICATION),))


def _anonymized(hook: GreenhouseHook) -> Translation:
    payload = hook.payload(wire.AnonymizedPayload)
    if payload.anonymized_fields is not None and not IDENTITY & {*payload.anonymized_fields}:
        return Translation(ignored="no name, address or number was anonymized")
    envelope = hook.envelope(payload.candidate_id, hook.request.received_at)
    return Translation((e.CandidateErasedEvent(**envelope),))


def _interview_deleted(hook: GreenhouseHook) -> Translation:
    interview = hook.payload(wire.InterviewPayload).interview
    if interview.application_id is None:
        return Translation(ignored="the deleted interview names no application")
    data = e.InterviewCancelled(
        interview_id=hook.native(f"{interview.application_id}-{interview.id}")
    )
    envelope = hook.envelope(interview.application_id, hook.request.received_at)
    return Translation((e.InterviewCancelledEvent(**envelope, data=data),))


def _job_opened(hook: GreenhouseHook) -> Translation:
    job = hook.payload(wire.JobPayload).job
    envelope = hook.envelope(job.id, hook.at(job.opened_at))
    return Translation((e.JobOpenedEvent(**envelope, data=e.JobOpened(job=hook.job(job))),))


def _job_deleted(hook: GreenhouseHook) -> Translation:
    job = hook.payload(wire.JobPayload).job
    envelope = hook.envelope(job.id, hook.request.received_at)
    return Translation((e.JobClosedEvent(**envelope, data=e.JobClosed()),))


def _job_updated(hook: GreenhouseHook) -> Translation:
    job = hook.payload(wire.JobPayload).job
    if job.status == "closed":
        envelope = hook.envelope(job.id, hook.at(job.closed_at))
        return Translation((e.JobClosedEvent(**envelope, data=e.JobClosed()),))
    time = hook.request.received_at
    return Translation(hook.job_changed(job.id, time, hook.job(job), is_open=job.status == "open"))


def _ignored(why: str) -> Callable[[GreenhouseHook], Translation]:
    return lambda _: Translation(ignored=why)


ACTIONS: dict[str, Callable[[GreenhouseHook], Translation]] = {
    "ping": _ignored("a ping"),
    "new_candidate_application": _received,
    "new_prospect_application": _ignored("a prospect has not applied"),
    "application_updated": _updated,
    "candidate_stage_change": _stage_changed,
    "reject_candidate": _rejected,
    "unreject_candidate": _unrejected,
    "hire_candidate": _hired,
    "unhire_candidate": _unhired,
    "update_candidate": _candidate_updated,
    "merge_candidate": _merged,
    "delete_candidate": _deleted,
    "delete_application": _application_deleted,
    "candidate_anonymized": _anonymized,
    "interview_deleted": _interview_deleted,
    "scorecard_deleted": _ignored("scorecards stay inside the ATS"),
    "job_created": _job_opened,
    "job_updated": _job_updated,
    "job_deleted": _job_deleted,
}


VENDOR = Greenhouse()
