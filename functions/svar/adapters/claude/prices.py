"""The price of a call, from a table that is data."""

import tomllib
from functools import cache
from importlib.resources import files

USAGE = (
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
)
"""The kinds of tokens that the API counts, each with a price of its own."""


@cache
def prices() -> dict[str, dict[str, float]]:
    """USD for a million tokens, by model and kind."""
    table = (files(__package__) / "prices.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, float]] = tomllib.loads(table)
    return found


def usd(model: str, usage: dict[str, int]) -> float | None:
    """What a call cost, `None` for a model that the table does not know."""
    own_name = model[max(model.find("claude-"), 0) :]
    price = next((each for name, each in prices().items() if own_name.startswith(name)), None)
    if price is None:
        return None
    return sum(usage.get(kind, 0) * price[kind] / 1_000_000 for kind in USAGE)
