"""From an owed mail to its contents: one small function for each kind, in one table."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from svar.domain.chatting import invited
from svar.domain.deeds import Deeds, Draft
from svar.domain.letter_case import letter_case
from svar.domain.letters.names import person_name, phone_number
from svar.domain.letters.notices import withdrawal_confirmation
from svar.domain.letters.position import known_title
from svar.domain.policy import Contact
from svar.domain.promises import Due
from svar.domain.situation import OwedMail, Plan, Situation
from svar.domain.telling import OVER
from svar.domain.text import single_address
from svar.domain.together import Shown, shown
from svar.mail import contents as m
from svar.mail.shown import corrects
from svar.ports import Links

Composer = Callable[[OwedMail, Situation, Deeds, Links], m.MailContent]


def compose_mail(mail: OwedMail, at: Situation, deeds: Deeds, links: Links) -> m.MailContent:
    """The contents of a mail that is owed. Raises KeyError for a kind that nobody composes."""
    return COMPOSERS[mail.kind](mail, at, deeds, links)


def _common(at: Situation, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "organisation": at.organisation.name,
        "written_on": _day(at, at.now),
        "zone": at.calendar.zone.key,
    }


def _to_candidate(at: Situation) -> dict[str, Any]:
    return {
        **_common(at, at.language),
        "name": person_name(at.facts.candidate.name) if at.facts.candidate else None,
        "job_title": known_title(at.job.title, at.language),
        "contact": _person(at.recruiter),
    }


def _to_employer(at: Situation) -> dict[str, Any]:
    return {
        **_common(at, at.employer_language),
        "candidate_name": _candidate_name(at),
        "job_title": known_title(at.job.title, at.employer_language),
    }


def _day(at: Situation, instant: Any) -> date:
    return at.calendar.local_date(instant)


def _candidate_name(at: Situation) -> str:
    """A name to know the candidate by; the application's id where there is none."""
    name = person_name(at.facts.candidate.name) if at.facts.candidate else None
    return name or at.id


def reader_of(mail: OwedMail, at: Situation) -> Contact:
    """Who on the employer's side reads a mail."""
    if mail.person is not None:
        return mail.person
    return {"decider": at.decider, "manager": at.manager}.get(mail.to, at.recruiter)


def _person(contact: Contact) -> m.Person:
    return m.Person(name=contact.name, email=contact.email, phone=contact.phone)


def _receipt(mail: OwedMail, at: Situation, deeds: Deeds, links: Links) -> m.Receipt:
    promise = deeds.promises[0]
    return m.Receipt(
        **_to_candidate(at),
        applied_on=_day(at, promise.made_at),
        answer_by=at.calendar.in_zone(at.zone).local_date(promise.due_at),
        mentions_ai=at.organisation.letters.mention_ai
        and at.organisation.letters.writer != "house",
        privacy_url=at.organisation.privacy_url,
        chat_url=links.url("chat", at.id, 1) if invited(at) else None,
    )


def _status_notice(mail: OwedMail, at: Situation, deeds: Deeds, links: Links) -> m.StatusNotice:
    promise = next(p for p in deeds.promises if p.number == mail.params["promise"])
    return m.StatusNotice(
        **_to_candidate(at),
        number=mail.params["number"],
        after=promise.reason,
        promised_by=mail.params["promised_by"],
        early=mail.params["early"],
        next_word_by=mail.params["next_word_by"],
        job=_job_stands(at),
        answer_on_its_way=mail.params["answer_on_its_way"],
    )


def _job_stands(at: Situation) -> Literal["open", "on_hold", "closed"]:
    if at.job_facts.closed is None:
        return "open"
    return "on_hold" if at.job_facts.closed.reason == "on_hold" else "closed"


def _rejection(mail: OwedMail, at: Situation, deeds: Deeds, links: Links) -> m.Rejection:
    draft = mail.params["joint"] or deeds.drafts[mail.params["number"]]
    return m.Rejection(letter=draft.document, ai_note=_ai_note(at, draft))


def _correction(mail: OwedMail, at: Situation, deeds: Deeds, links: Links) -> m.Correction:
    draft = deeds.drafts[mail.params["number"]]
    return m.Correction(letter=draft.document, ai_note=_ai_note(at, draft))


def _ai_note(at: Situation, draft: Draft) -> bool:
    return at.organisation.letters.mention_ai and draft.written_by == "claude"


def _withdrawal(
    mail: OwedMail, at: Situation, deeds: Deeds, links: Links
) -> m.WithdrawalConfirmation:
    document = withdrawal_confirmation(letter_case(at))
    return m.WithdrawalConfirmation(letter=document)


def _reminder(mail: OwedMail, at: Situation, deeds: Deeds, links: Links) -> m.Reminder:
    promise = deeds.promises[-1]
    url = links.url("promise", at.id, promise.number)
    return m.Reminder(
        **_to_employer(at),
        decider=_person(at.decider),
        since=promise.reason,
        waiting_since=_day(at, promise.made_at),
        promised_by=_day(at, promise.due_at),
        decide_url=url,
        say_when_url=url,
    )


def _escalation(mail: OwedMail, at: Situation, deeds: Deeds, links: Links) -> m.Escalation:
    promise = deeds.promises[-1]
    asked = [d for d in deeds.done.get(promise.number, ()) if d.due is Due.REMIND]
    return m.Escalation(
        **_to_employer(at),
        recipient=_person(reader_of(mail, at)),
        decider=_person(at.decider),
        since=promise.reason,
        waiting_since=_day(at, promise.made_at),
        asked_on=tuple(_day(at, deed.at) for deed in asked),
        promised_by=_day(at, promise.due_at),
        decide_url=links.url("promise", at.id, promise.number),
    )


def _audit(mail: OwedMail, at: Situation, deeds: Deeds, links: Links) -> m.Audit:
    number = mail.params["number"]
    telling = deeds.telling(number)
    if telling is None:
        raise KeyError(f"telling {number}")
    letter = shown(at, Plan(deeds=deeds), telling)
    draft = letter.draft
    decision = at.facts.rejection
    page = links.url("telling", at.id, number)
    waits = telling.review == "approve"
    made = deeds.correction(number)
    return m.Audit(
        **_to_employer(at),
        recipient=_person(at.recruiter),
        candidate_email=at.address,
        letter=draft.document,
        ai_note=_ai_note(at, draft),
        evidence=draft.evidence,
        review="approve" if waits else "hold",
        # A correction goes when somebody says yes, and at no time before.
        goes_at=None if made else letter.goes_at,
        answers=_titles(at, letter),
        call_first=waits and made is None,
        written_by=draft.written_by,
        instead=draft.instead,
        findings=tuple(m.GateFinding(rule=rule, words=words) for rule, words in draft.findings),
        questions=draft.questions,
        decided_by=made.requested_by if made else at.decided_by,
        decided_at=made.requested_at if made else decision.at if decision else None,
        corrects=corrects(deeds, number),
        links=(
            m.AuditLinks(approve=page, edit=page, hold=page)
            if waits
            else m.AuditLinks(hold=page, edit=page, release=None if letter.positions else page)
        ),
    )


def _titles(at: Situation, letter: Shown) -> tuple[str, ...]:
    """The positions that a letter answers, when there are several."""
    return tuple(known_title(each.job.title, at.employer_language) for each in letter.positions)


UNDELIVERED = frozenset({"bounced", "suppressed", "refused", "not_delivered", "delivery_unknown"})
"""The reasons after which only a human can say that the candidate has the answer."""
WENT_WRONG = frozenset({"decision_taken_back_after_sending", "correction_does_not_fit"})


def _letter_in_question(reason: str, deeds: Deeds) -> int | None:
    """The number of the letter that a human must look at, if there is one."""
    if reason in WENT_WRONG:
        gone = [t.number for t in deeds.tellings if t.released_at is not None]
        return gone[-1] if gone else None
    return deeds.rejection.number if deeds.rejection else None


def _needs_human(mail: OwedMail, at: Situation, deeds: Deeds, links: Links) -> m.NeedsHuman:
    candidate, promise = at.facts.candidate, deeds.promise
    number = mail.params.get("number") or _letter_in_question(mail.params["reason"], deeds)
    draft = deeds.drafts.get(number) if number else None
    actions = (
        [m.HumanLink(action="decide", url=links.url("promise", at.id, promise.number))]
        if (promise and mail.params["reason"] == "auto_reject_parked")
        else []
    )
    if mail.params["reason"] == "answers_to_read":
        actions.append(m.HumanLink(action="read_answers", url=links.url("answers", at.id, 1)))
    telling = deeds.telling(number) if number else None
    if draft is not None and telling is not None:
        url = links.url("telling", at.id, telling.number)
        if telling.state not in OVER:
            actions.append(m.HumanLink(action="approve", url=url))
        elif mail.params["reason"] in WENT_WRONG:
            actions.append(m.HumanLink(action="correct", url=url))
    if telling is not None and mail.params["reason"] in UNDELIVERED:
        actions.append(
            m.HumanLink(action="mark_told", url=links.url("telling", at.id, telling.number))
        )
    emails = [candidate.email or "", *candidate.other_emails] if candidate else []
    return m.NeedsHuman(
        **_to_employer(at),
        recipient=_person(reader_of(mail, at)),
        reason=mail.params["reason"],
        happened_at=at.now,
        candidate_emails=tuple(each for email in emails if (each := single_address(email))),
        candidate_phone=phone_number(candidate.phone) if candidate else None,
        promised_by=_day(at, promise.due_at) if promise else None,
        detail=mail.params.get("detail"),
        letter=draft.document if draft else None,
        links=tuple(actions),
    )


def _screening_summary(
    mail: OwedMail, at: Situation, deeds: Deeds, links: Links
) -> m.ScreeningSummary:
    return m.ScreeningSummary(
        **_to_employer(at),
        recipient=_person(at.recruiter),
        screened_on=_day(at, at.now),
        answers_url=links.url("answers", at.id, 1),
        **mail.params,
    )


COMPOSERS: dict[str, Composer] = {
    "receipt": _receipt,
    "status_notice": _status_notice,
    "rejection": _rejection,
    "correction": _correction,
    "withdrawal_confirmation": _withdrawal,
    "reminder": _reminder,
    "escalation": _escalation,
    "audit": _audit,
    "needs_human": _needs_human,
    "screening_summary": _screening_summary,
}
