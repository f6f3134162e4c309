"""A new policy was deployed: every promise that runs is reckoned anew, without waiting for a look.

A promise's own clock sleeps until its old times, so a sooner one would be seen too late. Each
sweep goes on where the last one stopped, until all that is open has been looked at once.
"""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from svar.domain.errors import Conflict, Permanent
from svar.domain.make_promise import policy_mark
from svar.domain.organisation import Organisation
from svar.domain.value import Value
from svar.ports import Change, Dispatcher, Links, Record, StreamId
from svar.workflows.carry_out import settle_application
from svar.workflows.look import House

STREAM = StreamId(kind="organisation", id="policy")
PAGE = 100
TIME_FOR_A_PAGE = timedelta(seconds=25)


class Applied(Value):
    """How far the walk has come for the policy with this mark."""

    mark: str = ""
    after: str | None = None
    done: bool = False


def apply_policy(
    house: House, links: Links, dispatcher: Dispatcher, *, time_left: Callable[[], timedelta]
) -> int:
    """Go on with the walk, if there is one; how many applications were looked at.

    A walk that dies is taken up again at its last page: to reckon a promise twice is harmless.
    """
    record = house.store.load(STREAM)
    mark = mark_of(house.organisation)
    applied = Applied.model_validate_json(record.deeds)
    if applied.mark != mark:
        applied = Applied(mark=mark)
    seen = 0
    while not applied.done and time_left() > TIME_FOR_A_PAGE:
        page = house.store.applications(applied.after, PAGE)
        for name in page.ids:
            try:
                settle_application(name, house, links, dispatcher)
            except (Conflict, Permanent):
                # Somebody else is at it, and sees the new policy too; or the sweeper reports it.
                continue
        seen += len(page.ids)
        applied = Applied(mark=mark, after=page.next, done=page.next is None)
        record = _note(applied, record, house)
    return seen


def mark_of(organisation: Organisation) -> str:
    """Changes with every rule that a promise is reckoned by, in any jurisdiction."""
    places = sorted(organisation.promises.jurisdictions)
    marks = (policy_mark(organisation, place) for place in (organisation.jurisdiction, *places))
    return sha256("".join(marks).encode()).hexdigest()[:12]


def _note(applied: Applied, record: Record, house: House) -> Record:
    deeds = applied.model_dump_json()
    house.store.commit(Change(stream=STREAM, expected_version=record.version, deeds=deeds))
    return record._replace(version=record.version + 1, deeds=deeds)
