"""`svarctl chaos`: set up, break everything, count at the mailbox, and stop all of it."""

import json
from copy import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from local.deploy import POLICY
from local.ses_twin.faults import Faults
from svar.domain.organisation import load_organisation
from svarctl.chaos.cast import Arrivals, make_arrivals, make_script
from svarctl.chaos.causes import left_to_a_human, needless
from svarctl.chaos.counting import FAULTS, Tally, answered, tally
from svarctl.chaos.stage import FAULTS as FAULTS_OF_SES
from svarctl.chaos.stage import Pace, Stage, stage
from svarctl.chaos.stories import keep, story_of, write_findings
from svarctl.chaos.trial import Progress as Standing
from svarctl.chaos.trial import Trial
from svarctl.demo.cast import Script
from svarctl.demo.posted import read_mails
from svarctl.demo.stage import iam_is_enforced

PLAIN_EVERY = 8
"""Looks between two lines where there is no terminal."""
STORIES = 25
"""So many findings at most are told in full: one cause mostly has many."""


def play(out: Path, console: Console, applications: int, kills: int, seed: int) -> int:
    """Returns the exit code: 0 when nothing was lost, doubled, wrong, leaked or late, no human was
    asked without need, and the trial was played as it was asked for; else 1.

    What it starts is stopped, whatever happens. Raises `DeployError` or TimeoutError when the
    cloud does not come up, ValueError for a number of applications that there are no names for.
    """
    script = make_script(applications, seed)
    arrivals = make_arrivals(script, seed)
    out.mkdir(parents=True, exist_ok=True)
    for old in ("result.json", "findings.json"):
        (out / old).unlink(missing_ok=True)
    console.print("Building, deploying and warming the embedded cloud …")
    with stage(script, seed) as made:
        console.print(_said(made.pace), highlight=False)
        try:
            enforced = iam_is_enforced(made.cloud)
            with Bars(console, applications, kills) as bars:
                trial = Trial(made, script, arrivals, kills, seed, bars)
                wall = trial.run()
            counted = _count(made, script, arrivals, out)
            played = _played(made, arrivals, trial.progress, seed)
        finally:
            keep(made.cloud, out)
    result = {
        "applications": counted.applications,
        **played,
        **{fault: counted.of(fault) for fault in FAULTS},
        "needs_human": counted.needs_human,
        "needless": counted.of("needless"),
        "answered": counted.answered,
        "iam_enforced": enforced,
        "seed": seed,
        "wall_seconds": round(wall, 1),
    }
    (out / "result.json").write_text(json.dumps(result, indent=2) + "\n")
    return report(console, out, result, counted, trial.progress, kills)


def _said(pace: Pace) -> str:
    return (
        f"Promises run {pace.promises:.0f} times as fast as your clock, fences {pace.fences:.0f}."
    )


def _count(made: Stage, script: Script, arrivals: Arrivals, out: Path) -> Tally:
    """Count at the mailbox, ask the table about those who were left to a human, and write down the
    story of every finding while the cloud can still tell it."""
    home, store = made.cloud.home / "mail", made.target.store
    mails = read_mails((home / "inbox", True), (home / "unreached", False))
    accepted, events = made.cloud.mailbox.accepted(), made.cloud.mail_events()
    everybody = {script.subject(application) for _, application in script.parts()}
    by_human = left_to_a_human(mails, everybody - answered(mails), store)
    organisation = load_organisation(POLICY.read_text(encoding="utf-8"))
    counted = tally(script, mails, organisation, by_human)
    tags = {mail.tags["outbox"] for mail in accepted}
    published = {str(note["tag"]) for note in events["published"]}
    found = (*counted.findings, *needless(mails, store, tags, published))
    if found:
        about = dict.fromkeys(each.about for each in found[:STORIES])
        stories = {
            each: story_of(each, made.cloud, store, arrivals, mails, accepted, events)
            for each in about
        }
        write_findings(out, found, stories)
    return replace(counted, findings=found)


def _played(made: Stage, arrivals: Arrivals, standing: Standing, seed: int) -> dict[str, Any]:
    """What was done to it. The twin throws the same dice for the same tag, so the answers that it
    lost are told from the mails that it accepted: each tag was asked for once."""
    faults = Faults(seed=seed, **FAULTS_OF_SES)
    tags = [mail.tags.get("outbox", "") for mail in made.cloud.mailbox.accepted()]
    return {
        "kills": standing.kills,
        "doubled": arrivals.doubled,
        "reordered": arrivals.reordered,
        "answers_lost": sum(faults.of_request(tag, 0)[0] == "lose_answer" for tag in tags),
        "events_lost": len(made.cloud.mail_events()["lost"]),
        "restarts": standing.restarts,
        "redriven": standing.redriven,
    }


def report(
    console: Console,
    out: Path,
    result: dict[str, Any],
    counted: Tally,
    standing: Standing,
    kills: int,
) -> int:
    for key, value in result.items():
        console.print(f"{key:>16}  {value}", highlight=False)
    by_function = ", ".join(f"{name} {n}" for name, n in standing.killed.most_common())
    console.print(f"killed: {by_function}\nswept: {dict(standing.sweeps)}", highlight=False)
    for finding in counted.findings:
        console.print(f"{finding.kind}: {finding.about}: {finding.what}", style="red")
    for trouble in standing.trouble:
        console.print(f"not played: {trouble}", style="red")
    if counted.findings:
        console.print(f"The stories of these are in {out / 'findings.json'}", style="red")
    broken = bool(counted.findings) or not result["iam_enforced"]
    played = standing.kills >= kills and standing.restarts == 1 and not standing.trouble
    return 0 if played and not broken else 1


class Bars:
    """Bars in a terminal, a line now and then anywhere else. Call it with each standing."""

    def __init__(self, console: Console, applications: int, kills: int) -> None:
        self._console, self._looks = console, 0
        self._bars = Progress(
            TextColumn("{task.description:>10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._told = self._bars.add_task("answered", total=applications)
        self._killed = self._bars.add_task("killed", total=kills)
        self._posted = self._bars.add_task("webhooks", total=None)

    def __enter__(self) -> "Bars":
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def __call__(self, at: Standing) -> None:
        self._bars.update(self._told, completed=at.told)
        self._bars.update(self._killed, completed=at.kills)
        self._bars.update(self._posted, completed=at.posted, total=at.posts)
        if at.waiting is not None:
            self._bars.update(self._told, description=f"{at.waiting} messages left, answered")
        self._looks += 1
        if not self._console.is_terminal and self._looks % PLAIN_EVERY == 1:
            self._console.print(
                f"webhooks {at.posted}/{at.posts}  mails {at.mails}  answered {at.told}"
                f"/{at.applications}  kills {at.kills}  restarts {at.restarts}"
                f"  messages left {'?' if at.waiting is None else at.waiting}",
                highlight=False,
                soft_wrap=True,
            )
