"""Who writes, by setting."""

import subprocess
import sys

import pytest

from svar.adapters.claude.client import Claude
from svar.adapters.claude.settings import ClaudeSettings
from svar.adapters.claude.writer import ClaudeWriter
from svar.adapters.house import HouseSummariser
from svar.adapters.writers import summariser_for, summarisers_for, writers_for
from svar.domain.errors import Permanent
from svar.domain.policy import LetterRules
from tests.unit.claude.given import brief, screening


def test_the_house_writes_when_nobody_says_otherwise() -> None:
    """No key, no network, and a whole letter."""
    rules = LetterRules()
    assert summariser_for(rules).summarise(screening()).criteria[0].status == "met"
    assert (len(writers_for(rules)), len(summarisers_for(rules))) == (0, 1)


def test_the_house_stands_behind_claude() -> None:
    """The last writer in the row always needs no network."""
    rules = LetterRules(writer="claude")
    assert [each.written_by for each in writers_for(rules)] == ["claude"]
    assert isinstance(summarisers_for(rules)[-1], HouseSummariser)


def test_the_deployment_says_through_whom_claude_is_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Models come from the policy, the way to them from the environment."""
    monkeypatch.setenv("SVAR_CLAUDE_PROVIDER", "bedrock")
    monkeypatch.setenv("SVAR_CLAUDE_REGION", "eu-north-1")
    settings = ClaudeSettings.from_environment(model="eu.anthropic.claude", better_model="b")
    assert (settings.provider, settings.region) == ("bedrock", "eu-north-1")
    assert (settings.model, settings.better_model) == ("eu.anthropic.claude", "b")


def test_without_a_key_claude_is_permanently_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house writes, and nothing waits for a key that nobody set."""
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    with pytest.raises(Permanent, match="no key"):
        ClaudeWriter(Claude(ClaudeSettings())).write(brief())


def test_the_sdk_is_not_imported_before_it_is_used() -> None:
    """A function whose house writes pays nothing for Claude at its cold start."""
    code = (
        "import sys; from svar.adapters.writers import LetterRules, writers_for; "
        "writers_for(LetterRules(writer='claude')); print('anthropic' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
