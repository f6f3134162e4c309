"""Small true-to-life values for the contract of the ports."""

from datetime import UTC, datetime, timedelta
from typing import Any

from svar.domain.events import MODELS, Event
from svar.domain.outbox import OutboxItem, digest_of
from svar.ports import Change, StreamId, Work

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
APPLICATION = StreamId(kind="application", id="app-1")
JOB = StreamId(kind="job", id="job-1")
PERSON = StreamId(kind="person", id="cand-1")

NAME, ADDRESS = "Ingrid Solheim", "ingrid@solheim.example"
ANSWER = "I kept the ferry's timetable honest for six winters."


def received(number: int = 1, subject: str = "app-1", answered: str = ANSWER) -> Event:
    """An application with everything personal in it."""
    return event(
        "application.received",
        number,
        subject,
        {
            "candidate": {
                "id": "cand-1",
                "name": NAME,
                "email": ADDRESS,
                "other_emails": [ADDRESS],
                "phone": "+47 900 00 000",
                "language": "nb",
            },
            "job": {"id": "job-1", "title": "Skipper", "recruiter": {"id": "u1", "name": "Nils"}},
            "screening": [{"turn": 1, "asked": "Why us?", "answered": answered}],
        },
    )


def stage(number: int, at: datetime = NOW) -> Event:
    return event("application.stage_changed", number, "app-1", {"stage": f"s{number}"}, at)


def event(kind: str, number: int, subject: str, data: dict[str, Any], at: datetime = NOW) -> Event:
    return MODELS[kind].model_validate(
        {
            "specversion": "1.0",
            "id": f"e-{number}",
            "source": "ats/test/account",
            "type": kind,
            "subject": subject,
            "time": at,
            "data": data,
        }
    )


def mail(name: str = "receipt-1", owner: str = "a__app-1", **more: Any) -> OutboxItem:
    subject, text, html = "Your application", f"Dear {NAME}", f"<p>Dear {NAME}</p>"
    frozen: dict[str, Any] = {
        "id": f"{owner}__{name}",
        "kind": "receipt",
        "audience": "candidate",
        "language": "en",
        "subject": subject,
        "text": text,
        "html": html,
        "digest": digest_of(subject, text, html),
        "reply_to": "nils@employer.example",
        "created_at": NOW,
        "due_at": NOW,
    }
    return OutboxItem(**frozen | more)


def work(name: str = "clock-app-1-1", due_at: datetime = NOW) -> Work:
    payload = {"application_id": "app-1", "number": 1}
    return Work(name=name, kind="response_clock", payload=payload, due_at=due_at)


def change(version: int, stream: StreamId = APPLICATION, **more: Any) -> Change:
    whole: dict[str, Any] = {
        "stream": stream,
        "expected_version": version,
        "deeds": '{"mails":["receipt-1"]}',
    }
    return Change(**whole | more)
