"""What the gate finds: kept with a letter, and read by those who never run the gate."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Break:
    """A rule that the text breaks: its id, the offending words (may be empty), and why."""

    rule: str
    words: str
    why: str
