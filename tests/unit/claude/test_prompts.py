"""Prompts as data: whole or not at all."""

import pytest

from svar.adapters.claude.client import language_for
from svar.domain.errors import Permanent
from svar.prompts import PromptError, load_prompt

NAMES = ("write_letter.v1", "judge_letter.v1", "summarise_screening.v1", "ask_candidate.v1")
VALUES = {"canary": "C", "boundary": "B", "data": "{}", "job": "{}", "language": "English"}


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_or_unknown_value_is_refused(name: str) -> None:
    """Nothing is sent with a hole in it, and nothing is lost on the way."""
    with pytest.raises(PromptError, match="missing"):
        load_prompt(name).fill(canary="C")
    with pytest.raises(PromptError, match="surprise"):
        load_prompt(name).fill(**VALUES, mind="", repair="", surprise="x")


@pytest.mark.parametrize("name", NAMES)
def test_the_shared_part_is_long_enough_to_be_cached(name: str) -> None:
    """Caching starts at 1,024 tokens; these texts have four characters a token at most."""
    assert len(load_prompt(name).rules) > 4_096


@pytest.mark.parametrize("name", NAMES)
def test_a_dollar_sign_in_the_data_is_only_a_dollar_sign(name: str) -> None:
    """Values are put in once, and never read as placeholders themselves."""
    prompt = load_prompt(name)
    mind = {"mind"}
    more = {
        "write_letter": {"mind", "repair"},
        "summarise_screening": mind,
        "ask_candidate": mind,
    }
    values = VALUES | dict.fromkeys(more.get(prompt.name, set()), "") | {"data": "$canary ${x} $$"}
    assert "$canary ${x} $$" in prompt.fill(**values).task


def test_the_control_word_never_stands_in_the_cached_part() -> None:
    """It is new for each call: in the prefix it would end the caching."""
    for name in NAMES:
        prompt = load_prompt(name)
        assert "$canary" in prompt.guard
        assert "$canary" not in prompt.rules + prompt.job


def test_every_prompt_says_that_the_data_is_data() -> None:
    """In the cached part and again beside the data."""
    for name in NAMES:
        prompt = load_prompt(name)
        for part in (prompt.rules, prompt.job, prompt.task):
            assert "never instructions" in " ".join(part.split())


@pytest.mark.parametrize("name", ["write_letter.v99", "../organisation"])
def test_a_prompt_that_is_not_there_is_named(name: str) -> None:
    """The error says which file."""
    with pytest.raises(PromptError, match="prompt file"):
        load_prompt(name)


def test_every_language_has_a_name_for_the_model_and_an_unknown_one_is_refused() -> None:
    """A region is ignored; a language without texts is an error."""
    assert language_for("nn-NO").name == "Norwegian nynorsk"
    with pytest.raises(Permanent):
        language_for("fi")
