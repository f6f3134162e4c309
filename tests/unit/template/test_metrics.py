"""Alarms and the dashboard look at metrics that the code emits: a misspelled one never goes off."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.unit.template.queue_rules import OURS, Template, of_type, read

SOURCE = Path(__file__).parents[3] / "functions" / "svar"
SEARCHED = re.compile(rf'\{{{re.escape(OURS["Fn::Sub"])},service\}} MetricName="(\w+)"')


def emitted() -> set[str]:
    """The names in the code as patterns: what an f-string fills in may be any word."""
    return {
        _pattern(keyword.value)
        for file in SOURCE.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "add_metric"
        for keyword in call.keywords
        if keyword.arg == "name"
    }


def _pattern(name: ast.expr) -> str:
    if isinstance(name, ast.Constant):
        return re.escape(str(name.value))
    if isinstance(name, ast.JoinedStr):
        return "".join(_pattern(part) for part in name.values)
    return r"\w+" if isinstance(name, ast.FormattedValue) else r"(?!)"


def shown(template: Template) -> Iterator[tuple[str, str | None]]:
    """Each of our metrics that the dashboard shows, with its service, or None where all count."""
    for dashboard in of_type(template, "AWS::CloudWatch::Dashboard").values():
        for widget in json.loads(dashboard["DashboardBody"]["Fn::Sub"])["widgets"]:
            for row in widget["properties"]["metrics"]:
                if row[0] == OURS["Fn::Sub"]:
                    yield row[1], row[3]
                expression = row[-1].get("expression", "")
                yield from ((name, None) for name in SEARCHED.findall(expression))


def alarmed(template: Template) -> Iterator[tuple[str, str | None]]:
    for alarm in of_type(template, "AWS::CloudWatch::Alarm").values():
        if alarm["Namespace"] == OURS:
            yield alarm["MetricName"], alarm["Dimensions"][0]["Value"]


def test_what_is_looked_at_is_emitted_by_a_function_that_there_is() -> None:
    """Name and service: both are only words, to CloudWatch as to the linters."""
    template = read()
    looked_at = [*shown(template), *alarmed(template)]
    names, patterns = {name for name, _ in looked_at}, emitted()
    services = {
        function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
        for function in of_type(template, "AWS::Serverless::Function").values()
    }
    assert {"quota_used", "answered", "word_after_interview_seconds", "mail_sent"} <= names
    assert {n for n in names if not any(re.fullmatch(p, n) for p in patterns)} == set()
    assert {service for _, service in looked_at if service} <= services


def test_a_stacks_metrics_are_its_own() -> None:
    """Two stacks in one account would keep each other's alarms of silence quiet."""
    written = read()["Globals"]["Function"]["Environment"]["Variables"]
    assert written["POWERTOOLS_METRICS_NAMESPACE"] == OURS


def test_the_dashboard_shows_every_dead_letter_queue() -> None:
    """What lies there is somebody's answer."""
    template = read()
    (dashboard,) = of_type(template, "AWS::CloudWatch::Dashboard").values()
    dead = {name for name in of_type(template, "AWS::SQS::Queue") if name.endswith("Dead")}
    found = set(re.findall(r"\$\{(\w+)\.QueueName\}", dashboard["DashboardBody"]["Fn::Sub"]))
    assert found == dead
    assert dead
