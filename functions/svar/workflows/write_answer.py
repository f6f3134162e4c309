"""Write the letter of a telling: evidence, writer, gate, one repair, house writer, human."""

from datetime import datetime
from hashlib import sha256

from svar.domain.calendar import WorkCalendar
from svar.domain.clocks import ask
from svar.domain.corrections import stands
from svar.domain.deeds import Begun
from svar.domain.letters.case import NAME_PLACEHOLDER, LetterCase
from svar.domain.letters.document import LetterDocument
from svar.domain.situation import Plan, Situation
from svar.domain.telling import Kind, State, Telling
from svar.ports import Dispatcher, Links, Writer
from svar.workflows.advance_clocks import ClockAnswer, ClockTask
from svar.workflows.carry_out import change_application
from svar.workflows.look import House, look
from svar.workflows.tell_overseer import tell_overseer
from svar.workflows.write_correction import case_of, write_correction
from svar.workflows.write_letter import Interrupted, Written, write_letter

PATIENCE = 0.5
"""Of a letter's hold."""


def write_answer(
    task: ClockTask,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    writers: tuple[Writer, ...],
) -> ClockAnswer:
    """Freeze a letter for the telling, and show it to the recruiter.

    `writers` are tried in order; the house writer, which needs no network, stands behind them.
    Raises `Transient` when only time can help.
    """
    situation, _ = look(task.application_id, house)
    telling = situation.deeds.telling(task.number)
    if telling is None or telling.state is not State.WRITING or not stands(situation, telling):
        return ClockAnswer(next="wait", wait_seconds=1)
    case = case_of(situation, telling)
    patient = situation.now < patience_ends(telling, house.calendar)
    try:
        written = _written(case, situation, telling, writers, patient=patient)
    except Interrupted as interrupted:
        _keep(interrupted.begun, task, house, links, dispatcher)
        raise
    if written.draft.instead == "no_money":
        tell_overseer(house, dispatcher)

    def decide(at: Situation, plan: Plan) -> tuple[Plan, ClockAnswer]:
        current = plan.deeds.telling(task.number)
        if current is None or current.state is not State.WRITING or not stands(at, current):
            return plan, ClockAnswer(next="wait", wait_seconds=1)
        if case_of(at, current) != case:
            # The decision changed while we wrote: the planner asks for a new letter, or for none.
            return plan, ClockAnswer(next="wait", wait_seconds=1)
        return freeze(at, plan, current, written), ClockAnswer(next="wait", wait_seconds=1)

    # With the person's other applications: the recruiter sees the letter that will really go.
    return change_application(task.application_id, house, links, dispatcher, decide, others=True)


def _written(
    case: LetterCase,
    at: Situation,
    telling: Telling,
    writers: tuple[Writer, ...],
    *,
    patient: bool,
) -> Written:
    internal = secrets_of(at)
    if telling.kind is Kind.CORRECTION:
        return write_correction(at, telling, writers, internal=internal, patient=patient)
    return write_letter(
        case,
        writers,
        seed=at.id,
        internal=internal,
        begun=at.deeds.begun.get(telling.number),
        patient=patient,
    )


def patience_ends(telling: Telling, calendar: WorkCalendar) -> datetime:
    """How long a writer that cannot be heard is waited for: half of the hold.

    The other half is the recruiter's, who must see a letter in time to stop it.
    """
    return calendar.share_of_working_time(telling.decided_at, telling.tell_at, PATIENCE)


def _keep(
    begun: Begun, task: ClockTask, house: House, links: Links, dispatcher: Dispatcher
) -> None:
    """What was paid for is not paid for again at the next try."""
    if not begun.calls:
        return

    def decide(at: Situation, plan: Plan) -> tuple[Plan, None]:
        current = plan.deeds.telling(task.number)
        if current is None or current.state is not State.WRITING or plan.deeds.erased:
            return plan, None
        return plan.change(begun={**plan.deeds.begun, task.number: begun}), None

    change_application(task.application_id, house, links, dispatcher, decide)


def freeze(at: Situation, plan: Plan, telling: Telling, written: Written) -> Plan:
    """The draft becomes the telling's letter; nothing that the gate refuses can go by itself."""
    plan = plan.change(
        drafts={**plan.deeds.drafts, telling.number: written.draft},
        begun={n: begun for n, begun in plan.deeds.begun.items() if n != telling.number},
    )
    if written.breaks:
        waiting = telling.model_copy(update={"state": State.AWAITING_HUMAN, "asked_at": at.now})
        plan = plan.change(tellings=plan.deeds.with_telling(waiting).tellings)
        rules = ", ".join(sorted({each.rule for each in written.breaks}))
        return plan.worry("gate_failed", f"gate-{telling.number}", at.now, rules)
    approve = telling.review == "approve"
    frozen = telling.model_copy(
        update={
            "state": State.HELD_FOR_REVIEW if approve else State.HOLDING,
            "letter_hash": hash_of(written.draft.document),
        }
    )
    plan = plan.change(tellings=plan.deeds.with_telling(frozen).tellings)
    if telling.kind is Kind.REJECTION:
        plan = plan.tell_bus("answer.scheduled", answer=telling.number, goes_at=frozen.tell_at)
    # An approval is asked for by the planner, when there is somebody to ask.
    return plan if approve or telling.review == "none" else ask(plan, frozen, at.now)


def hash_of(document: LetterDocument) -> str:
    """What a human approves: the whole letter, to the last comma (SHA-256)."""
    return sha256(document.model_dump_json().encode()).hexdigest()


def secrets_of(at: Situation) -> tuple[str, ...]:
    """What must never stand in this candidate's letter."""
    return (at.id, NAME_PLACEHOLDER)
