"""Count what matters: who was told, in time or not, and how long it took."""

from aws_lambda_powertools.metrics import MetricUnit

from svar.domain.calls import spent
from svar.domain.deeds import Draft
from svar.domain.situation import Plan, Situation
from svar.observability import logger, metrics


def count(before: Situation, plan: Plan) -> None:
    """Called after each transaction with the situation before it and the plan that it wrote."""
    now = plan.deeds
    if before.deeds.answered_at is None and now.answered_at is not None:
        metrics.add_metric(name="answered", unit=MetricUnit.Count, value=1)
        if now.answered_in_time:
            metrics.add_metric(name="answered_in_time", unit=MetricUnit.Count, value=1)
        if before.facts.rejection is not None and now.answered_by == "told":
            seconds = (now.answered_at - before.facts.rejection.at).total_seconds()
            metrics.add_metric(name="told_after_seconds", unit=MetricUnit.Seconds, value=seconds)
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
        metrics.add_metric(name="waiting", unit=MetricUnit.Count, value=1)
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
