"""How a mail from a desk ended: one that came back goes to the next in line, and words are let go.

A mail that asks about several candidates has their names. Each candidate's own mails are erased
with the candidate, and this one belongs to nobody: so its words are kept no longer than it takes to
deliver it.
"""

from contextlib import suppress

from svar.domain.asking import Asking, Round
from svar.domain.closing import read_job_deeds
from svar.domain.desk import Desk, desk_id
from svar.domain.erasure import erase_item
from svar.domain.errors import Conflict
from svar.domain.outbox import OutboxItem, State, digest_of, item_id, owner_of
from svar.domain.situation import address_hash
from svar.ports import Change, Record, StreamId
from svar.workflows.change_job import job_change
from svar.workflows.look import House

GATHERED = frozenset({"reminders", "escalations"})
"""Kinds of mail that name several candidates."""
MISSED = frozenset({State.BOUNCED, State.NEEDS_HUMAN})
"""Came back, was refused, or nobody has heard of it for a day: a second one does no harm."""


def hear_of_desk_mail(item: OutboxItem, owner: str, house: House) -> OutboxItem | None:
    """Take note of how it ended. Returns a mail to send on, if there is one. Raises `Conflict`."""
    heard = item.model_copy(update={"due_at": None})
    if item.kind not in GATHERED:
        house.store.move_outbox(item, heard)
        return None
    record = house.store.load(StreamId(kind="desk", id=owner))
    # One that came back after it was delivered has no words any more, and cannot be sent on.
    missed = item.state in MISSED and _has_words(item)
    asked = _round_of(item, record)
    onward = _next_in_line(item, record, asked, house) if missed else None
    change = Change(
        stream=record.stream,
        expected_version=record.version,
        deeds=record.deeds,
        due_at=record.due_at,
        outbox_new=(onward,) if onward else (),
        outbox_ended=((item, _without_words(heard)),),
    )
    others = (_asked_of(onward, asked, house),) if onward and asked else ()
    house.store.commit(change, *others)
    gone = item.state is State.BOUNCED and not (item.note or "").startswith("Transient")
    if asked and gone:
        _tell_jobs(item, asked, house)
    return onward


def _has_words(item: OutboxItem) -> bool:
    return digest_of(item.subject, item.text, item.html) == item.digest


def _without_words(item: OutboxItem) -> OutboxItem:
    """Who of the employer's people it went to is kept: nobody gets it twice."""
    who = {"recipient": item.recipient, "recipient_name": item.recipient_name}
    return erase_item(item).model_copy(update=who)


def _round_of(item: OutboxItem, record: Record) -> Round | None:
    """Whom the mail asks about; it is known for some days."""
    asking = _asking_of(record)
    first = item.id.partition("-to-")[0]
    return next((each for each in asking.rounds if each.mail_id == first), None)


def _next_in_line(
    item: OutboxItem, record: Record, asked: Round | None, house: House
) -> OutboxItem | None:
    """The same for the next in line, each once; `None` when nobody is left.

    Who was asked the same already, as a manager is beside the recruiter, is not asked twice.
    """
    # Texts and their engine are a tenth of a cold start, and few mails come back.
    from svar.workflows.lay_mail import addressed_to

    first = owner_of(item.id)[2].partition("-to-")[0]
    same = [each for each in record.outbox if owner_of(each.id)[2].partition("-to-")[0] == first]
    tried = {(each.recipient or "").casefold() for each in same}
    line = house.organisation.next_in_line(item.recipient or "")
    to = next(
        (
            each
            for each in line
            if each.email.casefold() not in tried
            and (asked is None or _unasked(asked, _asking_of(_desk(each.email, asked, house))))
        ),
        None,
    )
    if to is None:
        return None
    name = item_id("desk", record.stream.id, f"{first}-to-{len(same)}")
    return addressed_to(to, item, name, house.organisation.contacts.fallback, house)


def _asked_of(mail: OutboxItem, asked: Round, house: House) -> Change:
    """The note on the next reader's desk: nobody there is asked about again."""
    record = _desk(mail.recipient or "", asked, house)
    desk = Desk.model_validate_json(record.deeds)
    new = asked.model_copy(update={"about": _unasked(asked, desk.asking)})
    return Change(
        stream=record.stream,
        expected_version=record.version,
        deeds=desk.model_copy(update={"asking": desk.asking.with_round(new)}).model_dump_json(),
        due_at=record.due_at,
    )


def _desk(email: str, asked: Round, house: House) -> Record:
    return house.store.load(StreamId(kind="desk", id=desk_id(email, asked.day)))


def _asking_of(record: Record) -> Asking:
    return Desk.model_validate_json(record.deeds).asking


def _unasked(asked: Round, asking: Asking) -> tuple[str, ...]:
    """What of it nobody has asked at that desk."""
    return tuple(each for each in asked.about if asking.round_about(asked.nudge, each) is None)


def _tell_jobs(item: OutboxItem, asked: Round, house: House) -> None:
    """Let the jobs' other applications know whose mail comes back.

    If it is cut short, each of them finds out by itself: it costs one mail that comes back.
    """
    gone = {address_hash(item.recipient or ""): house.clock.now()}
    for job_id in asked.job_ids:
        theirs = house.store.load(StreamId(kind="job", id=job_id))
        deeds = read_job_deeds(theirs.deeds)
        changed = deeds.model_copy(update={"gone": {**deeds.gone, **gone}})
        with suppress(Conflict):
            house.store.commit(job_change(theirs, changed))
