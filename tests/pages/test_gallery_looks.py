"""The demo's gallery in a real browser: its pictures fit a telephone, and axe finds nothing."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from svarctl.demo.cast import OSLO, load_script
from svarctl.demo.conductor import Moment
from svarctl.demo.gallery import write_gallery
from svarctl.demo.posted import Mail
from tests.pages.looking import Reader
from tests.unit.svarctl.mailbag import organisation

WHOLE = load_script()
SHOWN = {"9026", "9001", "9011", "9016"}
"""The hardest case, a quick answer, an interview, and an address that refuses mail."""
SCRIPT = WHOLE.model_copy(
    update={"people": tuple(p for p in WHOLE.people if p.applications[0].id in SHOWN)}
)
RESULT = {
    **dict.fromkeys(("applications", "answered", "answered_in_time"), 25),
    **dict.fromkeys(("status_notices", "needs_human", "lost", "duplicates", "wrong", "late"), 0),
}
SHELL = "<!DOCTYPE html><html lang='nb'><head><title>a</title></head><body><p>a</p></body></html>"
DECIDER, MANAGER, RECRUITER = (
    f"{name}@fjordbyen.example" for name in ("per.dahl", "kari.strand", "ragnhild.moe")
)


def march(day: int) -> datetime:
    return datetime(2026, 3, day, 12, tzinfo=OSLO)


def mails() -> list[Mail]:
    """Every kind of mail, in each story; one has come back."""
    found = []
    for person, application in SCRIPT.parts():
        if application.applied_at is None or person.email is None:
            continue
        about = SCRIPT.subject(application)
        came: list[tuple[str, str, datetime]] = [
            ("receipt", person.email, application.applied_at + timedelta(hours=2)),
            ("screening_summary", RECRUITER, march(6)),
            ("reminder", DECIDER, march(6)),
            ("escalation", MANAGER, march(7)),
            ("escalation", RECRUITER, march(7)),
            ("status_notice", person.email, march(9)),
            ("audit", RECRUITER, march(18)),
            ("needs_human", RECRUITER, march(19)),
            ("rejection", person.email, march(20)),
        ]
        found += [
            Mail(
                key=f"{about}-{number}",
                to=to,
                subject="Svar på søknaden din: Systemutvikler med ansvar for driften, Fjordbyen",
                language=person.language,
                kind=kind,
                about=about,
                at=at,
                text="Du hører fra oss igjen senest onsdag 18. mars. You will hear from us again "
                "by Wednesday 18 March.",
                html=SHELL,
                reply_to=RECRUITER,
                reached=kind != "receipt" or application.reach == "mail",
            )
            for number, (kind, to, at) in enumerate(came)
        ]
    return found


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    moments = [
        Moment(step.at, SCRIPT.subject(application), step.button or step.do, step=step)
        for _, application in SCRIPT.parts()
        for step in application.steps
    ]
    out = tmp_path_factory.mktemp("gallery") / "index.html"
    write_gallery(out, SCRIPT, moments, mails(), RESULT, organisation())
    # The legend is looked at too.
    return out.read_text(encoding="utf-8").replace('class="legend"', 'class="legend" open')


def test_the_gallery_is_readable_in_light_and_dark_and_on_every_width(
    reader: Reader, pictures: Path | None, page: str
) -> None:
    """axe finds nothing, nothing is wider than the window, and nothing is fetched."""
    headers = {"content-type": "text/html; charset=utf-8"}
    assert not reader.faults(
        page, headers=headers, picture=pictures / "gallery" if pictures else None
    )
