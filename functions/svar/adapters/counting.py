"""Count what matters: who was told, in time or not, and how long it took."""

from datetime import datetime

from aws_lambda_powertools.metrics import MetricUnit

from svar.domain.calls import spent
from svar.domain.deeds import Deeds, Draft
from svar.domain.promises import Due
from svar.domain.situation import Plan, Situation
from svar.observability import logger, metrics

TOLD = {"told", "human", "told_by_ats"}
"""Who withdrew, was hired or erased has no wait that ended with an answer."""


def count(before: Situation, plan: Plan) -> None:
    """Called after each transaction with the situation before it and the plan that it wrote."""
    now = plan.deeds
    _count_answer(before, now)
    _count_word_after_interview(before, now)
    for notice in plan.notices:
        if notice.type == "deadline.missed":
            metrics.add_metric(name="missed", unit=MetricUnit.Count, value=1)
    for concern in now.concerns[len(before.deeds.concerns) :]:
        if concern.reason == "fallback_unreachable":
            metrics.add_metric(name="fallback_unreachable", unit=MetricUnit.Count, value=1)
    asked_again = len(now.pleas) - len(before.deeds.pleas)
    if asked_again > 0:
        metrics.add_metric(name="unreached", unit=MetricUnit.Count, value=asked_again)
    if not before.deeds.promises and now.promises:
        metrics.add_metric(name="promised", unit=MetricUnit.Count, value=1)
    for number in now.drafts.keys() - before.deeds.drafts.keys():
        _count_letter(now.drafts[number])
    logger.info(
        "changed",
        extra={
            "application": before.id,
            "mails": [mail.name for mail in plan.mails],
            "work": [work.name for work in plan.work],
            "settled": plan.settled,
            "cancelled": plan.cancel,
        },
    )


def _count_answer(before: Situation, now: Deeds) -> None:
    """Once for each candidate who was told: in time or not, and how long after the decision."""
    if before.deeds.answered_at is not None or now.answered_at is None:
        return
    if now.answered_by not in TOLD:
        return
    metrics.add_metric(name="answered", unit=MetricUnit.Count, value=1)
    if now.answered_in_time:
        metrics.add_metric(name="answered_in_time", unit=MetricUnit.Count, value=1)
    if before.facts.rejection is not None:
        seconds = (now.answered_at - before.facts.rejection.at).total_seconds()
        metrics.add_metric(name="told_after_seconds", unit=MetricUnit.Seconds, value=seconds)


def _count_word_after_interview(before: Situation, now: Deeds) -> None:
    """How long somebody who was met waited for any word: an answer, or an honest notice."""
    heard = _words(before.deeds)
    fresh = _words(now) - heard
    met = before.facts.last_interview(min(fresh)) if fresh else None
    if met is None or any(at > met for at in heard):
        return
    seconds = (min(fresh) - met).total_seconds()
    metrics.add_metric(name="word_after_interview_seconds", unit=MetricUnit.Seconds, value=seconds)


def _words(deeds: Deeds) -> set[datetime]:
    """When the candidate had word: each status notice, and the answer."""
    notices = {
        deed.at for done in deeds.done.values() for deed in done if deed.due is Due.STATUS_NOTICE
    }
    told = deeds.answered_at is not None and deeds.answered_by in TOLD
    return notices | ({deeds.answered_at} if told and deeds.answered_at else set())


def _count_letter(draft: Draft) -> None:
    """Who wrote it, whether it had to be mended, and what it cost."""
    metrics.add_metric(name=f"letters_by_{draft.written_by}", unit=MetricUnit.Count, value=1)
    if draft.instead is not None:
        metrics.add_metric(name=f"house_since_{draft.instead}", unit=MetricUnit.Count, value=1)
    if draft.findings:
        metrics.add_metric(name="letters_mended", unit=MetricUnit.Count, value=1)
    cost = spent(draft.calls)
    if draft.calls and cost.usd is not None:
        metrics.add_metric(name="letter_usd", unit=MetricUnit.NoUnit, value=cost.usd)
    if draft.calls and cost.tokens_in:
        cached = 100 * cost.from_cache / cost.tokens_in
        metrics.add_metric(name="letter_from_cache", unit=MetricUnit.Percent, value=cached)
