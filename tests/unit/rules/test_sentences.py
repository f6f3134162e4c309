"""Sentences as recruiters write them, in many trades: the gate is silent, or it speaks."""

import tomllib
from pathlib import Path

import pytest

from tests.unit.rules.letters import judged

SENTENCES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))


def each(kind: str) -> list[tuple[str, str]]:
    return [(language, said) for language, all_ in SENTENCES[kind].items() for said in all_]


@pytest.mark.parametrize(("language", "said"), each("silent"))
def test_an_honest_sentence_is_left_alone(language: str, said: str) -> None:
    """Figures, dates, units, names and trades are no breaks."""
    assert judged(language, said) == ()


@pytest.mark.parametrize(("language", "said"), each("refused"))
def test_a_sentence_that_hurts_or_misleads_is_refused(language: str, said: str) -> None:
    """Each was once let through."""
    assert judged(language, said)
