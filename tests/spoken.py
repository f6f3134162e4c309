"""What the tests say in each language: one file of data for each."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def spoken(language: str) -> dict[str, Any]:
    """The data of one language; a language without a file has no tests, and that is an error."""
    file = Path(__file__).parent / "languages" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
