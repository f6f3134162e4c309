"""Hostile texts in any field, language, slot and for both writers: `make hostile STORIES=500`.

So many stories of each writer, drawn from all that there are by `--seed`; `--every` tells all of
the house writer's. A finding says which text stood in which field, and what came out where.
"""

import argparse
import os
from collections.abc import Iterator
from functools import cache
from random import Random
from threading import Thread

from rich.progress import track

from local.claude_twin.behaviour import Behaviour
from local.claude_twin.server import TwinServer
from svar.adapters.claude.client import Claude
from svar.adapters.claude.settings import ClaudeSettings
from svar.observability import logger
from tests.simulation.falling import Fall, any_falls, said_somewhere, tell_with
from tests.simulation.left import Left, tell
from tests.simulation.trying import Trial, trials, wrong_with

SHOWN = 20


@cache
def harmless(language: str) -> Left:
    return tell({}, language, long=True)


def wrong_by_house(trial: Trial) -> Iterator[str]:
    left = tell(trial.placed, trial.language, long=True)
    for wrong in wrong_with(left, harmless(trial.language), trial.group):
        yield f"house {trial.group} {trial.start} {trial.language}: {wrong}"


def wrong_by_claude(fall: Fall, server: TwinServer) -> Iterator[str]:
    twin = server.twin
    twin.requests.clear()
    said = Behaviour(**fall.behaviour)
    twin.queue, twin.always = ([], said) if fall.every_time else ([said], Behaviour())
    left = tell_with(Claude(ClaudeSettings()), fall)
    left = left.having_asked(tuple(str(each) for each in twin.requests))
    found = wrong_with(left, harmless(fall.trial.language), fall.trial.group)
    found += [f"{fall.says} in {where}" for where in said_somewhere(left, fall.says)]
    for wrong in found:
        yield f"claude {fall.text} {fall.trial} {fall.slot}: {wrong}"


def main() -> int:
    """Print what went wrong; non-zero when anything did."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--stories", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--every", action="store_true")
    options = asked.parse_args()
    logger.setLevel("ERROR")
    server = TwinServer(0)
    Thread(target=server.serve_forever, daemon=True).start()
    os.environ |= {"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": "twin"}
    all_trials = list(trials(every=True))
    chosen = (
        all_trials if options.every else Random(options.seed).sample(all_trials, options.stories)
    )
    falls = list(any_falls(options.stories, options.seed))
    wrong = [each for trial in track(chosen, "house") for each in wrong_by_house(trial)]
    wrong += [each for fall in track(falls, "Claude") for each in wrong_by_claude(fall, server)]
    server.shutdown()
    for each in wrong[:SHOWN]:
        print(each)
    print(f"{len(chosen)} stories by the house, {len(falls)} by Claude, {len(wrong)} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
