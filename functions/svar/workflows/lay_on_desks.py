"""What the night's walk lays on desks: the digests' lines, and whom people must be asked about."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from hashlib import sha256

from svar.domain.asking import Nudge, questions_by
from svar.domain.desk import Desk, JobOnDesk, desk_id, jobs_on_desk, reading_time
from svar.domain.errors import Conflict
from svar.domain.policy import Contact
from svar.domain.situation import Situation
from svar.ports import Change, StreamId
from svar.workflows.carry_out import TRIES
from svar.workflows.look import House


def lay_on_desks(day: date, page: str | None, seen: list[Situation], house: House) -> None:
    """Lay this page's lines on the desks of its recruiters; laid twice, they lie there once."""
    by_desk: dict[str, list[Situation]] = defaultdict(list)
    for at in seen:
        by_desk[at.recruiter.email.casefold()].append(at)
    key = _key(page)
    for theirs in by_desk.values():
        lines = jobs_on_desk(theirs, house.calendar)
        if not lines:
            continue

        def lay(desk: Desk, lines: tuple[JobOnDesk, ...] = lines) -> Desk:
            return desk.model_copy(update={"parts": {**desk.parts, key: lines}})

        first = theirs[0]
        change_desk(first.recruiter, first.employer_language, day, house, lay)


def lay_questions(page: str | None, seen: list[Situation], house: House) -> None:
    """List whom people must be asked about on the next working day, on the desks of those people.

    Nothing is sent for it: the first clock that comes to ask takes the list with it.
    """
    morning = house.calendar.local_date(reading_time(house.clock.now(), house.calendar))
    found: dict[str, dict[Nudge, list[str]]] = defaultdict(lambda: defaultdict(list))
    for at in seen:
        for nudge, reader, question in questions_by(morning, at):
            found[desk_id(reader.email, morning)][nudge].append(question)
    for name, theirs in found.items():
        new = {nudge: tuple(each) for nudge, each in theirs.items()}

        def lay(desk: Desk, new: dict[Nudge, tuple[str, ...]] = new) -> Desk:
            asking = desk.asking.on(morning, _key(page), new)
            return desk.model_copy(update={"asking": asking})

        _change_deeds(name, house, lay)


def _key(page: str | None) -> str:
    return sha256((page or "").encode()).hexdigest()[:12]


def change_desk(
    owner: Contact, language: str, day: date, house: House, change: Callable[[Desk], Desk]
) -> None:
    send_at = reading_time(house.clock.now(), house.calendar)
    name = desk_id(owner.email, day)
    _change_deeds(name, house, lambda desk: change(desk.on(day, owner, language, send_at)))


def _change_deeds(name: str, house: House, change: Callable[[Desk], Desk]) -> None:
    stream = StreamId(kind="desk", id=name)
    for attempt in range(TRIES):
        record = house.store.load(stream)
        desk = change(Desk.model_validate_json(record.deeds))
        try:
            house.store.commit(
                Change(
                    stream=stream,
                    expected_version=record.version,
                    deeds=desk.model_dump_json(),
                    due_at=desk.send_at,
                )
            )
        except Conflict:
            if attempt == TRIES - 1:
                raise
        else:
            return
