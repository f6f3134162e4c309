"""Recall and false alarms: texts that must be refused, and texts that must be left alone."""

import tomllib
from pathlib import Path

import pytest

from svar.domain.rules import GateContext, LetterText, check
from svar.domain.rules.words import rule_book
from tests.unit.rules.letters import broken, judged

HERE = Path(__file__).parent
BREAKS = tomllib.loads((HERE / "breaks.toml").read_text(encoding="utf-8"))
GOOD = tomllib.loads((HERE / "good.toml").read_text(encoding="utf-8"))


TABLES = [(language, rule) for language, rules in BREAKS.items() for rule in rules]


@pytest.mark.parametrize(("language", "rule"), TABLES)
def test_a_break_is_found(language: str, rule: str) -> None:
    """At least eight ways to break each rule, in each language."""
    examples = BREAKS[language][rule]
    assert len(examples) >= 8
    assert not [each for each in examples if rule not in broken(language, each)]


@pytest.mark.parametrize("language", GOOD)
def test_a_letter_that_a_good_recruiter_wrote_is_left_alone(language: str) -> None:
    """A rule that cries wolf gets switched off."""
    letters = GOOD[language]["letters"]
    alarms = {
        text: [(each.rule, each.words) for each in found]
        for text in letters
        if (found := check(LetterText(None, text.strip()), GateContext(language)))
    }
    assert not alarms


@pytest.mark.parametrize("language", GOOD)
def test_a_sentence_that_a_good_recruiter_wrote_is_left_alone(language: str) -> None:
    """With the whole letters, more than sixty for each language."""
    assert len(GOOD[language]["letters"]) + len(GOOD[language]["sentences"]) >= 60
    alarms = {
        text: [(each.rule, each.words) for each in found]
        for text in GOOD[language]["sentences"]
        if (found := judged(language, text))
    }
    assert not alarms


@pytest.mark.parametrize("language", GOOD)
def test_a_part_that_a_good_recruiter_words_another_way_is_left_alone(language: str) -> None:
    """Ways to greet, answer, advise, wish and be reached; each replaces the model letter's."""
    edits = GOOD[language]["edits"]
    assert len(edits) >= 50
    alarms = {
        str(edit): [(each.rule, each.words) for each in found]
        for edit in edits
        if (found := judged(language, edit))
    }
    assert not alarms


@pytest.mark.parametrize(("language", "words"), [("nb", 150), ("nn", 150), ("en", 150)])
def test_one_word_more_than_allowed_is_too_long(language: str, words: int) -> None:
    """The limit is exact, and greeting and signature are not counted."""
    used = sum(
        len(text.split())
        for part, text in _parts(language).items()
        if part not in ("subject", "greeting", "signature")
    )
    filling = " ".join(["ord"] * (words - used))
    assert "R01" not in broken(language, filling)
    assert "R01" in broken(language, f"{filling} ord")


def _parts(language: str) -> dict[str, str]:
    return rule_book(language).letter
