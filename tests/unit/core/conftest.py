"""A world that starts on a Monday morning, with one vacancy."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.world import World

MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)

JOB: dict[str, Any] = {
    "id": "elektriker",
    "title": "Elektriker",
    "criteria": [
        {"id": "certificate", "text": "fagbrev som elektriker"},
        {"id": "licence", "text": "førerkort klasse B"},
    ],
    "recruiter": {"name": "Mona Berg", "email": "mona.berg@fjordbyen.example"},
    "decider": {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
    "applicants": 41,
    "invited": 6,
}

NOT_MET: dict[str, Any] = {
    "decided_by": {"id": "7", "name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
    "assessments": [{"criterion": "certificate", "met": False, "note": "intern: for fersk"}],
    "ats_reason": "Too Junior",
}


class Story(World):
    """A world with the few sentences that stories are told in."""

    def apply(self, who: str, **candidate: Any) -> None:
        person = {
            "id": f"person-{who}",
            "name": "Bjørn Åge Sæther",
            "email": f"{who}@kandidat.example",
            "language": "nb",
            **candidate,
        }
        self.deliver(self.event("application.received", who, {"candidate": person, "job": JOB}))

    def reject(self, who: str, **data: Any) -> None:
        self.deliver(self.event("decision.rejected", who, {**NOT_MET, **data}))

    def take_back(self, who: str) -> None:
        self.deliver(self.event("decision.rejection_withdrawn", who, {}))

    def interview(self, who: str) -> None:
        data = {"interview_id": f"i-{who}", "at": self.clock.now().isoformat()}
        self.deliver(self.event("interview.completed", who, data))

    def happens(self, kind: str, who: str, data: dict[str, Any] | None = None) -> None:
        self.deliver(self.event(kind, who, data or {}))


@pytest.fixture
def story() -> Story:
    return Story(MONDAY)
