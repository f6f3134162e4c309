"""Cases to write letters from."""

from typing import Any

from svar.domain.letters.case import LetterCase


def letter_case(**changed: Any) -> LetterCase:
    """A driver without the licence that the advert asks for; `changed` replaces whole fields."""
    case: dict[str, Any] = {
        "language": "nb",
        "candidate": {"name": "Kari Nordmann"},
        "job": job("førerkort klasse C"),
        "stage": "screening",
        "decision": decision(not_met("c1")),
        "screening": [],
        "contact": {
            "name": "Ingrid Berg",
            "email": "ingrid.berg@fjordbyen.example",
            "phone": "55 00 01 00",
            "title": "rekrutterer",
        },
    }
    return LetterCase.model_validate(case | changed)


def job(*criteria: str, title: str = "Sjåfør", **changed: Any) -> dict[str, Any]:
    listed = [{"id": f"c{number}", "text": text} for number, text in enumerate(criteria, 1)]
    return {"title": title, "organisation": "Fjordbyen", "criteria": listed} | changed


def decision(*assessments: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "decided_by": "Ola Nes",
        "decided_at": "2026-03-02T10:00:00Z",
        "assessments": list(assessments),
    } | changed


def not_met(criterion: str, note: str | None = None) -> dict[str, Any]:
    return {"criterion": criterion, "met": False, "note": note}


def turn(asked: str, answered: str, number: int = 1) -> dict[str, Any]:
    return {"turn": number, "asked": asked, "answered": answered}
