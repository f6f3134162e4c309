"""One realistic value of every mail kind in every language, shared by the tests of mails and pages.

Names, employers and addresses are invented; the addresses are reserved ones (RFC 2606).
"""

from datetime import UTC, date, datetime
from typing import Any

from svar.domain.letters.case import (
    Evidence,
    LetterDocument,
    Numbers,
    Paragraph,
    Question,
    Quote,
    Sentence,
)
from svar.mail.contents import (
    Audit,
    AuditLinks,
    Correction,
    CriterionFinding,
    Digest,
    DigestLine,
    Escalation,
    GateFinding,
    HumanLink,
    MailContent,
    MotivationSentence,
    NeedsHuman,
    Person,
    Receipt,
    Rejection,
    Reminder,
    ScreeningSummary,
    StatusNotice,
    UndecidedAfterClose,
    WithdrawalConfirmation,
)

LANGUAGES = ("nb", "nn", "en")
ORGANISATION = "Fjordbyen kommune"
TODAY = date(2026, 11, 2)
LINK = "https://svar.fjordbyen.example/l/eyJhIjoiYTEifQ.aYw3TA.Zm9yLWV4YW1wbGU"
RECRUITER = Person(
    name="Mona Berg",
    email="mona.berg@fjordbyen.example",
    phone="+47 55 00 01 02",
    title="HR",
)
DECIDER = Person(name="Ingrid Solheim", email="ingrid.solheim@fjordbyen.example")
CANDIDATE = "Kari Nordås"
SAID: dict[str, dict[str, Any]] = {
    "nb": {
        "job": "avdelingsleder",
        "subject": "Svar på søknaden din: avdelingsleder, Fjordbyen kommune",
        "greeting": "Hei Kari,",
        "outcome": "Du går dessverre ikke videre i denne prosessen.",
        "thanks": "Takk for at du søkte på stillingen som avdelingsleder og svarte på spørsmålene våre.",
        "reason": "Et krav i utlysningen er tre års erfaring med turnusplanlegging, og det kravet er ikke oppfylt.",
        "volume": "Det kom 214 søknader på stillingen, og vi inviterte 6 til samtale.",
        "learning": "Et råd til neste gang: Ta med en turnus du har laget, og skriv hvor mange ansatte den gjaldt.",
        "closing": "Dermed er prosessen avsluttet for deg.",
        "wish": "Vi ønsker deg riktig lykke til videre, og håper du søker igjen ved en senere anledning.",
        "contact": "Har du spørsmål, kan du svare på denne e-posten eller ringe Mona Berg på +47 55 00 01 02.",
        "sign_off": "Vennlig hilsen",
        "criterion": "tre års erfaring med turnusplanlegging",
        "quote": "Jeg har fordelt vakter i butikken i ett år",
        "withdrawn": "Vi bekrefter at du har trukket søknaden din på stillingen som avdelingsleder.",
        "withdrawn_subject": "Du har trukket søknaden din: avdelingsleder, Fjordbyen kommune",
        "wrong": "Vi skrev til deg ved en feil i går. Du er fortsatt med i prosessen.",
        "wrong_subject": "Vi skrev til deg ved en feil: avdelingsleder, Fjordbyen kommune",
        "licence": "førerkort klasse B",
        "licence_quote": "Jeg har hatt førerkort siden 2011",
        "english": "god muntlig engelsk",
        "pay": "erfaring med lønnsforhandlinger",
        "motive": "Vil lede flere enn i dag, og nevner omsorgsarbeid som det viktigste.",
        "motive_quote": "Jeg har lyst til å ha ansvar for en hel avdeling",
        "ask": ("Hvor mange ansatte gjaldt turnusen?", "Har du brukt et turnusprogram?"),
        "words": "dessverre, vi beklager",
    },
    "nn": {
        "job": "avdelingsleiar",
        "subject": "Svar på søknaden din: avdelingsleiar, Fjordbyen kommune",
        "greeting": "Hei Kari,",
        "outcome": "Du går diverre ikkje vidare i denne prosessen.",
        "thanks": "Takk for at du søkte på stillinga som avdelingsleiar og svarte på spørsmåla våre.",
        "reason": "Eit krav i utlysinga er tre års erfaring med turnusplanlegging, og det kravet er ikkje oppfylt.",
        "volume": "Det kom 214 søknader på stillinga, og vi inviterte 6 til samtale.",
        "learning": "Eit råd til neste gong: Ta med ein turnus du har laga, og skriv kor mange tilsette han gjaldt.",
        "closing": "Dermed er prosessen avslutta for deg.",
        "wish": "Vi ønskjer deg lukke til vidare, og vonar du søkjer att ved eit seinare høve.",
        "contact": "Har du spørsmål, kan du svare på denne e-posten eller ringe Mona Berg på +47 55 00 01 02.",
        "sign_off": "Venleg helsing",
        "criterion": "tre års erfaring med turnusplanlegging",
        "quote": "Eg har fordelt vakter i butikken i eitt år",
        "withdrawn": "Vi stadfestar at du har trekt søknaden din på stillinga som avdelingsleiar.",
        "withdrawn_subject": "Du har trekt søknaden din: avdelingsleiar, Fjordbyen kommune",
        "wrong": "Vi skreiv til deg ved ein feil i går. Du er framleis med i prosessen.",
        "wrong_subject": "Vi skreiv til deg ved ein feil: avdelingsleiar, Fjordbyen kommune",
        "licence": "førarkort klasse B",
        "licence_quote": "Eg har hatt førarkort sidan 2011",
        "english": "god munnleg engelsk",
        "pay": "erfaring med lønsforhandlingar",
        "motive": "Vil leie fleire enn i dag, og nemner omsorgsarbeid som det viktigaste.",
        "motive_quote": "Eg har lyst til å ha ansvar for ei heil avdeling",
        "ask": ("Kor mange tilsette gjaldt turnusen?", "Har du brukt eit turnusprogram?"),
        "words": "diverre, vi orsakar",
    },
    "en": {
        "job": "department manager",
        "subject": "Answer to your application: department manager, Fjordbyen kommune",
        "greeting": "Hi Kari,",
        "outcome": "Unfortunately, you will not move forward in this process.",
        "thanks": "Thank you for applying for the department manager position and answering our questions.",
        "reason": "The advert asks for three years of rota planning, and this criterion is not met.",
        "volume": "214 people applied for the position, and we invited 6 of them to an interview.",
        "learning": "One thing for next time: bring a rota you have made, and say how many people it was for.",
        "closing": "Your application is now closed.",
        "wish": "We wish you the best of luck, and you are welcome to apply again.",
        "contact": "If you have questions, reply to this email or call Mona Berg on +47 55 00 01 02.",
        "sign_off": "Kind regards,",
        "criterion": "three years of rota planning",
        "quote": "I have shared out shifts in the shop for one year",
        "withdrawn": "We confirm that you have withdrawn your application for the department manager position.",
        "withdrawn_subject": "You have withdrawn: department manager, Fjordbyen kommune",
        "wrong": "We wrote to you by mistake yesterday. You are still in the process.",
        "wrong_subject": "We wrote to you by mistake: department manager, Fjordbyen kommune",
        "licence": "a class B driving licence",
        "licence_quote": "I have had my licence since 2011",
        "english": "good spoken Norwegian",
        "pay": "experience of pay negotiations",
        "motive": "Wants to lead more people than today, and names care work as what matters most.",
        "motive_quote": "I would like to be responsible for a whole department",
        "ask": ("How many people was the rota for?", "Have you used rota software?"),
        "words": "unfortunately, we regret",
    },
}


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
            chat_url=LINK,
            mentions_ai=True,
            privacy_url="https://fjordbyen.example/personvern",
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
            application_url="https://ats.example/applications/4711",
        ),
        "audit": Audit(
            **audit,
            review="hold",
            goes_at=datetime(2026, 11, 3, 7, 0, tzinfo=UTC),
            written_by="claude",
            findings=(GateFinding(rule="R04", words=said["words"]),),
            links=AuditLinks(hold=LINK + "?h", edit=LINK + "?e", release=LINK + "?r"),
        ),
        "audit-approve": Audit(
            **audit,
            review="approve",
            goes_at=datetime(2026, 11, 3, 7, 0, tzinfo=UTC),
            call_first=True,
            written_by="house",
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
                HumanLink(action="open_application", url="https://ats.example/applications/4711"),
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
            missed=(_line(said, "Per Aas", date(2026, 10, 30)),),
            due_soon=(
                _line(said, CANDIDATE, date(2026, 11, 3)),
                _line(said, "Liv Moe", date(2026, 11, 4)),
            ),
            waiting=tuple(_line(said, f"Ola {n}", date(2026, 11, 12)) for n in range(1, 28)),
        ),
    }


def _line(said: dict[str, Any], name: str, promised_by: date) -> DigestLine:
    return DigestLine(
        candidate_name=name,
        job_title=said["job"],
        decider="Ingrid Solheim" if name != "Liv Moe" else None,
        waiting_since=date(2026, 10, 20),
        promised_by=promised_by,
        url=LINK,
    )
