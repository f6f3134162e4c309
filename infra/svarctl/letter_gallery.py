"""Letters by the house writer for six kinds of people, to be read as their readers would."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Any, get_args

from svar.domain.letters.case import Cause, LetterCase, Stage
from svar.domain.letters.compose import compose
from svar.domain.letters.document import EvidenceKind, Part
from svar.domain.letters.evidence import brief_for, gather_evidence
from svar.domain.letters.house_letter import HouseLetter, house_letter
from svar.domain.letters.house_writer import write_slots

CAST = Path(__file__).with_name("letter_gallery.toml")
FRAME = Path(__file__).with_name("letter_gallery.html")
STAGES: tuple[Stage, ...] = ("application", "interview")


@dataclass(frozen=True)
class Specimen:
    """One letter, and what it was written for."""

    role: str
    language: str
    kind: EvidenceKind
    stage: Stage
    case: LetterCase

    @property
    def label(self) -> str:
        return f"{self.language} {self.role} {self.kind} {self.stage}"

    def written(self, seed: str = "") -> HouseLetter:
        """The letter; each specimen has its own seed, as each application has."""
        return house_letter(self.case, seed=seed or self.label)


@dataclass(frozen=True)
class Variety:
    """Different wordings among the letters to `candidates` for one job."""

    language: str
    candidates: int
    letters: int
    most_alike: int
    thanks: int
    reasons: int
    lessons: int

    def in_words(self) -> str:
        return (
            f"{self.language}: {self.candidates} candidates for one job get {self.letters}"
            f" different letters (at most {self.most_alike} alike):"
            f" {self.thanks} thanks, {self.reasons} reasons, {self.lessons} lessons"
        )


def specimens() -> Iterator[Specimen]:
    """Every role in every language, with each kind of evidence, before and after an interview."""
    cast = tomllib.loads(CAST.read_text(encoding="utf-8"))
    for role, languages in cast["roles"].items():
        for language, person in languages.items():
            for kind in get_args(EvidenceKind):
                for stage in STAGES:
                    # Somebody who was quoted has answered questions, met or not.
                    asked: Stage = "screening" if kind == "assessed_with_quote" else stage
                    reached = stage if stage == "interview" else asked
                    case = _case(cast, language, person, kind, reached)
                    yield Specimen(role, language, kind, stage, case)


def write(out: Path) -> int:
    """Write `index.txt` and `index.html`; say how many letters there are."""
    out.mkdir(parents=True, exist_ok=True)
    written = [(each, each.written()) for each in specimens()]
    plain = [f"=== {each.label}\n\n{letter.document.plain_text()}" for each, letter in written]
    (out / "index.txt").write_text("\n".join(plain), encoding="utf-8")
    frame = Template(FRAME.read_text(encoding="utf-8"))
    sheets = "\n".join(_sheet(each, letter) for each, letter in written)
    page = frame.substitute(count=len(written), sheets=sheets)
    (out / "index.html").write_text(page, encoding="utf-8")
    return len(written)


def variety(language: str, candidates: int = 200) -> Variety:
    """How the letters to many candidates for one job differ, each on the same bare requirement."""
    one = next(each for each in specimens() if (each.language, each.kind) == (language, "assessed"))
    facts = gather_evidence(one.case)
    letters = [
        compose(one.case, write_slots(brief_for(one.case, facts, seed=seed)), seed=seed)
        for seed in (f"application-{number}" for number in range(candidates))
    ]
    texts = Counter(letter.plain_text() for letter in letters)

    def wordings(part: Part, sentence: int = 0) -> int:
        found = (each for letter in letters for each in letter.paragraphs if each.part == part)
        return len({each.sentences[sentence].text for each in found})

    return Variety(
        language=language,
        candidates=candidates,
        letters=len(texts),
        most_alike=max(texts.values()),
        thanks=wordings("outcome"),
        reasons=wordings("reason"),
        lessons=wordings("learning"),
    )


def _case(
    cast: dict[str, Any], language: str, person: dict[str, Any], kind: EvidenceKind, stage: Stage
) -> LetterCase:
    assessed = {"assessed_with_quote": "c1", "assessed": "c2"}.get(kind)
    quoted = kind == "assessed_with_quote"
    cause = kind if kind in get_args(Cause) else None
    return LetterCase.model_validate(
        {
            "cause": cause,
            "language": language,
            "candidate": {"name": person["who"]},
            "job": {
                "title": person["title"],
                "organisation": person["organisation"],
                "criteria": [
                    {"id": f"c{number}", "text": text}
                    for number, text in enumerate(person["criteria"], 1)
                ],
                "applicants": cast["applicants"],
                "invited": cast["invited"],
            },
            "stage": stage,
            "decision": {
                "decided_by": "Ola Nes",
                "decided_at": "2026-03-12T10:00:00Z",
                "assessments": [{"criterion": assessed, "met": False}] if assessed else [],
                "feedback_for_candidate": person["feedback"] if kind == "feedback" else None,
            },
            "screening": [{"turn": 3, "asked": person["asked"], "answered": person["answered"]}]
            if quoted
            else [],
            "mapped_criterion": "c3" if kind == "mapped" else None,
            "contact": cast["contact"],
        }
    )


def _sheet(each: Specimen, letter: HouseLetter) -> str:
    parts = "".join(f"<p>{escape(p.text())}</p>" for p in letter.document.paragraphs)
    signature = "<br>".join(escape(line) for line in letter.document.signature)
    return (
        f'<article lang="{each.language}"><h2>{escape(each.label)}</h2>'
        f"<p><b>{escape(letter.document.subject)}</b></p><p>{escape(letter.document.greeting)}</p>"
        f"{parts}<p>{signature}</p></article>"
    )
