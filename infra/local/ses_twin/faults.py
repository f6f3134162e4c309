"""What goes wrong at the twin, how often, and always the same for the same seed."""

import random
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Rate = Field(default=0.0, ge=0, le=1)
Fault = Literal[
    "none", "lose_answer", "fail_accepted", "fail", "throttle", "refuse", "bounce", "unverified"
]


class Faults(BaseModel):
    """Shares of the requests or events, 0 to 1. `late` and `events_late` are seconds at most."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    seed: int = 0
    lose_answer: float = Rate
    """The mail is accepted, and the connection closes without an answer."""
    fail_accepted: float = Rate
    """The mail is accepted, and the answer is a 500."""
    fail: float = Rate
    """The answer is a 500, and nothing was accepted."""
    throttle: float = Rate
    """429 TooManyRequestsException."""
    refuse: float = Rate
    """400 MessageRejected."""
    bounce: float = Rate
    """The mail is accepted, and comes back for good: its address is on the list from then on."""
    unverified: float = Rate
    """400 MessageRejected, since SES does not know the sender's domain or, in its sandbox, the
    reader."""
    late: float = Field(default=0.0, ge=0)
    """The answer to an accepted mail comes up to this many seconds late."""
    events_lost: float = Rate
    events_doubled: float = Rate
    events_late: float = Field(default=0.0, ge=0)

    def of_request(self, tag: str, nth: int) -> tuple[Fault, float]:
        """The fault and the delay in seconds of the `nth` request with this tag."""
        dice = random.Random(f"{self.seed}/request/{tag}/{nth}")  # noqa: S311 a fault, not a secret
        throw = dice.random()
        fault: Fault = "none"
        shares: list[tuple[Fault, float]] = [
            ("lose_answer", self.lose_answer),
            ("fail_accepted", self.fail_accepted),
            ("fail", self.fail),
            ("throttle", self.throttle),
            ("refuse", self.refuse),
            ("bounce", self.bounce),
            ("unverified", self.unverified),
        ]
        for name, share in shares:
            if throw < share:
                fault = name
                break
            throw -= share
        return fault, dice.uniform(0, self.late)

    def of_event(self, tag: str, kind: str, way: str) -> tuple[float, ...]:
        """The delays in seconds of each copy that is published: none, one or two."""
        dice = random.Random(f"{self.seed}/event/{tag}/{kind}/{way}")  # noqa: S311 the same
        if dice.random() < self.events_lost:
            return ()
        copies = 2 if dice.random() < self.events_doubled else 1
        return tuple(dice.uniform(0, self.events_late) for _ in range(copies))
