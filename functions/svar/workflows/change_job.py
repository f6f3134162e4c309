"""What is written of one job: its questions, and whose mail about it comes back."""

from contextlib import suppress

from svar.domain.closing import JobDeeds, read_job_deeds
from svar.domain.errors import Conflict
from svar.domain.outbox import OutboxItem, item_id, owner_of
from svar.domain.situation import Plan, Situation, address_hash
from svar.ports import Change, Record, StreamId, Work
from svar.workflows.look import House


def job_change(
    record: Record,
    deeds: JobDeeds,
    *,
    mails: tuple[OutboxItem, ...] = (),
    work: tuple[Work, ...] = (),
) -> Change:
    """A change of a job that keeps its clock: the sweeper looks when the next question is due."""
    return Change(
        stream=record.stream,
        expected_version=record.version,
        deeds=deeds.model_dump_json(),
        due_at=deeds.ask_again_at,
        outbox_new=mails,
        work_new=work,
    )


def send_on(item: OutboxItem, job_id: str, house: House) -> OutboxItem | None:
    """A question about a job came back: the next in line gets it, once each.

    Returns the mail to send, `None` when nobody is left. Raises `Conflict`.
    """
    record = house.store.load(StreamId(kind="job", id=job_id))
    deeds = read_job_deeds(record.deeds)
    reader = item.recipient or ""
    if not (item.note or "").startswith("Transient"):
        gone = {**deeds.gone, address_hash(reader): house.clock.now()}
        deeds = deeds.model_copy(update={"gone": gone})
    first = owner_of(item.id)[2].partition("-to-")[0]
    same = [each for each in record.outbox if owner_of(each.id)[2].partition("-to-")[0] == first]
    tried = {(each.recipient or "").casefold() for each in same}
    line = house.organisation.next_in_line(reader)
    to = next((each for each in line if each.email.casefold() not in tried), None)
    mail = None
    if to is not None:
        # Texts and their engine are a tenth of a cold start, and few mails come back.
        from svar.workflows.lay_mail import addressed_to

        id = item_id("job", job_id, f"{first}-to-{len(same)}")
        mail = addressed_to(to, item, id, house.organisation.contacts.fallback, house)
    change = job_change(record, deeds, mails=(mail,) if mail else ())
    settled = (item, item.model_copy(update={"due_at": None}))
    house.store.commit(change._replace(outbox_moved=(settled,)))
    return mail


def tell_job(plan: Plan, situation: Situation, house: House) -> None:
    """Let the job's other applications know whose mail comes back.

    If it is cut short, each of them finds out by itself: it costs one mail that comes back.
    """
    new = {at: since for at, since in plan.deeds.gone.items() if at not in situation.deeds.gone}
    job_id = situation.facts.job_id
    if not new or job_id is None:
        return
    record = house.store.load(StreamId(kind="job", id=job_id))
    deeds = read_job_deeds(record.deeds)
    change = job_change(record, deeds.model_copy(update={"gone": {**deeds.gone, **new}}))
    with suppress(Conflict):
        house.store.commit(change)
