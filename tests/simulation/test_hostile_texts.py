"""The gate judges any text in time, however it was made to take for ever."""

import re
from pathlib import Path
from random import Random

import pytest

from svar.domain.languages import languages
from svar.domain.rules import GateContext, LetterText, check

LANGUAGES = Path(__file__).parents[2] / "functions/svar/languages"
HOSTILE = {
    "quotes": "«",
    "half quotes": "“a ",
    "digits": "1 ",
    "addresses": "a@a.",
    "stops": ". ",
    "words": "du ikke ",
    "capitals": "A. ",
    "lines": "A\n",
    "signatures": "hilsen\n",
    "links": "http://",
    "braces": "{{",
    "one word": "a",
    "clauses": "you will not ",
    "work": "erfaring med ",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("language", languages())
def test_a_hostile_text_is_judged_and_refused(language: str, unit: str) -> None:
    """No pattern backtracks without end, and nothing passes because it was too long to read."""
    body = (unit * (100_000 // len(unit) + 1))[:100_000]
    found = check(LetterText(body[:1000], body), GateContext(language, name="Kari"))
    assert "R01" in {each.rule for each in found}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("language", languages())
def test_a_soup_of_the_rules_own_words_is_judged_and_refused(language: str, seed: int) -> None:
    """Every word of it is one that some pattern waits for, and goes on from."""
    lists = (LANGUAGES / language / "rules.toml").read_text(encoding="utf-8")
    dice = Random(seed)
    words = dice.sample(sorted(set(re.findall(r"[^\W\d_]{2,}", lists))), (4, 40, 400)[seed])
    body = " ".join(dice.choices(words, k=15_000))
    found = check(LetterText(None, body), GateContext(language, name="Kari"))
    assert "R01" in {each.rule for each in found}
