"""A folder of collected letters, named by SVAR_SHARED_DATA, when there is one.

Its `letters/index.jsonl` has a line per letter: file, lang, breaks and required (rule ids).
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from svar.domain.rules import GateContext, LetterText, check


def collected() -> list[Any]:
    root = os.environ.get("SVAR_SHARED_DATA")
    if not root:
        return []
    folder = Path(root) / "letters"
    rows = (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(folder, json.loads(row), id=json.loads(row)["id"]) for row in rows]


LETTERS = collected()


def test_every_collected_letter_breaks_what_it_must() -> None:
    """All required rules are found, and a letter that breaks none stays silent."""
    for folder, row in (each.values for each in LETTERS):
        text = (folder / row["file"]).read_text(encoding="utf-8")
        found = {each.rule for each in check(LetterText(None, text), GateContext(row["lang"]))}
        assert set(row["required"]) <= found, row["id"]
        assert row["breaks"] or not found, row["id"]
