"""From a job that ended to the mail that asks about those who still wait for an answer."""

from svar.domain.closing import Asked, Cause, JobDeeds
from svar.domain.letters.position import known_title
from svar.domain.outbox import OutboxItem, item_id
from svar.domain.policy import Contact
from svar.domain.situation import Situation
from svar.domain.text import display_name
from svar.mail.contents import Person, UndecidedAfterClose
from svar.mail.render import render
from svar.ports import Links
from svar.workflows.freeze_mail import freeze_for_employer
from svar.workflows.look import House


def lay_closing_mail(
    to: Asked,
    reader: Contact,
    waiting: tuple[Situation, ...],
    cause: Cause,
    deeds: JobDeeds,
    job_id: str,
    house: House,
    links: Links,
) -> OutboxItem:
    """The question to one reader about all who wait, as an item of the job's outbox."""
    first, ask = waiting[0], deeds.asks[-1]
    local = house.calendar.local_date
    since = deeds.asks[deeds.earlier]
    closed_at = first.job_facts.closed_at or since.at
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
            recruiter=first.recruiter.name if to == "manager" else None,
            job_title=known_title(first.job.title, first.employer_language),
            cause=cause,
            closed_on=local(closed_at),
            asked_on=tuple(local(each.at) for each in deeds.asks[deeds.earlier : -1]),
            undecided=len(waiting),
            first_promise=min(
                (local(at.deeds.promise.due_at) for at in waiting if at.deeds.promise),
                default=None,
            ),
            page_url=links.url("job", job_id, ask.number),
        )
    )
    name = f"undecided-{ask.number}" + ("-manager" if to == "manager" else "")
    return freeze_for_employer(
        rendered,
        id=item_id("job", job_id, name),
        kind="undecided_after_close",
        to=(reader.name, reader.email),
        reply_to=house.organisation.contacts.fallback,
        now=first.now,
        wall=house.clock.wall(),
    )
