"""Ask for the correction of a letter that went out wrongly: from a page, or on the command line."""

from hashlib import sha256
from typing import get_args

from svar.domain.corrections import Obstacle, obstacle
from svar.domain.errors import Invalid
from svar.domain.events import CorrectionRequested, CorrectionRequestedEvent, Mistake, Person
from svar.domain.situation import Situation
from svar.domain.text import clean_text

WHY_LIMIT, REASON_LIMIT = 300, 2_000


def correction_request(
    at: Situation,
    letter: int,
    *,
    mistake: str,
    why: str,
    reason: str,
    by: Person,
    source: str,
) -> CorrectionRequestedEvent | Obstacle:
    """The event that asks for it, or what stands in its way.

    It is named by the letter and by how often it was corrected before, so asking twice asks once.
    Raises `Invalid` when `mistake` or `why` is missing.
    """
    chosen = next((each for each in get_args(Mistake) if each == mistake), None)
    if chosen is None:
        raise Invalid("mistake", "is none that we know")
    said = clean_text(why, WHY_LIMIT)
    if not said:
        raise Invalid("why", "is empty")
    in_the_way = obstacle(at, chosen, letter)
    if in_the_way is not None:
        return in_the_way
    before = sum(each.letter == letter for each in at.deeds.corrections)
    key = sha256(f"{at.id}/{letter}/{before}".encode()).hexdigest()[:16]
    return CorrectionRequestedEvent(
        id=f"correction-{key}",
        source=source,
        subject=at.id,
        time=at.now,
        data=CorrectionRequested(
            requested_by=by,
            mistake=chosen,
            letter=letter,
            why=said,
            feedback_for_candidate=clean_text(reason, REASON_LIMIT) or None,
        ),
    )
