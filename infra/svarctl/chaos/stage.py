"""The embedded cloud of the trial: the real template, few workers, one restart in the middle.

A process of its own keeps its own emulator, and ends it by its own ids whatever happens.
"""

import math
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import replace
from dataclasses import dataclass
from pathlib import Path

from local import emulator
from local.cloud import Cloud, down, up
from local.deploy import POLICY
from svar.adapters.clock import clock_for
from svarctl.chaos.cast import plans
from svarctl.demo.cast import Script
from svarctl.demo.stage import post, store_secrets
from svarctl.demo.webhooks import prepare
from svarctl.target import Target

QUIET_CALL_SECONDS = 0.3
"""What a warm call takes at most on a machine that has time for the trial."""

SLOWEST = 4.0
"""A machine that is busier than that has no time for a trial."""


@dataclass(frozen=True)
class Pace:
    """How much faster than the machine's the two times run.

    `promises`: at 30 the afternoon passes in some minutes.

    `fences`: at 15 the fence of 15 minutes is one of the machine's, and what SQS hides after a
    death is hidden for a fifteenth of what the template says. The proof needs that a worker is
    dead and its request refused when the fence of its attempt is past. Here the sender's process
    lives 60 seconds at most (its timeout in the template, which the emulator keeps in the machine's
    seconds), a request ends after 3 + 10 seconds, and no request starts later than 30 / 15 = 2
    seconds after its claim. So the fence is as far from a worker's life as it must be, only nearer
    than in AWS, which makes the trial harder.
    """

    promises: float = 30.0
    fences: float = 15.0


def bearable(seconds_for_a_call: float) -> Pace:
    """The pace that this machine can bear, by what a call takes: on a busy one all runs slower.

    Else a fence would be over before an event of SES could be written down, and the trial would
    count the machine's faults as ours.
    """
    slower = min(SLOWEST, max(1.0, seconds_for_a_call / QUIET_CALL_SECONDS))
    return Pace(Pace.promises / slower, Pace.fences / slower)


FAULTS = {"lose_answer": 0.05, "events_lost": 0.02}
CONCURRENCY = {
    "ReceiveWebhook": 3,
    "ReceiveEvent": 3,
    "AdvanceResponseClock": 2,
    "AdvanceTelling": 4,
    "WriteAnswer": 2,
    "SendMessage": 5,
    "RecordDelivery": 3,
    "Sweep": 1,
}
"""Each worker is a process; two cores have time for few."""
QUEUES = ("InboxUrl", "OutboxUrl", "EvidenceUrl", "ScreeningUrl")
VACANCIES_SECONDS = 240.0
SAVE_SECONDS = 90.0
"""What the emulator may take to write its state down."""


class Stage:
    """The cloud as it is now: after a restart it is another process."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.pace = Pace()

    @property
    def target(self) -> Target:
        """What the operator's commands work on."""
        cloud = self.cloud
        return Target(cloud.name, cloud.outputs, cloud.client, clock_for(cloud.clock_url), cloud)

    def find_pace(self) -> None:
        """Measure the machine, and let the queues hide messages as long as the pace says."""
        seconds = self.cloud.seconds_for_a_call(at_once=CONCURRENCY["AdvanceTelling"])
        self.pace = bearable(seconds)
        queues = self.cloud.client("sqs")
        for name in QUEUES:
            url, hidden = self.cloud.outputs[name], "VisibilityTimeout"
            asked = queues.get_queue_attributes(QueueUrl=url, AttributeNames=[hidden])
            scaled = math.ceil(int(asked["Attributes"][hidden]) / self.pace.fences)
            queues.set_queue_attributes(QueueUrl=url, Attributes={hidden: str(scaled)})

    def start_clock(self, script: Script) -> None:
        self.cloud.start_clock(
            at=script.starts, rate=self.pace.promises, wall_rate=self.pace.fences
        )

    def stop(self) -> None:
        """End all its processes, at once. Harmless when they are gone."""
        emulator.stop(self.cloud.emulator, grace_seconds=0)
        emulator.stop(self.cloud.ses, grace_seconds=0)

    def restart_emulator(self) -> float:
        """Stop it in the middle of everything and start it from what it saved. Returns seconds.

        Every function process dies, every running state machine is dead for good: only the
        sweeper can start their clocks again.
        """
        began = time.monotonic()
        old = self.cloud.emulator
        emulator.stop(old, grace_seconds=SAVE_SECONDS)
        new = emulator.start(self.cloud.home, wait_scale=1 / self.pace.promises, port=old.port)
        self.cloud = replace(self.cloud, emulator=new)
        return time.monotonic() - began


@contextmanager
def stage(script: Script, seed: int) -> Iterator[Stage]:
    """Deploy, tell of the vacancies, warm, measure, and set the faults. The clock still stands."""
    # The emulator inherits it, and then keeps everything over a restart.
    os.environ["PERSIST_STATE"] = "1"
    name = f"chaos-{os.getpid()}"
    policy = policy_for(name)
    try:
        cloud = up(
            name,
            rate=Pace.promises,
            at=script.starts,
            policy=policy,
            parameters={"SenderConcurrency": str(CONCURRENCY["SendMessage"])},
            warm=False,
        )
    except BaseException:
        down(name)
        raise
    finally:
        policy.unlink()
    made = Stage(cloud)
    try:
        for function, most in CONCURRENCY.items():
            cloud.client("lambda").put_function_concurrency(
                FunctionName=cloud.outputs[function], ReservedConcurrentExecutions=most
            )
        store_secrets(cloud, script.account)
        for told in prepare(script):
            post(cloud, script, told)
        _wait_for_vacancies(cloud)
        cloud.warm(CONCURRENCY)
        made.find_pace()
        cloud.set_faults(seed=seed, **FAULTS)
        yield made
    finally:
        made.stop()
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
