"""The README's part that the bench writes: what was measured, between two marks."""

from typing import Any

from local.tools import PROJECT

README = PROJECT / "README.md"
BEGIN, END = "<!-- make bench -->", "<!-- /make bench -->"
PEERS = {
    "name": "letters, and how often a worker was killed",
    "lost": "lost",
    "doubled": "doubled",
    "needs_human": "a human looks",
    "over_floor": "time over the quota's floor",
    "instructions_per_letter": "CPU instructions a letter",
}
STARTS = {
    "handler": "cold start of",
    "ms": "import, ms of CPU",
    "floor_ms": "its bare libraries, ms",
    "ratio": "ratio",
    "first_event_ms": "then its first event, ms",
    "both_ms": "both, ms",
}


def write(result: dict[str, Any]) -> None:
    """Raises ValueError when the README has no place for it."""
    text = README.read_text(encoding="utf-8")
    README.write_text(replaced(text, block(result)), encoding="utf-8")


def replaced(text: str, new: str) -> str:
    """`text` with `new` between the marks. Raises ValueError when they are not there."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{new}\n{END}{after}"


def block(result: dict[str, Any]) -> str:
    """Two tables and what they were measured on."""
    heads = PEERS | {"name": f"{result['letters']} letters, {result['kills']} kills"}
    notes = [f"{row['name']}: {row['why']}." for row in result["peers"] if row["why"]]
    machine = result["machine"]
    packed, unpacked = (result[f"bundle{kind}_bytes"] / 1e6 for kind in ("_zip", ""))
    said = (
        f"Measured on {machine['cores']} cores with Python {machine['python']} in "
        f"{result['wall_seconds']:.0f} s. "
        f"The bundle has {packed:.0f} MB, {unpacked:.0f} MB unpacked."
    )
    parts = (
        table(heads, result["peers"]),
        *notes,
        table(STARTS, result["cold_start"]),
        said,
    )
    return "\n\n".join(parts)


def table(heads: dict[str, str], rows: list[dict[str, Any]]) -> str:
    cells = [[cell(row[key]) for key in heads] for row in rows]
    lines = [[*heads.values()], ["---"] * len(heads), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(value: object) -> str:
    """Thousands are parted; what was not measured is a dash."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else str(value)
