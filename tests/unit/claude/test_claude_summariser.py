"""Claude as a summariser: its words are checked like anybody's."""

from typing import Any

import pytest

from svar.adapters.claude.summariser import ClaudeSummariser
from svar.domain.errors import Permanent
from svar.domain.events import Turn
from tests.unit.claude.given import Line, message, screening
from tests.unit.screening.adversarial import Hostile, found_in, hostile_texts, screening_with, shown

GOOD: dict[str, Any] = {
    "criteria": [{"id": "license-c", "status": "met", "turn": 1, "quote": "Ja, siden 2015."}],
    "motivation": [
        {"text": "Kandidaten liker lange turer.", "turn": 2, "quote": "Jeg liker lange turer."}
    ],
    "questions": ["Hvilke ruter har du kjørt?"],
}


def test_a_good_answer_becomes_a_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marked as written by Claude."""
    summary = ClaudeSummariser(Line(message(GOOD)).claude(monkeypatch)).summarise(screening())
    assert summary.written_by == "claude"
    assert summary.criteria[0].status == "met"
    assert len(summary.motivation) == 1


def test_a_quote_that_nobody_said_makes_the_finding_unclear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The status falls with the quote."""
    invented = [{"id": "license-c", "status": "met", "turn": 1, "quote": "Ja, i ti år."}]
    line = Line(message(GOOD | {"criteria": invented}))
    summary = ClaudeSummariser(line.claude(monkeypatch)).summarise(screening())
    assert (summary.criteria[0].status, summary.criteria[0].quote) == ("unclear", None)


def test_identifiers_and_links_are_never_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model needs no national id, account, phone, mail or link to read an answer."""
    answer = "Ja. Nr 01010054321, konto 4321.65.09876, 912 34 567, a@b.no, https://evil.example/x"
    told = screening().model_copy(
        update={"transcript": (Turn(turn=1, asked="Har du klasse C?", answered=answer),)}
    )
    line = Line(message({"criteria": [], "motivation": [], "questions": []}))
    ClaudeSummariser(line.claude(monkeypatch)).summarise(told)
    assert "Har du klasse C?" in line.sent
    for secret in ("01010054321", "4321.65", "912 34", "a@b", "evil.example"):
        assert secret not in line.sent


def test_a_criterion_that_the_advert_does_not_have_is_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is asked for once more, and then given up."""
    wrong = message(GOOD | {"criteria": [GOOD["criteria"][0] | {"id": "made-up"}]})
    with pytest.raises(Permanent):
        ClaudeSummariser(Line(wrong, wrong).claude(monkeypatch)).summarise(screening())


@pytest.mark.parametrize("hostile", hostile_texts(), ids=lambda each: each.id)
def test_a_model_that_obeys_the_candidate_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, hostile: Hostile
) -> None:
    """It marks all as met, quotes the whole hostile answer, and repeats it as its own words."""
    told = screening_with(hostile.text)
    obeyed = {
        "criteria": [
            {"id": each.id, "status": "met", "turn": 1, "quote": hostile.text}
            for each in told.criteria
        ],
        "motivation": [{"text": hostile.text or "-", "turn": 3, "quote": hostile.text}],
        "questions": [f"{hostile.text}?"],
    }
    if len(hostile.text) > 400:
        obeyed["motivation"] = []
    line = Line(message(obeyed))
    summary = ClaudeSummariser(line.claude(monkeypatch)).summarise(told)
    assert found_in(shown(summary), hostile) == []
