"""Looking at a letter before anybody gets it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from svarctl.letters import app
from tests.unit.letters.cases import decision, job, letter_case, not_met, turn


def preview(case: Any, tmp_path: Path, *options: str) -> Result:
    file = tmp_path / "case.json"
    file.write_text(case if isinstance(case, str) else json.dumps(case), encoding="utf-8")
    return CliRunner().invoke(app, ["preview", str(file), *options])


def body(**changed: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(letter_case(**changed).model_dump_json())
    return read


def test_the_letter_is_shown_with_what_it_stands_on(tmp_path: Path) -> None:
    """Subject, text, and each sentence of the reason with its evidence in words."""
    asked = turn("Hvilke førerkort har du?", "Jeg har klasse B, men ikke klasse C ennå.")
    shown = preview(body(screening=[asked]), tmp_path)
    assert shown.exit_code == 0, shown.output
    assert "Subject: Svar på søknaden din: Sjåfør, Fjordbyen" in shown.stdout
    assert "Du går dessverre ikke videre" in shown.stdout
    assert "assessed as not met by Ola Nes on 2026-03-02" in shown.stdout
    assert 'in turn 1: "Jeg har klasse B, men ikke klasse C ennå"' in shown.stdout


def test_json_holds_the_mail_the_evidence_and_the_breaks(tmp_path: Path) -> None:
    """For programs."""
    shown = preview(body(), tmp_path, "--json")
    assert shown.exit_code == 0, shown.output
    read = json.loads(shown.stdout)
    assert {"subject", "text", "html", "evidence", "breaks"} <= set(read)
    assert read["breaks"] == []
    assert [each["kind"] for each in read["evidence"]] == ["assessed", "volume"]
    assert "<html" in read["html"]


def test_a_discriminating_reason_is_shown_as_a_question(tmp_path: Path) -> None:
    """The recruiter sees what was not sent."""
    shown = preview(body(decision=decision(not_met("c1"), ats_reason="For gammel")), tmp_path)
    assert "decision.ats_reason: protected ground" in shown.stdout
    assert "gammel" not in shown.stdout.lower()


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ("{", "is not JSON"),
        ("[]", "JSON object"),
        ({}, "job: Field required"),
        (body() | {"contact": {"name": "Ingrid Berg"}}, "contact.email"),
        (body() | {"job": job("") | {"title": "x"}}, "job.criteria[0].text"),
        (body() | {"stage": "dream"}, "stage"),
    ],
)
def test_a_case_that_cannot_be_read_names_the_field(case: Any, named: str, tmp_path: Path) -> None:
    """Exit 2, and nothing on stdout."""
    shown = preview(case, tmp_path)
    assert shown.exit_code == 2
    assert named in shown.stderr
    assert shown.stdout == ""


def test_a_missing_file_is_named() -> None:
    """Exit 2."""
    shown = CliRunner().invoke(app, ["preview", "/nowhere/case.json"])
    assert shown.exit_code == 2
    assert "/nowhere/case.json" in shown.stderr


@pytest.mark.parametrize("language", ["fi", "xx-YY", "", None])
def test_a_language_we_do_not_have_becomes_the_organisations(
    language: str | None, tmp_path: Path
) -> None:
    """The default policy says bokmål."""
    shown = preview(body() | {"language": language}, tmp_path, "--json")
    assert json.loads(shown.stdout)["language"] == "nb"


@pytest.mark.parametrize("name", [None, "", "<script>alert(1)</script>", "\u202eirak", "{{ 7*7 }}"])
def test_a_hostile_name_still_gives_a_letter(name: str | None, tmp_path: Path) -> None:
    """And it is harmless."""
    shown = preview(body() | {"candidate": {"name": name}}, tmp_path, "--json")
    assert shown.exit_code == 0, shown.output
    read = json.loads(shown.stdout)
    assert "<script" not in read["html"]
    assert "{{" not in read["text"]


def test_the_readme_shows_a_letter_exactly_as_the_command_prints_it() -> None:
    """What we promise is what one gets; the case lies beside the guides."""
    root = Path(__file__).parents[3]
    readme = (root / "README.md").read_text(encoding="utf-8")
    command, _, rest = readme.partition("uv run svarctl letter preview ")[2].partition("\n")
    shown = CliRunner().invoke(app, ["preview", str(root / command)])
    assert shown.exit_code == 0, shown.output
    assert rest.partition("```text\n")[2].partition("```\n")[0] == shown.stdout
