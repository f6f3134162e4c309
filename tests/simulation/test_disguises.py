"""Words that break a rule are found however they are written."""

from collections.abc import Callable

import pytest

from svar.domain.rules.words import Example
from tests.simulation.test_recall import BREAKS, TABLES
from tests.unit.rules.letters import broken


def _in_the_longest_word(char: str) -> Callable[[str], str]:
    def hidden(text: str) -> str:
        word = max(text.split(), key=len)
        return text.replace(word, f"{word[:2]}{char}{word[2:]}")

    return hidden


def _wrapped(text: str) -> str:
    """A line break before each word that is not capitalised: a capital may begin a paragraph."""
    first, *rest = text.split(" ")
    return first + "".join(("\n" if word[:1].islower() else " ") + word for word in rest)


DISGUISES: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "wrapped": _wrapped,
    "soft hyphen": _in_the_longest_word("\u00ad"),
    "zero width": _in_the_longest_word("\u200b"),
    "hard spaces": lambda text: text.replace(" ", "\u00a0"),
    "curly apostrophes": lambda text: text.replace("'", "’"),
}


def disguised(example: Example, disguise: Callable[[str], str]) -> Example:
    """The example in disguise; contact and signature are names and addresses, and stay."""
    if isinstance(example, str):
        return disguise(example)
    kept = ("contact", "signature", "greeting")
    return {part: text if part in kept or not text else disguise(text)
            for part, text in example.items()}  # fmt: skip


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(("language", "rule"), TABLES)
def test_a_break_is_found_in_every_disguise(language: str, rule: str, disguise: str) -> None:
    """As somebody might hide it, and as mail programs and word processors write it."""
    missed = [
        each
        for each in BREAKS[language][rule]
        if rule not in broken(language, disguised(each, DISGUISES[disguise]))
    ]
    assert not missed
