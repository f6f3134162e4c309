"""What is written of one job: its questions, and whose mail about it comes back."""

from contextlib import suppress

from svar.domain.closing import JobDeeds
from svar.domain.errors import Conflict
from svar.domain.outbox import OutboxItem
from svar.domain.situation import Plan, Situation
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
        deeds=deeds.model_dump(mode="json"),
        due_at=deeds.ask_again_at,
        outbox_new=mails,
        work_new=work,
    )


def tell_job(plan: Plan, situation: Situation, house: House) -> None:
    """Let the job's other applications know whose mail comes back.

    If it is cut short, each of them finds out by itself: it costs one mail that comes back.
    """
    new = {at: since for at, since in plan.deeds.gone.items() if at not in situation.deeds.gone}
    job_id = situation.facts.job_id
    if not new or job_id is None:
        return
    record = house.store.load(StreamId(kind="job", id=job_id))
    deeds = JobDeeds.model_validate(record.deeds)
    change = job_change(record, deeds.model_copy(update={"gone": {**deeds.gone, **new}}))
    with suppress(Conflict):
        house.store.commit(change)
