"""What the house asks in the chat: the advert's requirements, one at a time, and nothing else."""

import pytest

from svar.domain.chat import MOST_TURNS, Chat, house_question, questions
from svar.domain.chatting import may_be_asked
from svar.domain.events import Criterion, Turn
from svar.domain.languages import languages
from svar.domain.letters.screens import screened
from svar.domain.summarising.decency import is_protected
from svar.domain.summarising.wording import spoken
from tests.spoken import spoken as said_in

CRITERIA = (
    Criterion(id="cert", text="Fagbrev som elektriker"),
    Criterion(id="lead", text="Minst tre års erfaring som leder"),
    Criterion(id="licence", text="Førerkort klasse B"),
)


def chat(*asked: str, criteria: tuple[Criterion, ...] = CRITERIA, language: str = "nb") -> Chat:
    turns = tuple(Turn(turn=n, asked=each, answered="Ja.") for n, each in enumerate(asked, 1))
    return Chat(language=language, job_title="Elektriker", criteria=criteria, turns=turns)


def all_asked(criteria: tuple[Criterion, ...]) -> list[tuple[str, str]]:
    """The house's whole chat: what each question is about, and its words."""
    found: list[tuple[str, str]] = []
    while (question := house_question(chat(*(t for _, t in found), criteria=criteria))) is not None:
        found.append((question.about, question.text))
    return found


def test_background_motivation_and_each_requirement_in_order() -> None:
    """Each once, and then there is nothing left to ask."""
    asked = all_asked(CRITERIA)
    assert [about for about, _ in asked] == ["background", "motivation", "cert", "lead", "licence"]
    assert len({text for _, text in asked}) == len(asked)


def test_at_most_eight_questions_however_long_the_advert_is() -> None:
    """Somebody answers them in their own time."""
    many = tuple(Criterion(id=f"c{n}", text=f"Krav nummer {n}") for n in range(30))
    assert len(all_asked(many)) == MOST_TURNS


def test_the_same_requirement_twice_is_asked_about_once() -> None:
    twice = (CRITERIA[0], Criterion(id="again", text="Fagbrev som elektriker"))
    assert len(all_asked(twice)) == 3


def test_what_another_interviewer_has_asked_is_not_asked_again() -> None:
    """The house goes on where a model stopped, in whatever words that asked."""
    asked = chat(
        "Hva gjør du i dag?",
        "Hva er det som gjør at du er interessert i jobben?",
        "Når tok du fagbrevet ditt som elektriker?",
    )
    question = house_question(asked)
    assert question is not None
    assert question.about == "lead"


def test_a_question_about_one_requirement_is_about_no_other() -> None:
    """Two that share their words are two questions."""
    alike = (
        Criterion(id="a", text="Erfaring med drift av elektriske anlegg"),
        Criterion(id="b", text="Erfaring med drift av anlegg"),
    )
    assert [about for about, _ in all_asked(alike)][2:] == ["a", "b"]
    within = (Criterion(id="a", text="Førerkort klasse B"), Criterion(id="b", text="Førerkort"))
    assert [about for about, _ in all_asked(within)][2:] == ["a", "b"]


def test_a_criterion_may_have_any_id() -> None:
    """Also one that the house uses for itself."""
    odd = (Criterion(id="motivation", text="Evne til å motivere andre"),)
    assert [about for about, _ in all_asked(odd)] == ["background", "motivation", "motivation"]


@pytest.mark.parametrize("language", languages())
def test_every_language_asks_about_nothing_private(language: str) -> None:
    """And its question about the motivation is known as one, or the summary would not have it."""
    words = questions(language)
    for text in (words.background, words.motivation, words.criterion):
        assert screened(text, "protected_ground", "personal", "private", "danger") is None
        assert text.endswith(("?", "."))
    assert spoken("motivation_question").search(words.motivation.casefold())
    assert not spoken("motivation_question").search(words.background.casefold())


@pytest.mark.parametrize("language", languages())
def test_what_touches_a_protected_ground_is_not_asked_about(language: str) -> None:
    """Nor what is no requirement at all: a link, markup, somebody's speech."""
    criteria = said_in(language)["letters"]["criteria"]
    asked = [each for each in criteria if may_be_asked(each)]
    assert asked
    assert not [each for each in asked if is_protected(each)]
    assert not [each for each in asked if set("{}<>") & set(each)]
