"""Thousands of letters by the house writer: each passes the gate, and reads as language does."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from svar.domain.languages import languages, texts
from svar.domain.letters.case import LetterCase
from svar.domain.letters.house_letter import house_letter
from svar.domain.letters.position import clean_title
from svarctl.letter_gallery import specimens
from tests.spoken import spoken

WORDS = tomllib.loads(Path(__file__).with_name("house_letters.toml").read_text(encoding="utf-8"))
CASES = 1500
"""For each language."""


def a_case(language: str, rng: Random) -> LetterCase:
    """Any kind of evidence at any stage, with plain, odd and hostile ingredients."""
    words = spoken(language)["letters"]
    criteria = rng.sample(words["criteria"], 3)
    applicants, invited = rng.choice(WORDS["numbers"]) or (None, None)
    kind = rng.choice(["feedback", "quote", "assessed", "mapped", "volume"])
    assessed = kind in ("assessed", "quote")
    asked: dict[str, Any] = {
        "turn": 1,
        "asked": words["asked"].format(c=criteria[0]),
        "answered": rng.choice(words["answers"]),
    }
    return LetterCase.model_validate(
        {
            "language": language,
            "candidate": {"name": rng.choice(WORDS["names"])},
            "job": {
                "title": rng.choice(WORDS["titles"]) or " ",
                "organisation": rng.choice(WORDS["organisations"]),
                "criteria": [{"id": f"c{n}", "text": text} for n, text in enumerate(criteria)],
                "applicants": applicants,
                "invited": invited,
            },
            "stage": rng.choice(["application", "screening", "interview"]),
            "decision": {
                "decided_by": "Ola Nes",
                "decided_at": "2026-03-12T10:00:00Z",
                "assessments": [{"criterion": "c0", "met": False}] if assessed else [],
                "feedback_for_candidate": rng.choice(words["feedback"])
                if kind == "feedback"
                else None,
            },
            "screening": [asked] if kind == "quote" else [],
            "mapped_criterion": "c0" if kind == "mapped" else None,
            "contact": {
                "name": "Mona Berg",
                "email": "mona.berg@fjordbyen.example",
                "phone": rng.choice([None, "55 00 01 00", "+47 55 00 01 00"]),
                "title": rng.choice([None, "rekrutterer"]),
            },
        }
    )


def untidy(text: str) -> str | None:
    """What a careful typist would have mended, if anything."""
    found = re.search(
        r"  | [,.;:!?](?:\s|$)|(?<!\.)\.\.(?!\.)|,,|[.!?] [a-zæøåäö]|[{}]|«»|“”|””|\bNone\b",
        re.sub(r"«[^»]*»|“[^”]*”|”[^”]*”", "_", text),
    )
    return found[0] if found else None


@pytest.mark.parametrize("language", languages())
def test_every_letter_passes_the_gate_and_is_tidy(language: str) -> None:
    """Kinds, stages, criteria, titles, names, numbers and employers, each letter with its seed."""
    kinds: dict[str, int] = {}
    for number in range(CASES):
        case = a_case(language, Random(f"{language}-{number}"))
        letter = house_letter(case, seed=f"application-{number}")
        used = {key for one in letter.slots.reason for key in one.evidence}
        for fact in letter.evidence:
            if fact.id in used:
                kinds[fact.kind] = kinds.get(fact.kind, 0) + 1
        text = letter.document.plain_text()
        assert not letter.breaks, f"{letter.breaks}\n\n{text}"
        prose = "\n".join(each.text() for each in letter.document.paragraphs)
        plain = prose.replace("(", "").replace(clean_title(case.job.title), "X")
        plain = plain.replace("{system}", "X")
        assert not untidy(plain), f"{untidy(plain)!r}\n\n{prose}"
    assert all(kinds.get(kind, 0) > CASES // 50 for kind in
               ("feedback", "assessed_with_quote", "assessed", "mapped", "volume"))  # fmt: skip


def sentences(table: Any) -> Iterator[str]:
    """Every text of a table, without its placeholders."""
    if isinstance(table, str):
        yield re.sub(r"\{\w+\}", "", table)
    elif isinstance(table, dict):
        for value in table.values():
            yield from sentences(value)
    elif isinstance(table, list):
        for value in table:
            yield from sentences(value)


@pytest.mark.parametrize("language", languages())
def test_the_dictionary_knows_every_word_of_the_house(language: str) -> None:
    """All texts of letters, as hunspell reads them."""
    table = {key: value for key, value in texts(language, "letters").items() if key != "recognise"}
    command = ["hunspell", "-d", spoken(language)["dictionary"], "-l"]
    done = subprocess.run(
        command, input="\n".join(sentences(table)), capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) <= set(spoken(language)["known_words"])


@pytest.mark.parametrize("language", languages())
def test_a_letter_is_in_one_language_to_a_machine_that_has_read_many(language: str) -> None:
    """The detector has only the neighbours to choose from, which are easily confused."""
    detector = LanguageIdentifier.from_model_file(MODEL_FILE)
    detector.set_languages([spoken(each)["detector"] for each in languages()])
    wrong = {}
    for each in specimens():
        if each.language == language:
            letter = each.written().document
            prose = " ".join(p.text() for p in letter.paragraphs)
            found, _ = detector.classify(prose)
            if found != spoken(language)["detector"]:
                wrong[each.label] = (found, prose)
    assert not wrong
