"""The house writer's sentences."""

import pytest

from svar.domain.languages import languages
from svar.domain.letters.case import LetterCase
from svar.domain.letters.document import Slots
from svar.domain.letters.evidence import brief_for, gather_evidence
from svar.domain.letters.house_writer import write_slots
from tests.unit.letters.cases import decision, job, letter_case, not_met, turn


def slots(case: LetterCase, seed: str = "application-1") -> Slots:
    return write_slots(brief_for(case, gather_evidence(case), seed=seed))


def test_every_sentence_of_the_reason_names_its_evidence() -> None:
    """A sentence that stands on nothing is not written."""
    case = letter_case(screening=[turn("Hvilke førerkort har du?", "Jeg har ikke klasse C ennå.")])
    written = slots(case)
    assert len(written.reason) == 2
    assert all(one.evidence == ("E1",) for one in written.reason)
    assert written.learning is not None
    assert written.learning.evidence == ("E1",)


def test_the_candidates_own_words_are_repeated_exactly() -> None:
    """The quote stands in the reason as it was written."""
    said = "Jeg har ikke klasse C ennå"
    case = letter_case(screening=[turn("Hvilke førerkort har du?", f"{said}.")])
    assert f"«{said}»" in slots(case).reason[1].text


def test_a_humans_own_reason_is_sent_word_for_word() -> None:
    """Nobody says it better than the one who decided."""
    feedback = "Vi trenger noen som kan kjøre lastebil alene. Det kan du ikke i dag."
    case = letter_case(decision=decision(not_met("c1"), feedback_for_candidate=feedback))
    assert " ".join(one.text for one in slots(case).reason) == feedback


def test_feedback_with_advice_in_it_gets_no_second_advice() -> None:
    """One thing to learn, not two."""
    feedback = "Du har ikke førerkort klasse C. Et tips: Skriv når du tar det."
    case = letter_case(decision=decision(not_met("c1"), feedback_for_candidate=feedback))
    assert slots(case).learning is None


def test_after_a_refusal_the_writer_says_the_volume() -> None:
    """What stands on nobody's words cannot be refused for them."""
    case = letter_case(job=job("førerkort klasse C", applicants=214, invited=6))
    brief = brief_for(case, gather_evidence(case))
    repaired = write_slots(brief, refused=write_slots(brief))
    assert "214" in repaired.reason[0].text
    assert repaired.learning is None


def test_the_volume_sentence_carries_both_numbers() -> None:
    """The honest sentence, when there is nothing better."""
    case = letter_case(decision=decision(), job=job(applicants=214, invited=6))
    text = slots(case).reason[0].text
    assert "214" in text
    assert "6" in text


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("stage", ["application", "screening", "interview"])
@pytest.mark.parametrize(("applicants", "invited"), [(None, None), (214, None), (214, 6)])
def test_a_volume_reason_exists_for_every_stage_and_language(
    language: str, stage: str, applicants: int | None, invited: int | None
) -> None:
    """A letter always has a reason."""
    case = letter_case(
        language=language,
        stage=stage,
        decision=decision(),
        job=job(applicants=applicants, invited=invited),
    )
    written = slots(case)
    assert written.reason[0].text.endswith(".")
    # Without numbers the requirements are the reason, and one can learn to answer them.
    assert (written.learning is None) == (applicants is not None)


@pytest.mark.parametrize("language", languages())
def test_fifty_candidates_do_not_get_the_same_letter_by_copy(language: str) -> None:
    """At least thirty of fifty differ for a criterion."""
    case = letter_case(language=language)
    assert len({slots(case, f"application-{n}") for n in range(50)}) >= 30


def test_the_same_application_always_gets_the_same_words() -> None:
    """A retry writes the same letter."""
    assert slots(letter_case()) == slots(letter_case())


def test_a_name_never_changes_the_words() -> None:
    """Two people with the same facts and seed read the same sentences."""
    other = letter_case(candidate={"name": "Mohammed Al-Amin"})
    assert slots(letter_case()) == slots(other)


@pytest.mark.parametrize("language", languages())
def test_nothing_is_left_unfilled(language: str) -> None:
    """No brace survives, whatever variant is picked."""
    criteria = ["førerkort klasse C", "erfaring som kokk", "god kunnskap om {excel}",
                "Serviceinnstilt", "a class C licence", "leadership experience"]  # fmt: skip
    for criterion in criteria:
        case = letter_case(language=language, job=job(criterion), stage="interview")
        for number in range(30):
            written = slots(case, str(number))
            said = [written.thanks_for, *(one.text for one in written.reason)]
            said.append(written.learning.text if written.learning else "")
            # What the advert itself writes in braces is the advert's.
            assert "{" not in " ".join(said).replace("{excel}", "")
