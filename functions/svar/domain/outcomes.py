"""What became of the mails: told, stopped, come back; and who hears of it.

Told means delivered. A decision is told by one letter, which may lie in the outbox of another
application of the same person; each application reads from that one item what became of it.
"""

from copy import replace
from datetime import datetime

from svar.domain.deeds import Concern
from svar.domain.outbox import TOLD, OutboxItem, owner_of
from svar.domain.outbox import State as Mail
from svar.domain.situation import Forward, OwedWork, Plan, Situation, address_hash
from svar.domain.telling import OVER, Kind, State, Telling

TROUBLE = frozenset({Mail.BOUNCED, Mail.COMPLAINED, Mail.NEEDS_HUMAN})

NOTES = {
    "no_address": "address_missing",
    "cannot_email": "cannot_email",
    "not_delivered": "not_delivered",
    "delivery_unknown": "delivery_unknown",
    "text_changed_after_approval": "text_changed_after_approval",
    "address_of_another": "address_of_another",
}
"""Why a mail needs a human, by the item's note. Every other note is SES's word for its no."""


def letters(at: Situation, plan: Plan) -> Plan:
    """Take note of what became of the letter of each decision, wherever it lies.

    Told means delivered. A letter that was stopped before anybody took it, or that came back from
    an address that is not the candidate's any more, is owed again: the clock starts anew.
    """
    for telling in at.deeds.tellings:
        item = at.letter(telling)
        if item is None or telling.state not in {State.RELEASED, State.DELIVERED}:
            continue
        told = telling.state is State.DELIVERED
        if item.state in TOLD and not told:
            plan = _told(plan, telling, item.settled_at or at.now)
        elif item.state is Mail.BOUNCED:
            plan = _came_back(at, plan, telling, item)
        elif item.state is Mail.CANCELLED and at.facts.erased_at is None:
            plan = _owed_again(at, plan, telling)
        elif item.state is Mail.NEEDS_HUMAN and item.attempt == 0 and _mendable(at, item):
            # It never left, for want of an address that is known now.
            plan = _owed_again(at, plan, telling)
        if item.id in at.carried and item.state in TROUBLE:
            plan = _trouble(at, plan, item, item.id)
    return plan


def _mendable(at: Situation, item: OutboxItem) -> bool:
    """The same letter would be refused again for somebody else's address in it."""
    return at.address is not None and item.note != "address_of_another"


def _told(plan: Plan, telling: Telling, delivered_at: datetime) -> Plan:
    deeds = plan.deeds.with_telling(telling, state=State.DELIVERED, delivered_at=delivered_at)
    if telling.kind is not Kind.REJECTION:
        return replace(plan, deeds=deeds)
    return replace(plan, deeds=deeds).tell_bus(
        "answer.delivered", answer=telling.number, delivered_at=delivered_at
    )


def _came_back(at: Situation, plan: Plan, telling: Telling, item: OutboxItem) -> Plan:
    """A letter that came back was not told, even when it had been taken for delivered."""
    if _went_to_the_address_we_have(at, item):
        plan = plan.change(bounced=address_hash(_email(at)))
    elif at.address is not None:
        return _owed_again(at, plan, telling)
    if telling.state is not State.DELIVERED:
        return plan
    deeds = plan.deeds.with_telling(telling, state=State.RELEASED, delivered_at=None)
    return replace(plan, deeds=deeds.model_copy(update=UNANSWERED))


UNANSWERED = {"answered_at": None, "answered_by": None, "answered_in_time": None}


def _went_to_the_address_we_have(at: Situation, item: OutboxItem) -> bool:
    """Whether the address has not been corrected since this mail was sent."""
    since, sent_at = at.facts.email_since, item.sent_at or item.settled_at
    return since is None or sent_at is None or since <= sent_at


def _owed_again(at: Situation, plan: Plan, telling: Telling) -> Plan:
    if telling.number in plan.deeds.undone:
        return plan  # the decision was taken back meanwhile: it is owed no letter
    deeds = plan.deeds.with_telling(
        telling,
        state=State.HOLDING,
        letter_id=None,
        told_with={},
        released_at=None,
        delivered_at=None,
    )
    return replace(plan, deeds=deeds).start(wake_telling(at.id, telling.number, at.now, "a"))


def wake_telling(application: str, number: int, now: datetime, why: str) -> OwedWork:
    """A telling looks at once; it may be woken by anybody and twice."""
    return OwedWork(
        f"telling-{application}-{number}-{why}{now:%Y%m%d%H%M%S}",
        "telling",
        {"application_id": application, "number": number},
    )


def delivery(at: Situation, plan: Plan) -> Plan:
    """Take note of how each mail of this application ended, and let others know."""
    for name, item in at.outbox.items():
        if item.due_at is None or item.state not in (*TOLD, *TROUBLE, Mail.CANCELLED):
            continue
        plan = replace(plan, settled=(*plan.settled, name))
        came_back = item.state is Mail.BOUNCED and item.audience == "candidate"
        if came_back and _went_to_the_address_we_have(at, item):
            plan = plan.change(bounced=address_hash(_email(at)))
        if item.state is Mail.BOUNCED and item.audience == "employer":
            plan = _next_in_line(at, plan, item)
        elif item.state in TROUBLE and not name.startswith("human-"):
            # A trouble about a trouble mail would go round for ever; the log and alarm have it.
            plan = _trouble(at, plan, item, name)
    return plan


def _next_in_line(at: Situation, plan: Plan, item: OutboxItem) -> Plan:
    """A mail to the employer's people came back: the next in line gets it, once each.

    An address that will never take mail is remembered, so that nothing more goes there and no
    letter names that person as the one to ask.
    """
    reader = item.recipient or ""
    if not (item.note or "").startswith("Transient"):
        plan = plan.change(gone={**plan.deeds.gone, address_hash(reader): at.now})
    now = replace(at, deeds=plan.deeds)
    if item.kind == "audit" and any(
        each.state in OVER or _must_be_signed_anew(now, each) for each in at.deeds.tellings
    ):
        # The letter has gone, or is written anew and then shown to the one who signs it.
        return plan
    first, _, _ = owner_of(item.id)[2].partition("-to-")
    tried = {
        (each.recipient or "").casefold()
        for name, each in at.outbox.items()
        if name == first or name.startswith(f"{first}-to-")
    }
    line = [
        each
        for each in at.organisation.next_in_line(reader)
        if not now.is_gone(each.email) and each.email.casefold() not in tried
    ]
    if not line:
        # Nobody is left to write to: this one is seen in the metrics, which raise the alarm.
        concern = Concern(key=f"nobody-{first}", reason="fallback_unreachable", at=at.now)
        return plan.change(concerns=(*plan.deeds.concerns, concern))
    to = line[0]
    name = f"{first}-to-{1 + sum(each.startswith(f'{first}-to-') for each in plan.deeds.mails)}"
    mails = (*plan.deeds.mails, name)
    return replace(plan.change(mails=mails), forward=(*plan.forward, Forward(item, name, to)))


def signed_by_somebody_gone(at: Situation, plan: Plan) -> Plan:
    """A letter whose contact person cannot be reached is written anew, with the next in line."""
    for telling in at.deeds.tellings:
        if not _must_be_signed_anew(at, telling):
            continue
        unwritten = {"letter_hash": None, "asked_at": None, "escalated_at": None}
        deeds = plan.deeds.with_telling(telling, state=State.WRITING, **unwritten)
        plan = replace(plan, deeds=deeds)
        plan = plan.start(wake_telling(at.id, telling.number, at.now, "w"))
    return plan


def _must_be_signed_anew(at: Situation, telling: Telling) -> bool:
    """Not a letter that a human has written or approved: that human answers for it."""
    draft = at.deeds.drafts.get(telling.number)
    waits = telling.state in {State.HOLDING, State.HELD_FOR_REVIEW}
    if draft is None or not waits or draft.written_by == "human" or telling.approved:
        return False
    signer = draft.document.signature[-1]
    # When nobody's mail arrives any more, the fallback contact still has a telephone.
    return at.is_gone(signer) and at.recruiter.email != signer


def _trouble(at: Situation, plan: Plan, item: OutboxItem, name: str) -> Plan:
    return plan.worry(reason_of(item), f"{item.state}-{name}", at.now, item.note)


def reason_of(item: OutboxItem) -> str:
    """Why a human must look, in a code that the texts explain.

    SES takes a mail to an address on its suppression list, and says that it bounced; the list is
    the account's (OnAccountSuppressionList) or SES's own (Suppressed).
    """
    if item.state is Mail.COMPLAINED:
        return "complained"
    if item.state is Mail.BOUNCED:
        return "suppressed" if "Suppress" in (item.note or "") else "bounced"
    return NOTES.get(item.note or "", "refused")


def company(at: Situation, plan: Plan) -> Plan:
    """Wake those whose decision lies in a letter here, when it is known what became of it."""
    return wake_company(at, plan, set(plan.settled))


def wake_company(at: Situation, plan: Plan, letters: set[str]) -> Plan:
    for telling in at.deeds.tellings:
        if telling.letter_id is None or owner_of(telling.letter_id)[2] not in letters:
            continue
        for other, number in telling.told_with.items():
            plan = plan.start(wake_telling(other, number, at.now, "c"))
    return plan


def _email(at: Situation) -> str:
    return (at.facts.candidate.email if at.facts.candidate else None) or ""


def stop_letter(at: Situation, plan: Plan, item: OutboxItem) -> Plan:
    """A letter that nobody has taken yet must not go; whoever else it tells is owed another."""
    if item.id in at.carried:
        _, owner, name = owner_of(item.id)
        plan = plan.start(wake_telling(owner, int(name.split("-")[1]), at.now, "c"))
        return replace(plan, stop=(*plan.stop, item))
    telling = next((each for each in plan.deeds.tellings if each.letter_id == item.id), None)
    for other, number in (telling.told_with if telling else {}).items():
        plan = plan.start(wake_telling(other, number, at.now, "c"))
    return replace(plan, cancel=(*plan.cancel, owner_of(item.id)[2]))
