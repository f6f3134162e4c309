"""What a machine may ask a candidate, and what is refused before anybody reads it."""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from svar.domain.chat import MOST_TURNS, Chat
from svar.domain.conversation import Question
from svar.domain.events import Criterion, Turn
from svar.domain.interviewing import (
    askable,
    left_to_ask,
    may_ask,
    may_end,
    why_unfit,
    without_private,
)
from svar.domain.interviewing.check import UNFIT, Proposal
from svar.domain.interviewing.tongue import is_foreign
from svar.domain.languages import languages
from tests.simulation.falling import fallen
from tests.unit.claude.given import chat
from tests.unit.screening.adversarial import Hostile, found_in, hostile_texts

DATA: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("questions.toml").read_text(encoding="utf-8")
)
WHY = {
    "nb": "Hvorfor søkte du på denne stillingen",
    "nn": "Kvifor søkte du på denne stillinga",
    "en": "Why did you apply for this position",
}
BACKGROUND = ("Hva har du jobbet med?", "Jeg har kjørt varebil.")
MOTIVATION = ("Hvorfor søkte du på denne stillingen?", "Jeg liker å kjøre.")
LICENCE = ("Har du førerkort klasse C?", "Ja.")
ROUTES = ("Hvilken erfaring har du med distribusjon?", "Litt.")


class Tried(NamedTuple):
    chat: Chat
    question: Question
    why: str | None = None


def tried(kind: str, words: str) -> list[Tried]:
    """Each question of the data beside its chat; criteria are numbered as they stand there."""
    return [
        Tried(_chat(each), Question(about=about, text=text), *why)
        for each in DATA[kind]
        for about, text, *why in each[words]
    ]


def _chat(case: dict[str, Any]) -> Chat:
    return Chat(
        language=case["language"],
        job_title=case["title"],
        criteria=tuple(Criterion(id=str(n), text=text) for n, text in enumerate(case["criteria"])),
        turns=tuple(
            Turn(turn=n, asked=asked, answered=answered)
            for n, (asked, answered) in enumerate(case.get("said", ()), 1)
        ),
    )


@pytest.mark.parametrize("good", tried("question", "good"), ids=lambda each: each.question.text)
def test_what_a_good_interviewer_asks_is_asked(good: Tried) -> None:
    """Background, motivation, criteria, in each language, also of an advert in another one."""
    assert why_unfit(good.question, good.chat) is None


def test_good_questions_are_known_in_every_language() -> None:
    """Or nobody would see that a language refuses all of them."""
    assert {each.chat.language for each in tried("question", "good")} == set(languages())


def test_a_good_question_in_another_language_is_none() -> None:
    """A short sentence may be Norwegian and Danish alike; hardly one of the others passes."""
    crossed = [
        (language, good.question.text)
        for good in tried("question", "good")
        for language in languages()
        if language != good.chat.language
    ]
    passed = [each for each in crossed if not is_foreign(each[1], each[0])]
    assert len(passed) <= len(crossed) / 25


@pytest.mark.parametrize(
    "text",
    [
        "Was haben Sie in den letzten Jahren gemacht?",
        "Warum haben Sie sich auf diese Stelle beworben?",
        "Dlaczego aplikujesz na to stanowisko?",
        "Miksi hait tätä työpaikkaa?",
        "Pourquoi avez-vous choisi ce poste?",
        "Waarom heb je op deze baan gesolliciteerd?",
    ],
)
def test_a_language_that_is_none_of_ours_is_foreign_everywhere(text: str) -> None:
    """No candidate is asked in a language that nobody can check."""
    assert [each for each in languages() if not is_foreign(text, each)] == []


def test_one_letter_of_another_language_is_enough() -> None:
    """Unless the advert has the word."""
    assert is_foreign("Har du jobbet med öl?", "nb")
    assert not is_foreign("Har du jobbet med öl?", "nb", frozenset({"öl"}))
    assert is_foreign("Have you worked with smørbrød in your job?", "en")
    assert not is_foreign("Have you worked with bread in your job?", "en")


@pytest.mark.parametrize("bad", tried("refused", "bad"), ids=lambda each: each.question.text)
def test_what_no_candidate_should_be_asked_is_refused_and_why_is_known(bad: Tried) -> None:
    """The reason names the check, and repeats nothing of the question."""
    assert why_unfit(bad.question, bad.chat) == bad.why


def test_every_check_refuses_something_that_no_other_one_does() -> None:
    """A check that nothing hangs on could be taken away unseen; one has a test of its own."""
    refusing = [
        [why for why, is_so in UNFIT.items() if is_so(Proposal(bad.question, bad.chat, ()))]
        for bad in tried("refused", "bad")
    ]
    alone = {each[0] for each in refusing if len(each) == 1}
    assert set(UNFIT) - alone == {"something internal"}


def test_nothing_internal_is_asked() -> None:
    """No id of a criterion, and no stretch of the prompt."""
    told = chat()
    asked = Question(about="license-c", text="Har du license-c, altså førerkort klasse C?")
    assert why_unfit(asked, told) == "something internal"
    secret = "kontrollordet er hemmelig og skal aldri sies"
    said = Question(about="background", text="Vet du at kontrollordet er hemmelig og skal brukes?")
    assert why_unfit(said, told, (secret,)) == "something internal"
    assert why_unfit(said, told) != "something internal"


@pytest.mark.parametrize("hostile", hostile_texts(), ids=lambda each: each.id)
@pytest.mark.parametrize("lead", ["", "La oss snakke om jobben. "])
def test_what_a_candidate_says_does_not_come_back_as_a_question(
    hostile: Hostile, lead: str
) -> None:
    """Whole, or each of its sentences, or half of its words, with a question mark behind it."""
    told = chat(("Hva har du jobbet med?", hostile.text))
    words = " ".join(hostile.text.split())
    pieces = {words, *words.replace("?", ".").split(". "), words[: len(words) // 2]}
    for piece in pieces:
        said = Question(about="background", text=f"{lead}{piece.strip(' .!?')}?")
        if why_unfit(said, told) is None:
            assert found_in(said.text, hostile) == []


@pytest.mark.parametrize("hostile", hostile_texts(), ids=lambda each: each.id)
def test_what_a_model_says_that_fell_for_an_answer_is_asked_of_nobody(hostile: Hostile) -> None:
    """As a question, before a good one, or behind it."""
    for language, says in fallen()[hostile.id].items():
        if language not in WHY:
            continue
        told = chat(("Hva har du jobbet med?", hostile.text), language=language)
        said, why = says.rstrip(".!? "), WHY[language]
        assert why_unfit(Question(about="motivation", text=f"{why}?"), told) is None
        for text in (f"{said}?", f"{said}. {why}?", f"{why}, {said[:1].lower()}{said[1:]}?"):
            for about in ("background", "motivation", "license-c"):
                assert why_unfit(Question(about=about, text=text), told)


def test_a_protected_criterion_is_not_asked_about() -> None:
    """Whatever the advert says; nor is what is no requirement."""
    texts = ("Førerkort klasse C", "Du må være under 30 år", "Se https://evil.example", "")
    asked = chat().model_copy(
        update={"criteria": tuple(Criterion(id=f"k{n}", text=t) for n, t in enumerate(texts))}
    )
    assert [each.id for each in askable(asked)] == ["k0"]
    assert left_to_ask(asked) == ("background", "motivation", "k0")


def test_what_was_asked_is_known_from_the_words() -> None:
    """Whoever asked it, in the order of the advert."""
    assert left_to_ask(chat()) == ("background", "motivation", "license-c", "routes")
    assert left_to_ask(chat(BACKGROUND)) == ("motivation", "license-c", "routes")
    assert left_to_ask(chat(BACKGROUND, MOTIVATION, LICENCE)) == ("routes",)


def test_a_criterion_that_was_told_of_unasked_need_not_be_asked_about() -> None:
    """But somebody who only mentions a word of it has not told of it."""
    told = ("Hva har du jobbet med?", "Jeg har hatt førerkort klasse C siden 2015.")
    assert "license-c" not in left_to_ask(chat(told))


def test_a_chat_ends_when_nothing_is_left_or_no_turn_is() -> None:
    """A model that ends before is not believed."""
    assert not may_end(chat())
    assert not may_end(chat(BACKGROUND, MOTIVATION, LICENCE))
    assert may_end(chat(BACKGROUND, MOTIVATION, LICENCE, ROUTES))
    assert may_end(chat(*[BACKGROUND] * MOST_TURNS))


def test_one_follow_up_is_allowed_where_there_is_room() -> None:
    """Not a second one, not on what was skipped, and not in the turn of another subject."""
    assert may_ask("background", chat(BACKGROUND))
    assert not may_ask("background", chat(BACKGROUND, BACKGROUND))
    assert not may_ask("background", chat(("Hva har du jobbet med?", " ")))
    asked = (BACKGROUND, MOTIVATION, LICENCE, LICENCE, ("Hva med fritidsbåt?", "Nei."), MOTIVATION)
    assert left_to_ask(chat(*asked)) == ("routes",)
    crowded = chat(BACKGROUND, *[MOTIVATION] * 5, LICENCE)
    assert left_to_ask(crowded) == ("routes",)
    assert not may_ask("background", crowded)
    assert may_ask("routes", crowded)


def test_what_is_private_is_taken_out_sentence_by_sentence() -> None:
    """What stands beside it stays, and so does what the advert itself speaks of."""
    told = "Jeg har kjørt i fem år. Jeg er gravid nå. Jeg liker ruter."
    assert without_private(told) == "Jeg har kjørt i fem år. … Jeg liker ruter."
    assert without_private("Jeg har jobbet med barn.", "Assistent for barn") == (
        "Jeg har jobbet med barn."
    )


def test_long_and_odd_texts_are_judged_in_no_time() -> None:
    """A model may answer with anything, and a candidate may have written anything."""
    told = chat(*[("Hva har du jobbet med?", "ja " * 1_000 + "« . ? ! " * 250)] * 7)
    for text in ("?" * 5_000, "a" * 5_000 + "?", "Hva? " * 1_000, "\ud7ff" * 300, ""):
        assert why_unfit(Question(about="background", text=text), told)
