"""The README's tables are what `make bench` prints, and nobody's hand."""

import pytest

from tests.benchmarks import readme

RESULT = {
    "machine": {"cores": 2, "python": "3.13.0"},
    "letters": 600,
    "kills": 30,
    "wall_seconds": 480.2,
    "bundle_bytes": 57_600_000,
    "bundle_zip_bytes": 23_900_000,
    "peers": [
        {"name": "Svar", "lost": 0, "doubled": 0, "needs_human": 27, "over_floor": 1.05}
        | {"instructions_per_letter": 51_234_567, "why": None},
        {"name": "Other", "lost": 3, "doubled": None, "needs_human": 0, "over_floor": 1.2}
        | {"instructions_per_letter": None, "why": "not done after 291 s"},
    ],
    "cold_start": [
        {"handler": "sweep", "ms": 262.0, "floor_ms": 230.0, "ratio": 1.139}
        | {"first_event_ms": 81.0, "both_ms": 344.5}
    ],
}


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_block_has_a_row_for_each_peer_and_says_why_one_stopped() -> None:
    """Thousands parted, a dash for what was not measured."""
    block = readme.block(RESULT)
    assert rows(block)[2] == ["Svar", "0", "0", "27", "1.05", "51,234,567"]
    assert rows(block)[3] == ["Other", "3", "–", "0", "1.2", "–"]
    assert "Other: not done after 291 s." in block


def test_a_cold_start_is_told_with_its_first_event() -> None:
    """What is put off at import is seen in the same row."""
    assert rows(readme.block(RESULT))[-1] == ["sweep", "262.0", "230.0", "1.139", "81.0", "344.5"]


def test_writing_it_twice_is_writing_it_once() -> None:
    """All around the marks stays as it is."""
    before = f"a\n{readme.BEGIN}\nold\n{readme.END}\nz\n"
    once = readme.replaced(before, "new")
    assert once == f"a\n{readme.BEGIN}\nnew\n{readme.END}\nz\n"
    assert readme.replaced(once, "new") == once
    with pytest.raises(ValueError, match="make bench"):
        readme.replaced("no marks", "new")
