"""A letter that went out wrongly, put right in the deployed system: by page and by command."""

import pytest

from svar.domain.telling import State
from tests.e2e.claude_cloud import Told, until

WHY = "Vi forvekslet to søkere."
STILL_IN = {
    "nb": "Du er fortsatt med i prosessen",
    "nn": "Du er framleis med i prosessen",
    "en": "You are still in the process",
}


@pytest.fixture(scope="module")
def wronged(with_claude: Told) -> Told:
    """Three were rejected, have read it, and the decision was wrong; for a fourth only the text."""
    with_claude.twin.reset()
    everybody = [*(f"wronged-{language}" for language in STILL_IN), "misworded"]
    for who in everybody:
        with_claude.apply(who, who[-2:] if who[-2:] in STILL_IN else "nb")
        with_claude.reject(who)
    for who in everybody:
        until(lambda w=who: _state(with_claude, w, 1) is State.DELIVERED, f"the letter to {who}")
    for language in STILL_IN:
        with_claude.put("decision.rejection_withdrawn", f"wronged-{language}", {})
    return with_claude


def _state(told: Told, who: str, number: int) -> State | None:
    telling = told.deeds(who).telling(number)
    return telling.state if telling else None


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_recruiter_puts_it_right_from_the_mail(wronged: Told, language: str) -> None:
    """Mail, page, the human's word, the letter to approve, their yes, one correction."""
    who = f"wronged-{language}"
    path, page = wronged.open(wronged.mail(who, "human-1"))
    assert "decision_taken_back" in page
    assert "wrong_text" not in page
    wronged.press(path, action="correct", mistake="decision_taken_back", why=WHY)

    audit = wronged.mail(who, "audit-2-1")
    assert WHY in audit
    assert STILL_IN[language] in audit
    assert wronged.mails(who, "correction-2") == []
    path, _ = wronged.open(audit)
    wronged.press(path, action="approve")
    wronged.press(path, action="approve")

    text = wronged.mail(who, "correction-2")
    print(text)
    assert STILL_IN[language] in text
    assert WHY not in text
    until(lambda: _state(wronged, who, 2) is State.DELIVERED, "the correction's delivery")
    assert len(wronged.mails(who, "correction-2")) == 1


def test_the_operator_puts_it_right_by_command(wronged: Told) -> None:
    """The same way, from `svarctl correct`; it says no to what does not fit, and no twice."""
    who = "wronged-nn"
    words = ("correct", who, "--why", WHY, "--by", "ops@fjordbyen.example")
    wronged.mail(who, "human-1")
    unfit = wronged.svarctl(*words, "--mistake", "wrong-text")
    assert (unfit.returncode, "taken-back" in unfit.stderr) == (1, True)
    done = wronged.svarctl(*words, "--mistake", "taken-back")
    assert done.returncode == 0, done.stderr
    path, _ = wronged.open(wronged.mail(who, "audit-2-1"))
    assert wronged.svarctl(*words, "--mistake", "taken-back").returncode == 1
    wronged.press(path, action="approve")
    text = wronged.mail(who, "correction-2")
    print(text)
    assert STILL_IN["nn"] in text
    shown = " ".join(wronged.svarctl("status", who).stdout.split())
    assert "ops@fjordbyen.example" in shown


def test_a_wrong_text_is_put_right_by_claude_and_the_answer_stands(wronged: Told) -> None:
    """Written, judged and gated as every letter; the human's own words come first."""
    right = "Stillingen krever førerkort klasse C, og du skrev at du har klasse B."
    path, page = wronged.open(wronged.mail("misworded", "audit-1-1"))
    assert "wrong_text" in page
    assert "decision_taken_back" not in page
    wronged.press(path, action="correct", mistake="wrong_text", why=WHY, reason=right)
    path, _ = wronged.open(wronged.mail("misworded", "audit-2-1"))
    wronged.press(path, action="approve")
    text = wronged.mail("misworded", "correction-2")
    print(text)
    assert "Du går ikke videre" in text
    assert right in text
    assert wronged.deeds("misworded").drafts[2].written_by == "claude"
