"""Look at an organisation's policy before it is deployed: what it means, or what is wrong."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from svar.domain.calendar import NeverOpen, WorkCalendar
from svar.domain.language_gaps import missing
from svar.domain.make_promise import make_promise
from svar.domain.organisation import Finding, Organisation, OrganisationInvalid, load_organisation
from svar.domain.promises import Reason, notice_at
from svar.domain.telling import telling_time

DEFAULT_FILE = Path(__file__).parents[1] / "organisation.toml"
INVALID = 2
WHOLE = "languages that `svarctl languages` calls whole"

app = typer.Typer(help="Check an organisation's policy.", no_args_is_help=True)


@app.callback()
def config() -> None:
    """Check an organisation's policy."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The policy to read.")] = DEFAULT_FILE,
    at: Annotated[
        datetime | None, typer.Option(help="Start the examples here, in the organisation's zone.")
    ] = None,
) -> None:
    """Say what a policy means, with example dates; or what is wrong with it (exit code 2)."""
    console = Console()
    try:
        organisation = load_organisation(file.read_text(encoding="utf-8"))
        start = at.replace(tzinfo=organisation.zone) if at else datetime.now(UTC)
        lacks = [each for code in organisation.languages for each in missing(code)]
        if lacks:
            found = (Finding("languages", f"{g.file}: {g.key} {g.problem}", WHOLE) for g in lacks)
            _refuse(console, file, tuple(found))
        tables = (promises_table(organisation, start), telling_table(organisation, start))
    except OSError as error:
        _refuse(console, file, (Finding(str(file), "cannot be read", str(error.strerror)),))
    except OrganisationInvalid as error:
        _refuse(console, file, error.findings)
    except NeverOpen as error:
        _refuse(console, file, (Finding("telling.never", str(error), "days left to tell on"),))
    console.print(f"{organisation.name}: the policy in {file} can be used.\n")
    for table in tables:
        console.print(table)


def _refuse(console: Console, file: Path, findings: tuple[Finding, ...]) -> NoReturn:
    table = Table(title=f"{file} cannot be used", title_justify="left")
    for heading in ("Where", "What is wrong", "What would be right"):
        table.add_column(heading, overflow="fold")
    for each in findings:
        # Plain text: a policy's own square brackets are no markup.
        table.add_row(*(escape(text) for text in (each.path, each.problem, each.expected)))
    console.print(table)
    raise typer.Exit(INVALID)


def promises_table(organisation: Organisation, start: datetime) -> Table:
    """What a candidate is promised who applies, or is interviewed, at `start`."""
    calendar = WorkCalendar.of(organisation)
    table = _table(f"Somebody applies or is interviewed on {_when(start, calendar)}")
    rules = organisation.promises
    kinds: tuple[tuple[Reason, int], ...] = (
        ("application", rules.after_application_working_days),
        ("interview", rules.after_interview_working_days),
    )
    for place in rules.jurisdictions:
        for reason, days in kinds:
            promise = make_promise(1, reason, start, organisation, place, calendar)
            table.add_section()
            for row in (
                (f"{place}: {reason} answered by", promise.due_at, f"{days} working days, or law"),
                ("  decider is reminded", promise.remind_at, f"remind_at {rules.remind_at:.0%}"),
                ("  manager is told", promise.escalate_at, f"escalate_at {rules.escalate_at:.0%}"),
                ("  candidate gets a notice", notice_at(promise, calendar), "no decision yet"),
            ):
                table.add_row(escape(row[0]), _when(row[1], calendar), escape(row[2]))
    return table


def telling_table(organisation: Organisation, start: datetime) -> Table:
    """When a decision made at `start` reaches the candidate."""
    calendar = WorkCalendar.of(organisation)
    rules = organisation.telling
    table = _table(f"A decision is made on {_when(start, calendar)}")
    for who, zone in (("here", None), ("in Toronto", "America/Toronto")):
        tell_at = telling_time(
            decided_at=start,
            received_at=start - rules.minimum_after_application,
            tell_after=None,
            organisation=organisation,
            calendar=calendar,
            zone=zone,
        )
        hold = f"{rules.hold_working_hours} working hours' hold"
        table.add_row(f"a candidate {who} is told", _when(tell_at, calendar), hold)
    table.add_row("before an interview", rules.review.before_interview, "telling.review")
    table.add_row("after an interview", rules.review.after_interview, "telling.review")
    invited = "yes" if organisation.screening.chat else "no"
    table.add_row("a receipt invites to the chat", invited, "screening.chat")
    table.add_row("letters are written by", organisation.letters.writer, "letters.writer")
    table.add_row("an unknown reason", organisation.reasons.unmapped, "reasons.unmapped")
    return table


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("What", "When or how", "Because"):
        table.add_column(heading, overflow="fold")
    return table


def _when(instant: datetime, calendar: WorkCalendar) -> str:
    return f"{instant.astimezone(calendar.zone):%a %d %b %Y %H:%M}"
