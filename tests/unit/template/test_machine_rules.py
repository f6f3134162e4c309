"""The state machines keep their rules, and each rule sees when it is broken."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from tests.unit.template import machine_rules as rules
from tests.unit.template.machine_rules import Machines, Rule

Mutant = Callable[[Machines], object]
"""Changes the machines in place."""


@cache
def machines() -> Machines:
    return rules.read()


def look(changed: Machines, machine: str = "response_clock") -> dict[str, Any]:
    found: dict[str, Any] = changed[machine]["Look"]
    return found


MACHINE_MUTANTS: dict[str, tuple[Rule, Mutant]] = {
    "a letter goes round in a machine": (
        rules.only_ids_go_round,
        lambda m: look(m)["Output"].update(letter="{% $states.result.Payload.letter %}"),
    ),
    "a machine keeps all that it has seen": (
        rules.only_ids_go_round,
        lambda m: look(m)["Output"].update(
            step="{% $append($states.input.step, $states.result) %}"
        ),
    ),
    "the walk keeps all that it has seen": (
        rules.only_ids_go_round,
        lambda m: look(m, "daily_check").update(
            Output="{% $merge([$states.input, $states.result.Payload]) %}"
        ),
    ),
    "a fault in the planner is a storm": (
        rules.a_wait_is_at_least_a_second,
        lambda m: m["telling"]["Wait"].update(Seconds="{% $states.input.step.wait_seconds %}"),
    ),
    "what can never be done is tried for a day": (
        rules.a_look_is_tried_again_for_a_day,
        lambda m: look(m)["Retry"][0].update(MaxAttempts=55),
    ),
    "a clock gives up after a minute": (
        rules.a_look_is_tried_again_for_a_day,
        lambda m: look(m)["Retry"][1].update(MaxAttempts=5),
    ),
}
"""What breaks the rule, in words: (the rule, how)."""


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_machines_keep_the_rule(rule: Rule) -> None:
    """All of them, also one that is written tomorrow."""
    assert len(machines()) >= 3
    assert list(rule(machines())) == []


@pytest.mark.parametrize("broken", MACHINE_MUTANTS)
def test_a_broken_machine_is_seen_by_its_rule(broken: str) -> None:
    """By this rule; a mutant that no rule sees is a rule that checks nothing."""
    rule, mutate = MACHINE_MUTANTS[broken]
    changed = deepcopy(machines())
    mutate(changed)
    assert list(rule(changed)) != []


def test_every_rule_has_a_mutant() -> None:
    """A rule that was never seen to fail may hold nothing."""
    assert {rule for rule, _ in MACHINE_MUTANTS.values()} == set(rules.RULES)
