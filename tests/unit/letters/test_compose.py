"""The finished letter."""

import pytest

from svar.domain.languages import known_language, languages
from svar.domain.letters.case import LetterCase
from svar.domain.letters.compose import compose
from svar.domain.letters.document import LetterDocument, ReasonSentence, Slots
from svar.domain.letters.evidence import brief_for, gather_evidence
from svar.domain.letters.house_writer import write_slots
from svar.domain.letters.human_text import with_human_text
from svar.domain.letters.notices import correction, withdrawal_confirmation
from tests.spoken import spoken
from tests.unit.letters.cases import decision, job, letter_case, not_met


def letter(case: LetterCase) -> LetterDocument:
    return compose(case, write_slots(brief_for(case, gather_evidence(case))))


def slots(reason: str, thanks_for: str = "søknaden") -> Slots:
    return Slots(thanks_for=thanks_for, reason=(ReasonSentence(text=reason, evidence=("E1",)),))


@pytest.mark.parametrize("language", languages())
def test_thanks_and_the_outcome_come_first(language: str) -> None:
    """The candidate is not in doubt after two sentences."""
    first = letter(letter_case(language=language)).paragraphs[0]
    assert len(first.sentences) == 2
    assert spoken(language)["outcome"] in first.sentences[1].text


def test_a_writer_cannot_change_the_outcome() -> None:
    """Whatever the slots say, code says how it went."""
    document = compose(letter_case(), slots("Gratulerer, du har fått jobben."))
    assert "Du går dessverre ikke videre" in document.paragraphs[0].sentences[1].text


def test_regret_is_said_once() -> None:
    """When the reason regrets, the outcome does not."""
    text = compose(letter_case(), slots("Du har dessverre ikke førerkort klasse C.")).plain_text()
    assert text.lower().count("dessverre") == 1


def test_thanks_that_already_says_thanks_is_not_doubled() -> None:
    """A writer may fill the slot with a whole sentence."""
    document = compose(letter_case(), slots("Slik er det.", "Takk for søknaden din."))
    assert document.paragraphs[0].sentences[0].text == "Takk for søknaden din."


def test_the_name_is_put_in_by_code() -> None:
    """The writer's placeholder becomes the name, and the letter greets by name."""
    document = compose(letter_case(), slots("[NAVN], du mangler førerkort klasse C."))
    assert "Kari" in document.greeting
    assert "[NAVN]" not in document.plain_text()


@pytest.mark.parametrize("name", [None, "", "   ", "\u200b", "{name}", "%s", "[NAVN]"])
def test_a_missing_or_hostile_name_still_gives_a_letter(name: str | None) -> None:
    """A letter without a name is better than none, and shows no placeholder."""
    document = compose(
        letter_case(candidate={"name": name}), slots("[NAVN], du mangler førerkort klasse C.")
    )
    text = document.plain_text()
    assert "[NAVN]" not in text
    assert "None" not in text
    assert "Du mangler førerkort" in text or "du mangler førerkort" in text


def test_a_line_break_in_a_title_cannot_reach_the_mail_header() -> None:
    """The subject is one line."""
    document = letter(letter_case(job=job("HMS-kort", title="Sjåfør\r\nBcc: x@evil.example")))
    assert "\n" not in document.subject
    assert "\r" not in document.subject


def test_the_letter_says_who_can_be_asked_and_how() -> None:
    """The one who signs: by reply, by phone when there is one, and the address in the signature."""
    with_phone = letter(letter_case())
    assert "ringe meg på 55 00 01 00" in with_phone.plain_text()
    assert with_phone.signature[1] == "Ingrid Berg"
    bare = letter(letter_case(contact={"name": "Ingrid Berg", "email": "i@fjordbyen.example"}))
    assert "svare på denne e-posten" in bare.plain_text()
    assert bare.signature[1:] == ("Ingrid Berg", "Fjordbyen", "i@fjordbyen.example")
    assert with_phone.signature[-1] == "ingrid.berg@fjordbyen.example"


def test_internal_words_never_reach_the_letter() -> None:
    """Neither the ATS reason nor the note of an assessment."""
    case = letter_case(decision=decision(not_met("c1", "Husk bilen"), ats_reason="LAV_SCORE_7"))
    text = letter(case).plain_text()
    assert "Husk" not in text
    assert "SCORE" not in text


def test_a_humans_text_replaces_the_paragraphs_and_nothing_else() -> None:
    """What was not touched keeps its evidence; greeting and signature stay."""
    old = letter(letter_case())
    blocks = [each.text() for each in old.paragraphs]
    blocks[2] = "Ring oss gjerne når du har tatt klasse C."
    new = with_human_text(old, "\r\n\r\n".join(blocks) + "\n\n")
    assert (new.greeting, new.signature, new.subject) == (old.greeting, old.signature, old.subject)
    assert new.paragraphs[1] == old.paragraphs[1]
    assert new.paragraphs[2].text() == blocks[2]
    assert not any(each.evidence for each in new.paragraphs[2].sentences)


def test_a_machines_word_for_no_name_is_no_name() -> None:
    """Nobody is greeted as None."""
    assert letter(letter_case(candidate={"name": "None"})).greeting == "Hei,"


@pytest.mark.parametrize("language", languages())
def test_a_withdrawal_is_confirmed_without_a_rejection(language: str) -> None:
    """The candidate said no, not we."""
    text = withdrawal_confirmation(letter_case(language=language)).plain_text()
    assert spoken(language)["outcome"] not in text
    assert "Ingrid Berg" in text


@pytest.mark.parametrize("language", languages())
def test_a_correction_says_what_is_true_now(language: str) -> None:
    """Open again, or the same answer with the right words."""
    case = letter_case(language=language)
    reopened = correction(case, "reopened").plain_text()
    assert "ikke videre" not in reopened
    corrected = letter(case)
    mended = correction(case, "text_only", corrected=corrected).plain_text()
    reason = next(each for each in corrected.paragraphs if each.part == "reason")
    assert reason.text() in mended
    assert reason.text() not in correction(case, "text_only").plain_text()


@pytest.mark.parametrize(
    ("wanted", "written"),
    [("nb", "nb"), ("no", "nb"), ("nb-NO", "nb"), ("EN_us", "en"), ("fi", "nn"), (None, "nn")],
)
def test_a_language_we_do_not_have_becomes_the_organisations(
    wanted: str | None, written: str
) -> None:
    """With nynorsk as the organisation's default here."""
    assert known_language(wanted, "nn") == written
