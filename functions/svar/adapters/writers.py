"""Who writes: Claude or the house, by the organisation's policy. The house stands behind Claude."""

from typing import TYPE_CHECKING

from svar.adapters.claude.settings import ClaudeSettings
from svar.adapters.house import HouseSummariser
from svar.domain.policy import LetterRules
from svar.ports import Summariser, Writer

if TYPE_CHECKING:
    from svar.adapters.claude.client import Claude


def summariser_for(rules: LetterRules) -> Summariser:
    """The summariser that the policy names."""
    if rules.writer == "house":
        return HouseSummariser()
    from svar.adapters.claude.summariser import ClaudeSummariser

    return ClaudeSummariser(_claude(rules))


def writers_for(rules: LetterRules) -> tuple[Writer, ...]:
    """The writers that are tried before the house writer, which is always there."""
    if rules.writer == "house":
        return ()
    from svar.adapters.claude.writer import ClaudeWriter

    return (ClaudeWriter(_claude(rules)),)


def summarisers_for(rules: LetterRules) -> tuple[Summariser, ...]:
    """The summarisers in the order in which they are tried; the last one needs no network."""
    first = summariser_for(rules)
    return (first,) if rules.writer == "house" else (first, HouseSummariser())


def _claude(rules: LetterRules) -> "Claude":
    """All of it is policy but the key, which is the deployment's."""
    from svar.adapters.claude.client import Claude

    return Claude(ClaudeSettings.of(rules))
