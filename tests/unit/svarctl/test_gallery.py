"""The gallery is one page that shows everything, brings everything, and runs nothing."""

from datetime import datetime
from pathlib import Path

import html5lib
import pytest

from svarctl.demo.cast import OSLO
from svarctl.demo.conductor import Moment
from svarctl.demo.gallery import write_gallery
from svarctl.demo.posted import read_mails
from tests.unit.svarctl.mailbag import RECRUITER, organisation, put, script

NOON = datetime(2026, 3, 5, 12, tzinfo=OSLO)
RESULT = {
    "applications": 1,
    "answered": 1,
    "answered_in_time": 1,
    "status_notices": 0,
    "needs_human": 0,
    "lost": 0,
    "duplicates": 0,
    "wrong": 0,
    "late": 0,
}


@pytest.fixture
def page(tmp_path: Path) -> str:
    box = tmp_path / "mail"
    put(box, "receipt-1", NOON.replace(day=2))
    put(box, "letter-1", NOON, text="Hei Åse <script>alert(1)</script>\n")
    put(box, "human-1", NOON, to=RECRUITER)
    told = script()
    [(_, application)] = told.parts()
    moments = [
        Moment(step.at, told.subject(application), step.do, step=step) for step in application.steps
    ]
    out = tmp_path / "index.html"
    write_gallery(out, told, moments, read_mails((box, True)), RESULT, organisation())
    return out.read_text(encoding="utf-8")


def test_the_page_is_valid_and_has_each_mail_in_a_sandbox(page: str) -> None:
    """Two mails to the candidate, one to the recruiter in the story and on their own page: none can
    do anything."""
    html5lib.HTMLParser(strict=True).parse(page)
    assert page.count("<iframe sandbox srcdoc=") == 2 + 2


def test_a_mail_cannot_break_out_of_the_page(page: str) -> None:
    """Texts are shown, never run."""
    assert "<script" not in page


def test_the_story_shows_its_promise_and_its_end(page: str) -> None:
    """When the answer was promised, and when it came."""
    assert "Promised an answer by Mon 16 Mar. Answered on Thu 5 Mar, 7 working days ahead." in page
    assert "answered 5 Mar" in page
