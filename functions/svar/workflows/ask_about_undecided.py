"""A job was closed, put on hold or filled: ask the recruiter at once about everybody who waits.

This is the commonest way that people are forgotten. Without an answer the question comes again,
and then goes to the next in line as well; the candidates' own clocks run on meanwhile.
"""

from svar.domain.closing import (
    Asked,
    Cause,
    JobDeeds,
    ask_about,
    ask_again,
    cause_of,
    read_job_deeds,
)
from svar.domain.events import HiredEvent, JobClosedEvent
from svar.domain.outbox import OutboxItem
from svar.domain.policy import Contact
from svar.domain.situation import Situation
from svar.ports import Dispatcher, Links, Record, StreamId
from svar.workflows.carry_out import start
from svar.workflows.change_job import job_change
from svar.workflows.look import House, look_at_all


def members(job_id: str, house: House) -> tuple[Situation, ...]:
    """Everybody who applied for the job and is not erased, the longest wait first."""
    ids = house.store.members(StreamId(kind="job", id=job_id))
    found = (at for at, _ in look_at_all(ids, house))
    known = (at for at in found if at.facts.received_at and at.facts.erased_at is None)
    return tuple(sorted(known, key=lambda at: (at.facts.received_at, at.id)))


def undecided(everybody: tuple[Situation, ...]) -> tuple[Situation, ...]:
    """Those who have no answer, and about whom no human has decided."""
    return tuple(at for at in everybody if at.answer is None and not at.decided)


def closed_because(everybody: tuple[Situation, ...]) -> Cause | None:
    """Why those who wait must be decided about; `None` while the job is open."""
    if not everybody:
        return None
    hired = any(at.facts.hired_at is not None for at in everybody)
    return cause_of(everybody[0].job_facts, hired=hired)


def ask_about_undecided(
    event: JobClosedEvent | HiredEvent,
    job_id: str,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> None:
    """The first question for each closing or hire that leaves somebody waiting.

    Raises `Conflict` when somebody else changed the job meanwhile.
    """
    record = house.store.load(StreamId(kind="job", id=job_id))
    deeds = read_job_deeds(record.deeds)
    everybody = members(job_id, house)
    waiting, cause = undecided(everybody), closed_because(everybody)
    if event.key in deeds.asked or not waiting or cause is None:
        start(record, _unsent(record), dispatcher, house)
        return
    asked = ask_about(deeds, event.key, house.clock.now(), house.calendar)
    _ask(record, asked, waiting, cause, house, links, dispatcher)


def ask_undecided_again(job_id: str, house: House, links: Links, dispatcher: Dispatcher) -> None:
    """What the sweeper does when a question has had no answer for long enough.

    A job that is open again, or where nobody waits any more, is not asked about.
    """
    record = house.store.load(StreamId(kind="job", id=job_id))
    deeds = read_job_deeds(record.deeds)
    everybody = members(job_id, house)
    waiting, cause = undecided(everybody), closed_because(everybody)
    if not waiting or cause is None:
        quiet = deeds.model_copy(update={"ask_again_at": None})
        house.store.commit(job_change(record, quiet))
        return
    now = house.clock.now()
    if deeds.ask_again_at is None or deeds.ask_again_at > now:
        return
    _ask(record, ask_again(deeds, now, house.calendar), waiting, cause, house, links, dispatcher)


def _unsent(record: Record) -> tuple[OutboxItem, ...]:
    return tuple(item for item in record.outbox if item.attempt == 0 and item.state == "pending")


def _ask(
    record: Record,
    deeds: JobDeeds,
    waiting: tuple[Situation, ...],
    cause: Cause,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
) -> None:
    first, ask = waiting[0], deeds.asks[-1]
    readers = {to: _reader(to, first) for to in ask.to}
    if "manager" in readers and readers["manager"].email == readers["recruiter"].email:
        del readers["manager"]
    # Texts and templates: see `carry_out`.
    from svar.workflows.lay_closing_mail import lay_closing_mail

    mails = tuple(
        lay_closing_mail(to, reader, waiting, cause, deeds, record.stream.id, house, links)
        for to, reader in readers.items()
    )
    house.store.commit(job_change(record, deeds, mails=mails))
    start(record, mails, dispatcher, house)


def _reader(to: Asked, at: Situation) -> Contact:
    return _above(at) if to == "manager" else at.recruiter


def _above(at: Situation) -> Contact:
    """Who hears when the recruiter is silent."""
    line = at.organisation.managers_of(at.recruiter.email)
    fallback = at.organisation.contacts.fallback
    return next((each for each in line if not at.is_gone(each.email)), fallback)
