"""From several questions to one person to one mail, in the outbox of that person's desk."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from svar.domain.asking import Gathered, promise_of
from svar.domain.desk import Desk
from svar.domain.policy import Contact
from svar.domain.promises import Due
from svar.domain.situation import Situation
from svar.mail.contents import AskedGroup, AskedRow, Escalations, Person, Reminders
from svar.mail.render import render
from svar.ports import Change, Links, StreamId
from svar.workflows.freeze_mail import freeze_for_employer
from svar.workflows.look import House
from svar.workflows.page_parts import contact, name_of, title_of

MOST_OF_A_JOB = 30
MOST_IN_ALL = 90
"""More names than these are nobody's list, and a longer mail is cut off by mail programs. The
nearest promises are named; the page behind the link has everybody."""


def lay_round(gathered: Gathered, house: House, links: Links) -> Change:
    """The change of the desk: its mail, and a note of whom it asks about.

    Guarded by the version that the desk was read at: of two clocks that ask at once, one does.
    """
    desk, first = gathered.desk, gathered.about[0]
    common: dict[str, Any] = {
        "language": first.employer_language,
        "organisation": house.organisation.name,
        "written_on": house.calendar.local_date(first.now),
        "zone": house.calendar.zone.key,
        "recipient": contact(desk.reader),
        "groups": _groups(gathered.about, links),
        "count": len(gathered.about),
        "first": min(_day(at) for at in gathered.about),
    }
    plainly = desk.nudge == "escalation"
    rendered = render(Escalations(**common) if plainly else Reminders(**common))
    mail = freeze_for_employer(
        rendered,
        id=gathered.mail_id,
        kind=f"{desk.nudge}s",
        to=(desk.reader.name, desk.reader.email),
        reply_to=_one_to_ask(gathered.about, house),
        now=first.now,
        wall=house.clock.wall(),
    )
    kept = Desk.model_validate_json(desk.deeds)
    return Change(
        stream=StreamId(kind="desk", id=desk.id),
        expected_version=desk.version,
        deeds=kept.model_copy(update={"asking": gathered.asked()}).model_dump_json(),
        due_at=desk.due_at,
        outbox_new=(mail,),
    )


def _one_to_ask(about: Iterable[Situation], house: House) -> Contact:
    """Whom a reply reaches: their recruiter, when all have the same."""
    recruiters = {at.recruiter.email.casefold(): at.recruiter for at in about}
    only = len(recruiters) == 1
    return next(iter(recruiters.values())) if only else house.organisation.contacts.fallback


def _groups(about: Iterable[Situation], links: Links) -> tuple[AskedGroup, ...]:
    """By job and by who decides; the nearest promise first, in each and among them."""
    groups: dict[tuple[str | None, str], list[Situation]] = {}
    for at in sorted(about, key=lambda at: (promise_of(at).due_at, name_of(at), at.id)):
        groups.setdefault((at.facts.job_id, at.decider.email.casefold()), []).append(at)
    room, found = MOST_IN_ALL, []
    for (job_id, _), waiting in groups.items():
        shown = waiting[: min(MOST_OF_A_JOB, room)]
        room -= len(shown)
        found.append(
            AskedGroup(
                job_title=title_of(waiting[0]),
                decider=Person(name=waiting[0].decider.name, email=waiting[0].decider.email),
                asked_on=_asked_on(waiting),
                rows=tuple(_row(at, links) for at in shown),
                more=len(waiting) - len(shown),
                url=links.url("job", job_id, 0) if job_id else None,
            )
        )
    return tuple(found)


def _row(at: Situation, links: Links) -> AskedRow:
    return AskedRow(
        candidate_name=name_of(at),
        promised_by=_day(at),
        url=links.url("promise", at.id, promise_of(at).number),
    )


def _asked_on(waiting: Iterable[Situation]) -> tuple[date, ...]:
    """The days on which the one who decides was asked about any of them."""
    days = {
        at.calendar.local_date(deed.at)
        for at in waiting
        for deed in at.deeds.done.get(promise_of(at).number, ())
        if deed.due is Due.REMIND
    }
    return tuple(sorted(days))


def _day(at: Situation) -> date:
    return at.calendar.local_date(promise_of(at).due_at)
