"""`svarctl status APP`: the whole story of one application, and what comes next."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from local.deploy import POLICY
from svar.domain.calls import spent
from svar.domain.deeds import Correction, Draft
from svar.domain.outbox import OutboxItem, owner_of
from svar.domain.situation import Situation, promise_end
from svar.ports import Record
from svar.workflows.look import look
from svarctl.coming import Line, coming
from svarctl.target import FINDING, LOCAL_NAME, Name, PolicyFile, Stack, find_target, refuse


def status(
    application: Annotated[str, typer.Argument(help="The application's id.")],
    stack: Stack = None,
    name: Name = LOCAL_NAME,
    policy: PolicyFile = POLICY,
) -> None:
    """Tell the story of one application in order: what was heard, what was done, what comes next.

    Exit code 1 when something waits for a human, 2 when nobody knows the application.
    """
    house = find_target(stack, name).house(policy)
    at, record = look(application, house, others=True)
    if record.version == 0:
        refuse(f"Nobody knows an application called {application}.")
    Console().print(headline(at))
    Console().print(table("So far", history(at, record), at))
    Console().print(table("What comes next", coming(at), at))
    worries = open_concerns(at)
    if worries:
        Console().print(table("A person must look at this", worries, at))
        raise typer.Exit(FINDING)


def headline(at: Situation) -> str:
    """Who, for which job, how far, and what was promised."""
    candidate = at.facts.candidate
    name = (candidate.name if candidate else None) or at.id
    if at.facts.received_at is None:
        return f"[bold]{escape(at.id)}[/]: events have come, the application itself has not."
    promise = at.deeds.promise
    promised = f"promised by {_day(promise.due_at, at)}" if promise else "nothing promised yet"
    end = promise_end(at)
    if promise is not None and end is not None and end > promise.due_at and at.answer is None:
        promised = f"was {promised}, now next word by {_day(end, at)}"
    standing = at.answer.replace("_", " ") if at.answer else "waiting for an answer"
    job = escape(at.job.title or at.job.id)
    return f"[bold]{escape(name)}[/], {job}: {standing}, {promised}."


def history(at: Situation, record: Record) -> list[Line]:
    """Events, deeds and mails, in order."""
    lines = [Line(event.time, "ATS", event.type) for event in record.events]
    lines += chatted(at)
    for promise in at.deeds.promises:
        what = f"promise {promise.number} after {promise.reason}: by {_day(promise.due_at, at)}"
        lines.append(Line(promise.made_at, "Svar", what))
    for number, done in at.deeds.done.items():
        lines += [
            Line(
                deed.at,
                "Svar",
                f"promise {number}: {deed.due.replace('_', ' ')}"
                + (f", next word by {deed.next_word_by:%A %d %B}" if deed.next_word_by else "")
                + (", in one mail with others" if deed.mail_ids else ""),
            )
            for deed in done
        ]
    for telling in at.deeds.tellings:
        moments = (
            (telling.decided_at, "decided"),
            (telling.asked_at, "letter shown to the recruiter"),
            (telling.held_at, f"held by {telling.held_by}"),
            (telling.approved_at, f"approved by {telling.approved_by}"),
            (telling.released_at, "letter released"),
            (telling.delivered_at, "letter delivered"),
        )
        lines += [
            Line(when, "Svar", f"telling {telling.number}: {what}")
            for when, what in moments
            if when is not None
        ]
        draft = at.deeds.drafts.get(telling.number)
        if draft is not None:
            lines.append(Line(telling.asked_at, "Svar", f"telling {telling.number}: {made(draft)}"))
        correction = at.deeds.correction(telling.number)
        if correction is not None:
            lines.append(Line(correction.requested_at, "Svar", corrected(correction, at)))
        if telling.number in at.deeds.undone:
            lines.append(Line(None, "Svar", f"telling {telling.number}: undone after sending"))
    lines += [Line(item.created_at, "mail", mail_line(item, at)) for item in record.outbox]
    if at.deeds.answered_at is not None:
        kept = {True: ", in time", False: ", too late"}.get(at.deeds.answered_in_time or False, "")
        lines.append(Line(at.deeds.answered_at, "Svar", f"answered: {at.deeds.answered_by}{kept}"))
    return sorted(lines, key=lambda line: line.at or at.now)


def chatted(at: Situation) -> list[Line]:
    """How the screening chat went, without a word of it."""
    held = at.deeds.chat
    if held is None:
        return []
    begun = Line(held.begun_at, "candidate", "begins the screening chat")
    if held.state == "open":
        last = Line(
            held.answered_at, "candidate", f"turns of the screening chat so far: {len(held.turns)}"
        )
        return [begun, last]
    return [begun, Line(held.ended_at, "Svar", f"screening chat: {held.state}")]


INSTEAD = {
    "no_money": "Claude's spend limit is reached",
    "gave_up": "Claude refused or gave no answer of use",
    "unheard": "Claude could not be heard in time",
    "not_mended": "Claude's text was refused, and the repair too",
}


def made(draft: Draft) -> str:
    """Who wrote a letter, what was found on the way, and what it cost."""
    said = f"written by {draft.written_by}"
    if draft.instead is not None:
        said += f" ({INSTEAD[draft.instead]})"
    if draft.findings:
        said += ", mended: " + ", ".join(sorted({rule for rule, _ in draft.findings}))
    if draft.calls:
        cost = spent(draft.calls)
        usd = "price unknown" if cost.usd is None else f"USD {cost.usd:.5f}"
        said += f"; {cost.calls} calls, {cost.tokens_in:,} tokens in ({cost.from_cache:,} from the"
        said += f" cache), {cost.tokens_out:,} out, {usd}"
    return said


def corrected(made: Correction, at: Situation) -> str:
    """What was put right, on whose word, why, and what both letters said, as their hashes."""

    def said(number: int) -> str:
        telling = at.deeds.telling(number)
        return (telling.letter_hash if telling else None) or "not written yet"

    return (
        f"telling {made.number} corrects the letter of telling {made.letter}: "
        f"{made.mistake.replace('_', ' ')}, asked for by {made.requested_by}: {made.why} "
        f"(wrong {said(made.letter)[:12]}, right {said(made.number)[:12]})"
    )


def mail_line(item: OutboxItem, at: Situation) -> str:
    """One mail and where it stands."""
    to = item.recipient or item.audience
    note = f" ({item.note})" if item.note else ""
    moved = item.settled_at or item.sent_at
    when = f" {moved.astimezone(at.calendar.zone):%d %b %H:%M}" if moved else ""
    return f"{owner_of(item.id)[2]} to {to}: {item.state}{when}{note}"


def open_concerns(at: Situation) -> list[Line]:
    """What was handed to a human while the candidate still waits."""
    if at.answer is not None:
        return []
    return [
        Line(
            each.at,
            "concern",
            each.reason.replace("_", " ") + (f": {each.detail}" * bool(each.detail)),
        )
        for each in at.deeds.concerns
    ]


def table(title: str, lines: list[Line], at: Situation) -> Table:
    made = Table(title=title, title_justify="left", show_header=False)
    for line in lines:
        when = f"{line.at.astimezone(at.calendar.zone):%a %d %b %H:%M}" if line.at else ""
        made.add_row(when, escape(line.who), escape(line.what))
    return made


def _day(instant: datetime, at: Situation) -> str:
    return f"{at.calendar.in_zone(at.zone).local_date(instant):%A %d %B}"
