"""The texts of a bundle are JSON, which says what the TOML says that it was made from."""

import shutil
from pathlib import Path

import pytest

from svar.domain import languages
from svar.domain.languages import HERE, make_ready, read_file


def test_a_bundle_reads_the_same_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of every language, from the JSON alone."""
    names = [
        (place.stem, "") if place.parent == HERE else (place.parent.name, place.stem)
        for place in sorted(HERE.rglob("*.toml"))
    ]
    as_written = [read_file(*each) for each in names]
    shutil.copytree(HERE, tmp_path / "languages")
    make_ready(tmp_path / "languages")
    for each in tmp_path.rglob("*.toml"):
        each.unlink()
    monkeypatch.setattr(languages, "HERE", tmp_path / "languages")
    assert [read_file(*each) for each in names] == as_written
