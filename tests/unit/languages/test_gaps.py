"""What a language lacks is named exactly, whatever it is."""

import copy
import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from typer.testing import CliRunner

from svar.domain import language_gaps
from svar.domain.language_gaps import FILES, begun, gaps, missing
from svar.domain.languages import REFERENCE, languages, read_file
from svarctl.cli import app

OWN_KEYS = ("recognise.numbers.", "recognise.definite.", "language.foreign.")
"""Tables whose keys are the language's own."""
OPTIONAL = ("demanded", "told", "unless")
"""Keys that a language may do without."""


def measure_of(code: str) -> str:
    """As the code does: the reference, and for the reference itself another."""
    return next(each for each in (REFERENCE, *languages()) if each != code)


def keys(table: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """Every key, tables and what is in them."""
    for key, value in table.items():
        yield f"{at}{key}"
        if isinstance(value, Mapping):
            yield from keys(value, f"{at}{key}.")


def changed(table: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """A copy with another value at `key`; without the key when the value is None."""
    whole = copy.deepcopy(dict(table))
    *way, last = key.split(".")
    place: Any = whole
    for each in way:
        place = place[each]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return whole


def value_at(table: Mapping[str, Any], key: str) -> Any:
    found: Any = table
    for each in key.split("."):
        found = found[each]
    return found


@pytest.mark.parametrize("code", begun())
def test_every_language_is_whole(code: str) -> None:
    """What is begun is finished: a half language would leave somebody waiting."""
    assert missing(code) == ()


@pytest.mark.parametrize("part", FILES)
@pytest.mark.parametrize("code", languages())
def test_any_key_that_is_taken_away_is_named(code: str, part: str) -> None:
    """Exactly that key, and nothing else. A sample of the keys, the same each time."""
    own, reference = read_file(code, part), read_file(measure_of(code), part)
    keys_of_all = set(keys(own)).intersection(
        *(keys(read_file(each, part)) for each in languages())
    )
    there = [
        each
        for each in keys(own)
        if each in keys_of_all and not each.startswith(OWN_KEYS) and not each.endswith(OPTIONAL)
    ]
    for key in random.Random(code).sample(there, min(10, len(there))):
        found = list(gaps(code, part, changed(own, key, None), reference))
        assert [(each.key, each.problem) for each in found] == [(key, "is missing")]


@pytest.mark.parametrize("code", languages())
def test_a_number_without_a_word_is_named(code: str) -> None:
    """Numbers are counted, not compared: each language has its own words for them."""
    own = read_file(code, "letters")
    left = {word: n for word, n in own["recognise"]["numbers"].items() if n != 7}
    found = list(gaps(code, "letters", changed(own, "recognise.numbers", left), own))
    assert [(each.key, each.problem) for each in found] == [
        ("recognise.numbers", "has no word for 7")
    ]


@pytest.mark.parametrize(
    ("part", "key", "value", "problem"),
    [
        ("mail", "receipt.promise", "", "is empty"),
        ("mail", "receipt.promise", "Snart.", "lacks {answer_by}"),
        ("mail", "digest.missed.other", "og {antall} til", "lacks {count}"),
        ("mail", "receipt.heading", "Hei, {fornavn}", "has {fornavn}, which nobody fills"),
        ("mail", "receipt.heading", ["Hei"], "is not a text or number"),
        ("mail", "receipt", "Hei", "is not a table"),
        ("mail", "receipt.heading", {"one": "Hei"}, "is a table"),
        ("mail", "receipt.headline", "Hei", "is unknown: nobody reads it"),
        ("letters", "letter.closing", [], "is empty"),
        ("letters", "reason.noun.plain", ["Kravet er {c}.", "Nei."], "lacks {c}"),
        ("letters", "reason.noun.plain", ["Kravet er {c}.", " "], "has an empty text"),
        ("letters", "recognise.topic", "(", "has a pattern that cannot be read"),
        ("screens", "personal", ["(?<"], "has a pattern that cannot be read"),
        ("rules", "rules.R04.breaks", [], "is empty"),
        ("rules", "rules.R04.patterns", ["["], "has a pattern that cannot be read"),
        ("", "dates.short", "{day}.", "lacks {month}"),
        ("", "quote.open", "", "is empty"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(part: str, key: str, value: Any, problem: str) -> None:
    """Each kind of gap, in the words that a translator reads."""
    own = read_file("nb", part)
    found = list(gaps("nb", part, changed(own, key, value), own))
    assert found
    assert {each.key for each in found} == {key}
    assert found[0].problem.startswith(problem)


@pytest.mark.parametrize("code", [each for each in languages() if each != REFERENCE])
@pytest.mark.parametrize("part", ["mail", "pages"])
def test_texts_that_were_only_copied_are_named(
    code: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most long texts give themselves away; those that do not are right in both languages."""
    copied = read_file(REFERENCE, part)

    def reading(asked: str, wanted: str = "") -> dict[str, Any]:
        return copied if (asked, wanted) == (code, part) else read_file(asked, wanted)

    monkeypatch.setattr(language_gaps, "read_file", reading)
    named = {each.key for each in missing(code)}
    texts = ((key, value_at(copied, key)) for key in keys(copied))
    long = {key for key, text in texts if isinstance(text, str) and len(text.split()) > 12}
    assert len(named & long) > 0.75 * len(long)


def test_a_language_that_is_only_begun_lacks_all_its_files() -> None:
    """Nothing else is said of it: there is nothing yet to compare."""
    assert [(each.file, each.problem) for each in missing("fi")] == [
        ("fi.toml" if not part else f"fi/{part}.toml", "is missing") for part in FILES
    ]


def test_the_operator_sees_which_languages_are_whole() -> None:
    """And exit code 1 with the file's name for one that is not."""
    whole = CliRunner().invoke(app, ["languages"])
    assert whole.exit_code == 0
    assert all(code in whole.stdout for code in languages())
    unfinished = CliRunner().invoke(app, ["languages", "fi"])
    assert unfinished.exit_code == 1
    assert "fi/mail.toml" in unfinished.stdout
