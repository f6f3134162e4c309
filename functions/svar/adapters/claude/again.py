"""Ask once, and once more of a better model when the answer cannot be used."""

from collections.abc import Callable

from svar.adapters.claude.failures import Unreadable
from svar.domain.errors import Permanent


def asked_twice[Answer](ask: Callable[[str, int], Answer], *models: str, max_tokens: int) -> Answer:
    """Call `ask(model, max_tokens)` for each model in turn, with twice the room each time.

    Raises `Permanent` when no answer could be used; what `ask` raises otherwise goes through.
    """
    why = ""
    for model in models:
        try:
            return ask(model, max_tokens)
        except Unreadable as error:
            why = str(error)
            max_tokens *= 2
    raise Permanent(f"Claude's answer cannot be used: {why}")
