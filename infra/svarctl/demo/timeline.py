"""The demo as it runs: a live picture in a terminal, plain lines anywhere else."""

from collections import deque
from datetime import datetime
from types import TracebackType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from svarctl.demo.cast import OSLO, Script
from svarctl.demo.conductor import Moment
from svarctl.demo.wording import say

STYLES = {
    "receipt": "cyan",
    "status_notice": "yellow",
    "rejection": "green",
    "withdrawal_confirmation": "green",
    "needs_human": "magenta",
    "escalation": "red",
    "reminder": "yellow",
}
LINES = 22


class Timeline:
    """A context manager; call it with each moment. Safe to call from several threads."""

    def __init__(self, script: Script, console: Console) -> None:
        self._script, self._console = script, console
        self._names = {script.subject(a): p.full_name for p, a in script.parts()}
        self._names |= {script.job_id(job.id): job.title for job in script.jobs}
        self._last: deque[tuple[datetime, Text]] = deque(maxlen=LINES)
        self._counts: dict[str, int] = {}
        self._now = script.starts
        self._live = Live(console=console, refresh_per_second=8) if console.is_terminal else None

    def __enter__(self) -> "Timeline":
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.stop()

    def __call__(self, now: datetime, moment: Moment | None) -> None:
        self._now = now
        if moment is not None:
            line = self._line(moment)
            self._last.append((moment.at, line))
            if moment.mail:
                self._counts[moment.what] = self._counts.get(moment.what, 0) + 1
            if self._live is None:
                self._console.print(line)
        if self._live:
            self._live.update(self._picture())

    def _line(self, moment: Moment) -> Text:
        at = moment.at.astimezone(OSLO)
        line = Text(f"{at:%a %d %b %H:%M}  ", style="dim")
        name = self._names.get(moment.about, moment.about)
        if moment.mail is None:
            return line.append(f"{name:<24}", "bold").append(say("deeds", moment.what))
        arrow = "✉ " if moment.mail.reached else "✗ "
        what = f"{arrow}{say('mails', moment.what)} → {moment.mail.to}"
        return line.append(f"{name:<24}", "bold").append(what, STYLES.get(moment.what, "blue"))

    def _picture(self) -> RenderableType:
        whole = (self._script.ends - self._script.starts).total_seconds()
        done = (self._now - self._script.starts).total_seconds()
        head = Table.grid(padding=(0, 2))
        at = self._now.astimezone(OSLO)
        bar = ProgressBar(total=whole, completed=min(done, whole), width=48)
        head.add_row(Text(f"{at:%A %d %B %H:%M}", style="bold"), bar)
        counts = "   ".join(f"{say('mails', k)} {n}" for k, n in sorted(self._counts.items()))
        return Group(head, Text(counts, style="dim"), Text(), *(line for _, line in self._last))
