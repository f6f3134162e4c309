"""The morning's digest: what waits, by job and by who decides, for one recruiter."""

from svar.domain.desk import Desk, JobOnDesk
from svar.domain.outbox import OutboxItem, item_id
from svar.domain.text import display_name
from svar.mail.contents import Digest, DigestCheck, DigestDecider, DigestJob, Person
from svar.mail.render import render
from svar.ports import Change, Dispatcher, Links, StreamId
from svar.workflows.carry_out import send_work
from svar.workflows.freeze_mail import freeze_for_employer
from svar.workflows.look import House


def send_digest(desk_id: str, house: House, links: Links, dispatcher: Dispatcher) -> None:
    """What the sweeper does when a desk's time has come. Raises `Conflict`."""
    record = house.store.load(StreamId(kind="desk", id=desk_id))
    desk = Desk.model_validate_json(record.deeds)
    now = house.clock.now()
    if desk.send_at is None or desk.send_at > now or desk.day is None:
        return
    mail = _mail(desk, desk_id, house, links)
    cleared = desk.model_copy(
        update={"parts": {}, "checked": None, "send_at": None, "sent": desk.day}
    )
    house.store.commit(
        Change(
            stream=record.stream,
            expected_version=record.version,
            deeds=cleared.model_dump_json(),
            outbox_new=(mail,),
        )
    )
    dispatcher.dispatch(send_work(mail))


def _mail(desk: Desk, desk_id: str, house: House, links: Links) -> OutboxItem:
    now = house.clock.now()
    found = desk.checked
    rendered = render(
        Digest(
            language=desk.language,
            organisation=house.organisation.name,
            written_on=house.calendar.local_date(now),
            zone=house.calendar.zone.key,
            recipient=Person(name=display_name(desk.name) or desk.email, email=desk.email),
            jobs=tuple(_job(each, links) for each in desk.jobs()),
            check=DigestCheck(
                checked=found.checked,
                repaired=found.repaired,
                broken=found.broken,
                ids=found.ids,
            )
            if found
            else None,
        )
    )
    return freeze_for_employer(
        rendered,
        id=item_id("desk", desk_id, f"digest-{desk.day:%Y%m%d}"),
        kind="digest",
        to=(desk.name, desk.email),
        reply_to=house.organisation.contacts.fallback,
        now=now,
        wall=house.clock.wall(),
    )


def _job(job: JobOnDesk, links: Links) -> DigestJob:
    deciders = sorted(job.undecided.items(), key=lambda pair: (-pair[1], pair[0]))
    return DigestJob(
        job_title=job.title,
        undecided=tuple(DigestDecider(name=name, waiting=n) for name, n in deciders),
        missed=job.missed,
        soon=job.soon,
        first=job.first,
        approval=job.approval,
        held=job.held,
        human=job.human,
        url=links.url("job", job.job_id, 0),
    )
