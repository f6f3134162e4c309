"""`svarctl demo`: set up, play, count at the mailbox, show, and stop all that was started."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import replace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from local import emulator
from local.cloud import Cloud, cloud
from local.deploy import POLICY
from svar.domain.organisation import load_organisation
from svarctl.demo.cast import Script, load_script
from svarctl.demo.conductor import Conductor, Played
from svarctl.demo.counting import Count, count
from svarctl.demo.gallery import write_gallery
from svarctl.demo.pace import RATE, bearable
from svarctl.demo.posted import read_mails
from svarctl.demo.stage import iam_is_enforced, set_the_stage
from svarctl.demo.timeline import Timeline
from svarctl.demo.wording import say

FAULTS = ("lost", "duplicates", "wrong", "late")


def play(out: Path, console: Console, rate: float = RATE) -> int:
    """Returns the exit code: 0 when every promise was kept and the whole cast was played, else 1.

    What it starts is stopped, whatever happens. Raises `DeployError` or TimeoutError when the
    cloud does not come up.
    """
    script = load_script()
    organisation = load_organisation(POLICY.read_text(encoding="utf-8"))
    began = time.monotonic()
    status = console.status("Building, deploying and warming the embedded cloud …")
    with status, _running(rate, script) as stage:
        set_the_stage(stage, script)
        stage = replace(stage, rate=bearable(stage.seconds_for_a_call(), rate))
        enforced = iam_is_enforced(stage)
        status.stop()
        console.print(
            f"Ready after {time.monotonic() - began:.0f} s; the clock starts, "
            f"{stage.rate:.0f} times as fast as yours."
        )
        started = time.monotonic()
        with Timeline(script, console) as timeline:
            played = Conductor(stage, script, timeline).play()
        wall = time.monotonic() - started
        _keep_mail(stage, out)
    mails = read_mails((out / "mail", True), (out / "unreached", False))
    counted = count(script, mails, organisation)
    result = as_result(counted, script, played, enforced=enforced, wall=wall)
    (out / "result.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    write_gallery(out / "index.html", script, played.moments, mails, result, organisation)
    return report(console, out, result, counted, played, script)


@contextmanager
def _running(rate: float, script: Script) -> Iterator[Cloud]:
    """A cloud of our own, ended by its own process ids even when it does not answer any more."""
    with cloud(f"demo-{os.getpid()}", rate=rate, at=script.starts, warm=False) as made:
        try:
            yield made
        finally:
            emulator.stop(made.emulator)
            emulator.stop(made.ses)


def _keep_mail(stage: Cloud, out: Path) -> None:
    """The mailbox, and what came back from addresses that refused it."""
    out.mkdir(parents=True, exist_ok=True)
    for kept, name in (("inbox", "mail"), ("unreached", "unreached")):
        shutil.rmtree(out / name, ignore_errors=True)
        shutil.copytree(stage.home / "mail" / kept, out / name)


def as_result(
    counted: Count, script: Script, played: Played, *, enforced: bool, wall: float
) -> dict[str, Any]:
    """What `result.json` holds."""
    days = ((played.ended_at or script.starts) - script.starts).total_seconds() / 86_400
    figures = {k: v for k, v in asdict(counted).items() if k not in {"mails", "findings"}}
    return {
        **{k: figures[k] for k in ("applications", "owed_an_answer", "answered")},
        **{k: figures[k] for k in ("answered_in_time", "status_notices")},
        **{fault: counted.of(fault) for fault in FAULTS},
        "needs_human": counted.needs_human,
        "mails": counted.mails,
        "iam_enforced": enforced,
        "virtual_days": round(days, 1),
        "wall_seconds": round(wall, 1),
    }


def report(
    console: Console,
    out: Path,
    result: dict[str, Any],
    counted: Count,
    played: Played,
    script: Script,
) -> int:
    table = Table(show_header=False, box=None)
    for key in ("applications", "owed_an_answer", "answered", "answered_in_time"):
        table.add_row(str(result[key]), say("result", key))
    for key in ("status_notices", "needs_human", *FAULTS):
        style = "red" if key in FAULTS and result[key] else None
        table.add_row(str(result[key]), say("result", key), style=style)
    console.print(table)
    for finding in counted.findings:
        console.print(f"{finding.kind}: {finding.about}: {finding.what}", style="red")
    missing = [
        f"{script.subject(application)}: {application.notices} status notice expected"
        for _, application in script.parts()
        if application.notices
        > sum(
            m.kind == "status_notice" and m.about == script.subject(application)
            for m in played.mails
        )
    ]
    for trouble in (*played.trouble, *missing):
        console.print(f"not played: {trouble}", style="red")
    days, wall = result["virtual_days"], result["wall_seconds"]
    console.print(f"{days} days in {wall} s. Look at {out / 'index.html'}")
    broken = any(result[fault] for fault in FAULTS) or not result["iam_enforced"]
    return 1 if broken or played.trouble or missing else 0
