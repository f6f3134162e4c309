"""One mail a person: which decisions are told in one letter, and when.

Decisions about one person whose letters are in their hold go together at the latest of their
times. A promise is never broken for it: whoever cannot wait so long goes alone, and a letter that
came too late for the others keeps a day's distance from them. What a human has approved or
written goes as it is, so it never joins; and nobody waits for a letter that needs a human.
"""

from datetime import datetime, time
from functools import cached_property
from typing import NamedTuple

from svar.domain.calendar import DAY, WorkCalendar, at_local
from svar.domain.deeds import Draft
from svar.domain.obligations import settle
from svar.domain.situation import Plan, Situation, promise_end
from svar.domain.telling import LETTER_LEAD, Kind, State, Telling, release_time

MOST_TOGETHER = 4
"""A letter about more positions than these is a list, and no longer a letter."""


class _Known(NamedTuple):
    at: Situation
    plan: Plan
    telling: Telling


class Member(_Known):
    """One application whose rejection is in its hold, with what is owed in it already planned.

    Apart from its fields, since a named tuple remembers nothing that it has worked out.
    """

    @cached_property
    def release_at(self) -> datetime:
        """When its letter would go alone."""
        return release_time(
            self.telling, promise_due_at=promise_end(self.at), calendar=self.at.calendar
        )

    @cached_property
    def last_call(self) -> datetime | None:
        """The last instant at which its letter surely keeps the promise."""
        due_at = promise_end(self.at)
        if due_at is None:
            return None
        return self.at.calendar.in_zone(self.telling.zone).before_close(due_at, LETTER_LEAD)

    @property
    def draft(self) -> Draft:
        return self.plan.deeds.drafts[self.telling.number]


class Company(NamedTuple):
    """Those who are told in one letter, oldest application first, and when.

    The letter lies in the outbox of the oldest, and its contact person signs.
    """

    members: tuple[Member, ...]
    at: datetime
    draft: Draft


def company(at: Situation, plan: Plan, telling: Telling) -> Company | None:
    """With whom this telling goes, as things stand; `None` when it goes alone."""
    if not at.siblings or not at.organisation.telling.one_mail_per_person:
        return None
    if not may_join(at, plan, telling):
        return None
    others = [_member(each) for each in at.siblings]
    mine = Member(at, plan, telling)
    near = [each for each in others if each is not None and _same_reader(each.at, at)]
    if not near:
        return None
    group = _group_of(mine, [mine, *near])
    if len(group) < 2:
        return None
    draft = joint_draft(group)
    if draft is None:
        return None
    return Company(group, max(each.release_at for each in group), draft)


def may_join(at: Situation, plan: Plan, telling: Telling) -> bool:
    """Whether this letter may become part of another."""
    draft = plan.deeds.drafts.get(telling.number)
    stands = at.decided and not (at.facts.withdrawn_at or at.facts.hired_at or at.facts.erased_at)
    return (
        stands
        and draft is not None
        and draft.written_by != "human"
        and telling.kind is Kind.REJECTION
        and telling.state is State.HOLDING
        and telling.review != "approve"
        and telling.approved_at is None
        and telling.letter_hash is not None
        and at.answer is None
    )


def _member(sibling: Situation) -> Member | None:
    plan = settle(sibling)
    at = sibling.with_deeds(plan.deeds)
    telling = plan.deeds.rejection
    if telling is None or not may_join(at, plan, telling):
        return None
    return Member(at, plan, telling)


def _same_reader(one: Situation, other: Situation) -> bool:
    """One address, one language; and the letter may name both contact persons."""
    return (
        one.address is not None
        and one.address == other.address
        and one.language == other.language
        and (one.recruiter.email == other.recruiter.email or (_ours(one) and _ours(other)))
    )


def _ours(at: Situation) -> bool:
    """The sender lets no strange address out; that of an agency is only the one that signs."""
    return at.recruiter.email.casefold().endswith(f"@{at.organisation.domain}")


def _group_of(mine: Member, all_members: list[Member]) -> tuple[Member, ...]:
    """The group that `mine` is in. The same for every member that asks, or two would both lead."""
    left = sorted(all_members, key=lambda each: (each.release_at, each.at.id))
    while left:
        group = left[:MOST_TOGETHER]
        while len(group) > 1 and not _can_wait(group):
            group.pop()
        if any(each.at.id == mine.at.id for each in group):
            return tuple(sorted(group, key=lambda each: (each.at.facts.received_at, each.at.id)))
        left = left[len(group) :]
    return (mine,)


def _can_wait(group: list[Member]) -> bool:
    """Whether the first promise among them allows the latest of their times."""
    latest = max(each.release_at for each in group)
    return all(each.last_call is None or latest <= each.last_call for each in group)


def joint_draft(members: tuple[Member, ...]) -> Draft | None:
    """The letter of these members; `None` when the gate refuses it, and then each goes alone."""
    # Few are told together, and what writes and judges a letter is a tenth of a cold start.
    from svar.domain.letter_case import letter_case
    from svar.domain.letters.joint import Answer, joint_gate, joint_letter

    answers = tuple(
        Answer(
            case=letter_case(each.at), document=each.draft.document, evidence=each.draft.evidence
        )
        for each in members
    )
    document, evidence = joint_letter(answers, seed=members[0].at.id)
    ids = tuple(each.at.id for each in members)
    if joint_gate(document, answers, ids):
        return None
    by_claude = any(each.draft.written_by == "claude" for each in members)
    return Draft(
        document=document,
        evidence=evidence,
        questions=tuple(dict.fromkeys(q for each in members for q in each.draft.questions)),
        findings=tuple(found for each in members for found in each.draft.findings),
        written_by="claude" if by_claude else "house",
    )


class Shown(NamedTuple):
    """The letter of a telling as the candidate will see it, or has seen it."""

    draft: Draft
    goes_at: datetime | None
    positions: tuple[Situation, ...] = ()
    """All applications that it answers, when there are several."""


def shown(at: Situation, plan: Plan, telling: Telling) -> Shown:
    """Raises KeyError before a letter is written."""
    own = plan.deeds.drafts[telling.number]
    together = company(at, plan, telling)
    if together is not None:
        positions = tuple(each.at for each in together.members)
        return Shown(together.draft, goes_at(at, telling, together), positions)
    gone = _told_in_one(at, plan, telling)
    if len(gone) > 1:
        draft = joint_draft(gone) or own
        return Shown(draft, telling.released_at, tuple(each.at for each in gone))
    return Shown(own, goes_at(at, telling, None))


def goes_at(at: Situation, telling: Telling, together: Company | None) -> datetime:
    """When the letter goes, if nobody stops it."""
    alone = Member(at, Plan(deeds=at.deeds), telling).release_at
    return max([alone, *(each for each in not_before(at, telling, together) if each)])


def not_before(
    at: Situation, telling: Telling, together: Company | None
) -> tuple[datetime | None, datetime | None]:
    """When those it goes with are ready, and when this person's last letter is a day old."""
    return (together.at if together else None, apart(at, telling))


def _told_in_one(at: Situation, plan: Plan, telling: Telling) -> tuple[Member, ...]:
    """Those whose decisions lie in the same letter, once it has gone."""
    if telling.letter_id is None:
        return ()
    found = [Member(at, plan, telling)]
    for sibling in at.siblings:
        found += [
            Member(sibling, Plan(deeds=sibling.deeds), each)
            for each in sibling.deeds.tellings
            if each.letter_id == telling.letter_id and each.number in sibling.deeds.drafts
        ]
    return tuple(sorted(found, key=lambda each: (each.at.facts.received_at, each.at.id)))


def apart(at: Situation, telling: Telling) -> datetime | None:
    """Not before this: one person is not told no twice on one day. The promise wins.

    `None` when no other letter of this person's was near.
    """
    days = at.organisation.telling.days_between_letters
    gone = [
        each.released_at
        for sibling in at.siblings
        for each in sibling.deeds.tellings
        if each.kind is Kind.REJECTION and each.released_at is not None
        if each.state in {State.RELEASED, State.DELIVERED}
    ]
    if not gone or not days or telling.kind is not Kind.REJECTION:
        return None
    windows = at.calendar.in_zone(telling.zone)
    earliest = max(gone)
    for _ in range(days):
        earliest = _next_morning(earliest, windows)
    call = Member(at, Plan(deeds=at.deeds), telling).last_call
    return earliest if call is None or earliest <= call else min(call, earliest)


def _next_morning(instant: datetime, windows: WorkCalendar) -> datetime:
    tomorrow = windows.local_date(instant) + DAY
    return windows.next_window(at_local(tomorrow, time(0), windows.zone))
