"""Claude writes in the deployed system, and goes wrong there: a clean letter comes all the same."""

import pytest

from svar.domain.calls import spent
from svar.domain.deeds import Draft
from tests.e2e.claude_cloud import Told, until


def letter(told: Told, who: str) -> tuple[str, Draft]:
    """What the candidate reads, and the record of how it was made."""
    told.apply(who)
    told.reject(who)
    return told.mail(who, "letter-1"), told.deeds(who).drafts[1]


def test_claude_writes_judged_and_what_it_cost_is_on_record(with_claude: Told) -> None:
    """Writer and judge, with tokens and dollars; the operator reads both."""
    with_claude.twin.reset()
    text, draft = letter(with_claude, "claude-ok")
    assert draft.written_by == "claude"
    assert [call.prompt for call in draft.calls] == ["write_letter.v1", "judge_letter.v1"]
    assert (spent(draft.calls).usd or 0) > 0
    assert "førerkort klasse C" in text
    shown = " ".join(with_claude.svarctl("status", "claude-ok").stdout.split())
    assert "written by claude" in shown
    assert "USD 0.00" in shown
    # The candidate is nobody to Claude.
    sent = str(with_claude.twin.requests())
    assert [name for name in ("Sæther", "kandidat.example", "Too Junior") if name in sent] == []


@pytest.mark.parametrize(
    ("who", "behaviour", "instead"),
    [
        ("injected", {"do": "obeyed_injection", "kind": "letter"}, "gave_up"),
        ("refused", {"do": "refusal"}, "gave_up"),
        ("unjudged", {"do": "broken_rules", "kind": "judge"}, "not_mended"),
        ("poor", {"do": "spend_limit"}, "no_money"),
    ],
)
def test_whatever_claude_does_the_house_writes_a_clean_letter(
    with_claude: Told, who: str, behaviour: dict[str, str], instead: str
) -> None:
    """The letter comes, and says nothing of what went wrong."""
    with_claude.twin.reset()
    with_claude.twin.will(always=behaviour)
    text, draft = letter(with_claude, f"claude-{who}")
    assert (draft.written_by, draft.instead) == ("house", instead)
    assert "går dessverre ikke videre" in text
    assert "innkalles" not in text
    if instead == "no_money":
        overseer = "o__svar__writer_stopped-2026-03"
        until(lambda: bool(with_claude.mails("", overseer)), "the overseer's mail")
        assert "pengene er brukt opp" in with_claude.mail("", overseer)


def test_claude_asks_in_the_chat_and_the_house_where_claude_may_not(with_claude: Told) -> None:
    """A question about children is asked by nobody, and what was answered reaches the recruiter."""
    with_claude.twin.reset()
    who = "claude-chat"
    with_claude.apply(who)
    path, first = with_claude.open(with_claude.mail(who, "receipt-1"))
    assert "kunstig intelligens" in first
    second = with_claude.press(path, turn="1", action="send", answer="Jeg har kjørt melkebil.")
    assert "Hva er det som gjør at du vil ha denne jobben?" in second
    with_claude.twin.will(always={"do": "protected_question"})
    third = with_claude.press(path, turn="2", action="send", answer="Jeg liker å kjøre.")
    assert "I utlysningen står det «førerkort klasse C»." in third
    assert "barn" not in third
    asked = str(with_claude.twin.requests())
    with_claude.twin.reset()
    with_claude.press(path, turn="3", action="send", answer="Ja, jeg har førerkort klasse C.")
    assert "«Ja, jeg har førerkort klasse C.»" in with_claude.mail(who, "summary-1")
    # The candidate is nobody to Claude here, too.
    sent = asked + str(with_claude.twin.requests())
    assert "melkebil" in sent
    assert [name for name in ("Sæther", "kandidat.example") if name in sent] == []
