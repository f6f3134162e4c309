"""Write the letter of a telling: evidence, writer, gate, one repair, house writer, human."""

from dataclasses import dataclass
from hashlib import sha256

from svar.domain.clocks import ask
from svar.domain.deeds import Draft
from svar.domain.errors import Permanent
from svar.domain.letters.case import (
    NAME_PLACEHOLDER,
    LetterCase,
    LetterDocument,
    Slots,
)
from svar.domain.letters.compose import compose
from svar.domain.letters.evidence import brief_for, gather_evidence, questions_for_recruiter
from svar.domain.letters.house_letter import gate, house_letter
from svar.domain.rules import Break
from svar.domain.situation import Plan, Situation
from svar.domain.telling import State, Telling
from svar.ports import Dispatcher, Links, Writer
from svar.workflows.advance_clocks import ClockAnswer, ClockTask
from svar.workflows.carry_out import change_application
from svar.workflows.letter_case import letter_case
from svar.workflows.look import House, look


@dataclass(frozen=True)
class Written:
    """A letter that the gate passed, or the last one that it refused."""

    draft: Draft
    breaks: tuple[Break, ...]


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
    if telling is None or telling.state is not State.WRITING or not situation.decided:
        return ClockAnswer(next="wait", wait_seconds=1)
    case = letter_case(situation)
    written = write_letter(case, situation, writers)

    def decide(at: Situation, plan: Plan) -> tuple[Plan, ClockAnswer]:
        current = plan.deeds.telling(task.number)
        stale = not at.decided or letter_case(at) != case
        if current is None or current.state is not State.WRITING or stale:
            # The decision changed while we wrote: the planner asks for a new letter, or for none.
            return plan, ClockAnswer(next="wait", wait_seconds=1)
        return freeze(at, plan, current, written), ClockAnswer(next="wait", wait_seconds=1)

    return change_application(task.application_id, house, links, dispatcher, decide)


def freeze(at: Situation, plan: Plan, telling: Telling, written: Written) -> Plan:
    """The draft becomes the telling's letter; nothing that the gate refuses can go by itself."""
    deeds = plan.deeds.model_copy(
        update={"drafts": {**plan.deeds.drafts, telling.number: written.draft}}
    )
    plan = plan.change(drafts=deeds.drafts)
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
    plan = plan.tell_bus("answer.scheduled", telling=telling.number, tell_at=frozen.tell_at)
    # An approval is asked for by the planner, when there is somebody to ask.
    return plan if approve or telling.review == "none" else ask(plan, frozen, at.now)


def hash_of(document: LetterDocument) -> str:
    """What a human approves: the whole letter, to the last comma (SHA-256)."""
    return sha256(document.model_dump_json().encode()).hexdigest()


def write_letter(case: LetterCase, situation: Situation, writers: tuple[Writer, ...]) -> Written:
    """Try each writer, each with one repair, until the gate is silent; then the house writes."""
    evidence = gather_evidence(case)
    brief = brief_for(case, evidence, seed=situation.id)
    found: tuple[tuple[str, str], ...] = ()
    for writer in writers:
        refused: Slots | None = None
        breaks: tuple[str, ...] = ()
        for _ in range(2):
            try:
                draught = writer.write(brief, refused=refused, breaks=breaks)
            except Permanent:
                break
            document = compose(case, draught.slots, seed=situation.id)
            broken = gate(document, case, secrets_of(situation))
            if not broken:
                return Written(
                    Draft(
                        document=document,
                        evidence=evidence,
                        questions=questions_for_recruiter(case),
                        findings=found,
                        written_by=writer.written_by,
                        usage=draught.usage,
                    ),
                    (),
                )
            found = (*found, *((each.rule, each.words) for each in broken))
            refused = draught.slots
            breaks = tuple(f"{each.rule}: {each.words}: {each.why}" for each in broken)
    written = house_letter(case, seed=situation.id, internal=secrets_of(situation))
    return Written(
        Draft(
            document=written.document,
            evidence=written.evidence,
            questions=written.questions,
            findings=found,
        ),
        written.breaks,
    )


def secrets_of(at: Situation) -> tuple[str, ...]:
    """What must never stand in this candidate's letter."""
    return (at.id, NAME_PLACEHOLDER)
