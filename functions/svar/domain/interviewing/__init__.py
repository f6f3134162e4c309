"""What a machine may ask a candidate, and when it may stop asking."""

from svar.domain.interviewing.check import why_unfit
from svar.domain.interviewing.echoes import without_private
from svar.domain.interviewing.subjects import askable, left_to_ask, may_ask, may_end, subjects

__all__ = [
    "askable",
    "left_to_ask",
    "may_ask",
    "may_end",
    "subjects",
    "why_unfit",
    "without_private",
]
