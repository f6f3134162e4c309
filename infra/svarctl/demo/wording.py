"""The demo's own words, from `words.toml`."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def words() -> dict[str, dict[str, str]]:
    """Section -> key -> text."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def say(section: str, key: str) -> str:
    """The text, or the key itself where nobody has written one."""
    return words()[section].get(key, key.replace("_", " "))
