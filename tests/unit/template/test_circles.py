"""No resource waits for itself: CloudFormation finds it out at the deployment, cfn-lint never."""

import re
from collections.abc import Iterator
from copy import deepcopy
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pytest

from tests.unit.template.queue_rules import Template, read

NAMED = re.compile(r"\$\{(\w+)[.}]")


def names_in(value: Any) -> Iterator[str]:
    """Every logical id that a part of the template refers to."""
    match value:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case {"Fn::Sub": str(text)}:
            yield from NAMED.findall(text)
        case dict():
            for each in value.values():
                yield from names_in(each)
        case list():
            for each in value:
                yield from names_in(each)


def waits_for(template: Template) -> dict[str, set[str]]:
    """What must be there before each resource is made.

    A function has the globals' variables. Its events are resources of their own, made after it.
    """
    resources = template["Resources"]
    shared = set(names_in(template["Globals"]["Function"]))
    found = {}
    for name, resource in resources.items():
        own = {key: part for key, part in resource.get("Properties", {}).items() if key != "Events"}
        needed = {*names_in(own), resource.get("DependsOn", name)}
        if resource["Type"] == "AWS::Serverless::Function":
            needed |= shared
        found[name] = (needed & resources.keys()) - {name}
    return found


def order(template: Template) -> list[str]:
    """Raises CycleError, with the circle, when there is none."""
    return list(TopologicalSorter(waits_for(template)).static_order())


def test_there_is_an_order_in_which_everything_can_be_made() -> None:
    """Each after what it names."""
    made = order(read())
    assert made.index("Table") < made.index("ReceiveEvent") < made.index("ResponseClock")
    assert made.index("Api") < made.index("WriteAnswer")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Api", {"Body": {"Fn::Sub": "integration of ${ShowPage.Arn}"}}),
        ("CommitsChanges", {"Resource": {"Ref": "ResponseClock"}}),
        ("Table", {"Tags": [{"Ref": "SendMessage"}]}),
    ],
)
def test_a_circle_is_seen(name: str, part: dict[str, Any]) -> None:
    """An API that names its functions, a function's role that names the machine that calls it."""
    changed = deepcopy(read())
    changed["Resources"][name]["Properties"] |= part
    with pytest.raises(CycleError):
        order(changed)
