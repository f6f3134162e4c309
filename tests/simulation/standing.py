"""What the events say of one application, read as a human would read them."""

from copy import replace
from datetime import datetime
from typing import NamedTuple

from svar.domain.events import Event


class Standing(NamedTuple):
    """One application, as far as somebody has read."""

    rejected: bool = False
    rejections: int = 0
    """How many decisions there were: one that is said twice in a row is one."""
    rejected_at: datetime | None = None
    withdrawn: bool = False
    hired: bool = False
    erased: bool = False
    told_by_ats: bool = False
    rejected_by_rule: bool = False
    """By a rule in the ATS: nobody's decision, but a thing that the ATS may itself have told."""

    @property
    def may_be_told(self) -> bool:
        return self.rejected and not (self.withdrawn or self.hired or self.erased)

    @property
    def over(self) -> bool:
        """Whether nothing is owed any more, letter or no letter."""
        ended = self.withdrawn or self.hired or self.erased
        return ended or (self.told_by_ats and (self.rejected or self.rejected_by_rule))


def standing(events: list[Event], until: datetime | None = None) -> Standing:
    """Read the events in the order in which they happened."""
    now = Standing()
    for event in sorted(events, key=lambda each: each.order):
        if until is None or event.time <= until:
            now = _read(now, event)
    return now


def _read(now: Standing, event: Event) -> Standing:
    match event.type:
        case "decision.rejected" if not event.data.automatic:
            fresh = not now.rejected
            return replace(
                now,
                rejected=True,
                rejections=now.rejections + fresh,
                rejected_at=event.time if fresh else now.rejected_at,
                hired=False,
            )
        case "decision.rejected":
            return now if now.rejected else replace(now, rejected_by_rule=True, hired=False)
        case "decision.rejection_withdrawn":
            return replace(now, rejected=False, rejected_by_rule=False)
        case "decision.hired":
            return replace(now, hired=True, rejected=False, rejected_by_rule=False)
        case "decision.hire_withdrawn":
            return replace(now, hired=False)
        case "application.withdrawn":
            return replace(now, withdrawn=True)
        case "candidate.erased":
            return replace(now, erased=True)
        case "communication.already_sent":
            return replace(now, told_by_ats=True)
        case _:
            return now
