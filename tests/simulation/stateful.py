"""Whatever people, an ATS, SES and the machines do, in any order that Hypothesis thinks of.

The same world, the same happenings and the same judge as the seeded histories; but the order is
searched for and made smaller until what is left is the fault. `python -m tests.simulation.stateful`
runs the long campaign.
"""

import argparse
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.simulation import judging
from tests.simulation.history import KINDS, QUIET, STARTS, STOPS, applies, calm, last_telling
from tests.simulation.judging import judge
from tests.simulation.remembering import remembering
from tests.simulation.watched import Watched
from tests.world import Faults

PEOPLE = {"app-0": "person-0", "app-1": "person-0", "app-2": "person-1"}
"""Two applications of one person, and one of another."""
applications = st.sampled_from(sorted(PEOPLE))
dice = st.integers(0, 999)
"""What is left to chance within one step: which language, which day, which button."""
AT_ONCE: tuple[Callable[[Watched], object], ...] = (
    judging.nothing_comes_twice,
    judging.one_letter_a_decision,
    judging.only_to_their_own_address,
    judging.only_whom_a_human_rejected,
    judging.nobody_is_told_outside_the_window,
    judging.nothing_is_parked,
)
"""What must hold at every moment; the other rules are about the end."""


class Employer(RuleBasedStateMachine):
    """One employer, three applications, and everything that may go wrong."""

    world: Watched

    @initialize(
        start=st.sampled_from(STARTS), seed=dice, others=st.booleans(), skewed=st.booleans()
    )
    def begin(self, start: datetime, seed: int, others: bool, skewed: bool) -> None:
        faults = Faults(random=Random(seed))
        self.world = Watched(start, faults, interleaved=0.1 if others else 0.0)
        self.world.people = dict(PEOPLE)
        self.world.skew = timedelta(seconds=20 if skewed else 0)

    @rule(name=applications, seed=dice)
    def somebody_applies(self, name: str, seed: int) -> None:
        applies(self.world, Random(seed), name)()

    @rule(name=applications, kind=st.sampled_from(KINDS), seed=dice)
    def something_happens(
        self, name: str, kind: Callable[..., Callable[[], None]], seed: int
    ) -> None:
        kind(self.world, Random(seed), name)()

    @rule(name=applications, stop=st.sampled_from(STOPS), seed=dice)
    def the_letter_will_be_stopped_as_it_goes(
        self, name: str, stop: Callable[..., Callable[[], None]], seed: int
    ) -> None:
        waiting = self.world.reactions.setdefault(name, [])
        waiting.append(stop(self.world, Random(seed), name))

    @rule(hours=st.sampled_from((0.1, 1, 5, 24, 72, 200)))
    def time_goes_on(self, hours: float) -> None:
        self.world.run_for(timedelta(hours=hours))

    @rule(
        crash=st.sampled_from((0.0, 0.01, 0.05)),
        answer_lost=st.sampled_from((0.0, 0.3, 1.0)),
        throttled=st.sampled_from((0.0, 0.5)),
        broken=st.sampled_from((0.0, 0.3)),
        event_lost=st.sampled_from((0.0, 0.5, 1.0)),
        doubled=st.sampled_from((0.0, 0.5)),
        delayed=st.sampled_from((0.0, 0.5)),
        bounce=st.sampled_from((0.0, 0.3)),
    )
    def the_weather_turns(self, **rates: float) -> None:
        for name, rate in rates.items():
            setattr(self.world.faults, name, rate)
        self.world.note(f"the weather: {rates}")

    @rule()
    def the_storm_is_over(self) -> None:
        calm(self.world)

    @invariant()
    def the_promise_is_not_broken(self) -> None:
        for holds in AT_ONCE:
            assert list(holds(self.world)) == [], self._story()  # type: ignore[call-overload]  # a rule yields

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        self.world.run_for(timedelta(days=1))
        calm(self.world)
        self.world.run_for(QUIET)
        end = last_telling(self.world) + timedelta(days=2)
        self.world.run_until(max(self.world.clock.now(), end))
        wrong = judge(self.world)
        assert not wrong, "\n".join((*wrong, self._story()))

    def _story(self) -> str:
        return "\n" + "\n".join(self.world.lines)


def search(examples: int, steps: int, *, again: bool) -> None:
    """Raises AssertionError with the smallest story that breaks a promise. `again`: always the
    same search, so that a change and not luck decides whether it finds something."""
    phases = [Phase.generate] if again else [Phase.generate, Phase.shrink]
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=again,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
    with remembering(whole_mails=False):
        run_state_machine_as_test(Employer, settings=how)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--examples", type=int, default=2_000)
    asked.add_argument("--steps", type=int, default=50)
    options = asked.parse_args()
    search(options.examples, options.steps, again=False)
    print(f"{options.examples} examples of up to {options.steps} steps, no promise broken")


if __name__ == "__main__":
    main()
