"""What AWS refuses, drops or keeps silent about although the embedded cloud does not.

A rule returns what breaks it, in words; nothing when it holds. Each names where AWS says so.
"""

from collections.abc import Iterator
from typing import Any

from tests.unit.template.queue_rules import Rule, Template, consumers, dead, of_type, queues

DAY = 24 * 3600
LONGEST = 7 * DAY
"""Of an alarm whose period is an hour or more; with a shorter one it is a day (PutMetricAlarm)."""


def alarms(template: Template) -> dict[str, dict[str, Any]]:
    return of_type(template, "AWS::CloudWatch::Alarm")


def _seconds(alarm: dict[str, Any]) -> int:
    return int(alarm["Period"]) * int(alarm["EvaluationPeriods"])


def _dimension(alarm: dict[str, Any]) -> Any:
    return next((each["Value"] for each in alarm.get("Dimensions", ())), None)


def _statements(template: Template, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, policy in of_type(template, kind).items():
        for statement in policy["PolicyDocument"]["Statement"]:
            yield name, statement


def a_topic_asks_eventbridge_for_nothing(template: Template) -> Iterator[str]:
    """It publishes without context, so a condition is never met and the message is dropped.

    docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    fed = {
        target["Arn"]["Ref"]
        for rule in of_type(template, "AWS::Events::Rule").values()
        for target in rule["Targets"]
        if "Ref" in target["Arn"]
    }
    open_to = set()
    for _, statement in _statements(template, "AWS::SNS::TopicPolicy"):
        if statement["Principal"] == {"Service": "events.amazonaws.com"}:
            if "Condition" in statement:
                yield f"{statement['Resource']} asks EventBridge for a context that it never has"
            open_to.add(statement["Resource"]["Ref"])
    yield from (f"EventBridge may not publish to {topic}" for topic in fed - open_to)


def a_queue_knows_who_fills_it_by_arn(template: Template) -> Iterator[str]:
    """The one key that EventBridge and SNS are both documented to send to SQS."""
    for name, statement in _statements(template, "AWS::SQS::QueuePolicy"):
        asked = [key for each in statement.get("Condition", {}).values() for key in each]
        if asked != ["aws:SourceArn"]:
            yield f"{name} does not ask {statement['Principal']} for its ARN"


def no_queue_may_use_up_all_functions(template: Template) -> Iterator[str]:
    """Throttled deliveries count as receives: after five the message is a dead letter.

    docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
    """
    for name, _, mapping, _ in consumers(template):
        if "MaximumConcurrency" not in mapping.get("ScalingConfig", {}):
            yield f"{name} may take the whole account's concurrency"


def a_queue_that_stands_is_heard_of(template: Template) -> Iterator[str]:
    """A message that nobody takes is gone after four days and becomes no dead letter."""
    watched = {
        _dimension(alarm)["Fn::GetAtt"][0]
        for alarm in alarms(template).values()
        if alarm["MetricName"] == "ApproximateAgeOfOldestMessage" and alarm["Threshold"] <= 7200
    }
    yield from (
        f"nobody hears that {q} stands" for q in queues(template).keys() - dead(template) - watched
    )


def a_watcher_that_is_silent_is_heard_of(template: Template) -> Iterator[str]:
    """Longer than from one run to the next, or the alarm rings between two that were in time."""
    for service, between in (("Sweep", 300), ("CheckInvariants", DAY)):
        silent = [
            alarm
            for alarm in alarms(template).values()
            if _dimension(alarm) == service
            and (alarm["Statistic"], alarm["TreatMissingData"]) == ("SampleCount", "breaching")
        ]
        if not any(between < _seconds(alarm) <= between + 2 * 3600 for alarm in silent):
            yield f"nobody hears in time that {service} is silent"


def an_alarm_looks_no_farther_back_than_it_may(template: Template) -> Iterator[str]:
    """docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"""
    for name, alarm in alarms(template).items():
        if _seconds(alarm) > (LONGEST if alarm["Period"] >= 3600 else DAY):
            yield f"{name} looks back over {_seconds(alarm)} seconds"


def who_runs_seldom_is_not_judged_by_heaps(template: Template) -> Iterator[str]:
    """Three tries in five minutes are never five errors in five minutes."""
    for name, alarm in alarms(template).items():
        function = (_dimension(alarm) or {}).get("Ref") if alarm["MetricName"] == "Errors" else None
        if function in {"Sweep", "CheckInvariants"} and alarm["Threshold"] > 1:
            yield f"{name} can never ring"


def what_an_ats_loses_is_heard_of(template: Template) -> Iterator[str]:
    """Also when no function runs: the gateway itself answers for one that is throttled."""
    told = {alarm["MetricName"] for alarm in alarms(template).values()}
    yield from (f"nobody hears of {each}" for each in {"webhooks_refused", "5xx"} - told)


def a_bad_name_is_heard_of_before_ses_acts(template: Template) -> Iterator[str]:
    """SES reviews an account at 5 % bounces or 0.1 % complaints, and pauses it at 10 and 0.5 %.

    docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html
    """
    told = {a["MetricName"]: a["Threshold"] for a in alarms(template).values()}
    for metric, most in (("Reputation.BounceRate", 0.05), ("Reputation.ComplaintRate", 0.001)):
        if told.get(metric, 1) > most:
            yield f"nobody hears of {metric} before SES acts"


def a_refusal_that_lasts_is_heard_of_at_once(template: Template) -> Iterator[str]:
    """A refused mail comes again each five minutes: one that waits must be enough."""
    refused = [a for a in alarms(template).values() if a["MetricName"] == "mail_refused"]
    if not any(a["Threshold"] <= 1 and _seconds(a) >= 900 for a in refused):
        yield "three mails that SES refuses for ever would ring no alarm"


def a_first_deployment_that_failed_can_be_tried_again(template: Template) -> Iterator[str]:
    """What has a name of its own and stays behind is in the next one's way."""
    identity = template["Resources"]["Identity"]
    if identity["DeletionPolicy"] != "RetainExceptOnCreate":
        yield "the identity of a failed deployment is in the way of the next"


def the_sandbox_can_be_tried(template: Template) -> Iterator[str]:
    """There SES asks for the right to send on the reader's identity, too.

    github.com/cloudposse/terraform-aws-ses/issues/40; and only from the own domain.
    """
    for name, role in of_type(template, "AWS::IAM::Role").items():
        sends = [
            statement
            for policy in role["Policies"]
            for statement in policy["PolicyDocument"]["Statement"]
            if "ses:SendRawEmail" in statement["Action"]
        ]
        wide = [each for each in sends if "identity/*" in str(each["Resource"])]
        if sends and name != "SendMessageRole":
            yield f"{name} may send"
        if sends and not wide:
            yield f"{name} cannot send to a reader who is an identity"
        if any("ses:FromAddress" not in str(each.get("Condition")) for each in wide):
            yield f"{name} may send from every domain of the account"


RULES: tuple[Rule, ...] = (
    a_topic_asks_eventbridge_for_nothing,
    a_queue_knows_who_fills_it_by_arn,
    no_queue_may_use_up_all_functions,
    a_queue_that_stands_is_heard_of,
    a_watcher_that_is_silent_is_heard_of,
    an_alarm_looks_no_farther_back_than_it_may,
    who_runs_seldom_is_not_judged_by_heaps,
    what_an_ats_loses_is_heard_of,
    a_bad_name_is_heard_of_before_ses_acts,
    a_refusal_that_lasts_is_heard_of_at_once,
    a_first_deployment_that_failed_can_be_tried_again,
    the_sandbox_can_be_tried,
)
