"""Sum up a screening for the recruiter."""

from typing import Any

from svar.domain.errors import Permanent
from svar.domain.events import Id
from svar.domain.letters.names import is_a_requirement
from svar.domain.letters.position import known_title
from svar.domain.letters.screens import screened
from svar.domain.screening import Screening, Summary
from svar.domain.situation import OwedMail, Plan, Situation
from svar.domain.value import Value
from svar.ports import Dispatcher, Links, Summariser
from svar.workflows.carry_out import change_application
from svar.workflows.look import House, look


class ScreeningTask(Value):
    """What the queue hands over: an id only."""

    application_id: Id


def summarise_screening(
    task: ScreeningTask,
    house: House,
    links: Links,
    dispatcher: Dispatcher,
    summarisers: tuple[Summariser, ...],
) -> bool:
    """Mail the recruiter a summary of the newest transcript, once. Says whether it did.

    `summarisers` are tried in order; the last one needs no network. Raises `Transient`.
    """
    situation, _ = look(task.application_id, house)
    key = situation.facts.screening_key
    if key is None or key == situation.deeds.summarised or situation.facts.erased_at:
        return False
    summary = _first(summarisers, _screening(situation))

    def decide(at: Situation, plan: Plan) -> tuple[Plan, bool]:
        if at.facts.screening_key != key or plan.deeds.summarised == key:
            return plan, False
        count = sum(name.startswith("summary-") for name in plan.deeds.mails)
        mail = OwedMail(
            f"summary-{count + 1}", "screening_summary", "recruiter", _params(summary, at)
        )
        plan = plan.change(summarised=key).owe(mail)
        plan = plan.tell_bus(
            "screening.summarised", summarised_at=at.now, criteria=len(summary.criteria)
        )
        if _in_danger(at):
            # The summary passes over it, so somebody must be asked to read it.
            plan = plan.worry("answers_to_read", f"answers-{count + 1}", at.now)
        return plan, True

    return change_application(task.application_id, house, links, dispatcher, decide)


def _screening(at: Situation) -> Screening:
    return Screening(
        language=at.employer_language,
        job_title=known_title(at.job.title, at.employer_language),
        criteria=tuple(each for each in at.job.criteria if is_a_requirement(each.text)),
        transcript=at.facts.screening,
    )


def _in_danger(at: Situation) -> bool:
    """Whether an answer may mean that a life is in danger."""
    return any(screened(each.answered, "danger") for each in at.facts.screening)


def _first(summarisers: tuple[Summariser, ...], screening: Screening) -> Summary:
    for summariser in summarisers[:-1]:
        try:
            return summariser.summarise(screening)
        except Permanent:
            continue
    return summarisers[-1].summarise(screening)


def _params(summary: Summary, at: Situation) -> dict[str, Any]:
    return {
        "criteria": [finding.model_dump() for finding in summary.criteria],
        "motivation": [sentence.model_dump() for sentence in summary.motivation],
        "questions": summary.questions,
        "unanswered": tuple(each.asked for each in at.facts.screening if not each.answered.strip()),
    }
