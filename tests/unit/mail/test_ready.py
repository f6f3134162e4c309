"""The templates of a bundle are Python, which reads like the templates that it was made from."""

import shutil
from pathlib import Path

import pytest

from svar.mail import render
from svar.mail.render import TEMPLATES
from svar.mail.templating import environment, make_ready
from tests.unit.mail.samples import mails


@pytest.fixture
def bundled(tmp_path: Path) -> tuple[Path, ...]:
    """The folders of the mails' engine as a build leaves them, without the templates."""
    folders = tuple(tmp_path / each.name for each in TEMPLATES)
    for here, there in zip(TEMPLATES, folders, strict=True):
        shutil.copytree(here, there)
    make_ready(*folders)
    for each in tmp_path.rglob("*.j2"):
        each.unlink()
    return folders


def test_a_bundle_writes_the_same_mails(
    bundled: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every one of them, text and HTML."""
    as_written = {name: render.render(mail) for name, mail in mails("nb").items()}
    monkeypatch.setattr(render, "_engine", lambda: environment(*bundled))
    assert {name: render.render(mail) for name, mail in mails("nb").items()} == as_written
