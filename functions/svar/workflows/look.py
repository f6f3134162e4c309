"""Read one application from the store, with all that a decision about it needs."""

from collections.abc import Callable, Sequence
from copy import replace
from typing import NamedTuple

from svar.domain.calendar import WorkCalendar
from svar.domain.closing import read_job_deeds
from svar.domain.deeds import Deeds, read_deeds
from svar.domain.events import Event
from svar.domain.facts import Facts, JobFacts, fold_application, fold_job, merge_job
from svar.domain.organisation import Organisation
from svar.domain.outbox import OutboxItem, owner_of
from svar.domain.situation import Plan, Situation
from svar.ports import Clock, Record, Store, StreamId

MERGES = 5
"""A person merged more often than this is a loop in what the ATS says."""


Load = Callable[[StreamId], Record]


def unseen(before: Situation, plan: Plan) -> None:
    """The observer of those who do not count anything."""


class House(NamedTuple):
    """What every workflow needs: the truth, the time and the policy.

    `observe` is called after each transaction with what was and what was planned, to be counted.
    """

    store: Store
    clock: Clock
    organisation: Organisation
    calendar: WorkCalendar
    observe: Callable[[Situation, Plan], None] = unseen


def application(application_id: str) -> StreamId:
    return StreamId(kind="application", id=application_id)


def look(
    application_id: str, house: House, *, new: tuple[Event, ...] = (), others: bool = False
) -> tuple[Situation, Record]:
    """The application as it stands, with `new` events that are not in its log yet.

    With `others`, the same person's other processes are looked at too.
    """
    load = _once_each(house.store.load)
    record = load(application(application_id))
    facts = fold_with_person(application_id, record.events + new, load)
    situation = _situation(record, facts, house, load)
    if others:
        siblings = _siblings(facts, house, load)
        situation = replace(
            situation,
            siblings=siblings,
            other_process_open=any(_open_or_won(each.facts) for each in siblings),
        )
    return situation, record


def look_at_all(
    application_ids: Sequence[str], house: House
) -> tuple[tuple[Situation, Record], ...]:
    """Many applications at once, in the order asked for; jobs and persons are read once each."""
    records = house.store.load_all([application(each) for each in application_ids])
    first = [fold_application(each.stream.id, each.events) for each in records]
    owners = {StreamId(kind="job", id=each.job_id) for each in first if each.job_id}
    owners |= {StreamId(kind="person", id=each.candidate.id) for each in first if each.candidate}
    known = {each.stream: each for each in house.store.load_all(sorted(owners, key=str))}

    def load(stream: StreamId) -> Record:
        return known.get(stream) or house.store.load(stream)

    folded = (fold_with_person(each.stream.id, each.events, load) for each in records)
    return tuple(
        (_situation(record, facts, house, load), record)
        for record, facts in zip(records, folded, strict=True)
    )


def _once_each(load: Load) -> Load:
    """Applications of one person share the person, and often the job: each is read once a look."""
    known: dict[StreamId, Record] = {}

    def once(stream: StreamId) -> Record:
        if stream not in known:
            known[stream] = load(stream)
        return known[stream]

    return once


def _situation(record: Record, facts: Facts, house: House, load: Load) -> Situation:
    job = load(StreamId(kind="job", id=facts.job_id)) if facts.job_id else None
    job_facts = fold_job(job.stream.id, job.events) if job else JobFacts(id="unknown")
    deeds = read_deeds(record.deeds)
    outbox = {owner_of(item.id)[2]: item for item in record.outbox}
    return Situation(
        facts=facts,
        job=merge_job(job_facts.job, facts.job_in_application, job_facts.id),
        job_facts=job_facts,
        deeds=deeds,
        outbox=outbox,
        now=house.clock.now(),
        organisation=house.organisation,
        calendar=house.calendar,
        version=record.version,
        job_gone=read_job_deeds(job.deeds).gone if job else {},
        carried=_carried(deeds, facts.id, house.store),
    )


def _carried(deeds: Deeds, mine: str, store: Store) -> dict[str, OutboxItem]:
    """Letters of other applications that tell decisions of this one."""
    ids = {telling.letter_id for telling in deeds.tellings if telling.letter_id}
    theirs = [each for each in sorted(ids) if owner_of(each)[1] != mine]
    return {each: item for each in theirs if (item := store.outbox_item(each)) is not None}


def _siblings(facts: Facts, house: House, load: Load) -> tuple[Situation, ...]:
    """The same person's other applications."""
    if facts.candidate is None:
        return ()
    records = (
        load(application(each))
        for each in house.store.members(StreamId(kind="person", id=facts.candidate.id))
        if each != facts.id
    )
    return tuple(
        _situation(each, fold_with_person(each.stream.id, each.events, load), house, load)
        for each in records
    )


def fold_with_person(application_id: str, log: tuple[Event, ...], load: Load) -> Facts:
    """Fold the application with its person's log, following merges to whom the person is now."""
    facts = fold_application(application_id, log)
    person_log: tuple[Event, ...] = ()
    seen: set[str] = set()
    while facts.candidate and facts.candidate.id not in seen and len(seen) < MERGES:
        seen.add(facts.candidate.id)
        heard = load(StreamId(kind="person", id=facts.candidate.id)).events
        if heard:
            person_log += heard
            facts = fold_application(application_id, log, person_log)
        if facts.merged_into and facts.candidate:
            merged = facts.candidate.model_copy(update={"id": facts.merged_into})
            facts = facts.model_copy(update={"candidate": merged})
    return facts


def _open_or_won(theirs: Facts) -> bool:
    """Whether this process of the same person goes on, or has ended with a yes."""
    if theirs.received_at is None or theirs.withdrawn_at or theirs.erased_at:
        return False
    rejected = theirs.rejection is not None and not theirs.rejection.data.automatic
    return theirs.hired_at is not None or not rejected
