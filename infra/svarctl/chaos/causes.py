"""Why an application was left to a human: nobody could know, or somebody should have known."""

from collections.abc import Collection, Iterable

from svar.domain.deeds import Concern, read_deeds
from svar.domain.outbox import OutboxItem, State, item_id, owner_of, parse_tag
from svar.ports import Record, Store, StreamId
from svarctl.demo.counting import FINAL, Finding
from svarctl.demo.posted import KINDS, Mail


def left_to_a_human(mails: Iterable[Mail], among: Collection[str], store: Store) -> set[str]:
    """Those applications whose answer a human has in hand.

    The mail to the human is in the mailbox; what it is about is asked of the table, since a mail
    about a receipt must not excuse an answer that never came.
    """
    told = {mail.about for mail in mails if mail.kind == "needs_human"} & set(among)
    return {each for each in told if any(map(_is_humans, _load(each, store).outbox))}


def _is_humans(item: OutboxItem) -> bool:
    kind = KINDS.get(owner_of(item.id)[2].partition("-")[0])
    return kind in FINAL and item.state is State.NEEDS_HUMAN


def needless(
    mails: Iterable[Mail], store: Store, accepted: Collection[str], published: Collection[str]
) -> list[Finding]:
    """Humans who were asked although an event of SES had said what became of the mail.

    `accepted` are the tags of all mails that SES took, `published` those of which at least one
    event was handed over. What is left is what nobody could know: a sender died before SES heard
    of the mail, or all its events were lost.
    """
    told = sorted({mail.about for mail in mails if mail.kind == "needs_human"})
    return [
        Finding("needless", each, f"a human was asked: {concern.reason} of {concern.key}")
        for each in told
        for concern in read_deeds(_load(each, store).deeds).concerns
        if not _nobody_could_know(each, concern, accepted, published)
    ]


def _nobody_could_know(
    subject: str, concern: Concern, accepted: Collection[str], published: Collection[str]
) -> bool:
    if concern.reason != "delivery_unknown":
        return False
    item = item_id("application", subject, concern.key.partition("-")[2])
    taken = [tag for tag in accepted if parse_tag(tag)[0] == item]
    return not any(tag in published for tag in taken)


def _load(subject: str, store: Store) -> Record:
    return store.load(StreamId(kind="application", id=subject))
