"""The gate: what a text must be before it may go to a candidate (R01 to R20)."""

from svar.domain.breaks import Break
from svar.domain.rules.gate import APPLIES, Kind, check
from svar.domain.rules.letter import GateContext, LetterText

__all__ = ["APPLIES", "Break", "GateContext", "Kind", "LetterText", "check"]
