"""The summariser that needs no network."""

from svar.domain.screening import Screening, Summary
from svar.domain.summarising import checked, house_summary


class HouseSummariser:
    """Sums up with the house's own sentences."""

    def summarise(self, screening: Screening) -> Summary:
        """Always succeeds: a language without texts gets the English ones."""
        return checked(house_summary(screening), screening)
