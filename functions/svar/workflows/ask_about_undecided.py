"""A job was closed or filled: ask the recruiter at once about everybody who is still waiting.

This is the commonest way that people are forgotten.
"""

from typing import Literal

from svar.domain.events import HiredEvent, JobClosedEvent
from svar.domain.letters.position import known_title
from svar.domain.outbox import OutboxItem, digest_of, item_id
from svar.domain.situation import Situation
from svar.domain.text import display_name
from svar.mail.contents import Person, UndecidedAfterClose
from svar.mail.render import render
from svar.ports import Change, Dispatcher, Links, StreamId
from svar.workflows.carry_out import send_work
from svar.workflows.look import House, look

Cause = Literal["closed", "hired"]


def undecided(job_id: str, house: House) -> tuple[Situation, ...]:
    """Everybody who applied for the job, has no answer, and about whom no human has decided."""
    found = (look(each, house)[0] for each in house.store.members(StreamId(kind="job", id=job_id)))
    waiting = (at for at in found if at.facts.received_at and at.answer is None and not at.decided)
    return tuple(sorted(waiting, key=lambda at: (at.facts.received_at, at.id)))


def ask_about_undecided(
    event: JobClosedEvent | HiredEvent,
    job_id: str,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> None:
    """One mail for each closing or hire that leaves somebody waiting. Raises `Conflict`."""
    stream = StreamId(kind="job", id=job_id)
    record = house.store.load(stream)
    asked: list[str] = record.deeds.get("asked", [])
    waiting = undecided(job_id, house)
    if event.key in asked or not waiting:
        for item in record.outbox:
            if item.attempt == 0 and item.state == "pending":
                dispatcher.dispatch(send_work(item))
        return
    cause: Cause = "hired" if isinstance(event, HiredEvent) else "closed"
    mail = _mail(waiting, cause, event, len(asked) + 1, job_id, house, links)
    house.store.commit(
        Change(
            stream=stream,
            expected_version=record.version,
            deeds={**record.deeds, "asked": [*asked, event.key]},
            outbox_new=(mail,),
        )
    )
    dispatcher.dispatch(send_work(mail))


def _mail(
    waiting: tuple[Situation, ...],
    cause: Cause,
    event: JobClosedEvent | HiredEvent,
    number: int,
    job_id: str,
    house: House,
    links: Links,
) -> OutboxItem:
    first = waiting[0]
    reader = first.recruiter
    local = house.calendar.local_date
    rendered = render(
        UndecidedAfterClose(
            language=first.employer_language,
            organisation=house.organisation.name,
            written_on=local(first.now),
            zone=house.calendar.zone.key,
            recipient=Person(
                name=display_name(reader.name) or reader.email,
                email=reader.email,
                phone=reader.phone,
            ),
            job_title=known_title(first.job.title, first.employer_language),
            cause=cause,
            closed_on=local(event.time),
            undecided=len(waiting),
            first_promise=min(
                (local(at.deeds.promise.due_at) for at in waiting if at.deeds.promise),
                default=None,
            ),
            page_url=links.url("job", job_id, number),
        )
    )
    return OutboxItem(
        id=item_id("job", job_id, f"undecided-{number}"),
        kind="undecided_after_close",
        audience="employer",
        language=rendered.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        digest=digest_of(rendered.subject, rendered.text, rendered.html),
        reply_to_name=house.organisation.contacts.fallback.name,
        reply_to=house.organisation.contacts.fallback.email,
        recipient=reader.email,
        recipient_name=reader.name,
        created_at=first.now,
        due_at=house.clock.wall(),
    )
