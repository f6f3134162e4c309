"""How Claude is reached."""

import os
from typing import Literal, Self

from pydantic import Field

from svar.domain.policy import LetterRules, Provider
from svar.domain.value import Value

MOST_CALLS = 5
"""Of one letter: write, ask again, judge, repair, judge."""
CONNECT_SECONDS = 3.0


class ClaudeSettings(Value):
    """Which Claude, through whom, and for how long we wait.

    One letter makes `MOST_CALLS`, and all of them must fit into the function's 120 seconds. There
    are no retries inside a call: the state machine retries, and pays for no sleeping function.
    """

    provider: Provider = "anthropic"
    key_arn: str | None = None
    """Where the key is kept; `ANTHROPIC_API_KEY` wins over it."""
    model: str = "claude-haiku-5-5"
    better_model: str = "claude-sonnet-5-5"
    """Rewrites what was refused or unreadable, and judges."""
    effort: Literal["low", "medium", "high"] | None = None
    timeout_seconds: float = Field(default=18, gt=0, le=18)
    region: str | None = None
    """For Bedrock and Claude on AWS; the function's own region when it is unset."""
    workspace: str | None = None
    """For Claude on AWS."""

    @classmethod
    def of(cls, rules: LetterRules) -> Self:
        """What the policy says. Only where the key is kept is the deployment's."""
        return cls(
            provider=rules.provider,
            region=rules.region,
            workspace=rules.workspace,
            model=rules.model,
            better_model=rules.better_model,
            effort=rules.effort,
            key_arn=os.environ.get("SVAR_CLAUDE_KEY_ARN"),
        )
