"""Criteria and titles in a sentence."""

import pytest

from svar.domain.letters.position import position
from svar.domain.letters.requirement import read_requirement


@pytest.mark.parametrize(
    ("language", "criterion", "shown", "form"),
    [
        ("nb", "Fagbrev som elektriker.", "fagbrev som elektriker", "noun"),
        ("nb", "• Tre års erfaring med salg", "tre års erfaring med salg", "noun"),
        ("nb", "Du har autorisasjon som sykepleier", "autorisasjon som sykepleier", "noun"),
        ("nb", "Må ha: gyldig truckførerbevis", "gyldig truckførerbevis", "noun"),
        ("nb", "HMS-kort", "HMS-kort", "noun"),
        ("nb", "C-sertifikat", "C-sertifikat", "noun"),
        ("nb", "Kan jobbe helg", "kan jobbe helg", "who"),
        ("nb", "Du må kunne ta nattevakter", "kan ta nattevakter", "who"),
        ("nb", "Du liker folk, og folk liker deg", "Du liker folk, og folk liker deg", "said"),
        ("nb", "Kan jobbe helg: god betaling", "Kan jobbe helg: god betaling", "said"),
        ("nb", "Kan jobbe helg og kveld og natt og i ferier og på helligdager når det trengs",
         "Kan jobbe helg og kveld og natt og i ferier og på helligdager når det trengs", "said"),
        ("nn", "Du trivst med barn", "trivst med barn", "who"),
        ("en", "Able to drive at night", "can drive at night", "who"),
        ("en", "You like people", "You like people", "said"),
        ("nb", "god norsk, B2", "god norsk, B2", "said"),
        ("nb", "Python og Django", "Python og Django", "said"),
        ("nb", "Selvstendig", "Selvstendig", "said"),
        ("nn", "Fagbrev som elektrikar", "fagbrev som elektrikar", "noun"),
        ("nn", "førerkort klasse C", "førerkort klasse C", "said"),
        ("en", "A class C licence", "a class C licence", "noun"),
        ("en", "Required: Two years' experience.", "two years' experience", "noun"),
        ("en", "Python experience", "Python experience", "noun"),
        ("en", "You can work weekends", "can work weekends", "who"),
        ("en", "fagbrev som elektriker", "fagbrev som elektriker", "said"),
    ],
)  # fmt: skip
def test_a_criterion_stands_in_a_sentence_only_when_it_fits(
    language: str, criterion: str, shown: str, form: str
) -> None:
    """A noun phrase, or what fits after "somebody who"; anything else is quoted."""
    read = read_requirement(criterion, language)
    assert (read.text, read.form) == (shown, form)


def test_a_wish_in_the_advert_is_not_called_a_requirement() -> None:
    """«Ønskelig» is not «må ha»."""
    assert read_requirement("Ønskelig: erfaring fra barnehage", "nb").wish
    assert read_requirement("Nice to have: Knowledge of Figma", "en").wish
    assert not read_requirement("erfaring fra barnehage", "nb").wish


@pytest.mark.parametrize(
    ("criterion", "family"),
    [
        ("førerkort klasse C", "licence"),
        ("norsk autorisasjon som sykepleier", "certificate"),
        ("tre års erfaring med turnusplanlegging", "experience"),
        ("mastergrad i statsvitenskap", "education"),
        ("god norsk, B2", "language"),
        ("kan jobbe annenhver helg", "availability"),
        ("to års ledererfaring", "leadership"),
        ("god kunnskap om Excel", "skill"),
        ("serviceinnstilt", "quality"),
        ("egen verktøykasse til jobben", "skill"),
        ("bil", "generic"),
    ],
)
def test_advice_follows_the_kind_of_requirement(criterion: str, family: str) -> None:
    """What one can do about a licence is not what one can do about a language."""
    assert read_requirement(criterion, "nb").family == family


def test_a_long_criterion_is_cut_where_it_can_be_read() -> None:
    """A letter has at most 150 words."""
    read = read_requirement("Du trives med " + "mange ulike oppgaver og " * 20, "nb")
    assert len(read.text.split()) <= 17


@pytest.mark.parametrize(
    ("language", "title", "shown"),
    [
        ("nb", "Sjåfør", "stillingen som sjåfør"),
        ("nb", "HR-rådgiver", "stillingen som HR-rådgiver"),
        ("nb", "SYKEPLEIER", "stillingen som sykepleier"),
        ("nb", "Python-utvikler", "stillingen som Python-utvikler"),
        ("nb", "Avdelingsleder (m/k)", "stillingen som avdelingsleder"),
        ("nb", "Sommerjobb på lager", "sommerjobben på lager"),
        ("nb", "Sommerjobb 2027!", "stillingen «Sommerjobb 2027!»"),
        ("nn", "Vikariat", "vikariatet"),
        ("en", "Internship in marketing", "the internship in marketing"),
        ("nb", "Er du vår nye kokk?", "stillingen «Er du vår nye kokk?»"),
        ("nn", "Elektrikar", "stillinga som elektrikar"),
        ("nn", "Sykepleier", "stillinga «Sykepleier»"),
        ("en", "Delivery driver", "the position of delivery driver"),
        ("en", "Head of Department", "the position of Head of Department"),
        ("en", "Sjåfør", "the position “Sjåfør”"),
        ("nb", "\r\nBcc: x@y.example", "stillingen «Bcc: x@y.example»"),
        ("nb", "  ", "stillingen"),
    ],
)
def test_a_position_is_named_as_a_person_would(language: str, title: str, shown: str) -> None:
    """A role joins the sentence; any other title is quoted as it stood."""
    assert position(title, language) == shown
