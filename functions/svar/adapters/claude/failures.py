"""What each way of failing means for the caller: ask again later, or never."""

from typing import Literal

Way = Literal["read", "ask_again", "permanent"]

STOP_REASONS: dict[str, Way] = {
    "end_turn": "read",
    # Cut off: the better model gets one try with more room, then the house writer writes.
    "max_tokens": "ask_again",
    "refusal": "permanent",
    "model_context_window_exceeded": "permanent",
    # We give no tools and no stop sequences, so these mean that somebody else changed the request.
    "stop_sequence": "permanent",
    "tool_use": "permanent",
    "pause_turn": "permanent",
}

PASSING_STATUSES = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
"""HTTP statuses that time may mend; every other one needs a human (key, money, request)."""


class Unreadable(Exception):
    """The answer is not what was asked for; a better model may do it."""


def way_of(stop_reason: str | None) -> Way:
    """The way for a stop reason; one that we do not know yet is permanent."""
    return STOP_REASONS.get(stop_reason or "", "permanent")
