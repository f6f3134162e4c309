"""The rows of a candidate who was erased: the same keys, and nobody's words in them."""

from svar.adapters.rows import Guard, Write, partition, place_of, placed
from svar.domain.erasure import erase_deeds, erase_event, erase_item
from svar.domain.outbox import MOVING
from svar.ports import Change, Record


def erased(change: Change) -> Change:
    """The change without a text of its own."""
    return change._replace(
        events=tuple(erase_event(event) for event in change.events),
        outbox_new=tuple(erase_item(item) for item in change.outbox_new),
        deeds=erase_deeds(change.deeds),
    )


def erasing_writes(record: Record) -> tuple[Write, ...]:
    """What turns the rows that are kept of a record into those of an erased one."""
    events = ((event, erase_event(event)) for event in record.events)
    mails = ((item, erase_item(item)) for item in record.outbox)
    writes = (
        *(
            Write(f"EVENT#{event.key}", Guard.EXISTS, put={"doc": erased.model_dump_json()})
            for event, erased in events
            if erased != event
        ),
        *(
            Write(
                place_of(item.id)[1],
                Guard.EXISTS,
                put={"frozen": erased.model_dump_json(exclude=set(MOVING))},
            )
            for item, erased in mails
            if erased != item
        ),
    )
    return placed(writes, partition(record.stream))
