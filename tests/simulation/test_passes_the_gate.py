"""Every letter that the house can write passes the gate."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from svar.domain.languages import languages
from svar.domain.letters.case import LetterCase
from svar.domain.letters.compose import compose
from svar.domain.letters.evidence import brief_for, gather_evidence
from svar.domain.letters.house_letter import gate
from svar.domain.letters.house_writer import write_slots
from tests.unit.letters.cases import decision, job, letter_case, not_met, turn

CRITERIA = {
    "nb": (
        "fagbrev som elektriker",
        "tre års erfaring med turnusplanlegging",
        "førerkort klasse C",
        "god norsk, B2",
        "Du har norsk autorisasjon som sykepleier.",
        "Kan jobbe helg",
        "Må ha: mastergrad i informatikk",
        "Ønskelig: erfaring fra barnehage",
        "To års ledererfaring",
        "God kunnskap om Excel",
        "Serviceinnstilt",
        "a class C licence",
    ),
    "nn": (
        "fagbrev som elektrikar",
        "tre års erfaring med turnusplanlegging",
        "førerkort klasse C",
        "Du har autorisasjon som sjukepleiar.",
        "kan jobbe annakvar helg",
        "Ønskjeleg: erfaring frå barnehage",
        "to års leiarerfaring",
        "god kunnskap om Excel",
        "Serviceinnstilt",
    ),
    "en": (
        "a class C licence",
        "three years' experience with rota planning",
        "Required: a bachelor's degree in nursing.",
        "Fluent English, C1",
        "You can work weekends",
        "Nice to have: Knowledge of Figma",
        "Leadership experience",
        "Service-minded",
        "fagbrev som elektriker",
    ),
}
TITLES = {
    "nb": ("Sjåfør", "Sommerjobb på lager"),
    "nn": ("Elektrikar", "Sykepleier"),
    "en": ("Head of Department", "Sjåfør"),
}
FEEDBACK = {
    "nb": "Du forklarte godt hvordan du jobber, men vi trenger førerkort klasse C fra første dag.",
    "nn": "Du forklarte godt korleis du jobbar, men vi treng førarkort klasse C frå første dag.",
    "en": "You explained your work well, but we need a class C licence from the first day.",
}
LIMIT = {
    "nb": ("Stillingen krever dette: {c}. Hva har du?", "Det har jeg ikke ennå."),
    "nn": ("Stillinga krev dette: {c}. Kva har du?", "Det har eg ikkje enno."),
    "en": ("The position requires this: {c}. What do you have?", "I do not have that yet."),
}


def cases(language: str) -> Iterator[LetterCase]:
    stages = ("application", "screening", "interview")
    people: tuple[tuple[str | None, dict[str, str]], ...] = (
        ("Kari Nordmann", {"phone": "+47 55 00 01 00", "title": "HR"}),
        (None, {}),
        ("Nguyễn Thị Ánh", {}),
    )
    numbers: tuple[dict[str, Any], ...] = ({}, {"applicants": 214, "invited": 6})
    for title, stage, (name, contact), counted, criterion in product(
        TITLES[language], stages, people, numbers, CRITERIA[language]
    ):
        asked, answered = LIMIT[language]
        for said in (
            {},
            {"screening": [turn(asked.format(c=criterion), answered)]},
            {"decision": decision(), "mapped_criterion": "c1"},
            {"decision": decision(feedback_for_candidate=FEEDBACK[language])},
            {"decision": decision()},
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
    assert kinds == {"feedback", "assessed_with_quote", "assessed", "mapped", "volume"}
