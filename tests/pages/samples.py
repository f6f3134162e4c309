"""One realistic value of every page, and of the states that look different, in each language."""

from datetime import UTC, date, datetime
from typing import Any

from svar.domain.chat import MOST_TURNS, questions
from svar.domain.standing import Standing
from svar.mail.contents import Corrects, GateFinding
from svar.pages.contents import (
    Answered,
    AnswersPage,
    Correcting,
    DecidePage,
    Demand,
    DonePage,
    Form,
    LetterPage,
    OrderShown,
    PageContent,
    ProblemPage,
    StandingCount,
    UndecidedApplicant,
    UndecidedPage,
)
from svar.pages.to_candidates import Again, ChatOverPage, ChatPage, Said
from tests.unit.mail.samples import (
    CANDIDATE,
    DECIDER,
    ORGANISATION,
    RECRUITER,
    SAID,
    TODAY,
    evidence,
    letter,
)

FORM = Form(url="/l/eyJhIjoiYTEifQ.aYw3TA.Zm9yLWV4YW1wbGU", token="dGhlLXRva2Vu.c2lnbmVk")
GOES_AT = datetime(2026, 11, 3, 7, 0, tzinfo=UTC)

COUNTS = tuple(
    StandingCount(standing=standing, count=number)
    for number, standing in zip((188, 40, 330, 3, 1, 7, 2, 29, 5), Standing, strict=True)
)

DEMANDS = (
    Demand(id="certificate", text="Fagbrev som elektriker"),
    Demand(id="experience", text="Minst to års erfaring med servicearbeid", ticked=True),
)


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
            promised_by=date(2026, 10, 14 + n),
            interviewed=name == CANDIDATE,
        )
        for n, name in enumerate(("Per Aas", CANDIDATE, "Liv Moe", "Anna-Sofie Å. Lindqvist"), 1)
    )
    asks = questions(language)
    closing: dict[str, Any] = base | {"job_title": said["job"], "form": FORM}
    return {
        "letter": LetterPage(**shown, review="hold", ai_note=True),
        "letter-approve": LetterPage(**shown, review="approve", call_first=True, may_tell=True),
        "letter-together": LetterPage(
            **shown, review="hold", may_tell=True, answers=("Elektriker", "Tømrer")
        ),
        "letter-held": LetterPage(**shown, review="hold", state="held"),
        "letter-sent": LetterPage(**shown, review="hold", state="sent"),
        "letter-undelivered": LetterPage(**shown, review="hold", state="sent", undelivered=True),
        "letter-sent-correct": LetterPage(
            **shown,
            review="hold",
            state="sent",
            correcting=Correcting(mistakes=("wrong_text",), decided=True, chosen="wrong_text"),
        ),
        "letter-sent-refused": LetterPage(
            **shown,
            review="hold",
            state="sent",
            correcting=Correcting(
                mistakes=("decision_taken_back", "meant_for_somebody_else"), error="why_missing"
            ),
        ),
        "letter-sent-corrected": LetterPage(
            **shown, review="hold", state="sent", correcting=Correcting(made=True)
        ),
        "letter-correction": LetterPage(
            **{**shown, "goes_at": None, "written_by": "house", "evidence": ()},
            review="approve",
            corrects=Corrects(
                mistake="decision_taken_back",
                sent_at=datetime(2026, 11, 2, 10, 30, tzinfo=UTC),
                why=said["words"],
            ),
        ),
        "letter-refused": LetterPage(
            **shown,
            review="hold",
            draft=f"{said['thanks']} {said['words']}",
            findings=(
                GateFinding(rule="R02"),
                GateFinding(rule="R04", words=said["words"]),
            ),
        ),
        "decide": DecidePage(**waiting, demands=DEMANDS, deciders=(DECIDER, RECRUITER)),
        "decide-too-late": DecidePage(**waiting, deciders=(DECIDER,), error="too_late"),
        "decide-who": DecidePage(
            **waiting, demands=DEMANDS, deciders=(DECIDER, RECRUITER), error="who"
        ),
        "decide-why": DecidePage(
            **waiting, demands=DEMANDS, deciders=(DECIDER, RECRUITER), met=True, error="why"
        ),
        "undecided": UndecidedPage(
            **closing, cause="hired", applicants=applicants, total=4, counts=COUNTS
        ),
        "undecided-refused": UndecidedPage(
            **closing, cause="closed", applicants=applicants[:1], total=1, error="nobody_ticked"
        ),
        "undecided-found": UndecidedPage(
            **closing,
            cause="on_hold",
            applicants=applicants[1:2],
            total=4,
            query="kari",
            ticked="none",
        ),
        "undecided-open": UndecidedPage(
            **closing,
            cause=None,
            applicants=tuple(
                each.model_copy(update={"url": f"{FORM.url}-{each.application_id}"})
                for each in applicants
            ),
            total=4,
        ),
        "undecided-under-way": UndecidedPage(
            **closing,
            cause="filled",
            applicants=(),
            total=0,
            order=2,
            last=OrderShown(at=GOES_AT, reason="position_filled", chosen=600, done=412),
            counts=COUNTS,
        ),
        "done-correcting": DonePage(**about, outcome="correcting"),
        "done-held": DonePage(**about, outcome="held", undo=FORM, undo_action="resume"),
        "done-released": DonePage(**about, outcome="released", goes_at=GOES_AT),
        "done-said-when": DonePage(**about, outcome="said_when", by=date(2026, 11, 10)),
        "done-undone": DonePage(**base, job_title=said["job"], outcome="undone", undo=FORM),
        "answers": AnswersPage(
            **about,
            answers=(
                Answered(asked=asks.background, answered=(said["quote"], said["motive_quote"])),
                Answered(asked=asks.motivation, answered=(said["motive_quote"],), withheld=1),
                Answered(asked=asks.criterion.format(criterion=said["criterion"])),
            ),
        ),
        **chats(language),
        "problem": ProblemPage(**base, problem="link_expired", contact=RECRUITER),
        "problem-gone": ProblemPage(**base, problem="gone"),
    }


def chats(language: str) -> dict[str, PageContent]:
    """Return the pages that a candidate sees, by name."""
    said, asks = SAID[language], questions(language)
    base: dict[str, Any] = {
        "language": language,
        "organisation": ORGANISATION,
        "today": TODAY,
        "job_title": said["job"],
        "contact": RECRUITER,
        "answer_by": date(2026, 11, 13),
    }
    form: dict[str, Any] = base | {"form": FORM, "most": MOST_TURNS}
    first: dict[str, Any] = form | {"number": 1, "question": asks.background}
    third: dict[str, Any] = form | {
        "number": 3,
        "question": asks.criterion.format(criterion=said["criterion"]),
        "said": (
            Said(asked=asks.background, answered=f"{said['quote']}\n\n{said['motive_quote']}"),
            Said(asked=asks.motivation, answered=""),
        ),
    }
    privacy = "https://fjordbyen.example/personvern"
    danger = ChatOverPage(**base, standing="danger", country="NO")
    again = Again(turn="3", action="send", answer=said["quote"], form=FORM)
    return {
        "chat": ChatPage(**first, privacy_url=privacy, uses_ai=True),
        "chat-later": ChatPage(**third),
        "chat-empty": ChatPage(**first, error="empty"),
        "chat-too-long": ChatPage(**third, error="too_long", draft=said["quote"] * 30),
        "chat-unsaved": ChatPage(**third, unsaved=said["quote"]),
        "chat-finished": ChatOverPage(**base, standing="finished"),
        "chat-finished-unsaved": ChatOverPage(**base, standing="finished", unsaved=said["quote"]),
        "chat-worrying": ChatOverPage(
            **base, standing="closed", unsaved=said["quote"], worrying=True, country="NO"
        ),
        "chat-nothing-said": ChatOverPage(**base, standing="nothing_said"),
        "chat-left": ChatOverPage(**base, standing="left"),
        "chat-danger": danger,
        "chat-danger-elsewhere": danger.model_copy(update={"country": "FI"}),
        "chat-elsewhere": ChatOverPage(**base, standing="elsewhere"),
        "chat-closed": ChatOverPage(**base, standing="closed"),
        "chat-withdrawn": ChatOverPage(**base | {"answer_by": None}, standing="withdrawn"),
        "chat-try-again": ChatOverPage(
            **base | {"answer_by": None}, standing="try_again", again=again
        ),
    }
