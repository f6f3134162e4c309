"""Builds letters from the model letter of each language, so that a test shows only its change."""

from svar.domain.rules import Break, GateContext, LetterText, check
from svar.domain.rules.words import Example, rule_book


def letter(language: str, example: Example = "") -> LetterText:
    """The model letter with a sentence added to its reason, or with parts replaced."""
    parts = dict(rule_book(language).letter)
    if isinstance(example, str):
        parts["reason"] = f"{parts['reason']} {example}"
    else:
        parts.update(example)
    blocks = (
        parts["greeting"],
        f"{parts['thanks']} {parts['outcome']}",
        parts["reason"],
        parts["learning"],
        f"{parts['closing']} {parts['contact']}",
        parts["wish"],
        parts["signature"],
    )
    body = "\n\n".join(block.strip() for block in blocks if block.strip())
    return LetterText(subject=parts["subject"], body=f"{body}\n")


def judged(language: str, example: Example = "", **context: object) -> tuple[Break, ...]:
    """What the gate says about such a letter."""
    return check(letter(language, example), GateContext(language, **context))  # type: ignore[arg-type]


def broken(language: str, example: Example = "", **context: object) -> set[str]:
    """The ids of the rules that such a letter breaks."""
    return {each.rule for each in judged(language, example, **context)}
