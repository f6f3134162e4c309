"""Errors named by what the caller must do next.

State machines and queues match on these class names, so they are part of the deployed contract.
"""


class Transient(Exception):
    """Try again later: raise it, and the queue or the state machine retries."""


class Conflict(Transient):
    """Somebody else changed the same thing first: load it again and decide anew."""


class Permanent(Exception):
    """Trying again cannot help: record it, park it, tell a human."""


class Exhausted(Permanent):
    """The money for it is used up: somebody must know, and others must do the work meanwhile."""


class Invalid(Permanent):
    """The input is not what its schema says. `field` names the place, in dots."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


class Forged(Permanent):
    """The sender could not prove who it is: nothing of the body may be believed."""


class Duplicate(Exception):
    """It is done already: acknowledge it."""
