"""What the ATS posts: Greenhouse's own bodies, signed as Greenhouse signs, and canonical events.

Shapes: developers.greenhouse.io/webhooks.html, standardwebhooks.com, CloudEvents 1.0.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks import Webhook

from svarctl.demo.cast import Application, Door, Person, Script, Step, Vacancy

SECRETS: dict[Door, str] = {
    "greenhouse": "demo-greenhouse-secret",
    "standardwebhooks": "whsec_ZGVtby1zdGFuZGFyZC13ZWJob29rcy1zZWNyZXQ=",
    "cloudevents": "demo-cloudevents-token",
}
"""Of the demo's own accounts, which live as long as the demo does."""


@dataclass(frozen=True)
class Post:
    """One webhook, ready to be sent; `signed` adds the proof at the moment of sending."""

    door: Door
    body: bytes
    event_id: str
    headers: dict[str, str] = field(default_factory=dict)

    def path(self, account: str) -> str:
        return f"/webhooks/{self.door}/{account}"

    def signed(self, wall: datetime) -> dict[str, str]:
        """All headers. `wall` is the machine's time: signatures live in it."""
        secret = SECRETS[self.door]
        match self.door:
            case "greenhouse":
                proof = hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()
                signed = {"Signature": f"sha256 {proof}", "Greenhouse-Event-ID": self.event_id}
            case "standardwebhooks":
                signed = {
                    "webhook-id": self.event_id,
                    "webhook-timestamp": str(int(wall.timestamp())),
                    "webhook-signature": Webhook(secret).sign(
                        self.event_id, wall, self.body.decode()
                    ),
                }
            case "cloudevents":
                signed = {"Authorization": f"Bearer {secret}"}
        return {"Content-Type": "application/json"} | signed


def prepare(script: Script) -> list[Post]:
    """What is known before anybody applies: the vacancies, and in which language people read.

    Greenhouse does not say which language somebody applies in; the career page does.
    """
    at = script.starts - timedelta(days=3)
    jobs = [
        _canonical(
            "cloudevents",
            script,
            "job.opened",
            script.job_id(job.id),
            at,
            {"job": _job(script, job)},
            f"job-{job.id}",
        )
        for job in script.jobs
    ]
    languages = {
        person.id: _canonical(
            "standardwebhooks",
            script,
            "candidate.updated",
            script.candidate_id(person, application),
            at,
            {"language": person.language},
            f"language-{person.id}",
        )
        for person, application in script.parts()
        if application.via == "greenhouse"
        and person.language != script.job(application.job).language
    }
    return [*jobs, *languages.values()]


def posts_of(
    script: Script, person: Person, application: Application, step: Step, at: datetime
) -> list[Post]:
    """The webhooks that tell of one step at `at`, in the order in which they are sent."""
    told = _posts(script, person, application, step, step.since or at)
    # Its webhook is the same to the last byte: a vendor that heard no answer sends it again.
    return [*told, *told] if application.doubled else told


def _posts(
    script: Script, person: Person, application: Application, step: Step, at: datetime
) -> list[Post]:
    if step.do in {"apply", "prospect"}:
        return _apply(script, person, application, step, at)
    if step.do == "screen":
        transcript = [turn.model_dump() for turn in step.turns]
        data: dict[str, Any] = {"transcript": transcript, "language": person.language}
        return [_about(script, application, "screening.completed", at, data)]
    if application.via == "greenhouse" and not (step.assessments or step.feedback):
        return [_greenhouse(script, person, application, step, at)]
    return [_canonical_step(script, application, step, at)]


def _apply(
    script: Script, person: Person, application: Application, step: Step, at: datetime
) -> list[Post]:
    if application.via == "greenhouse":
        return [_greenhouse(script, person, application, step, at)]
    candidate = {
        "id": script.candidate_id(person, application),
        "name": person.full_name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
    }
    data = {
        "candidate": candidate,
        "job": {"id": script.job_id(application.job)},
        "stage": "Application Review",
    }
    return [_about(script, application, "application.received", at, data)]


def _canonical_step(script: Script, application: Application, step: Step, at: datetime) -> Post:
    job = script.job(application.job)
    decider = {"id": job.decider.id, "name": job.decider.name, "email": job.decider.email}
    match step.do:
        case "interview":
            data = {"interview_id": f"{script.subject(application)}-{_stamp(at)}"}
            data |= {"at": at.isoformat()}
            return _about(script, application, "interview.completed", at, data)
        case "reject":
            rejected: dict[str, Any] = {
                "decided_by": decider,
                "assessments": [one.model_dump(exclude_none=True) for one in step.assessments],
                "ats_reason": step.reason,
                "feedback_for_candidate": step.feedback,
                "applicants": job.applicants,
                "invited": job.invited,
            }
            return _about(script, application, "decision.rejected", at, rejected)
        case "withdraw":
            return _about(script, application, "application.withdrawn", at, {})
        case "hire":
            return _about(script, application, "decision.hired", at, {"decided_by": decider})
        case _:
            raise ValueError(f"{step.do} has no canonical event in the demo")


def _about(
    script: Script, application: Application, kind: str, at: datetime, data: dict[str, Any]
) -> Post:
    door: Door = "standardwebhooks" if application.via == "greenhouse" else application.via
    event_id = f"{kind}-{application.id}-{_stamp(at)}"
    return _canonical(door, script, kind, script.subject(application), at, data, event_id)


def _canonical(
    door: Door,
    script: Script,
    kind: str,
    subject: str,
    at: datetime,
    data: dict[str, Any],
    event_id: str,
) -> Post:
    body = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"ats/generic/{script.account}",
        "type": kind,
        "subject": subject,
        "time": at.isoformat(),
        "data": data,
    }
    return Post(door, _json(body), event_id)


def _job(script: Script, job: Vacancy) -> dict[str, Any]:
    fields = {"title", "language", "criteria", "recruiter", "decider", "applicants", "invited"}
    return {"id": script.job_id(job.id), **job.model_dump(include=fields)}


ACTIONS = {
    "apply": "new_candidate_application",
    "prospect": "new_prospect_application",
    "interview": "candidate_stage_change",
    "reject": "reject_candidate",
    "auto_reject": "reject_candidate",
    "withdraw": "reject_candidate",
    "unreject": "unreject_candidate",
    "hire": "hire_candidate",
}


def _greenhouse(
    script: Script, person: Person, application: Application, step: Step, at: datetime
) -> Post:
    action = ACTIONS[step.do]
    payload = {"application": _application(script, person, application, step, at)}
    return Post(
        "greenhouse",
        _json({"action": action, "payload": payload}),
        f"{step.do}-{application.id}-{_stamp(at)}",
    )


def _application(
    script: Script, person: Person, application: Application, step: Step, at: datetime
) -> dict[str, Any]:
    job = script.job(application.job)
    said_no = step.do in {"reject", "auto_reject", "withdraw"}
    # A rule rejects as nobody; a person does so under their own name.
    decider = {"id": int(job.decider.id), "name": job.decider.name, "email": job.decider.email}
    applied = application.applied_at or at
    return {
        "id": int(application.id),
        "applied_at": _instant(applied),
        "rejected_at": _instant(at) if said_no else None,
        "last_activity_at": _instant(at),
        "prospect": step.do == "prospect",
        "status": "rejected" if said_no else "active",
        "credited_to": None,
        "rejected_by": decider if said_no and step.do != "auto_reject" else None,
        "rejection_reason": _reason(step) if said_no else None,
        "current_stage": _stage(application, step, at),
        "candidate": {
            "id": int(person.id),
            "first_name": person.name[0],
            "last_name": person.name[1],
            "can_email": True,
            "email_addresses": [{"value": person.email, "type": "personal"}] * bool(person.email),
            "phone_numbers": [{"value": person.phone, "type": "mobile"}] * bool(person.phone),
            "recruiter": {
                "id": int(job.recruiter.id),
                "name": job.recruiter.name,
                "email": job.recruiter.email,
            },
            "custom_fields": {},
        },
        "jobs": [{"id": int(job.id), "name": job.title, "status": "open"}],
    }


def _reason(step: Step) -> dict[str, Any]:
    if step.do == "withdraw":
        return {"id": 7, "name": "Took another job", "type": {"id": 2, "name": "They rejected us"}}
    kind = {"id": 1, "name": "We rejected them"}
    return {"id": 14, "name": step.reason, "type": kind}


def _stage(application: Application, step: Step, at: datetime) -> dict[str, Any]:
    if step.do != "interview":
        return {"id": 1, "name": "Application Review", "interviews": []}
    number = application.interviewed_at.index(step.at) + 1
    held = {"id": int(application.id) * 10 + number, "status": "awaiting_feedback"}
    return {"id": 2, "name": "Interview", "interviews": [held]}


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%m%d%H%M%S")
