"""One realistic value of every mail kind in every language, shared by the tests of mails and pages.

Names, employers and addresses are invented; the addresses are reserved ones (RFC 2606).
"""

from datetime import UTC, date, datetime
from typing import Any

from svar.domain.chat import questions as house_questions
from svar.domain.languages import languages
from svar.domain.letters.document import (
    Evidence,
    LetterDocument,
    Numbers,
    Paragraph,
    Question,
    Quote,
    Sentence,
)
from svar.mail.contents import (
    AskedGroup,
    AskedRow,
    Audit,
    AuditLinks,
    Correction,
    Corrects,
    CriterionFinding,
    Digest,
    DigestCheck,
    DigestDecider,
    DigestJob,
    Escalation,
    Escalations,
    GateFinding,
    HumanLink,
    MailContent,
    MotivationSentence,
    NeedsHuman,
    Person,
    Receipt,
    Rejection,
    Reminder,
    Reminders,
    ScreeningSummary,
    StatusNotice,
    UndecidedAfterClose,
    WithdrawalConfirmation,
)
from tests.spoken import spoken

LANGUAGES = languages()
ORGANISATION = "Fjordbyen kommune"
TODAY = date(2026, 11, 2)
LINK = "https://svar.fjordbyen.example/l/eyJhIjoiYTEifQ.aYw3TA.Zm9yLWV4YW1wbGU"
RECRUITER = Person(
    name="Mona Berg",
    email="mona.berg@fjordbyen.example",
    phone="+47 55 00 01 02",
)
DECIDER = Person(name="Ingrid Solheim", email="ingrid.solheim@fjordbyen.example")
CANDIDATE = "Kari Nordås"
SAID: dict[str, dict[str, Any]] = {each: spoken(each)["samples"] for each in LANGUAGES}


def letter(language: str) -> LetterDocument:
    """Return a rejection with the four parts, its reason standing on E1 and E2."""
    said = SAID[language]
    return LetterDocument(
        language=language,
        subject=said["subject"],
        greeting=said["greeting"],
        paragraphs=(
            Paragraph(
                part="outcome",
                sentences=(Sentence(text=said["thanks"]), Sentence(text=said["outcome"])),
            ),
            Paragraph(
                part="reason",
                sentences=(
                    Sentence(text=said["reason"], evidence=("E1",)),
                    Sentence(text=said["volume"], evidence=("E2",)),
                ),
            ),
            Paragraph(
                part="learning", sentences=(Sentence(text=said["learning"], evidence=("E1",)),)
            ),
            Paragraph(
                part="closing",
                sentences=(Sentence(text=said["closing"]), Sentence(text=said["wish"])),
            ),
            Paragraph(part="contact", sentences=(Sentence(text=said["contact"]),)),
        ),
        signature=(said["sign_off"], "Mona Berg", "HR, Fjordbyen kommune"),
    )


def short_letter(language: str, subject: str, sentence: str) -> LetterDocument:
    """Return a letter of one sentence, a contact and a signature."""
    said = SAID[language]
    return LetterDocument(
        language=language,
        subject=said[subject],
        greeting=said["greeting"],
        paragraphs=(
            Paragraph(part="outcome", sentences=(Sentence(text=said[sentence]),)),
            Paragraph(part="contact", sentences=(Sentence(text=said["contact"]),)),
        ),
        signature=(said["sign_off"], "Mona Berg", "HR, Fjordbyen kommune"),
    )


def evidence(language: str) -> tuple[Evidence, ...]:
    """Return what `letter` stands on: an assessed criterion with a quote, and the numbers."""
    said = SAID[language]
    return (
        Evidence(
            id="E1",
            kind="assessed_with_quote",
            criterion_id="rota",
            criterion_text=said["criterion"],
            quote=Quote(turn=4, text=said["quote"]),
            assessed_by="Ingrid Solheim",
            assessed_at=datetime(2026, 10, 30, 12, 5, tzinfo=UTC),
            note="internal and never shown",
        ),
        Evidence(id="E2", kind="volume", numbers=Numbers(applicants=214, invited=6)),
    )


def mails(language: str) -> dict[str, MailContent]:
    """Return every kind of mail, and the variants that read differently, by name."""
    said = SAID[language]
    base: dict[str, Any] = {
        "language": language,
        "organisation": ORGANISATION,
        "written_on": TODAY,
    }
    job = {"job_title": said["job"]}
    to_recruiter = base | {"recipient": RECRUITER}
    waiting: dict[str, Any] = (
        base
        | job
        | {
            "candidate_name": CANDIDATE,
            "since": "interview",
            "waiting_since": date(2026, 10, 29),
            "promised_by": date(2026, 11, 5),
            "decide_url": LINK,
        }
    )
    audit: dict[str, Any] = (
        to_recruiter
        | job
        | {
            "candidate_name": CANDIDATE,
            "candidate_email": "kari@example.org",
            "letter": letter(language),
            "evidence": evidence(language),
            "decided_by": "Ingrid Solheim",
            "decided_at": datetime(2026, 11, 2, 9, 12, tzinfo=UTC),
        }
    )
    person = {"name": "Kari", "contact": RECRUITER}
    return {
        "receipt": Receipt(
            **base,
            **job,
            **person,
            applied_on=date(2026, 10, 31),
            answer_by=date(2026, 11, 13),
            mentions_ai=True,
            privacy_url="https://fjordbyen.example/personvern",
            chat_url=LINK + "?c",
        ),
        "receipt-short": Receipt(
            **base,
            **job,
            contact=Person(name="Mona Berg", email="mona.berg@fjordbyen.example"),
            applied_on=date(2026, 10, 31),
            answer_by=date(2027, 1, 4),
        ),
        "status_notice": StatusNotice(
            **base,
            **job,
            **person,
            number=1,
            after="interview",
            promised_by=date(2026, 11, 2),
            next_word_by=date(2026, 11, 16),
        ),
        "status_notice-second": StatusNotice(
            **base,
            **job,
            **person,
            number=2,
            promised_by=date(2026, 11, 2),
            next_word_by=date(2026, 11, 16),
        ),
        "status_notice-on-its-way": StatusNotice(
            **base,
            **job,
            **person,
            number=1,
            promised_by=date(2026, 11, 2),
            next_word_by=date(2026, 11, 16),
            answer_on_its_way=True,
        ),
        "status_notice-early": StatusNotice(
            **base,
            **job,
            **person,
            number=1,
            promised_by=date(2026, 11, 16),
            early=True,
            next_word_by=date(2026, 11, 16),
        ),
        "rejection": Rejection(letter=letter(language), ai_note=True),
        "withdrawal_confirmation": WithdrawalConfirmation(
            letter=short_letter(language, "withdrawn_subject", "withdrawn")
        ),
        "correction": Correction(letter=short_letter(language, "wrong_subject", "wrong")),
        "reminder": Reminder(**waiting, decider=DECIDER, say_when_url=LINK + "?w"),
        "reminder-one-page": Reminder(
            **waiting | {"since": "application"}, decider=DECIDER, say_when_url=LINK
        ),
        "escalation": Escalation(
            **waiting,
            recipient=RECRUITER,
            decider=DECIDER,
            asked_on=(date(2026, 10, 30), date(2026, 11, 2)),
        ),
        "escalation-nobody": Escalation(**waiting, recipient=RECRUITER, decider=None),
        "reminders": Reminders(
            **to_recruiter | {"recipient": DECIDER},
            groups=(
                AskedGroup(
                    **job,
                    decider=DECIDER,
                    rows=tuple(
                        AskedRow(candidate_name=name, promised_by=date(2026, 11, 4 + n), url=LINK)
                        for n, name in enumerate((CANDIDATE, "Per Aas"))
                    ),
                    more=118,
                    url=LINK,
                ),
            ),
            count=120,
            first=date(2026, 11, 4),
        ),
        "escalations": Escalations(
            **to_recruiter,
            groups=(
                AskedGroup(
                    **job,
                    decider=DECIDER,
                    asked_on=(date(2026, 10, 29), date(2026, 10, 30)),
                    rows=(
                        AskedRow(candidate_name=CANDIDATE, promised_by=date(2026, 11, 4), url=LINK),
                    ),
                    more=1,
                    url=LINK,
                ),
                AskedGroup(
                    job_title="IT",
                    decider=RECRUITER,
                    rows=(
                        AskedRow(candidate_name="Liv Moe", promised_by=date(2026, 11, 5), url=LINK),
                    ),
                    url=LINK,
                ),
            ),
            count=3,
            first=date(2026, 11, 4),
        ),
        "screening_summary": ScreeningSummary(
            **to_recruiter,
            **job,
            candidate_name=CANDIDATE,
            screened_on=date(2026, 11, 1),
            criteria=(
                CriterionFinding(
                    criterion=said["criterion"], status="not_met", turn=4, quote=said["quote"]
                ),
                CriterionFinding(
                    criterion=said["licence"], status="met", turn=6, quote=said["licence_quote"]
                ),
                CriterionFinding(criterion=said["english"], status="unclear"),
                CriterionFinding(criterion=said["pay"], status="not_asked"),
            ),
            motivation=(
                MotivationSentence(text=said["motive"], turn=2, quote=said["motive_quote"]),
            ),
            questions=said["ask"],
            unanswered=(house_questions(language).motivation,),
            answers_url=LINK + "?a",
        ),
        "audit": Audit(
            **audit,
            review="hold",
            goes_at=datetime(2026, 11, 3, 7, 0, tzinfo=UTC),
            written_by="claude",
            findings=(GateFinding(rule="R04", words=said["words"]),),
            links=AuditLinks(hold=LINK + "?h", edit=LINK + "?e", release=LINK + "?r"),
        ),
        "audit-correction": Audit(
            **audit
            | {
                "letter": short_letter(language, "wrong_subject", "wrong"),
                "evidence": (),
                "goes_at": None,
                "written_by": "house",
                "decided_by": "mona.berg@fjordbyen.example",
            },
            review="approve",
            corrects=Corrects(
                mistake="decision_taken_back",
                sent_at=datetime(2026, 11, 2, 10, 30, tzinfo=UTC),
                why=said["words"],
            ),
            links=AuditLinks(approve=LINK, edit=LINK, hold=LINK),
        ),
        # The recruiter decided, and the first writer's drafts were refused.
        "audit-approve": Audit(
            **audit
            | {
                "decided_by": RECRUITER.name,
                "evidence": tuple(
                    each.model_copy(update={"assessed_by": RECRUITER.name})
                    for each in evidence(language)
                ),
            },
            review="approve",
            goes_at=datetime(2026, 11, 3, 7, 0, tzinfo=UTC),
            call_first=True,
            written_by="house",
            instead="not_mended",
            findings=(GateFinding(rule="R04", words=said["words"]), GateFinding(rule="R06")),
            questions=(Question(field="decision.ats_reason", why_key="protected_ground"),),
            links=AuditLinks(approve=LINK, edit=LINK, hold=LINK),
        ),
        "needs_human": NeedsHuman(
            **to_recruiter,
            **job,
            reason="bounced",
            happened_at=datetime(2026, 11, 2, 8, 3, tzinfo=UTC),
            candidate_name=CANDIDATE,
            candidate_emails=("kari@example.org", "kari.nordaas@example.net"),
            candidate_phone="+47 900 00 000",
            promised_by=date(2026, 11, 5),
            detail="550 5.1.1 <kari@example.org>: no such user",
            letter=letter(language),
            links=(
                HumanLink(action="correct", url=LINK),
                HumanLink(action="mark_told", url=LINK),
            ),
        ),
        "undecided_after_close": UndecidedAfterClose(
            **to_recruiter,
            **job,
            cause="hired",
            closed_on=date(2026, 10, 30),
            undecided=37,
            first_promise=date(2026, 11, 4),
            page_url=LINK,
        ),
        "digest": Digest(
            **to_recruiter,
            jobs=(
                DigestJob(
                    job_title=said["job"],
                    undecided=(
                        DigestDecider(name="Ingrid Solheim", waiting=27),
                        DigestDecider(name="Per Dahl", waiting=1),
                    ),
                    missed=1,
                    soon=2,
                    first=date(2026, 11, 3),
                    approval=2,
                    held=1,
                    human=1,
                    url=LINK,
                ),
                DigestJob(job_title="IT", url=LINK),
            ),
        ),
        "digest-overseer": Digest(
            **to_recruiter,
            check=DigestCheck(checked=4102, repaired=1, broken=2, ids=("4711", "4712")),
        ),
    }
