"""Read one application from the store, with all that a decision about it needs."""

from collections.abc import Callable
from dataclasses import dataclass

from svar.domain.calendar import WorkCalendar
from svar.domain.deeds import Deeds
from svar.domain.events import Event
from svar.domain.facts import Facts, JobFacts, fold_application, fold_job, merge_job
from svar.domain.organisation import Organisation
from svar.domain.outbox import owner_of
from svar.domain.situation import Plan, Situation
from svar.ports import Clock, Record, Store, StreamId

MERGES = 5
"""A person merged more often than this is a loop in what the ATS says."""


def unseen(before: Situation, plan: Plan) -> None:
    """The observer of those who do not count anything."""


@dataclass(frozen=True)
class House:
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
    record = house.store.load(application(application_id))
    facts = fold_with_person(application_id, (*record.events, *new), house.store)
    job_facts = (
        fold_job(facts.job_id, house.store.load(StreamId(kind="job", id=facts.job_id)).events)
        if facts.job_id
        else JobFacts(id="unknown")
    )
    situation = Situation(
        facts=facts,
        job=merge_job(job_facts.job, facts.job_in_application, job_facts.id),
        job_facts=job_facts,
        deeds=Deeds.model_validate(record.deeds),
        outbox={owner_of(item.id)[2]: item for item in record.outbox},
        now=house.clock.now(),
        organisation=house.organisation,
        calendar=house.calendar,
        other_process_open=others and other_process_open(facts, house.store),
    )
    return situation, record


def fold_with_person(application_id: str, log: tuple[Event, ...], store: Store) -> Facts:
    """Fold the application with its person's log, following merges to whom the person is now."""
    facts = fold_application(application_id, log)
    person_log: tuple[Event, ...] = ()
    seen: set[str] = set()
    while facts.candidate and facts.candidate.id not in seen and len(seen) < MERGES:
        seen.add(facts.candidate.id)
        person_log += store.load(StreamId(kind="person", id=facts.candidate.id)).events
        facts = fold_application(application_id, log, person_log)
        if facts.merged_into and facts.candidate:
            merged = facts.candidate.model_copy(update={"id": facts.merged_into})
            facts = facts.model_copy(update={"candidate": merged})
    return facts


def other_process_open(facts: Facts, store: Store) -> bool:
    """Whether the same person is in, or has won, another process with this employer."""
    if facts.candidate is None:
        return False
    for other in store.members(StreamId(kind="person", id=facts.candidate.id)):
        if other == facts.id:
            continue
        theirs = fold_application(other, store.load(application(other)).events)
        if theirs.received_at is None or theirs.withdrawn_at or theirs.erased_at:
            continue
        rejected = theirs.rejection is not None and not theirs.rejection.data.automatic
        if theirs.hired_at is not None or not rejected:
            return True
    return False
