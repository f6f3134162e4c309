"""No rule of the protocol without a mutant, and no mutant that nobody runs."""

from collections.abc import Collection

import pytest

from tests.contract.test_mailer_mutants import SEEN_BY_CONTRACT
from tests.simulation.protocol_rules import RULES, Rule
from tests.simulation.test_mutants import SEEN_BY_HISTORIES
from tests.simulation.test_outbox_model import WEAKER
from tests.simulation.test_pacing import SEEN_BY_PACING
from tests.unit.delivery.test_running_mutants import SEEN_BY_RUNNING
from tests.unit.delivery.test_sending_mutants import SEEN_BY_TESTS
from tests.unit.template.test_machine_rules import MACHINE_MUTANTS
from tests.unit.template.test_queue_rules import MUTANTS

SUITES: dict[str, Collection[str]] = {
    "model": WEAKER,
    "histories": [mutant.__name__ for mutant in SEEN_BY_HISTORIES],
    "pacing": [mutant.__name__ for mutant in SEEN_BY_PACING],
    "tests": [mutant.__name__ for mutant in SEEN_BY_TESTS],
    "running": [mutant.__name__ for mutant in SEEN_BY_RUNNING],
    "template": MUTANTS,
    "machines": MACHINE_MUTANTS,
    "contract": [mutant.__name__ for mutant in SEEN_BY_CONTRACT],
}
"""What each suite really runs, and sees."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_every_rule_has_a_mutant_that_is_run(rule: Rule) -> None:
    """A rule that was never seen to fail may hold nothing."""
    assert any(rule.seen_by.values())
    for suite, mutants in rule.seen_by.items():
        assert set(mutants) <= set(SUITES[suite])


@pytest.mark.parametrize("suite", sorted(SUITES.keys() - {"histories"}))
def test_every_mutant_stands_for_a_rule(suite: str) -> None:
    """Histories have more: they look after promises too."""
    named = {mutant for rule in RULES for mutant in rule.seen_by.get(suite, ())}
    assert named == set(SUITES[suite])
