"""Who writes: Claude or the house, by setting. The house always stands behind Claude."""

import os
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict

from svar.adapters.claude.settings import ClaudeSettings
from svar.adapters.house import HouseSummariser, HouseWriter
from svar.ports import Summariser, Writer

if TYPE_CHECKING:
    from svar.adapters.claude.client import Claude


class WriterSettings(BaseModel):
    """Who writes, and how Claude is reached when it is Claude."""

    model_config = ConfigDict(frozen=True)
    writer: Literal["house", "claude"] = "house"
    claude: ClaudeSettings = ClaudeSettings()

    @classmethod
    def from_environment(cls, *, model: str | None = None, better_model: str | None = None) -> Self:
        """Read `SVAR_WRITER` and `SVAR_CLAUDE_*`; models come from the organisation's policy."""
        claude = ClaudeSettings.from_environment(model=model, better_model=better_model)
        return cls.model_validate(
            {"writer": os.environ.get("SVAR_WRITER") or "house", "claude": claude}
        )


def writer_for(settings: WriterSettings) -> Writer:
    """The writer that the settings name."""
    if settings.writer == "house":
        return HouseWriter()
    from svar.adapters.claude.writer import ClaudeWriter

    return ClaudeWriter(_claude(settings))


def summariser_for(settings: WriterSettings) -> Summariser:
    """The summariser that the settings name."""
    if settings.writer == "house":
        return HouseSummariser()
    from svar.adapters.claude.summariser import ClaudeSummariser

    return ClaudeSummariser(_claude(settings))


def writers_for(settings: WriterSettings) -> tuple[Writer, ...]:
    """The writers in the order in which they are tried; the last one needs no network."""
    first = writer_for(settings)
    return (first,) if settings.writer == "house" else (first, HouseWriter())


def summarisers_for(settings: WriterSettings) -> tuple[Summariser, ...]:
    """The summarisers in the order in which they are tried; the last one needs no network."""
    first = summariser_for(settings)
    return (first,) if settings.writer == "house" else (first, HouseSummariser())


def _claude(settings: WriterSettings) -> "Claude":
    from svar.adapters.claude.client import Claude

    return Claude(settings.claude)
