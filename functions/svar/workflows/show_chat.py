"""The pages of the screening chat: the question that is open, or why there is none."""

from datetime import date
from typing import Any

from svar.domain import chatting
from svar.domain.chat import MOST_TURNS
from svar.domain.chatting import open_question
from svar.domain.clocks import promised_date
from svar.domain.letters.position import known_title
from svar.domain.situation import Situation
from svar.pages.contents import PageContent
from svar.pages.every_page import Form
from svar.pages.to_candidates import Again, ChatError, ChatOver, ChatOverPage, ChatPage, Said
from svar.workflows.look import House, look
from svar.workflows.page_parts import contact

_HEARS_LATER: frozenset[ChatOver] = frozenset(
    {"finished", "left", "nothing_said", "danger", "elsewhere", "closed", "link_expired"}
)


def chat_page(
    at: Situation,
    form: Form,
    *,
    error: ChatError | None = None,
    draft: str = "",
    unsaved: str = "",
) -> PageContent:
    """The chat as it stands, in the candidate's language.

    After an `error`, `draft` is what was typed. `unsaved` is an answer that came too late.
    """
    stands, question = chatting.standing(at), open_question(at)
    if stands != "open" or question is None:
        why: ChatOver = "closed" if stands == "open" else stands
        return _over(at, why).model_copy(
            update={"unsaved": unsaved, "worrying": chatting.is_dangerous(unsaved)}
        )
    held = at.deeds.chat
    return ChatPage(
        **_page_of(at),
        number=held.number if held else 1,
        most=MOST_TURNS,
        question=question.text,
        said=tuple(
            Said(asked=each.asked, answered=each.answered) for each in (held.turns if held else ())
        ),
        answer_by=_answer_by(at),
        uses_ai=at.organisation.letters.writer != "house",
        privacy_url=at.organisation.privacy_url,
        error=error,
        draft=draft,
        unsaved=unsaved,
        form=form,
    )


def _page_of(at: Situation) -> dict[str, Any]:
    return {
        "language": at.language,
        "organisation": at.organisation.name,
        "today": at.calendar.local_date(at.now),
        "zone": at.calendar.zone.key,
        "job_title": known_title(at.job.title, at.language),
        "contact": contact(at.recruiter),
    }


def _answer_by(at: Situation) -> date | None:
    """The day by which the candidate will hear, as it was told; `None` once it has passed."""
    promise = at.deeds.promise
    if promise is None or at.answer is not None:
        return None
    day = promised_date(at, promise)
    today = at.calendar.in_zone(at.zone).local_date(at.now)
    return day if day >= today else None


def expired_page(application_id: str, house: House) -> PageContent:
    """Where the link is too old. Who was erased is told that instead."""
    at, _ = look(application_id, house)
    if chatting.standing(at) == "erased":
        return _over(at, "erased")
    return _over(at, "link_expired")


def try_again_page(house: House, again: Again | None) -> PageContent:
    """Where nobody knows how things stand just now: what was typed can be sent once more."""
    organisation = house.organisation
    return ChatOverPage(
        language=organisation.default_language,
        organisation=organisation.name,
        today=house.calendar.local_date(house.clock.now()),
        zone=house.calendar.zone.key,
        job_title="",
        contact=contact(organisation.contacts.fallback),
        standing="try_again",
        again=again,
    )


def _over(at: Situation, why: ChatOver) -> ChatOverPage:
    return ChatOverPage(
        **_page_of(at),
        standing=why,
        answer_by=_answer_by(at) if why in _HEARS_LATER else None,
        country=at.organisation.country,
    )
