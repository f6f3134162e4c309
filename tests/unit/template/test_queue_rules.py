"""The template keeps the queue rules, and each rule sees when it is broken."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from tests.unit.template import queue_rules as rules
from tests.unit.template.queue_rules import Rule, Template

Mutant = Callable[[dict[str, Any]], object]
"""Changes the template's resources in place."""


@cache
def template() -> Template:
    return rules.read()


def mapping(resources: dict[str, Any], function: str = "ReceiveEvent") -> dict[str, Any]:
    found: dict[str, Any] = resources[function]["Properties"]["Events"]["Queue"]["Properties"]
    return found


def queue(resources: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = resources[name]["Properties"]
    return found


def role(resources: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = resources[name]["Properties"]["Policies"][0]["PolicyDocument"][
        "Statement"
    ]
    return found


MUTANTS: dict[str, tuple[Rule, Mutant]] = {
    "a message comes again while it is handled": (
        rules.visibility_is_six_times_the_timeout,
        lambda r: queue(r, "OutboxQueue").update(VisibilityTimeout=60),
    ),
    "a function may take longer than its message is hidden": (
        rules.visibility_is_six_times_the_timeout,
        lambda r: r["RecordDelivery"]["Properties"].update(Timeout=31),
    ),
    "a batch fails or succeeds as a whole": (
        rules.single_failures_are_reported,
        lambda r: mapping(r).pop("FunctionResponseTypes"),
    ),
    "a filter deletes what it does not know": (
        rules.nothing_is_filtered,
        lambda r: mapping(r).update(FilterCriteria={"Filters": []}),
    ),
    "what cannot be handled is dropped": (
        rules.every_source_gives_up_to_a_dead_letter_queue,
        lambda r: queue(r, "Inbox").pop("RedrivePolicy"),
    ),
    "dead letters are gone after four days": (
        rules.dead_letters_are_kept_for_a_fortnight,
        lambda r: queue(r, "EvidenceDead").pop("MessageRetentionPeriod"),
    ),
    "messages are gone after an hour": (
        rules.sources_are_kept_for_four_days,
        lambda r: queue(r, "EvidenceQueue").update(MessageRetentionPeriod=3600),
    ),
    "nobody hears of a dead letter": (
        rules.any_dead_letter_raises_an_alarm,
        lambda r: r.pop("OutboxDeadAlarm"),
    ),
    "the alarm waits for the tenth dead letter": (
        rules.any_dead_letter_raises_an_alarm,
        lambda r: queue(r, "InboxDeadAlarm").update(Threshold=10),
    ),
    "as many senders as there are messages": (
        rules.senders_are_a_bounded_number,
        lambda r: mapping(r, "SendMessage").pop("ScalingConfig"),
    ),
    "a sender wakes itself": (
        rules.nobody_puts_back_what_they_take,
        lambda r: role(r, "SendMessageRole").append(
            {
                "Action": ["sqs:SendMessage"],
                "Resource": {"Fn::GetAtt": ["OutboxQueue", "Arn"]},
            }
        ),
    ),
    "the queue keeps the order": (
        rules.queues_keep_no_order,
        lambda r: queue(r, "Inbox").update(FifoQueue=True),
    ),
    "nobody starts the daily check": (
        rules.a_day_ends_with_the_check,
        lambda r: queue(r, "DailyCheck").pop("Events"),
    ),
    "events by one way only": (
        rules.evidence_comes_by_two_ways,
        lambda r: r.pop("MailEventsByTopic"),
    ),
    "nobody says that a mail came back": (
        rules.evidence_comes_by_two_ways,
        lambda r: queue(r, "MailEventsByBus")["EventDestination"]["MatchingEventTypes"].remove(
            "BOUNCE"
        ),
    ),
    "the bus's events go nowhere": (
        rules.evidence_comes_by_two_ways,
        lambda r: r.pop("MailEventsToEvidence"),
    ),
    "the topic's events go nowhere": (
        rules.evidence_comes_by_two_ways,
        lambda r: r.pop("EvidenceSubscription"),
    ),
    "who complained is written to again": (
        rules.suppressed_addresses_are_said_by_a_bounce,
        lambda r: queue(r, "ConfigurationSet")["SuppressionOptions"].update(
            SuppressedReasons=["BOUNCE"]
        ),
    ),
    "a clock dies unheard": (rules.a_dead_clock_raises_an_alarm, lambda r: r.pop("MachineFailed")),
    "a clock that ran out of time dies unheard": (
        rules.a_dead_clock_raises_an_alarm,
        lambda r: queue(r, "MachineFailed")["EventPattern"]["detail"].update(status=["FAILED"]),
    ),
    "nobody hears that the quota runs short": (
        rules.a_short_quota_is_said_once,
        lambda r: r.pop("QuotaNearlyUsed"),
    ),
    "nobody hears that an answer may be late": (
        rules.a_short_quota_is_said_once,
        lambda r: r.pop("AnswersEndangered"),
    ),
}
"""What breaks the rule, in words: (the rule, how)."""


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_template_keeps_the_rule(rule: Rule) -> None:
    """AWS refuses some of it, the embedded cloud none."""
    assert list(rule(template())) == []


@pytest.mark.parametrize("broken", MUTANTS)
def test_a_broken_template_is_seen_by_its_rule(broken: str) -> None:
    """By this rule; a mutant that no rule sees is a rule that checks nothing."""
    rule, mutate = MUTANTS[broken]
    changed = deepcopy(template())
    mutate(changed["Resources"])
    assert list(rule(changed)) != []


def test_every_rule_has_a_mutant() -> None:
    """A rule that was never seen to fail may hold nothing."""
    assert {rule for rule, _ in MUTANTS.values()} == set(rules.RULES)
