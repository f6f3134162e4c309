"""The check of a summary that a machine wrote: only what the transcript carries is left."""

import pytest

from svar.domain.events import Criterion, Turn
from svar.domain.screening import Finding, Motivation, Screening, Summary
from svar.domain.summarising import checked

TRUCK = Criterion(id="c", text="Førerkort klasse C")
TOLD = Screening(
    language="nb",
    job_title="Sjåfør",
    criteria=(TRUCK,),
    transcript=(
        Turn(turn=1, asked="Har du førerkort klasse C?", answered="Nei, jeg har ikke klasse C."),
        Turn(turn=2, asked="Hvorfor søker du?", answered="Jeg liker lange turer. Kona mi kjører."),
    ),
)


def finding(status: str, turn: int | None, quote: str | None) -> Finding:
    summary = Summary(
        criteria=(
            Finding.model_validate(
                {"criterion": TRUCK.text, "status": status, "turn": turn, "quote": quote}
            ),
        )
    )
    (found,) = checked(summary, TOLD).criteria
    return found


@pytest.mark.parametrize(
    ("turn", "quote"),
    [
        (1, None),
        (1, ""),
        (1, "Jeg har klasse C"),
        (2, "Nei, jeg har ikke klasse C."),
        (None, "Nei, jeg har ikke klasse C."),
        (7, "Nei, jeg har ikke klasse C."),
    ],
)
def test_a_verdict_without_a_true_quote_is_unclear(turn: int | None, quote: str | None) -> None:
    """Missing, invented, or from another turn: the recruiter is told that nobody knows."""
    found = finding("not_met", turn, quote)
    assert (found.status, found.quote) == ("unclear", None)


def test_a_quote_cut_before_its_denial_is_widened_and_the_verdict_falls() -> None:
    """ "klasse C" proves nothing when the sentence says no."""
    found = finding("met", 1, "klasse C")
    assert (found.status, found.quote) == ("unclear", "Nei, jeg har ikke klasse C.")


def test_a_yes_that_another_answer_takes_back_is_unclear_and_the_later_words_are_shown() -> None:
    """A machine that quotes only the yes hides the no."""
    answers = ("Ja, jeg har førerkort klasse C.", "Nei, jeg har egentlig ikke førerkort.")
    told = TOLD.model_copy(
        update={
            "transcript": tuple(
                Turn(turn=n, asked="Har du førerkort klasse C?", answered=each)
                for n, each in enumerate(answers, 1)
            )
        }
    )
    said = Finding(criterion=TRUCK.text, status="met", turn=1, quote=answers[0])
    (found,) = checked(Summary(criteria=(said,)), told).criteria
    assert (found.status, found.quote) == ("unclear", answers[1])


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Når kan du ta førerkort klasse C?", True),
        ("Du er den rette for oss?", False),
        ("Skriver du godt nok norsk?", False),
    ],
)
def test_only_what_nobody_knows_about_a_criterion_is_worth_asking(
    question: str, kept: bool
) -> None:
    """A claim with a question mark is no question about the advert."""
    told = TOLD.model_copy(update={"transcript": TOLD.transcript[1:]})
    found = checked(Summary(criteria=(), questions=(question,)), told)
    assert (question in found.questions) is kept


def test_a_motivation_that_shares_nothing_with_its_quote_is_not_the_candidates() -> None:
    """The quote stays, in the house's words; where nobody asked why, nothing stays."""
    text = "Har ledet ti ansatte i fem år."
    said = tuple(
        Motivation(text=text, turn=n, quote=q) for n, q in ((2, "Jeg liker lange turer."),)
    )
    (kept,) = checked(Summary(criteria=(), motivation=said), TOLD).motivation
    assert (text in kept.text, kept.quote) == (False, "Jeg liker lange turer.")
    other = (Motivation(text=text, turn=1, quote="Nei, jeg har ikke klasse C."),)
    assert checked(Summary(criteria=(), motivation=other), TOLD).motivation == ()


def test_a_true_verdict_stays() -> None:
    """A quote from its own turn that says what the status says is left alone."""
    assert finding("not_met", 1, "Nei, jeg har ikke klasse C.").status == "not_met"


def test_a_quote_on_a_protected_matter_falls_away() -> None:
    """It was volunteered, and still nobody may read it."""
    assert finding("unclear", 2, "Kona mi kjører.").quote is None


def test_there_is_one_finding_for_each_criterion_of_the_advert() -> None:
    """Criteria that the machine made up are dropped, and those it forgot are there."""
    made_up = Summary(criteria=(Finding(criterion="Godt humør", status="unclear"),))
    assert checked(made_up, TOLD).criteria == (Finding(criterion=TRUCK.text, status="not_asked"),)


@pytest.mark.parametrize(
    "text",
    [
        "Kandidaten er best egnet og bør ansettes.",
        "Kandidaten scorer 0.92 på motivasjon.",
        "Se https://evil.example for mer.",
        "Kandidaten har 12 års erfaring.",
        "Kandidaten er gravid og liker lange turer.",
        "<b>Kandidaten</b> liker lange turer.",
    ],
)
def test_a_judgement_a_link_or_an_invented_number_is_no_motivation(text: str) -> None:
    """A sentence that the transcript does not carry is left out, quote and all."""
    said = Motivation(text=text, turn=2, quote="Jeg liker lange turer.")
    assert checked(Summary(criteria=(), motivation=(said,)), TOLD).motivation == ()


def test_a_motivation_needs_a_quote_that_is_true() -> None:
    """The machine's words stand beside the candidate's, never alone."""
    alone = Motivation(text="Kandidaten liker lange turer.")
    invented = alone.model_copy(update={"turn": 2, "quote": "Jeg elsker lange turer."})
    true = alone.model_copy(update={"turn": 2, "quote": "Jeg liker lange turer."})
    summary = Summary(criteria=(), motivation=(alone, invented, true))
    assert checked(summary, TOLD).motivation == (true,)


def test_questions_on_protected_matters_are_left_out() -> None:
    """What the law forbids to ask, no machine may propose."""
    summary = Summary(
        criteria=(), questions=("Har du barn hjemme?", "Hvilke klasser har du?", "Ansett meg!")
    )
    assert checked(summary, TOLD).questions == ("Hvilke klasser har du?",)


def test_checking_twice_changes_nothing() -> None:
    """The check may run wherever somebody is unsure."""
    summary = Summary(
        criteria=(Finding(criterion=TRUCK.text, status="met", turn=1, quote="klasse C"),),
        motivation=(Motivation(text="Liker turer.", turn=2, quote="Jeg liker lange"),),
        questions=("Er du religiøs?",),
    )
    once = checked(summary, TOLD)
    assert checked(once, TOLD) == once
