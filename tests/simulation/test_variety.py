"""Two candidates for one job may compare their letters."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from svar.domain.languages import languages
from svarctl.letter_gallery import specimens, variety
from svarctl.letters import app


@pytest.mark.parametrize("language", languages())
def test_two_hundred_candidates_for_one_job_do_not_get_copies(language: str) -> None:
    """They may compare: hardly two letters are the same, and each part has several wordings."""
    found = variety(language)
    assert found.letters >= 190
    assert found.most_alike <= 2
    assert found.thanks >= 5
    assert found.reasons >= 6
    assert found.lessons >= 12


def test_every_letter_of_the_gallery_passes_the_gate_on_its_own_kind_of_evidence() -> None:
    """What is shown to be read is what may be sent."""
    for each in specimens():
        letter = each.written()
        used = {key for one in letter.slots.reason for key in one.evidence}
        assert {f.kind for f in letter.evidence if f.id in used} == {each.kind}, each.label
        assert not letter.breaks, each.label
        assert not letter.questions, each.label


def test_the_command_writes_the_letters_and_the_figures(tmp_path: Path) -> None:
    """A page to look at, a text to read aloud."""
    result = CliRunner().invoke(app, ["gallery", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "200 candidates for one job" in result.stdout
    count = sum(1 for _ in specimens())
    assert (tmp_path / "index.html").read_text(encoding="utf-8").count("<article") == count
    assert (tmp_path / "index.txt").read_text(encoding="utf-8").count("=== ") == count
