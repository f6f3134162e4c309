"""`svarctl letter check`, as an operator runs it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from svarctl.letters import app
from tests.unit.rules.letters import letter


def run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["check", *arguments], input=given)


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "letter.txt"
    path.write_text(letter("nb").body, encoding="utf-8")
    return str(path)


def test_a_clean_letter_exits_with_zero(good: str) -> None:
    """With and without JSON, from a file and from stdin."""
    assert json.loads(run("--language", "nb", good, "--json").stdout) == {"breaks": []}
    assert run("--language", "nb", good).exit_code == 0
    assert run("--language", "nb", "-", given=Path(good).read_bytes()).exit_code == 0


def test_a_break_exits_with_one_and_says_why(good: str) -> None:
    """The rule, the words and why, for a machine and for a human."""
    result = run("--language", "nb", "--name", "Ola", good, "--json")
    assert result.exit_code == 1
    (found,) = json.loads(result.stdout)["breaks"]
    assert set(found) == {"rule", "words", "why"}
    assert (found["rule"], found["words"]) == ("R10", "Hei Kari,")
    assert "R10" in run("--language", "nb", "--name", "Ola", good).stdout


def test_the_contact_may_be_given_in_parts_or_in_one(good: str) -> None:
    """A contact who is not in the letter is missed."""
    assert run("--language", "nb", "--contact", "Mona Berg, m@x.example", good).exit_code == 0
    assert run("--language", "nb", "--contact", "Ola Nes", good).exit_code == 1


WAYS = "Spør gjerne: ring meg på 55 00 01 00 eller skriv til mona.berg@fjordbyen.example."


@pytest.mark.parametrize(
    ("contact", "rules"),
    [
        ("Mona Berg", []),
        ("Mona Berg, rekrutterer", []),
        ("Mona Berg <mona.berg@fjordbyen.example>", []),
        ("Mona Berg 55 00 01 00", []),
        ("+47 55 00 01 00", []),
        ("Mona Berg (mona.berg@fjordbyen.example, 55 00 01 00)", []),
        ("Mona Berg, ola@fjordbyen.example", ["R20"]),
        ("Mona Berg, 99 88 77 66", ["R20"]),
    ],
)
def test_a_number_is_a_strangers_only_where_another_is_known(
    contact: str, rules: list[str]
) -> None:
    """Who gives a name need not know the number that belongs to it."""
    text = letter("nb").body.replace("Vi ønsker deg", f"{WAYS} Vi ønsker deg", 1)
    assert WAYS in text
    result = run("--language", "nb", "--contact", contact, "--json", "-", given=text.encode())
    assert [each["rule"] for each in json.loads(result.stdout)["breaks"]] == rules


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "FILE"),
        (b" \n ", "FILE"),
        (b"Hei \xff\xfe", "FILE"),
        (b"a\0b", "FILE"),
        (b"a" * 100_000, "FILE"),
    ],
)
def test_what_cannot_be_read_exits_with_two(tmp_path: Path, content: bytes, said: str) -> None:
    """Empty, not UTF-8, not text, too big: stderr names the field."""
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    result = run("--language", "nb", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_missing_file_and_an_unknown_language_exit_with_two(good: str) -> None:
    """Each is named."""
    assert "FILE" in run("--language", "nb", "no-such-file.txt").stderr
    result = run("--language", "de", good)
    assert result.exit_code == 2
    assert "--language" in result.stderr
