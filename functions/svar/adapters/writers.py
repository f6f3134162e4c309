"""Who writes letters: Claude or the house, by the organisation's policy."""

from svar.domain.policy import LetterRules
from svar.ports import Writer


def writers_for(rules: LetterRules) -> tuple[Writer, ...]:
    """The writers that are tried before the house writer, which is always there."""
    if rules.writer == "house":
        return ()
    # Who leaves it to the house shall not pay for Claude at each cold start.
    from svar.adapters.claude.client import Claude
    from svar.adapters.claude.writer import ClaudeWriter

    return (ClaudeWriter(Claude.of(rules)),)
