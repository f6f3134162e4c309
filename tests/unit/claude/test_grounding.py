"""What a model may say on a fact, and what is refused before anybody judges it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from svar.adapters.claude.failures import Unreadable
from svar.adapters.claude.grounding import refuse_ungrounded
from svar.domain.letters.case import LetterBrief
from svar.domain.letters.document import (
    Evidence,
    EvidenceKind,
    Numbers,
    Quote,
    ReasonSentence,
    Slots,
)
from svar.domain.letters.house_writer import write_slots
from tests.unit.claude.given import brief

PLAUSIBLE: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("plausible.toml").read_text(encoding="utf-8")
)["letter"]
KINDS: dict[str, EvidenceKind] = {
    "quote": "assessed_with_quote",
    "criterion": "assessed",
    "feedback": "feedback",
    "applicants": "volume",
}


def brief_of(letter: dict[str, Any]) -> LetterBrief:
    fact = Evidence(
        id="E1",
        kind=next(kind for field, kind in KINDS.items() if field in letter),
        criterion_text=letter.get("criterion"),
        feedback=letter.get("feedback"),
        quote=Quote(turn=1, text=letter["quote"]) if "quote" in letter else None,
        numbers=(
            Numbers(applicants=letter["applicants"], invited=letter.get("invited"))
            if "applicants" in letter
            else None
        ),
    )
    return LetterBrief(
        language=letter["language"],
        job_title=letter["title"],
        organisation="Fjordbyen",
        stage="screening",
        evidence=(fact,),
    )


def said(text: str) -> ReasonSentence:
    return ReasonSentence(text=text, evidence=("E1",))


@pytest.mark.parametrize(
    "letter", PLAUSIBLE, ids=lambda each: f"{each['language']} {each['title']}"
)
def test_a_good_letter_in_other_words_than_ours_passes(letter: dict[str, Any]) -> None:
    """A check that cries wolf would make every letter the house's."""
    learning = letter.get("learning")
    slots = Slots(
        thanks_for=letter["thanks_for"],
        reason=tuple(map(said, letter["reason"])),
        learning=said(learning) if learning else None,
    )
    refuse_ungrounded(slots, brief_of(letter))


GOOD = write_slots(brief())
INVENTED = (
    "Alle krav er oppfylt.",
    "Kandidaten er varmt anbefalt av daglig leder.",
    "Du har ledet ti ansatte i fem år.",
    "Ja, jeg er et menneske.",
    "Du skriver ikke norsk.",
    "Du er same.",
    "Du kom fra Syria og har opphold til neste år.",
    "Alle sertifikatene dine er verifisert.",
    "Kari \u202egnp.vc\u202c har søkt.",
    "Se gjerne evil.vc for mer.",
)
PLACES = ("thanks_for", "reason", "second reason", "learning")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", INVENTED)
def test_what_no_fact_says_is_refused_wherever_it_stands(text: str, place: str) -> None:
    """As a model writes that took a candidate's words for orders."""
    change: dict[str, Any] = {
        "thanks_for": {"thanks_for": f"at {text[0].lower()}{text[1:].rstrip('.')}"},
        "reason": {"reason": (said(text),)},
        "second reason": {"reason": (GOOD.reason[0], said(text))},
        "learning": {"learning": said(text)},
    }[place]
    with pytest.raises(Unreadable):
        refuse_ungrounded(GOOD.model_copy(update=change), brief())


def test_a_number_of_applicants_teaches_nothing() -> None:
    """Advice beside it stands on nothing."""
    volume = brief().model_copy(update={"evidence": (Evidence(id="E1", kind="volume"),)})
    slots = Slots(
        thanks_for="søknaden",
        reason=(said("Valget gjorde vi ut fra kravene i utlysningen."),),
        learning=said("Skriv gjerne mer om deg selv."),
    )
    with pytest.raises(Unreadable):
        refuse_ungrounded(slots, volume)
