"""Who writes, by setting."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from annotated_types import Le
from anthropic import Timeout
from pydantic import ValidationError

from svar.adapters.claude.client import Claude
from svar.adapters.claude.interviewer import ClaudeInterviewer
from svar.adapters.claude.prices import usd
from svar.adapters.claude.settings import CONNECT_SECONDS, MOST_CALLS, ClaudeSettings
from svar.adapters.claude.writer import ClaudeWriter
from svar.adapters.interviewers import HouseInterviewer, interviewers_for
from svar.adapters.summarisers import HouseSummariser, summarisers_for
from svar.adapters.writers import writers_for
from svar.domain.errors import Permanent
from svar.domain.policy import LetterRules
from tests.unit.claude.given import SLOTS, Line, brief, message, screening


def test_the_house_writes_when_nobody_says_otherwise() -> None:
    """No key, no network, and a whole letter."""
    rules = LetterRules()
    (summariser,) = summarisers_for(rules)
    assert summariser.summarise(screening()).criteria[0].status == "met"
    assert writers_for(rules) == ()
    assert [type(each) for each in interviewers_for(rules)] == [HouseInterviewer]


def test_the_house_stands_behind_claude() -> None:
    """The last writer in the row always needs no network."""
    rules = LetterRules(writer="claude")
    assert [each.written_by for each in writers_for(rules)] == ["claude"]
    assert isinstance(summarisers_for(rules)[-1], HouseSummariser)
    asking = [type(each) for each in interviewers_for(rules)]
    assert asking == [ClaudeInterviewer, HouseInterviewer]


def test_the_policy_says_through_whom_claude_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Provider, region, models and effort; only where the key is kept comes from elsewhere."""
    monkeypatch.setenv("SVAR_CLAUDE_KEY_ARN", "arn:key")
    rules = LetterRules(
        writer="claude",
        provider="bedrock",
        region="eu-north-1",
        model="eu.anthropic.claude-haiku-5-5",
        better_model="eu.anthropic.claude-sonnet-5-5:0",
        effort="low",
    )
    settings = ClaudeSettings.of(rules)
    assert settings.model_dump(include=set(LetterRules.model_fields)) == rules.model_dump(
        exclude={"writer", "mention_ai"}
    )
    assert settings.key_arn == "arn:key"


def test_the_shipped_policy_names_models_that_have_a_price() -> None:
    """Or nobody would know what a letter costs."""
    rules = LetterRules()
    for model in (rules.model, rules.better_model, f"eu.anthropic.{rules.model}-v1:0"):
        assert usd(model, {"input_tokens": 1_000_000})


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"model": "gpt-4o"}, "model"),
        ({"model": "claude haiku"}, "model"),
        ({"better_model": "eu.anthropic.claude-haiku-5-5"}, "better_model"),
        ({"provider": "bedrock"}, "model"),
        ({"provider": "vertex"}, "provider"),
        ({"region": "eu-north-1"}, "region"),
        ({"provider": "aws", "region": "Stockholm", "workspace": "wrkspc_1"}, "region"),
        ({"provider": "aws"}, "workspace"),
        ({"provider": "anthropic", "workspace": "wrkspc_1"}, "workspace"),
        ({"provider": "aws", "workspace": "my workspace"}, "workspace"),
        ({"effort": "heroic"}, "effort"),
        ({"writer": "gpt"}, "writer"),
        ({"temperature": 0}, "temperature"),
    ],
    ids=str,
)
def test_a_policy_that_no_claude_could_follow_is_refused(
    wrong: dict[str, object], named: str
) -> None:
    """At the desk and not at the first letter."""
    with pytest.raises(ValidationError, match=named):
        LetterRules.model_validate({"writer": "claude"} | wrong)


def test_all_calls_of_a_letter_end_before_the_function_does() -> None:
    """The slowest letter that there can be, with room to write it down."""
    template = (Path(__file__).parents[3] / "template.yaml").read_text(encoding="utf-8")
    function = re.search(r"^  WriteAnswer:\n.*?^      Timeout: (\d+)", template, re.S | re.M)
    assert function is not None
    longest = next(
        limit.le
        for limit in ClaudeSettings.model_fields["timeout_seconds"].metadata
        if isinstance(limit, Le)
    )
    assert MOST_CALLS * (longest + CONNECT_SECONDS) + 10 <= int(function[1])


def test_the_client_waits_no_longer_and_asks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the settings say is what the SDK is given, for each provider."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "key")
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    for rules in (
        LetterRules(),
        LetterRules(
            provider="bedrock",
            model="eu.anthropic.claude-haiku-5-5",
            better_model="eu.anthropic.claude-sonnet-5-5",
        ),
        LetterRules(provider="aws", workspace="wrkspc_01"),
    ):
        client = Claude(ClaudeSettings.of(rules))._connected()
        assert client.max_retries == 0
        assert client.timeout == Timeout(18, connect=CONNECT_SECONDS)


def test_effort_is_asked_for_when_the_policy_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is not in the request otherwise: the cheap model takes none."""
    line = Line(message(SLOTS), message(SLOTS))
    ClaudeWriter(line.claude(monkeypatch)).write(brief())
    ClaudeWriter(line.claude(monkeypatch, effort="low")).write(brief())
    assert [each["output_config"].get("effort") for each in line.requests] == [None, "low"]


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
