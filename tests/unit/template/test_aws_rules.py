"""The template does what real AWS asks, and each rule sees when it is broken."""

import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.unit.template import aws_rules as rules
from tests.unit.template.queue_rules import Rule, Template, read

Mutant = Callable[[dict[str, Any]], object]
"""Changes the template's resources in place."""


@cache
def template() -> Template:
    return read()


def properties(resources: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = resources[name]["Properties"]
    return found


def statements(resources: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = properties(resources, name)["PolicyDocument"]["Statement"]
    return found


def role(resources: dict[str, Any], name: str) -> list[dict[str, Any]]:
    policy = properties(resources, name)["Policies"][0]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def _only_the_domain(resources: dict[str, Any]) -> None:
    kept = [each for each in role(resources, "SendMessageRole") if "Condition" not in each]
    role(resources, "SendMessageRole")[:] = kept


def _from_any_domain(resources: dict[str, Any]) -> None:
    for each in role(resources, "SendMessageRole"):
        each.pop("Condition", None)


SOURCE_ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
MUTANTS: dict[str, tuple[Rule, Mutant]] = {
    "a dead clock's alarm is dropped for want of a context": (
        rules.a_topic_asks_eventbridge_for_nothing,
        lambda r: statements(r, "AlarmTopicPolicy")[1].update(Condition=SOURCE_ACCOUNT),
    ),
    "a dead clock's alarm is refused": (
        rules.a_topic_asks_eventbridge_for_nothing,
        lambda r: statements(r, "AlarmTopicPolicy").pop(1),
    ),
    "what a rule gives up is refused by its dead-letter queue": (
        rules.a_queue_knows_who_fills_it_by_arn,
        lambda r: statements(r, "RulesDeadPolicy")[0].update(Condition=SOURCE_ACCOUNT),
    ),
    "anybody's rule fills the inbox": (
        rules.a_queue_knows_who_fills_it_by_arn,
        lambda r: statements(r, "InboxPolicy")[0].pop("Condition"),
    ),
    "six hundred decisions take every function": (
        rules.no_queue_may_use_up_all_functions,
        lambda r: properties(r, "ReceiveEvent")["Events"]["Queue"]["Properties"].pop(
            "ScalingConfig"
        ),
    ),
    "a trigger is off and nobody hears of it": (
        rules.a_queue_that_stands_is_heard_of,
        lambda r: r.pop("InboxStands"),
    ),
    "a queue stands for a day": (
        rules.a_queue_that_stands_is_heard_of,
        lambda r: properties(r, "EvidenceStands").update(Threshold=rules.DAY),
    ),
    "the sweeper is silent": (
        rules.a_watcher_that_is_silent_is_heard_of,
        lambda r: r.pop("SweepSilent"),
    ),
    "an alarm between two nights that were in time": (
        rules.a_watcher_that_is_silent_is_heard_of,
        lambda r: properties(r, "InvariantsNotChecked").update(EvaluationPeriods=24),
    ),
    "no data is no alarm": (
        rules.a_watcher_that_is_silent_is_heard_of,
        lambda r: properties(r, "SweepSilent").update(TreatMissingData="notBreaching"),
    ),
    "26 hours in quarters": (
        rules.an_alarm_looks_no_farther_back_than_it_may,
        lambda r: properties(r, "InvariantsNotChecked").update(Period=900, EvaluationPeriods=104),
    ),
    "five errors of a sweeper that tries three times": (
        rules.who_runs_seldom_is_not_judged_by_heaps,
        lambda r: properties(r, "ReceiveEventErrors").update(
            Dimensions=[{"Name": "FunctionName", "Value": {"Ref": "Sweep"}}]
        ),
    ),
    "a secret was changed on one side only": (
        rules.what_an_ats_loses_is_heard_of,
        lambda r: r.pop("WebhooksRefused"),
    ),
    "Lambda throttles the webhooks": (
        rules.what_an_ats_loses_is_heard_of,
        lambda r: r.pop("ApiFails"),
    ),
    "SES pauses the account without a warning": (
        rules.a_bad_name_is_heard_of_before_ses_acts,
        lambda r: properties(r, "ComplaintsRise").update(Threshold=0.005),
    ),
    "a small employer's three mails are refused": (
        rules.a_refusal_that_lasts_is_heard_of_at_once,
        lambda r: properties(r, "MailRefused").update(Threshold=5),
    ),
    "a failed deployment leaves its identity behind": (
        rules.a_first_deployment_that_failed_can_be_tried_again,
        lambda r: r["Identity"].update(DeletionPolicy="Retain"),
    ),
    "the first trial in the sandbox is refused": (
        rules.the_sandbox_can_be_tried,
        _only_the_domain,
    ),
    "mail from somebody else's domain": (rules.the_sandbox_can_be_tried, _from_any_domain),
    "a second sender": (
        rules.the_sandbox_can_be_tried,
        lambda r: role(r, "SweepRole").extend(role(r, "SendMessageRole")),
    ),
}
"""What breaks the rule, in words: (the rule, how)."""


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_template_is_fit_for_aws(rule: Rule) -> None:
    """All of it passes in the embedded cloud, fit or not."""
    assert list(rule(template())) == []


@pytest.mark.parametrize("broken", MUTANTS)
def test_an_unfit_template_is_seen_by_its_rule(broken: str) -> None:
    """By this rule; a mutant that no rule sees is a rule that checks nothing."""
    rule, mutate = MUTANTS[broken]
    changed = deepcopy(template())
    mutate(changed["Resources"])
    assert list(rule(changed)) != []


def test_the_operators_page_says_what_to_do_about_every_alarm() -> None:
    """By the name that stands in the alarm's mail; and it names none that is gone."""
    page = (Path(__file__).parents[3] / "docs" / "operate.md").read_text("utf-8")
    table = page.partition("## Alarms")[2].partition("###")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(rules.alarms(template()))


def test_every_rule_has_a_mutant() -> None:
    """A rule that was never seen to fail may hold nothing."""
    assert {rule for rule, _ in MUTANTS.values()} == set(rules.RULES)
