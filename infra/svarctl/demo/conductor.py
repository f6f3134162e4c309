"""Plays the script on a running cloud: each step at its time, and when what it waits for is there.

One thread looks and starts, a few do. Nothing here knows what Svar should do; only what an ATS,
a recruiter and a line manager do.
"""

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

import psutil
from botocore.exceptions import BotoCoreError, ClientError

from local.clock import anchor_at, standing_at
from local.cloud import Cloud
from svarctl.demo.browser import PageRefused, answer_chat, press
from svarctl.demo.cast import OSLO, Application, Person, Script, Step
from svarctl.demo.pace import bearable_with
from svarctl.demo.posted import Mail, read_mails
from svarctl.demo.stage import post
from svarctl.demo.webhooks import posts_of

TICK_SECONDS = 0.05
LOOK_SECONDS = 0.25
SWEPT_AT = (time_of_day(9, 15), time_of_day(17, 30))
"""Local. When letters may go, and in the evening on which a status notice still may: what missed
its moment is looked for while it can be mended. A fixed number of seconds could fall into the night
each time, and find all closed. More often, and on a slow machine every clock counts as dead."""
NOON = time_of_day(12)
SWEEPS_MISSED = 3
HANDS = 4
PATIENCE = timedelta(days=6)
"""In promise time: so long does a step wait for its mail before it counts as not played."""
LINK = re.compile(r"https?://\S+/[pc]/[\w.~-]+")


@dataclass(frozen=True)
class Moment:
    """Something that happened, for the timeline and the gallery: a step or a mail."""

    at: datetime
    about: str
    what: str
    step: Step | None = None
    mail: Mail | None = None


@dataclass
class Track:
    """One application's steps, in order."""

    person: Person
    application: Application
    ahead: list[Step]
    doing: Future[None] | None = None


@dataclass
class Played:
    """What was done, what came, and what could not be done."""

    moments: list[Moment] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    ended_at: datetime | None = None


class Conductor:
    """`show` is called with every new moment and, without one, at every look."""

    def __init__(
        self, cloud: Cloud, script: Script, show: Callable[[datetime, Moment | None], None]
    ) -> None:
        self._cloud, self._script, self._show = cloud, script, show
        self._tracks = [Track(p, a, list(a.steps)) for p, a in script.parts()]
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._clock = standing_at(script.starts)
        self.played = Played()

    def now(self) -> datetime:
        """Promise time, reckoned from what the clock was told."""
        machine = datetime.now(UTC)
        return anchor_at(self._clock, machine).now(machine)

    def play(self) -> Played:
        """Start the clock, play to the end of the script, stop the clock."""
        self._clock = (self._cloud.start_clock(at=self._script.starts),)
        sweeper = threading.Thread(target=self._sweep, name="sweeper")
        sweeper.start()
        looked = 0.0
        try:
            with ThreadPoolExecutor(HANDS) as hands:
                while self.now() < self._script.ends:
                    if time.monotonic() - looked > LOOK_SECONDS:
                        self.look()
                        looked = time.monotonic()
                    for track in self._tracks:
                        self._advance(track, hands)
                    time.sleep(TICK_SECONDS)
        finally:
            self._over.set()
            sweeper.join()
            self.played.ended_at = self.now()
            self._cloud.stop_clock()
        self.look()
        for track in self._tracks:
            self._settle(track)
            if track.ahead:
                left = ", ".join(step.do for step in track.ahead)
                self._trouble(track, f"not played by the end: {left}")
        return self.played

    def look(self) -> None:
        """Read the mails that have come since."""
        home = self._cloud.home / "mail"
        boxes = ((home / "inbox", True), (home / "unreached", False))
        for mail in read_mails(*boxes, known=frozenset(self._seen)):
            self._seen.add(mail.key)
            self.played.mails.append(mail)
            self._happened(Moment(mail.at, mail.about, mail.kind, mail=mail))
        self._show(self.now(), None)

    def _advance(self, track: Track, hands: ThreadPoolExecutor) -> None:
        self._settle(track)
        if track.doing is not None or not track.ahead:
            return
        step, now = track.ahead[0], self.now()
        if step.at > now:
            return
        if step.waits_for and self._awaited(track, step) is None:
            if now - step.at > PATIENCE:
                track.ahead.clear()
                self._trouble(track, f"{step.do}: no {step.waits_for[0]} came to wait for")
            return
        track.doing = hands.submit(self._do, track, step)

    def _settle(self, track: Track) -> None:
        if track.doing is None or not track.doing.done():
            return
        error, track.doing = track.doing.exception(), None
        step = track.ahead.pop(0)
        if error is not None:
            self._trouble(track, f"{step.do}: {error}")

    def _awaited(self, track: Track, step: Step) -> Mail | None:
        if step.waits_for is None:
            return None
        kind, nth = step.waits_for
        about = {
            self._script.subject(track.application),
            self._script.job_id(track.application.job),
        }
        came = [m for m in self.played.mails if m.kind == kind and m.about in about]
        return came[nth - 1] if len(came) >= nth else None

    def _do(self, track: Track, step: Step) -> None:
        mail, now = self._awaited(track, step), self.now()
        # Who waited decides when the wait was over; else the script's time is the event's.
        at = now if mail is not None else step.at
        if step.do == "press":
            press(self._cloud.request, _link(mail), step.button or "", by=step.by)
        elif step.do == "chat":
            answer_chat(self._cloud.request, _link(mail), step.answers)
        else:
            for webhook in posts_of(
                self._script, track.person, track.application, step, at.replace(microsecond=0)
            ):
                post(self._cloud, self._script, webhook)
        what = step.button or step.do
        self._happened(Moment(at, self._script.subject(track.application), what, step=step))

    def _happened(self, moment: Moment) -> None:
        with self._lock:
            self.played.moments.append(moment)
            self._show(self.now(), moment)

    def _trouble(self, track: Track, what: str) -> None:
        with self._lock:
            self.played.trouble.append(f"{self._script.subject(track.application)}: {what}")

    def _sweep(self) -> None:
        """As the schedule would, every five minutes of the machine's time and far more often."""
        missed = 0
        while not self._over.wait(until_sweep(self.now()).total_seconds() / self._rate):
            try:
                self._cloud.invoke("Sweep", {})
                # Over a whole day: the hours in which letters go are busy on every machine.
                if self.now().astimezone(OSLO).time() < NOON:
                    self._keep_pace()
            except (BotoCoreError, ClientError) as error:
                # One sweep that is left out is the next one's work; a row of them is trouble.
                missed += 1
                if missed == SWEEPS_MISSED:
                    self.played.trouble.append(f"the sweeper cannot be called: {error}")
            else:
                missed = 0

    @property
    def _rate(self) -> float:
        return self._clock[-1].rate

    def _keep_pace(self) -> None:
        """On a machine that has become busy with other things, promises run slower from now on."""
        slower = bearable_with(psutil.cpu_percent(), self._rate, self._cloud.rate)
        if slower < self._rate:
            self._clock = (*self._clock, self._cloud.slow_clock(slower))


def _link(mail: Mail | None) -> str:
    found = LINK.search(mail.text) if mail else None
    if found is None:
        raise PageRefused("there is no mail with a link")
    return found.group()


def until_sweep(now: datetime) -> timedelta:
    """How long it is, in promise time, until the sweeper looks next."""
    today = now.astimezone(OSLO).date()
    days = (today, today + timedelta(days=1))
    looks = (datetime.combine(day, at, OSLO).astimezone(UTC) for day in days for at in SWEPT_AT)
    return next(look for look in looks if look > now) - now
