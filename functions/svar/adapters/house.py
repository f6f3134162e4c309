"""The writer and the summariser that need no network."""

from typing import Literal

from svar.domain.errors import Permanent
from svar.domain.letters.case import LetterBrief, Slots
from svar.domain.letters.house_writer import write_slots
from svar.domain.screening import Screening, Summary
from svar.domain.summarising import checked, house_summary
from svar.ports import Draught


class HouseWriter:
    """Fills the slots with the house's own sentences."""

    written_by: Literal["house", "claude"] = "house"

    def write(
        self, brief: LetterBrief, *, refused: Slots | None = None, breaks: tuple[str, ...] = ()
    ) -> Draught:
        """Raises `Permanent` for a language without texts, and when its first version was refused:
        the same evidence gives the same letter."""
        if refused is not None:
            raise Permanent("the house writer has one version, and it was refused")
        try:
            return Draught(slots=write_slots(brief))
        except KeyError as error:
            raise Permanent(f"no letter exists in {brief.language}") from error


class HouseSummariser:
    """Sums up with the house's own sentences."""

    def summarise(self, screening: Screening) -> Summary:
        """Always succeeds: a language without texts gets the English ones."""
        return checked(house_summary(screening), screening)
