"""Every letter that the house can write passes the gate."""

from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import pytest

from svar.domain.languages import languages
from svar.domain.letters.case import EvidenceKind, LetterCase
from svar.domain.letters.compose import compose
from svar.domain.letters.evidence import brief_for, gather_evidence
from svar.domain.letters.house_letter import gate
from svar.domain.letters.house_writer import write_slots
from tests.spoken import spoken
from tests.unit.letters.cases import decision, job, letter_case, not_met, turn


def cases(language: str) -> Iterator[LetterCase]:
    given = spoken(language)["letters"]
    stages = ("application", "screening", "interview")
    people: tuple[tuple[str | None, dict[str, str]], ...] = (
        ("Kari Nordmann", {"phone": "+47 55 00 01 00", "title": "HR"}),
        (None, {}),
        ("Nguyễn Thị Ánh", {}),
    )
    numbers: tuple[dict[str, Any], ...] = ({}, {"applicants": 214, "invited": 6})
    for title, stage, (name, contact), counted, criterion in product(
        given["titles"], stages, people, numbers, given["criteria"]
    ):
        for said in (
            {},
            {"screening": [turn(given["asked"].format(c=criterion), given["answered"])]},
            {"decision": decision(), "mapped_criterion": "c1"},
            {"decision": decision(feedback_for_candidate=given["feedback"])},
            {"decision": decision()},
            {"decision": decision(), "cause": "position_filled"},
            {"decision": decision(), "cause": "position_cancelled"},
        ):
            yield letter_case(
                **{
                    "language": language,
                    "candidate": {"name": name},
                    "job": job(criterion, title=title, **counted),
                    "stage": stage,
                    "decision": decision(not_met("c1")),
                    "contact": {"name": "Ola Nes", "email": "ola.nes@fjordbyen.example"} | contact,
                }
                | said
            )


@pytest.mark.parametrize("language", languages())
def test_every_combination_passes_the_gate(language: str) -> None:
    """Evidence, stage, criterion, title and missing fields, each combination with its own seed."""
    kinds: set[str] = set()
    refused: dict[str, str] = {}
    for number, case in enumerate(cases(language)):
        evidence = gather_evidence(case)
        kinds.add(evidence[0].kind)
        brief = brief_for(case, evidence, seed=f"application-{number}")
        document = compose(case, write_slots(brief), seed=brief.seed)
        for one in gate(document, case):
            refused.setdefault(f"{one.rule} {one.words!r}", document.plain_text())
    assert not refused, "\n\n".join(f"{why}\n{text}" for why, text in list(refused.items())[:5])
    assert kinds == set(get_args(EvidenceKind))
