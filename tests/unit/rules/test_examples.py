"""Every rule's own examples, in every language."""

import pytest

from svar.domain.languages import languages
from svar.domain.rules import APPLIES
from svar.domain.rules.gate import RULES
from svar.domain.rules.words import Example, rule_book
from tests.unit.rules.letters import broken, judged


def examples(which: str) -> list[tuple[str, str, Example]]:
    return [
        (language, rule, example)
        for language in languages()
        for rule, words in rule_book(language).rules.items()
        for example in (words.breaks if which == "breaks" else words.keeps)
    ]


@pytest.mark.parametrize("language", languages())
def test_the_model_letter_breaks_no_rule(language: str) -> None:
    """Without this, no other example would say anything."""
    assert judged(language) == ()


@pytest.mark.parametrize(("language", "rule", "example"), examples("breaks"))
def test_an_example_of_a_break_is_found(language: str, rule: str, example: Example) -> None:
    """The rule speaks, with a reason that a recruiter can act on."""
    found = [each for each in judged(language, example) if each.rule == rule]
    assert found
    assert all(each.why for each in found)


@pytest.mark.parametrize(("language", "rule", "example"), examples("keeps"))
def test_an_example_that_keeps_a_rule_breaks_no_other(
    language: str, rule: str, example: Example
) -> None:
    """A rule that cries wolf gets switched off."""
    assert judged(language, example) == ()


@pytest.mark.parametrize("language", languages())
def test_each_language_explains_each_rule(language: str) -> None:
    """The table, the word lists and the kinds of text speak of the same twenty rules."""
    explained = rule_book(language).rules
    assert list(explained) == list(RULES) == [f"R{number:02}" for number in range(1, 21)]
    assert all(words.name and words.why for words in explained.values())
    assert all(rules <= set(RULES) for rules in APPLIES.values())
    keys = {rule: set(words.also) for rule, words in explained.items()}
    assert keys == {rule: set(words.also) for rule, words in rule_book("nb").rules.items()}


def test_a_language_without_words_is_refused() -> None:
    """Nothing is passed unread."""
    with pytest.raises(KeyError):
        broken("de")
