"""The demo itself: from signed webhooks to mailboxes, all on the real template."""

import json
import subprocess
import sys
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from svarctl.demo.posted import read_mails

LIMIT_SECONDS = 1500
RATE = 8_000
"""Half as fast as `make demo`: here it is about what happens, not about how quickly."""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run of the demo has left; fails with its last lines when it did not succeed."""
    folder = tmp_path_factory.mktemp("demo")
    svarctl = Path(sys.executable).with_name("svarctl")
    done = subprocess.run(
        [str(svarctl), "demo", "--out", str(folder), "--rate", str(RATE)],
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder


@pytest.fixture(scope="module")
def result(out: Path) -> Any:
    return json.loads((out / "result.json").read_text(encoding="utf-8"))


def test_nobody_is_lost_doubled_mistaken_or_late(result: Any) -> None:
    """Counted at the mailbox."""
    assert {k: result[k] for k in ("lost", "duplicates", "wrong", "late")} == {
        "lost": 0,
        "duplicates": 0,
        "wrong": 0,
        "late": 0,
    }


def test_everybody_owed_an_answer_has_one_or_a_person_who_knows(result: Any) -> None:
    """A bounce and a missing address are a person's work."""
    assert result["owed_an_answer"] == result["answered"] + result["needs_human"]
    assert result["needs_human"] == 2
    assert result["status_notices"] >= 1


def test_three_weeks_pass_with_iam_enforced(result: Any) -> None:
    """The whole script is played, by functions that may do no more than they must."""
    assert result["virtual_days"] >= 21
    assert result["iam_enforced"] is True


def test_a_manager_who_does_nothing_is_asked_and_the_candidate_told_twice(out: Path) -> None:
    """Kindly, then plainly to the next in line and the recruiter; and the truth, two times."""
    about = "gh-fjordbyen-9026"
    mails = [each for each in read_mails((out / "mail", True)) if each.about == about]
    kinds = [each.kind for each in mails]
    assert [kinds.count(kind) for kind in ("reminder", "escalation", "status_notice")] == [1, 2, 2]
    assert kinds.index("reminder") < kinds.index("escalation") < kinds.index("status_notice")
    assert kinds[-1] == "rejection"
    assert {each.to for each in mails if each.kind == "escalation"} == {
        "kari.strand@fjordbyen.example",
        "ragnhild.moe@fjordbyen.example",
    }


def test_the_maildir_holds_what_was_counted(out: Path, result: Any) -> None:
    """Every file is a whole mail with a text and an HTML part."""
    found = [
        BytesParser(policy=SMTP).parsebytes(path.read_bytes())
        for path in (out / "mail" / "new").iterdir()
    ]
    assert len(found) == sum(result["mails"].values())
    assert {each.get_content_type() for each in found} == {"multipart/alternative"}


def test_the_gallery_needs_nothing_from_outside(out: Path) -> None:
    """It opens from a memory stick; links in mails are the only addresses in it."""
    page = (out / "index.html").read_text(encoding="utf-8")
    assert page.count("<article") == 26
    for outside in ("<script", "src=http", 'src="http', "@import", '<link rel="stylesheet'):
        assert outside not in page
