"""As many histories as you like: `python -m tests.simulation.run --seeds 1000000 --jobs 2`.

`--seed 123` plays that one alone, with its whole messages, and tells its story.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor

from rich.progress import track

from tests.simulation.history import History, run_histories, run_history
from tests.simulation.remembering import remembering

BATCH = 100
SHOWN = 3


def main() -> int:
    """Print the first histories that went wrong; non-zero when there are any."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=10_000)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--seed", type=int, help="play this one alone")
    options = asked.parse_args()
    if options.seed is not None:
        return replay(options.seed)
    last = options.first + options.seeds
    batches = [range(n, min(n + BATCH, last)) for n in range(options.first, last, BATCH)]
    broken: list[History] = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for found in track(pool.map(run_histories, batches), "histories", total=len(batches)):
            broken += found
    for history in broken[:SHOWN]:
        print(history, end="\n\n")
    print(f"{options.seeds} histories, {len(broken)} broken: {[each.seed for each in broken]}")
    return 1 if broken else 0


def replay(seed: int) -> int:
    with remembering(whole_mails=True):
        history = run_history(seed)
    print(history)
    print(f"\n{len(history.wrong)} rules broken")
    return 1 if history.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
