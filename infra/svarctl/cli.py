"""The operator's command line."""

import signal
from datetime import datetime
from pathlib import Path
from subprocess import CalledProcessError
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from local import cloud as embedded
from local.deploy import POLICY, DeployError
from svar.domain.organisation import OrganisationInvalid, load_organisation
from svarctl import config, intake, letters, outbox, schemas
from svarctl.correct import correct
from svarctl.job import check, job
from svarctl.languages import languages
from svarctl.mailbox import mail
from svarctl.ready import ready
from svarctl.redrive import redrive
from svarctl.scale import scale
from svarctl.sending import send
from svarctl.status import status
from svarctl.target import FINDING, LOCAL_NAME, Name, PolicyFile, refuse

OUT = Path("out/demo")
ACCOUNT = "fjordbyen"
"""Whose webhooks a fresh embedded cloud takes, at each of the demo's doors."""

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(config.app, name="config")
app.add_typer(intake.app, name="intake")
app.add_typer(letters.app, name="letter")
app.add_typer(schemas.app, name="schemas")
app.add_typer(outbox.app, name="outbox")
app.command()(correct)
app.command()(send)
app.command()(status)
app.command()(mail)
app.command()(ready)
app.command()(redrive)
app.command()(scale)
app.command()(job)
app.command()(check)
app.command()(languages)


@app.callback()
def svarctl() -> None:
    """Svar: everyone who applies gets one honest answer, in time."""
    # Ended from outside, a command still stops all that it started. SIGINT too: a shell that
    # starts it in the background has it ignored. Only nohup means it.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if ending is not signal.SIGHUP or signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, _leave)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Where mails, gallery and figures are put.")] = OUT,
    rate: Annotated[
        float, typer.Option(min=1, max=16_000, help="How much faster promises run.")
    ] = 16_000,
) -> None:
    """Play three weeks of two vacancies in two minutes, on the real template.

    Exit code 1 when an answer was lost, doubled, wrong or late, or the cast was not fully played.
    """
    from svarctl.demo.play import play

    try:
        code = play(out, Console(), rate)
    except (DeployError, TimeoutError, CalledProcessError) as error:
        refuse(f"The embedded cloud did not come up: {error}", FINDING)
    raise typer.Exit(code)


@app.command()
def chaos(
    applications: Annotated[int, typer.Option(min=1, max=900, help="Who apply.")] = 600,
    kills: Annotated[int, typer.Option(min=0, help="Function processes to kill.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed, the same faults.")] = 1,
    out: Annotated[Path, typer.Option(help="Where mails and figures are put.")] = Path("out/chaos"),
) -> None:
    """Decide an afternoon of applications while everything that can break breaks.

    Exit code 1 when an answer was lost, doubled, wrong, leaked or late.
    """
    from svarctl.chaos.play import play

    try:
        code = play(out, Console(), applications, kills, seed)
    except (DeployError, TimeoutError, CalledProcessError) as error:
        refuse(f"The embedded cloud did not come up: {error}", FINDING)
    raise typer.Exit(code)


@app.command()
def cost(
    applications: Annotated[
        int, typer.Option(min=1, max=500, help="How many go each of the two ways.")
    ] = 30,
    out: Annotated[Path, typer.Option(help="Where the figures are put.")] = Path("out/cost"),
) -> None:
    """Count what applications cost in AWS, from real executions in the embedded cloud."""
    from svarctl.cost.play import play

    try:
        code = play(out, Console(), applications)
    except (DeployError, TimeoutError, CalledProcessError) as error:
        refuse(f"It could not be counted: {error}", FINDING)
    raise typer.Exit(code)


@app.command()
def burst(
    applications: Annotated[int, typer.Option(min=1, max=5000)] = 600,
    out: Annotated[Path, typer.Option(help="Where the figures are put.")] = Path("out/scale"),
) -> None:
    """Let applications wait in the embedded cloud, decide all at once, and measure it."""
    from svarctl.burst import play

    try:
        code = play(out, Console(), applications)
    except (DeployError, TimeoutError, CalledProcessError) as error:
        refuse(f"It could not be measured: {error}", FINDING)
    raise typer.Exit(code)


@app.command()
def up(
    name: Name = LOCAL_NAME,
    rate: Annotated[float, typer.Option(min=1, help="How much faster promises run.")] = 1.0,
    at: Annotated[
        datetime | None, typer.Option(help="Start the clock here, in the organisation's zone.")
    ] = None,
    policy: PolicyFile = POLICY,
) -> None:
    """Start the embedded cloud, deploy the template to it, and leave it running."""
    from svarctl.demo.stage import store_secrets

    console = Console()
    try:
        organisation = load_organisation(policy.read_text(encoding="utf-8"))
        start = at.replace(tzinfo=organisation.zone) if at else None
        with console.status("Building, deploying and warming the embedded cloud …"):
            made = embedded.up(name, rate=rate, at=start, policy=policy)
            store_secrets(made, ACCOUNT)
            made.start_clock(at=start)
    except (OSError, OrganisationInvalid) as error:
        refuse(f"The policy in {policy} cannot be used: {error}")
    except (DeployError, TimeoutError, CalledProcessError) as error:
        refuse(f"The embedded cloud did not come up: {error}", FINDING)
    console.print(f"Up. Webhooks and pages answer at {made.public_url}")


@app.command()
def down(name: Name = LOCAL_NAME) -> None:
    """Stop the embedded cloud and forget what it kept."""
    embedded.down(name)
    Console().print("Down.")


@app.command()
def templates(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if stale.")] = False,
) -> None:
    """Write the style of the mails into their templates."""
    from svarctl.compile_templates import main

    raise typer.Exit(main(["--check"] if check else []))
