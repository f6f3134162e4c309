"""Who sums up screenings: Claude or the house, by the organisation's policy."""

from svar.domain.policy import LetterRules
from svar.domain.screening import Screening, Summary
from svar.domain.summarising import checked, house_summary
from svar.ports import Summariser


class HouseSummariser:
    """Sums up with the house's own sentences, and needs no network."""

    def summarise(self, screening: Screening) -> Summary:
        """Always succeeds: a language without texts gets the English ones."""
        return checked(house_summary(screening), screening)


def summarisers_for(rules: LetterRules) -> tuple[Summariser, ...]:
    """The summarisers in the order in which they are tried; the house is the last."""
    if rules.writer == "house":
        return (HouseSummariser(),)
    # Who leaves it to the house shall not pay for Claude at each cold start.
    from svar.adapters.claude.client import Claude
    from svar.adapters.claude.summariser import ClaudeSummariser

    return ClaudeSummariser(Claude.of(rules)), HouseSummariser()
