"""Hostile answers and what must never come out of them, one list for all that reads transcripts.

`SVAR_SHARED_DATA` may name a folder with more of them, in `adversarial.jsonl`.
"""

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from svar.domain.events import Criterion, Turn
from svar.domain.screening import Screening, Summary


class Hostile(NamedTuple):
    """A text, the patterns that must not match what comes out, and the rules that must hold."""

    id: str
    text: str
    must_not: tuple[str, ...]
    rules: tuple[str, ...] = ()


def hostile_texts() -> tuple[Hostile, ...]:
    """Our own, and those of the shared folder when there is one."""
    own = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["text"]
    folder = os.environ.get("SVAR_SHARED_DATA")
    lines = (
        (Path(folder) / "adversarial.jsonl").read_text(encoding="utf-8").splitlines()
        if folder
        else []
    )
    shared = (json.loads(line) for line in lines if line.strip())
    return tuple(_read(each) for each in (*own, *shared))


def _read(entry: dict[str, Any]) -> Hostile:
    return Hostile(
        id=entry["id"],
        text=entry["text"] * entry.get("times", 1),
        must_not=tuple(each[3:] for each in entry["must_not"] if each.startswith("re:")),
        rules=tuple(each[5:] for each in entry["must_not"] if each.startswith("rule:")),
    )


CRITERIA = (
    Criterion(id="license-c", text="Førerkort klasse C"),
    Criterion(id="lead", text="Minst tre års erfaring som leder"),
    Criterion(id="cert", text="Fagbrev som elektriker"),
)


def screening_with(text: str, language: str = "nb") -> Screening:
    """The same hostile text as the answer to every kind of question."""
    asked = (
        "Har du førerkort klasse C?",
        "Hvor lang erfaring har du som leder?",
        "Hvorfor søker du denne stillingen?",
    )
    return Screening(
        language=language,
        job_title="Driftsleder",
        criteria=CRITERIA,
        transcript=tuple(
            Turn(turn=number, asked=each, answered=text) for number, each in enumerate(asked, 1)
        ),
    )


def shown(summary: Summary) -> str:
    """Every word of a summary that a recruiter would see, one piece a line."""
    pieces = [each for f in summary.criteria for each in (f.criterion, f.status, f.quote or "")]
    pieces += [each for m in summary.motivation for each in (m.text, m.quote or "")]
    return "\n".join([*pieces, *summary.questions])


def found_in(text: str, hostile: Hostile) -> list[str]:
    return [each for each in hostile.must_not if re.search(each, text, re.IGNORECASE)]
