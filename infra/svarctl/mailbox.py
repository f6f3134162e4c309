"""`svarctl mail`: what has come to whom in the embedded cloud."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from local.cloud import running
from svarctl.demo.posted import Mail, read_mails
from svarctl.target import FINDING, LOCAL_NAME, Name, refuse


def mail(
    person: Annotated[
        str | None, typer.Argument(help="A part of an address: show these mails whole.")
    ] = None,
    name: Name = LOCAL_NAME,
) -> None:
    """List every mail that was sent, or show those of one person. Exit code 1 when there are none.

    Only the embedded cloud has a mailbox; in AWS mails are with the people they went to.
    """
    cloud = running(name)
    if cloud is None:
        refuse("No embedded cloud is running: start one with `svarctl up`.")
    home = cloud.home / "mail"
    mails = read_mails((home / "inbox", True), (home / "unreached", False))
    console = Console()
    if person is None:
        console.print(overview(mails))
        return
    theirs = [each for each in mails if person.casefold() in each.to.casefold()]
    for each in theirs:
        console.rule(escape(f"{each.at:%a %d %b %H:%M} UTC  {each.subject}"))
        console.print(f"To: {each.to}\nReply-To: {each.reply_to}\n", markup=False)
        console.print(each.text, markup=False, highlight=False)
    if not theirs:
        refuse(f"No mail has gone to anybody called {person}.", FINDING)


def overview(mails: list[Mail]) -> Table:
    table = Table()
    for heading in ("When, UTC", "To", "Kind", "Subject"):
        table.add_column(heading, overflow="fold")
    for each in mails:
        to = each.to if each.reached else f"{each.to} (came back)"
        table.add_row(f"{each.at:%d %b %H:%M}", escape(to), each.kind, escape(each.subject))
    return table
