"""What is left of a candidate who was erased: that it happened, and when, but not who or what.

Ids, types, times and states stay, so the log still parses, folds and counts. Every text of a
person becomes its SHA-256: who has the text can show that it was this one, nobody can read it back.
Contact data and names go altogether, since so short a text could be guessed from its hash.
Erasing twice is the same as erasing once.
"""

import json
import re
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from svar.domain import events as e
from svar.domain import outbox, promises, telling
from svar.domain.outbox import OutboxItem

HASH = "sha256:"

CODES: frozenset[str] = frozenset(
    {*outbox.State, *telling.State, *telling.Kind, *promises.Due, "application", "interview"}
)
"""Words of ours that deeds are written in: they say nothing about anybody."""

CODE_NAMES: frozenset[str] = frozenset(
    {
        *("id", "ids", "key", "kind", "state", "status", "language", "digest", "hash"),
        *("reason", "mistake", "review", "part", "field", "evidence", "mails", "jurisdiction"),
        "policy",
        *("written_by", "answered_by", "screening_requested", "summarised"),
    }
)
"""Under these names, and those that end in `_id`, `_key`, `_hash` and so on, a deed holds an
identifier or a code, and it must still be found by it."""

DROPPED_NAMES: frozenset[str] = frozenset({"zone", "name", "email", "phone"})
"""Too short to hide in a hash, or not of use as one."""


def erased_text(text: str) -> str:
    """The text's SHA-256, marked as one; a text that is one already stays."""
    if re.fullmatch(HASH + "[0-9a-f]{64}", text):
        return text
    return HASH + sha256(text.encode()).hexdigest()


def _maybe(text: str | None) -> str | None:
    return None if text is None else erased_text(text)


def erase_event(event: e.Event) -> e.Event:
    """The event's envelope and type, and of its data only what folding needs."""
    match event:
        case e.ApplicationReceivedEvent(data=data):
            kept = data.model_copy(
                update={
                    "candidate": _candidate(data.candidate),
                    "job": _job(data.job),
                    "screening": _turns(data.screening),
                }
            )
            return event.model_copy(update={"data": kept})
        case e.ScreeningCompletedEvent(data=data):
            turns = data.model_copy(update={"transcript": _turns(data.transcript)})
            return event.model_copy(update={"data": turns})
        case e.RejectedEvent(data=data):
            return event.model_copy(update={"data": _rejected(data)})
        case (
            e.RejectionWithdrawnEvent(data=data)
            | e.HiredEvent(data=data)
            | e.HireWithdrawnEvent(data=data)
        ):
            by = data.model_copy(update={"decided_by": _person(data.decided_by)})
            return event.model_copy(update={"data": by})
        case e.CorrectionRequestedEvent(data=data):
            order = data.model_copy(
                update={
                    "requested_by": _person(data.requested_by),
                    "why": erased_text(data.why),
                    "feedback_for_candidate": _maybe(data.feedback_for_candidate),
                }
            )
            return event.model_copy(update={"data": order})
        case e.CandidateUpdatedEvent():
            return event.model_copy(update={"data": e.CandidateUpdated(can_email=False)})
        case _:
            # Jobs, stages, interviews and the rest hold ids and times, and nobody's words.
            return event


def _candidate(candidate: e.Candidate) -> e.Candidate:
    """Nobody, and nobody who may be written to."""
    return e.Candidate(id=candidate.id, can_email=False)


def _job(job: e.Job) -> e.Job:
    """The advert is no person's data; the employer's people in it are."""
    return job.model_copy(
        update={"recruiter": _person(job.recruiter), "decider": _person(job.decider)}
    )


def _person(person: e.Person | None) -> e.Person | None:
    return None if person is None else e.Person(id=_maybe(person.id))


def _turns(turns: tuple[e.Turn, ...]) -> tuple[e.Turn, ...]:
    return tuple(
        turn.model_copy(
            update={"asked": erased_text(turn.asked), "answered": erased_text(turn.answered)}
        )
        for turn in turns
    )


def _rejected(data: e.Rejected) -> e.Rejected:
    found = tuple(each.model_copy(update={"note": _maybe(each.note)}) for each in data.assessments)
    return data.model_copy(
        update={
            "decided_by": _person(data.decided_by),
            "assessments": found,
            "ats_reason": _maybe(data.ats_reason),
            "feedback_for_candidate": _maybe(data.feedback_for_candidate),
        }
    )


def erase_deeds(deeds: str) -> str:
    """The same JSON object with every text hashed, except ids, codes and instants.

    What a deed does not say to be an id or a code is taken for a text: better one code too many
    made unreadable than one name kept.
    """
    kept = {name: _erase_value(name, value) for name, value in json.loads(deeds).items()}
    return json.dumps(kept, ensure_ascii=False)


def _erase_value(name: str, value: Any) -> Any:
    match value:
        case dict():
            return {str(key): _erase_value(str(key), each) for key, each in value.items()}
        case list() | tuple():
            return [_erase_value(name, each) for each in value]
        case str() if name in DROPPED_NAMES:
            return None
        case str() if _is_code(name) or value in CODES or _is_time(value):
            return value
        case str():
            return erased_text(value)
        case _:
            return value


def _is_code(name: str) -> bool:
    return name in CODE_NAMES or name.rpartition("_")[2] in CODE_NAMES


def _is_time(text: str) -> bool:
    for parse in (datetime.fromisoformat, date.fromisoformat):
        try:
            parse(text)
        except ValueError:
            continue
        return True
    return False


def erase_item(item: OutboxItem) -> OutboxItem:
    """The mail's way, without its words and readers. It can never be sent: its digest differs."""
    return item.model_copy(
        update={
            "subject": erased_text(item.subject),
            "text": erased_text(item.text),
            "html": erased_text(item.html),
            "reply_to": erased_text(item.reply_to),
            "reply_to_name": None,
            "recipient": None,
            "recipient_name": None,
        }
    )
