"""Why a mail is open, and what a human may do about it, in words that an operator acts on."""

from datetime import datetime, timedelta

from svar.domain.outbox import EVIDENCE_LIMIT, FENCE, OutboxItem, State

NOTES = {
    "delivery_unknown": "SES's answer was lost and no event came: nobody can know whether it left",
    "not_delivered": "SES took it, and for a day nothing was heard of it",
    "no_address": "there is no e-mail address to send it to; it never left",
    "cannot_email": "the candidate wants no e-mail; it never left",
    "text_changed_after_approval": "the text is not the one that was approved; it never left",
    "address_of_another": "the text names somebody else's address; it never left",
    "waits_for_quota": "waits for SES's daily quota; the nearest deadlines go first",
    "waits_for_window": "waits for the telling window: nobody is rejected at night",
    "claim_too_old": "the last sender had no time left; it never left",
    "unreachable": "SES could not be reached; it never left",
    "not_verified": "SES does not know the sender's domain or, in its sandbox, the reader",
}
"""By the item's note. What is not here is SES's own word for its refusal."""

UNLEFT = frozenset(
    {"no_address", "cannot_email", "text_changed_after_approval", "address_of_another"}
)
"""The notes after which a resend would only be refused again: the cause must be mended first."""


def why_open(item: OutboxItem) -> str:
    """One clause."""
    match item.state:
        case State.PENDING if item.note in NOTES:
            return NOTES[item.note]
        case State.PENDING if item.note:
            return f"SES refused attempt {item.attempt} ({item.note}); it never left, and waits"
        case State.PENDING:
            return "waits for a sender"
        case State.CLAIMED:
            return "a sender has it, or died with it"
        case State.UNKNOWN:
            return f"SES may have taken it, and its answer was lost ({item.note})"
        case State.SENT:
            return "SES took it; that it arrived is not confirmed yet"
        case State.BOUNCED if "Suppress" in (item.note or ""):
            return f"SES delivers nothing to this address any more ({item.note})"
        case State.BOUNCED:
            return f"it came back ({item.note or 'no reason given'})"
        case State.NEEDS_HUMAN if item.note in NOTES:
            return NOTES[item.note]
        case State.NEEDS_HUMAN:
            return f"SES refused it for ever ({item.note or 'no reason given'}); it never left"
        case _:
            return "it has reached its end"


def may_do(item: OutboxItem, wall: datetime) -> str:
    """What an operator may do now, with the command. `wall` is the machine's time."""
    match item.state:
        case State.PENDING if item.note == "waits_for_quota":
            return "ask AWS for a higher sending quota; it then goes within the hour"
        case State.PENDING if item.note == "waits_for_window":
            return "nothing: it goes when the window opens"
        case State.PENDING if item.note == "not_verified":
            return "verify the domain in SES, or leave the sandbox; it then goes by itself"
        case State.PENDING:
            return "nothing: the sweeper wakes a sender every five minutes"
        case State.CLAIMED | State.UNKNOWN:
            return f"nothing: an event settles it, or the fence {_in(item.claimed_at, FENCE, wall)}"
        case State.SENT:
            hours = int(EVIDENCE_LIMIT / timedelta(hours=1))
            return f"nothing: an event settles it, or a human hears {hours} hours after it was sent"
        case State.BOUNCED if "Suppress" in (item.note or ""):
            return (
                "call the candidate, or take the address off SES's suppression list if it is "
                f"right; when they have the answer: svarctl outbox told {item.id}"
            )
        case State.BOUNCED:
            return f"call the candidate; when they have the answer: svarctl outbox told {item.id}"
        case State.NEEDS_HUMAN if item.note in UNLEFT:
            return (
                "mend that in the ATS, or tell the candidate and then: "
                f"svarctl outbox told {item.id}"
            )
        case State.NEEDS_HUMAN if item.note in {"delivery_unknown", "not_delivered"}:
            return (
                f"look it up (svarctl outbox show {item.id}); if it arrived: svarctl outbox told, "
                "if it never left: svarctl outbox resend"
            )
        case State.NEEDS_HUMAN:
            return f"mend what SES objects to, then: svarctl outbox resend {item.id}"
        case _:
            return "nothing"


def _in(since: datetime | None, wait: timedelta, wall: datetime) -> str:
    left = (since + wait - wall) if since else wait
    if left <= timedelta(0):
        return "is past and the next sweep acts"
    return f"passes in {int(left / timedelta(minutes=1)) + 1} minutes"
