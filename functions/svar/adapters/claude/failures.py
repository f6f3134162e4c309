"""What each way of failing means for the caller: ask again later, never, or not this month."""

from typing import TYPE_CHECKING, Literal

from svar.domain.errors import Exhausted, Permanent, Transient

if TYPE_CHECKING:
    from anthropic import APIStatusError

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

_NO_MONEY = ("api usage limits", "credit balance is too low")
"""How a 400 says that a limit of one's own, or what was paid for, is used up."""


class Unreadable(Exception):
    """The answer is not what was asked for; a better model may do it."""


def way_of(stop_reason: str | None) -> Way:
    """The way for a stop reason; one that we do not know yet is permanent."""
    return STOP_REASONS.get(stop_reason or "", "permanent")


def error_of(refused: "APIStatusError") -> Transient | Permanent:
    """What a refusal by the API means.

    A spend limit lasts until the month is over, so waiting for it is silence. It has three shapes
    (https://platform.claude.com/docs/en/api/errors): 429 whose details say
    `enforced_spend_limit_reached`, with no retry-after; 400 with a sentence; and 402.
    """
    status = refused.status_code
    said = refused.body if isinstance(refused.body, dict) else {}
    error = said.get("error")
    error = error if isinstance(error, dict) else {}
    details = error.get("details")
    code = details.get("error_code") if isinstance(details, dict) else None
    sentence = str(error.get("message", "")).casefold()
    if status == 402 or (status == 429 and code == "enforced_spend_limit_reached"):
        return Exhausted(f"Claude answered {status}: the money is used up")
    if status == 400 and any(words in sentence for words in _NO_MONEY):
        return Exhausted("Claude answered 400: the money is used up")
    kind = Transient if status in PASSING_STATUSES else Permanent
    return kind(f"Claude answered {status}")
