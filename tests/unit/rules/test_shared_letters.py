"""Whole letters and the rules that each breaks: our own, and a folder of collected ones.

The folder is named by SVAR_SHARED_DATA; its `letters/index.jsonl` has a line per letter: file,
lang, breaks and required (rule ids; a letter after the number is a reader's nuance of the rule).
"""

import json
import os
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from svar.domain.rules import GateContext, LetterText, check


class Collected(NamedTuple):
    id: str
    language: str
    breaks: frozenset[str]
    text: str


def ours() -> list[Collected]:
    path = Path(__file__).with_name("collected.toml")
    letters = tomllib.loads(path.read_text(encoding="utf-8"))["letter"]
    return [
        Collected(f"own-{number}", each["language"], frozenset(each["breaks"]), each["text"])
        for number, each in enumerate(letters, 1)
    ]


def shared() -> list[Collected]:
    root = os.environ.get("SVAR_SHARED_DATA")
    if not root:
        return []
    folder = Path(root) / "letters"
    rows = map(json.loads, (folder / "index.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Collected(
            row["id"],
            row["lang"],
            frozenset(rule[:3] for rule in (*row["breaks"], *row["required"])),
            (folder / row["file"]).read_text(encoding="utf-8"),
        )
        for row in rows
    ]


@pytest.mark.parametrize("letter", [*ours(), *shared()], ids=lambda letter: letter.id)
def test_every_listed_break_of_a_collected_letter_is_found(letter: Collected) -> None:
    """All that a careful reader found, and nothing in a letter without breaks."""
    context = GateContext(letter.language)
    found = {each.rule for each in check(LetterText(None, letter.text), context)}
    assert letter.breaks <= found
    assert letter.breaks or not found
