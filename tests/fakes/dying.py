"""A way to let anything die, or fail, at any call of a port."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast


class Crash(BaseException):
    """The process is gone. Not an Exception, so no code under test can catch it by accident."""


@dataclass
class Plan:
    """Counts every point before and after a port call, over all ports that share the plan.

    At the points in `crash_at` the process dies; at those in `fail_at` the given error is raised
    instead (before a call: not done; after it: done, and the answer lost). Run once with an empty
    plan, and `range(len(plan.reached))` are all points there are.
    """

    crash_at: frozenset[int] = frozenset()
    fail_at: Mapping[int, Exception] = field(default_factory=dict)
    reached: list[str] = field(default_factory=list)

    def reach(self, point: str) -> None:
        number = len(self.reached)
        self.reached.append(point)
        if number in self.crash_at:
            raise Crash(point)
        if number in self.fail_at:
            raise self.fail_at[number]


class Faulty:
    """Stands before a port and reaches the plan's points around every call, known or new."""

    def __init__(self, port: object, plan: Plan) -> None:
        self._port = port
        self._plan = plan

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found
        label = f"{type(self._port).__name__}.{name}"
        reach, before, after = self._plan.reach, f"before {label}", f"after {label}"

        def call(*args: Any, **kwargs: Any) -> Any:
            reach(before)
            try:
                answer = found(*args, **kwargs)
            except Exception:
                reach(after)
                raise
            reach(after)
            return answer

        # Found here from now on, and not asked for again.
        self.__dict__[name] = call
        return call


def faulty[Port](port: Port, plan: Plan) -> Port:
    """The port behind the plan, still typed as the port."""
    return cast(Port, Faulty(port, plan))
