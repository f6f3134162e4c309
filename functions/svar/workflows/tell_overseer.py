"""The model's money is used up: tell the one who oversees the use of AI, once a month."""

from svar.domain.errors import Conflict
from svar.domain.outbox import OutboxItem, item_id
from svar.domain.value import Value
from svar.mail.contents import NeedsHuman, Person
from svar.mail.render import render
from svar.ports import Change, Dispatcher, StreamId
from svar.workflows.carry_out import send_work
from svar.workflows.freeze_mail import freeze_for_employer
from svar.workflows.look import House

OURSELVES = StreamId(kind="organisation", id="svar")
"""The stream of what concerns the whole organisation and no single application."""


class Told(Value):
    """What is stored for the whole organisation."""

    writer_stopped: tuple[str, ...] = ()
    """The months in which the overseer was told, as 2026-03."""


def tell_overseer(house: House, dispatcher: Dispatcher) -> None:
    """Lay the mail in the outbox unless this month's is there already.

    A spend limit lasts until the month is over. Whoever comes second finds the mail, so 400 letters
    in one night are one mail.
    """
    month = f"{house.calendar.local_date(house.clock.now()):%Y-%m}"
    record = house.store.load(OURSELVES)
    told = Told.model_validate_json(record.deeds)
    if month in told.writer_stopped:
        return
    mail = _mail(f"writer_stopped-{month}", house)
    change = Change(
        stream=OURSELVES,
        expected_version=record.version,
        deeds=Told(writer_stopped=(*told.writer_stopped, month)).model_dump_json(),
        outbox_new=(mail,),
    )
    try:
        house.store.commit(change)
    except Conflict:
        # Another letter found the same thing at the same moment, and has told it.
        return
    dispatcher.dispatch(send_work(mail))


def _mail(name: str, house: House) -> OutboxItem:
    organisation, now = house.organisation, house.clock.now()
    overseer, fallback = organisation.contacts.overseer, organisation.contacts.fallback
    rendered = render(
        NeedsHuman(
            language=organisation.default_language,
            organisation=organisation.name,
            written_on=house.calendar.local_date(now),
            zone=house.calendar.zone.key,
            recipient=Person(name=overseer.name, email=overseer.email, phone=overseer.phone),
            reason="writer_stopped",
            happened_at=now,
        )
    )
    return freeze_for_employer(
        rendered,
        id=item_id("organisation", OURSELVES.id, name),
        kind="needs_human",
        to=(overseer.name, overseer.email),
        reply_to=fallback,
        now=now,
        wall=house.clock.wall(),
    )
