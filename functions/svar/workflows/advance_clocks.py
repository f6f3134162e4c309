"""One wake-up of a state machine: do what is due, and say when to look again."""

from functools import partial
from typing import Literal

from pydantic import Field

from svar.domain.clocks import Turn, turn_response_clock, turn_telling
from svar.domain.events import Id
from svar.domain.situation import Plan, Situation
from svar.domain.value import Value
from svar.ports import Dispatcher, Links
from svar.workflows.carry_out import change_application
from svar.workflows.look import House


class ClockTask(Value):
    """What a state machine hands over: ids only."""

    application_id: Id
    number: int = Field(ge=1)


class ClockAnswer(Value):
    """What the state machine does next; `wait_seconds` is read with `wait`."""

    next: Literal["wait", "write", "done"]
    wait_seconds: int


def advance_response_clock(
    task: ClockTask, house: House, links: Links, dispatcher: Dispatcher
) -> ClockAnswer:
    """Remind, escalate or send a status notice, if that is due."""

    def decide(at: Situation, plan: Plan) -> tuple[Plan, ClockAnswer]:
        return _answer(turn_response_clock(at, plan, task.number), at)

    see = partial(_with_desks, house=house)
    return change_application(task.application_id, house, links, dispatcher, decide, see=see)


def _with_desks(at: Situation, house: House) -> Situation:
    """With the desks of those who are to be asked, when somebody is."""
    promise = at.deeds.promise
    if promise is None or at.now < min(promise.remind_at, promise.escalate_at):
        return at
    # Most looks ask nobody: what a desk is need not be known when a function starts.
    from svar.workflows.look_at_desks import look_at_desks

    return look_at_desks(at, house)


def advance_telling(
    task: ClockTask, house: House, links: Links, dispatcher: Dispatcher
) -> ClockAnswer:
    """Ask for the letter, ask for approval, or release it, if that is due."""

    def decide(at: Situation, plan: Plan) -> tuple[Plan, ClockAnswer]:
        return _answer(turn_telling(at, plan, task.number), at)

    return change_application(task.application_id, house, links, dispatcher, decide, others=True)


def _answer(turn: Turn, at: Situation) -> tuple[Plan, ClockAnswer]:
    return turn.plan, ClockAnswer(next=turn.next, wait_seconds=turn.wait_seconds(at.now))
