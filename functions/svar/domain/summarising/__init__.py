"""Sum up a screening, and check any summary before a recruiter reads it."""

from svar.domain.summarising.check import checked
from svar.domain.summarising.house import house_summary

__all__ = ["checked", "house_summary"]
