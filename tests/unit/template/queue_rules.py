"""What delivery.md asks of the template, each rule a function of the parsed file.

AWS refuses some of this at deployment and the embedded cloud none of it, so it is read here. A rule
returns what breaks it, in words; nothing when it holds.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

Template = dict[str, Any]
Rule = Callable[[Template], Iterator[str]]

FILE = Path(__file__).parents[3] / "template.yaml"
DAY = 24 * 3600
OURS = {"Fn::Sub": "Svar/${AWS::StackName}"}
"""The namespace of a stack's own metrics."""
EVENTS = {
    "SEND",
    "DELIVERY",
    "BOUNCE",
    "COMPLAINT",
    "REJECT",
    "DELIVERY_DELAY",
    "RENDERING_FAILURE",
}


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms: `!Ref X` becomes {"Ref": "X"}."""


def _short(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in {"Ref", "Condition"} else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".") if tag == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short)


def read() -> Template:
    """The template as plain values. Anchors are copied, so that a change is one change."""
    parsed: Template = deepcopy(yaml.load(FILE.read_text(encoding="utf-8"), _Loader))  # noqa: S506 a SafeLoader
    return parsed


def of_type(template: Template, kind: str) -> dict[str, dict[str, Any]]:
    return {
        name: each["Properties"]
        for name, each in template["Resources"].items()
        if each["Type"] == kind
    }


def queues(template: Template) -> dict[str, dict[str, Any]]:
    return of_type(template, "AWS::SQS::Queue")


def dead(template: Template) -> set[str]:
    """Every queue that something is given up to."""
    return {name for name in queues(template) if "RedrivePolicy" not in queues(template)[name]}


def consumers(template: Template) -> Iterator[tuple[str, dict[str, Any], dict[str, Any], str]]:
    """(function, its properties, its mapping, its queue) for each function that a queue feeds."""
    for name, function in of_type(template, "AWS::Serverless::Function").items():
        for event in function.get("Events", {}).values():
            if event["Type"] == "SQS":
                mapping = event["Properties"]
                yield name, function, mapping, mapping["Queue"]["Fn::GetAtt"][0]


def visibility_is_six_times_the_timeout(template: Template) -> Iterator[str]:
    for name, function, _, queue in consumers(template):
        hidden = queues(template)[queue].get("VisibilityTimeout", 30)
        if hidden < 6 * function["Timeout"]:
            yield f"{queue} hides a message {hidden} s, and {name} may take {function['Timeout']} s"


def single_failures_are_reported(template: Template) -> Iterator[str]:
    for name, _, mapping, _ in consumers(template):
        if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", []):
            yield f"{name} loses or repeats a whole batch for one message"


def nothing_is_filtered(template: Template) -> Iterator[str]:
    """A filter on a queue deletes what it does not match."""
    for name, _, mapping, _ in consumers(template):
        if "FilterCriteria" in mapping:
            yield f"{name} has a filter, which deletes messages"


def every_source_gives_up_to_a_dead_letter_queue(template: Template) -> Iterator[str]:
    fed = {queue for *_, queue in consumers(template)}
    for name in fed:
        target = queues(template)[name].get("RedrivePolicy", {}).get("deadLetterTargetArn")
        if target is None or target["Fn::GetAtt"][0] not in queues(template):
            yield f"{name} loses what cannot be handled"


def dead_letters_are_kept_for_a_fortnight(template: Template) -> Iterator[str]:
    for name in dead(template):
        if queues(template)[name].get("MessageRetentionPeriod", 4 * DAY) != 14 * DAY:
            yield f"{name} forgets before a human is back from holiday"


def sources_are_kept_for_four_days(template: Template) -> Iterator[str]:
    for name in queues(template).keys() - dead(template):
        if queues(template)[name].get("MessageRetentionPeriod", 4 * DAY) != 4 * DAY:
            yield f"{name} does not keep messages for four days"


def any_dead_letter_raises_an_alarm(template: Template) -> Iterator[str]:
    watched = {
        dimension["Value"]["Fn::GetAtt"][0]
        for alarm in of_type(template, "AWS::CloudWatch::Alarm").values()
        for dimension in alarm.get("Dimensions", [])
        if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible"
        and (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
        and alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
        and dimension["Name"] == "QueueName"
    }
    yield from (f"nobody hears of {name}" for name in dead(template) - watched)


def senders_are_a_bounded_number(template: Template) -> Iterator[str]:
    """Or six hundred letters at once would be six hundred processes that wait for their turn."""
    ((*_, mapping, _),) = (each for each in consumers(template) if each[0] == "SendMessage")
    most = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
    if most != {"Fn::FindInMap": ["Concurrency", {"Ref": "SenderConcurrency"}, "AsNumber"]}:
        yield f"{most} senders run"


def nobody_puts_back_what_they_take(template: Template) -> Iterator[str]:
    """The due index wakes again; Lambda stops a queue that feeds itself at about the 16th turn.

    Whoever sums up a screening may start another: a transcript that came meanwhile is other work.
    """
    policies = of_type(template, "AWS::IAM::ManagedPolicy")
    for name, function, _, queue in consumers(template):
        role = of_type(template, "AWS::IAM::Role")[function["Role"]["Fn::GetAtt"][0]]
        documents = [each["PolicyDocument"] for each in role["Policies"]]
        documents += [
            policies[each["Ref"]]["PolicyDocument"] for each in role.get("ManagedPolicyArns", [])
        ]
        allowed = [one for each in documents for one in each["Statement"] if _fills(one, queue)]
        if allowed and queue != "ScreeningQueue":
            yield f"{name} may put messages into {queue}, which feeds it"


def _fills(statement: dict[str, Any], queue: str) -> bool:
    resources = statement["Resource"]
    named = resources if isinstance(resources, list) else [resources]
    sends = any(action.startswith("sqs:SendMessage") for action in statement["Action"])
    return sends and {"Fn::GetAtt": [queue, "Arn"]} in named


def queues_keep_no_order(template: Template) -> Iterator[str]:
    """Order comes from versions and event times; a FIFO queue would hold 600 behind one."""
    for name, queue in queues(template).items():
        if queue.get("FifoQueue"):
            yield f"{name} is a FIFO queue"


def a_day_ends_with_the_check(template: Template) -> Iterator[str]:
    """Of every open application, whatever the due index says."""
    check = template["Resources"]["DailyCheck"]["Properties"]
    kinds = [event["Type"] for event in check.get("Events", {}).values()]
    if "Schedule" not in kinds:
        yield "nobody starts the daily check"


def evidence_comes_by_two_ways(template: Template) -> Iterator[str]:
    """Each may lose an event; both lead to the one queue."""
    ways: dict[str, set[str]] = {"EventBridgeDestination": set(), "SnsDestination": set()}
    for each in of_type(template, "AWS::SES::ConfigurationSetEventDestination").values():
        destination = each["EventDestination"]
        for way, kinds in ways.items():
            if way in destination and destination["Enabled"]:
                kinds.update(destination["MatchingEventTypes"])
    for way, kinds in ways.items():
        if kinds != EVENTS:
            yield f"{way} does not carry {sorted(EVENTS - kinds)}"
    arn = {"Fn::GetAtt": ["EvidenceQueue", "Arn"]}
    rules = of_type(template, "AWS::Events::Rule").values()
    if not any(target["Arn"] == arn for rule in rules for target in rule["Targets"]):
        yield "no rule hands events to the evidence queue"
    subscriptions = of_type(template, "AWS::SNS::Subscription").values()
    if not any(each.get("Endpoint") == arn for each in subscriptions):
        yield "no topic hands events to the evidence queue"


def suppressed_addresses_are_said_by_a_bounce(template: Template) -> Iterator[str]:
    """SES accepts the mail and says BOUNCE, so that a human hears of it."""
    for name, each in of_type(template, "AWS::SES::ConfigurationSet").items():
        if set(each.get("SuppressionOptions", {}).get("SuppressedReasons", [])) != {
            "BOUNCE",
            "COMPLAINT",
        }:
            yield f"{name} sends again to who bounced or complained"


def a_dead_clock_raises_an_alarm(template: Template) -> Iterator[str]:
    watched = [
        rule["EventPattern"]["detail"]
        for rule in of_type(template, "AWS::Events::Rule").values()
        if rule["EventPattern"].get("source") == ["aws.states"]
        and [target["Arn"] for target in rule["Targets"]] == [{"Ref": "AlarmTopic"}]
    ]
    ends = {"FAILED", "TIMED_OUT", "ABORTED"}
    if not any(ends <= set(detail.get("status", [])) for detail in watched):
        yield "a state machine may die unheard"


def a_short_quota_is_said_once(template: Template) -> Iterator[str]:
    """By an alarm and not by a mail for each letter, while there is time to have it raised."""
    alarms = of_type(template, "AWS::CloudWatch::Alarm").values()
    told = {(a.get("MetricName"), a["Threshold"]) for a in alarms if a.get("Namespace") == OURS}
    for metric, threshold in (("quota_used", 80), ("quota_used", 100), ("mail_endangered", 0)):
        if (metric, threshold) not in told:
            yield f"nobody hears of {metric} over {threshold}"


RULES: tuple[Rule, ...] = (
    visibility_is_six_times_the_timeout,
    single_failures_are_reported,
    nothing_is_filtered,
    every_source_gives_up_to_a_dead_letter_queue,
    dead_letters_are_kept_for_a_fortnight,
    sources_are_kept_for_four_days,
    any_dead_letter_raises_an_alarm,
    senders_are_a_bounded_number,
    nobody_puts_back_what_they_take,
    queues_keep_no_order,
    a_day_ends_with_the_check,
    evidence_comes_by_two_ways,
    suppressed_addresses_are_said_by_a_bounce,
    a_dead_clock_raises_an_alarm,
    a_short_quota_is_said_once,
)
