"""The trial itself: post, kill, sweep, restart and look, until everybody has an answer."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError

from svar.domain.errors import Transient
from svar.domain.outbox import FENCE
from svarctl import redrive
from svarctl.chaos.cast import Arrival, Arrivals
from svarctl.chaos.causes import left_to_a_human
from svarctl.chaos.counting import answered
from svarctl.chaos.killing import kill_a_sender_at_acceptance, kill_one
from svarctl.chaos.stage import Pace, Stage
from svarctl.demo.cast import Script
from svarctl.demo.posted import Mail, read_mails
from svarctl.demo.webhooks import Post

LIMIT_SECONDS = 25 * 60.0
"""At the full pace; the afternoon's window is then over. On a slow machine it is later."""
HANDS = 3
SWEEP_EVERY = timedelta(minutes=5)
"""As the template's schedule, in the time of the fences."""
LOOK_SECONDS = 2.0
KILL_SECONDS = 0.4
PATIENCE_SECONDS = 240.0
"""So long does the vendor send a webhook again that is not taken."""
AT_ACCEPTANCE = 0.25
"""The share of kills that is meant for a sender whose mail SES has just taken."""
KILLED_BY = 0.9
"""All kills are done when this share of the trial is; the rest is theirs who carry on."""
RESTART_AT = 0.6
QUEUES = ("InboxUrl", "OutboxUrl", "EvidenceUrl")
UNREACHABLE = (BotoCoreError, ClientError, Transient)


@dataclass
class Progress:
    """Where the trial stands; `show` in `Trial` gets it at each look."""

    posted: int = 0
    posts: int = 0
    mails: int = 0
    told: int = 0
    applications: int = 0
    restarts: int = 0
    redriven: int = 0
    """Dead letters put back: a message whose every delivery met a kill."""
    waiting: int | None = None
    """Messages that wait in a queue or are hidden since their worker died; asked at the end."""
    killed: Counter[str] = field(default_factory=Counter)
    sweeps: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return self.killed.total()

    @property
    def share(self) -> float:
        """Half of the way is the ATS's, half is ours."""
        return (self.posted / max(self.posts, 1) + self.told / max(self.applications, 1)) / 2


class Trial:
    """`show` is called with the progress every `LOOK_SECONDS`."""

    def __init__(
        self,
        stage: Stage,
        script: Script,
        arrivals: Arrivals,
        kills: int,
        seed: int,
        show: Callable[[Progress], None],
    ) -> None:
        self._stage, self._script, self._arrivals = stage, script, arrivals
        self._kills, self._show = kills, show
        self._dice = random.Random(f"{seed}/kills")  # noqa: S311 a fault, not a secret
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._mails: list[Mail] = []
        self._began = 0.0
        self.progress = Progress(posts=arrivals.total, applications=len(script.people))

    def run(self) -> float:
        """Play until everybody is answered and nothing can move. Returns the wall's seconds.

        Whatever ends it early ends the cloud as well, so that nobody waits for its answers.
        """
        self._stage.start_clock(self._script)
        self._began = time.monotonic()
        threads = [
            threading.Thread(target=work, name=work.__name__)
            for work in (self._post_all, self._sweep, self._kill)
        ]
        for thread in threads:
            thread.start()
        try:
            self._watch()
        except BaseException:
            self._over.set()
            self._stage.stop()
            raise
        finally:
            self._over.set()
            for thread in threads:
                thread.join()
        self._look()
        return time.monotonic() - self._began

    def _watch(self) -> None:
        limit = LIMIT_SECONDS * Pace.promises / self._stage.pace.promises
        while time.monotonic() - self._began < limit:
            open_ones = self._look()
            if self.progress.share >= RESTART_AT and not self.progress.restarts:
                self._stage.restart_emulator()
                self.progress.restarts += 1
            if self._is_played() and self._is_quiet() and not open_ones:
                return
            self._over.wait(LOOK_SECONDS)
        self.progress.trouble.append("the limit is over, and not everything is done")

    def _look(self) -> set[str]:
        """The applications that have no answer, and about whose answer no human was told."""
        home = self._stage.cloud.home / "mail"
        known = frozenset(mail.key for mail in self._mails)
        self._mails += read_mails((home / "inbox", True), (home / "unreached", False), known=known)
        open_ones = {self._script.subject(a) for _, a in self._script.parts()}
        open_ones -= answered(self._mails)
        if self._is_played():
            try:
                open_ones -= left_to_a_human(self._mails, open_ones, self._stage.target.store)
            except UNREACHABLE:
                self.progress.sweeps["unreachable"] += 1
        self.progress.mails = len(self._mails)
        self.progress.told = self.progress.applications - len(open_ones)
        self._show(self.progress)
        return open_ones

    def _is_played(self) -> bool:
        """Our part is over."""
        return self.progress.posted == self.progress.posts and self.progress.kills >= self._kills

    def _is_quiet(self) -> bool:
        """Nothing waits in a queue, in anybody's hands or for its fence: what could double had
        its turn."""
        target = self._stage.target
        queues = target.client("sqs")
        wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        try:
            self.progress.waiting = sum(
                int(count)
                for queue in QUEUES
                for count in queues.get_queue_attributes(
                    QueueUrl=target.outputs[queue], AttributeNames=wanted
                )["Attributes"].values()
            )
            now, wall = target.clock.now(), target.clock.wall() + FENCE
            return self.progress.waiting == 0 and not target.store.due(now=now, wall=wall, limit=1)
        except UNREACHABLE:
            return False

    def _post_all(self) -> None:
        for part in (self._arrivals.first, self._arrivals.then):
            with ThreadPoolExecutor(HANDS) as hands:
                list(hands.map(self._arrive, part))

    def _arrive(self, arrival: Arrival) -> None:
        while not self._over.is_set():
            ahead = (arrival.at - self._now()).total_seconds() / self._stage.pace.promises
            if ahead <= 0:
                break
            self._over.wait(ahead)
        for each in arrival.posts:
            self._post(each)

    def _now(self) -> datetime:
        passed = timedelta(seconds=time.monotonic() - self._began)
        return self._script.starts + passed * self._stage.pace.promises

    def _post(self, webhook: Post) -> None:
        """Send it as the vendor does: the same again until it is taken."""
        until, pause, status = time.monotonic() + PATIENCE_SECONDS, 0.2, 0
        while time.monotonic() < until and not self._over.is_set():
            try:
                status, _, _ = self._stage.cloud.request(
                    "POST",
                    webhook.path(self._script.account),
                    body=webhook.body,
                    headers=webhook.signed(datetime.now(UTC)),
                )
            except (OSError, http.client.HTTPException):
                status = 0
            if status == 200:
                with self._lock:
                    self.progress.posted += 1
                return
            self._over.wait(pause)
            pause = min(5.0, pause * 2)
        self.progress.trouble.append(f"{webhook.event_id} was not taken: {status}")

    def _kill(self) -> None:
        while not self._over.wait(KILL_SECONDS):
            done = self.progress.kills
            if done >= self._kills * min(1.0, self.progress.share / KILLED_BY):
                continue
            emulator = self._stage.cloud.emulator
            if self._dice.random() < AT_ACCEPTANCE:
                accepted = self._stage.cloud.home / "mail" / "accepted"
                worker = kill_a_sender_at_acceptance(emulator, accepted, self._dice)
            else:
                worker = kill_one(emulator, self._dice)
            if worker is not None:
                self.progress.killed[worker.function] += 1

    def _redrive(self) -> None:
        """Put back what met a kill at each of its deliveries, as an alarm makes an operator do."""
        target = self._stage.target
        for letter in (each for queue in redrive.PAIRS for each in redrive.receive(target, queue)):
            if letter.reason == redrive.UNKNOWN:
                redrive.put_back(target, letter)
                self.progress.redriven += 1
            else:
                self.progress.trouble.append(f"{letter.queue} parked {letter.id}: {letter.reason}")

    def _sweep(self) -> None:
        """As the schedule does in AWS; the emulator's own runs in the machine's minutes."""
        while not self._over.wait(SWEEP_EVERY.total_seconds() / self._stage.pace.fences):
            try:
                self._redrive()
                answer = self._stage.cloud.invoke("Sweep", {})
            except UNREACHABLE:
                self.progress.sweeps["unreachable"] += 1
                continue
            if answer["error"]:
                self.progress.sweeps["died"] += 1
                continue
            for what, found in answer["payload"].items():
                self.progress.sweeps[what] += int(found)
