"""The embedded cloud of the trial: the real template, few workers, one restart in the middle.

A process of its own keeps its own emulator, and ends it by its own ids whatever happens.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from local import clock, emulator
from local.cloud import Cloud, down, up
from local.deploy import POLICY
from svarctl.chaos.cast import plans
from svarctl.demo.cast import Script
from svarctl.demo.stage import post, store_secrets
from svarctl.demo.webhooks import prepare

RATE = 30.0
"""Promise seconds in one of the machine's: the afternoon passes in some minutes."""

WALL_RATE = 15.0
"""How much faster the time of the fences runs: 15 minutes become 60 of the machine's seconds.

The proof needs that a worker is dead and its request refused when the fence of its attempt is past.
Here the sender's process lives 60 seconds at most (its timeout in the template, which the emulator
keeps in the machine's seconds), a request ends after 3 + 10 seconds, and no request starts later
than 30 / 15 = 2 seconds after its claim. So the fence is as far from a worker's life as it must be,
only nearer than in AWS, which makes the trial harder.
"""

FAULTS = {"lose_answer": 0.05, "events_lost": 0.02}
CONCURRENCY = {
    "ReceiveWebhook": 3,
    "ReceiveEvent": 3,
    "AdvanceResponseClock": 2,
    "AdvanceTelling": 3,
    "WriteAnswer": 2,
    "SendMessage": 2,
    "RecordDelivery": 2,
    "Sweep": 1,
}
"""Each worker is a process with a bundle of its own in memory; a small machine has room for few."""
VACANCIES_SECONDS = 240.0
SAVE_SECONDS = 90.0
"""What the emulator may take to write its state down."""


class Stage:
    """The cloud as it is now: after a restart it is another process."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def start_clock(self, script: Script) -> None:
        self.cloud.start_clock(at=script.starts, rate=RATE)
        clock.set_clock(self.cloud.clock_url, wall_rate=WALL_RATE)

    def restart_emulator(self) -> float:
        """Stop it in the middle of everything and start it from what it saved. Returns seconds.

        Every function process dies, every running state machine is dead for good: only the
        sweeper can start their clocks again.
        """
        began = time.monotonic()
        old = self.cloud.emulator
        emulator.stop(old, grace_seconds=SAVE_SECONDS)
        new = emulator.start(self.cloud.home, wait_scale=1 / RATE, port=old.port)
        self.cloud = replace(self.cloud, emulator=new)
        return time.monotonic() - began


@contextmanager
def stage(script: Script, seed: int) -> Iterator[Stage]:
    """Deploy, warm, tell of the vacancies, and set the faults. The clock still stands."""
    # The emulator inherits it, and then keeps everything over a restart.
    os.environ["PERSIST_STATE"] = "1"
    name = f"chaos-{os.getpid()}"
    policy = policy_for(name)
    try:
        made = Stage(up(name, rate=RATE, at=script.starts, policy=policy, warm=False))
    finally:
        policy.unlink()
    try:
        cloud = made.cloud
        for function, most in CONCURRENCY.items():
            cloud.client("lambda").put_function_concurrency(
                FunctionName=cloud.outputs[function], ReservedConcurrentExecutions=most
            )
        store_secrets(cloud, script.account)
        for told in prepare(script):
            post(cloud, script, told)
        _wait_for_vacancies(cloud)
        cloud.set_faults(seed=seed, **FAULTS)
        yield made
    finally:
        emulator.stop(made.cloud.emulator)
        emulator.stop(made.cloud.ses)
        down(name)


def _wait_for_vacancies(cloud: Cloud) -> None:
    """They were open for weeks: no application comes before its own. Raises TimeoutError."""
    queues, until = cloud.client("sqs"), time.monotonic() + VACANCIES_SECONDS
    wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    while time.monotonic() < until:
        asked = queues.get_queue_attributes(
            QueueUrl=cloud.outputs["InboxUrl"], AttributeNames=wanted
        )
        if not any(int(count) for count in asked["Attributes"].values()):
            return
        time.sleep(0.2)
    raise TimeoutError("the vacancies were not taken in")


def policy_for(name: str) -> Path:
    """The project's own policy with a short hold and a long day."""
    said = plans()
    text = POLICY.read_text(encoding="utf-8")
    hold = f"hold_working_hours = {said['hold_working_hours']}"
    text = re.sub(r"(?m)^hold_working_hours = \d+", hold, text)
    text = re.sub(r'(?m)^(mon|tue|wed|thu|fri) = ".*"', rf'\1 = "{said["window"]}"', text)
    written = POLICY.parents[1] / ".local" / f"{name}.toml"
    written.parent.mkdir(exist_ok=True)
    written.write_text(text, encoding="utf-8")
    return written
