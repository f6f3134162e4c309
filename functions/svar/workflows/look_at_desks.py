"""Read the desks of those who are to be asked about an application now, and who else lies there."""

from copy import replace

from svar.domain.asking import (
    NUDGES,
    OnDesk,
    application_of,
    asked_when,
    day_of,
    readers,
)
from svar.domain.desk import Desk, desk_id
from svar.domain.situation import Situation
from svar.ports import StreamId
from svar.workflows.look import House, look_at_all


def look_at_desks(at: Situation, house: House) -> Situation:
    """The situation with every desk that a question of this moment belongs on."""
    desks: list[OnDesk] = []
    for due, when in asked_when(at):
        if when > at.now:
            continue
        nudge, day = NUDGES[due], day_of(when, at.calendar)
        for reader in readers(at, nudge):
            record = house.store.load(StreamId(kind="desk", id=desk_id(reader.email, day)))
            asking = Desk.model_validate_json(record.deeds).asking
            ids = {application_of(each) for each in asking.open(nudge, day)} - {at.id}
            desks.append(
                OnDesk(
                    nudge=nudge,
                    reader=reader,
                    day=day,
                    id=record.stream.id,
                    version=record.version,
                    deeds=record.deeds,
                    due_at=record.due_at,
                    asking=asking,
                    others=tuple(each for each, _ in look_at_all(sorted(ids), house)),
                )
            )
    return replace(at, desks=tuple(desks))
