"""What asking a model has cost."""

from collections.abc import Iterable
from typing import NamedTuple

from svar.domain.value import Value


class Call(Value):
    """One answered question to a model: what was asked, by whom it was answered, and its price.

    No text and no name. `usage` counts tokens by kind; `usd` is `None` for a model that has no
    price. A question that nobody answered has no call, though it may have been charged.
    """

    prompt: str
    """Name and version, as `write_letter.v1`."""
    model: str
    stop_reason: str
    seconds: float
    usage: dict[str, int]
    usd: float | None = None


class Spent(NamedTuple):
    """Calls, tokens in (of which from the cache) and out, and US dollars, `None` if unknown."""

    calls: int
    tokens_in: int
    from_cache: int
    tokens_out: int
    usd: float | None


def spent(calls: Iterable[Call]) -> Spent:
    """The sum of some calls."""
    made = tuple(calls)

    def tokens(*kinds: str) -> int:
        return sum(call.usage.get(kind, 0) for call in made for kind in kinds)

    prices = [call.usd for call in made]
    return Spent(
        calls=len(made),
        tokens_in=tokens("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"),
        from_cache=tokens("cache_read_input_tokens"),
        tokens_out=tokens("output_tokens"),
        usd=None if None in prices else sum(price for price in prices if price is not None),
    )
