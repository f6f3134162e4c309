"""One realistic value of every page, and of the states that look different, in each language."""

from datetime import UTC, date, datetime
from typing import Any

from svar.mail.contents import GateFinding
from svar.pages.contents import (
    DecidePage,
    DonePage,
    Form,
    LetterPage,
    PageContent,
    ProblemPage,
    UndecidedApplicant,
    UndecidedPage,
)
from tests.unit.mail.samples import (
    CANDIDATE,
    ORGANISATION,
    RECRUITER,
    SAID,
    TODAY,
    evidence,
    letter,
)

FORM = Form(url="/l/eyJhIjoiYTEifQ.aYw3TA.Zm9yLWV4YW1wbGU", token="dGhlLXRva2Vu.c2lnbmVk")
GOES_AT = datetime(2026, 11, 3, 7, 0, tzinfo=UTC)


def pages(language: str) -> dict[str, PageContent]:
    """Return every page by name."""
    said = SAID[language]
    base: dict[str, Any] = {"language": language, "organisation": ORGANISATION, "today": TODAY}
    about: dict[str, Any] = base | {"candidate_name": CANDIDATE, "job_title": said["job"]}
    shown: dict[str, Any] = about | {
        "letter": letter(language),
        "evidence": evidence(language),
        "written_by": "claude",
        "decided_by": "Ingrid Solheim",
        "decided_at": datetime(2026, 11, 2, 9, 12, tzinfo=UTC),
        "form": FORM,
        "goes_at": GOES_AT,
    }
    waiting: dict[str, Any] = about | {
        "since": "interview",
        "waiting_since": date(2026, 10, 29),
        "promised_by": date(2026, 11, 5),
        "earliest": date(2026, 11, 3),
        "latest": date(2026, 11, 19),
        "recruiter": RECRUITER,
        "form": FORM,
    }
    applicants = tuple(
        UndecidedApplicant(
            application_id=f"app-{n}",
            name=name,
            applied_on=date(2026, 10, n),
            interviewed=name == CANDIDATE,
        )
        for n, name in enumerate(("Per Aas", CANDIDATE, "Liv Moe", "Anna-Sofie Å. Lindqvist"), 1)
    )
    closing: dict[str, Any] = base | {"job_title": said["job"], "form": FORM}
    return {
        "letter": LetterPage(**shown, review="hold", ai_note=True),
        "letter-approve": LetterPage(**shown, review="approve", call_first=True),
        "letter-held": LetterPage(**shown, review="hold", state="held"),
        "letter-sent": LetterPage(**shown, review="hold", state="sent"),
        "letter-refused": LetterPage(
            **shown,
            review="hold",
            draft=f"{said['thanks']} {said['words']}",
            findings=(
                GateFinding(rule="R02"),
                GateFinding(rule="R04", words=said["words"]),
            ),
        ),
        "decide": DecidePage(**waiting),
        "decide-refused": DecidePage(
            **waiting, ats_url="https://ats.example/applications/4711", error="too_late"
        ),
        "undecided": UndecidedPage(
            **closing, cause="hired", applicants=applicants, goes_at=GOES_AT
        ),
        "undecided-refused": UndecidedPage(
            **closing, cause="closed", applicants=applicants[:1], error="nobody_ticked"
        ),
        "done-held": DonePage(**about, outcome="held", undo=FORM, undo_action="resume"),
        "done-released": DonePage(**about, outcome="released", goes_at=GOES_AT),
        "done-said-when": DonePage(**about, outcome="said_when", by=date(2026, 11, 10)),
        "done-closed": DonePage(
            **base, job_title=said["job"], outcome="closed", count=36, undo=FORM
        ),
        "problem": ProblemPage(**base, problem="link_expired", contact=RECRUITER),
        "problem-gone": ProblemPage(**base, problem="gone"),
    }
