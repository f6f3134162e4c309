"""What came of a round of hiring, counted at the mailbox."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from svar.domain.calendar import at_local
from svar.domain.promises import Due, Promise
from tests.simulation import judging
from tests.simulation.judging import HUMAN, applications, letters_of
from tests.simulation.office import Office
from tests.simulation.standing import standing
from tests.simulation.watched import Arrived

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = 2
"""Working days in which a decision that stands must have been told."""

UNREACHED = frozenset(
    {
        *("bounced", "suppressed", "complained", "refused"),
        *("cannot_email", "address_missing", "delivery_unknown", "not_delivered"),
    }
)
"""Why a human has a candidate to telephone."""
DAWN = datetime(2000, 1, 1, tzinfo=UTC)

DUPLICATES: tuple[judging.Rule, ...] = (
    judging.nothing_comes_twice,
    judging.one_letter_a_decision,
    judging.nobody_is_told_twice_on_one_day,
)
LOST: tuple[judging.Rule, ...] = (
    judging.every_decision_is_told_or_known,
    judging.nothing_is_parked,
    judging.everybody_hears_at_once,
    judging.everything_settles,
    judging.who_was_told_is_known,
    judging.somebody_minds_every_application,
)
WRONG: tuple[judging.Rule, ...] = (
    judging.only_to_their_own_address,
    judging.only_whom_a_human_rejected,
    judging.nobody_is_told_while_another_process_goes_on,
    judging.the_erased_are_forgotten,
)


def counted(world: Office) -> Counter[str]:
    count = Counter(world.met)
    everybody = applications(world)
    count["applications"] = len(everybody)
    spoken = [m for m in world.arrived if m.name.startswith(("letter", "notice"))]
    count["status_notices"] = sum(m.name.startswith("notice") for m in spoken)
    count["told_outside_window"] = sum(not m.in_window for m in spoken)
    for name, rules in (("duplicates", DUPLICATES), ("lost", LOST), ("wrong", WRONG)):
        found = [wrong for rule in rules for wrong in rule(world)]
        count[name] = len(found)
        world.lines += found
    for each in everybody:
        seen = Seen(world, each)
        for promise in seen.promises():
            count["promises"] += 1
            count[seen.kept(promise)] += 1
        count["missed_by_system"] += seen.words_broken()
    count["joint_letters"] = sum(len(m.tells) > 1 for m in world.arrived)
    bounced = [mail for mail in world.arrived if mail.bounced]
    count["candidates_mails_that_bounced"] = sum(mail.to_candidate for mail in bounced)
    count["employers_mails_that_bounced"] = sum(not mail.to_candidate for mail in bounced)
    count["employers_mails_that_bounced"] = sum(
        m.bounced and not m.to_candidate for m in world.arrived
    )
    count["letters_that_waited_for_another_process"] = sum(
        concern.reason == "other_process_open"
        for each in everybody
        for concern in world.look(each).deeds.concerns
    )
    return count


class Seen:
    """One application as its candidate and its employer saw it."""

    def __init__(self, world: Office, application: str) -> None:
        self.world, self.id = world, application
        self.events = world.events_of(application)
        self.at = world.look(application)
        arrived = (m for m in world.arrived if m.owner == application)
        self.mails = [m for m in arrived if not m.bounced]
        self.letters = [m.at for m in letters_of(world, application)]
        if application in world.called and self.at.answer is not None:
            self.letters.append(world.called[application])

    def promises(self) -> Iterator[Promise]:
        """Those that no interview took the place of."""
        made = self.at.deeds.promises
        for place, promise in enumerate(made):
            after = made[place + 1] if place + 1 < len(made) else None
            if after is None or after.made_at > promise.due_at:
                yield promise

    def kept(self, promise: Promise) -> str:
        """`kept`, or by whom it was missed.

        A human missed it when there was no decision in time, or no yes to its letter, and the
        candidate had word by the date all the same. In every other case it was the system.
        """
        told_for = promise.told_for
        end = max(promise.due_at, self._close_of(told_for, promise.due_at) if told_for else DAWN)
        at_end = standing(self.events, end)
        if at_end.over or any(told <= end for told in self.letters):
            return "kept"
        word = (f"notice-{promise.number}", *HUMAN)
        noticed = any(m.name.startswith(word) and m.at <= end for m in self.mails)
        if not noticed and not self._unreached(end):
            return self._by_the_system(promise, "no word by the date")
        decided_at = at_end.rejected_at or end
        told_by = self.world.calendar_at(decided_at).add_working_days(decided_at, SOON)
        if at_end.rejected and told_by <= end and not self._waits(end):
            return self._by_the_system(promise, "decided, and not told")
        if not self._was_asked(promise, end):
            return self._by_the_system(promise, "nobody was asked")
        return "missed_by_humans"

    def _by_the_system(self, promise: Promise, why: str) -> str:
        self.world.lines.append(f"{self.id}: promise {promise.number} by {promise.due_at}: {why}")
        return "missed_by_system"

    def _close_of(self, day: date, seen_at: datetime) -> datetime:
        """The end of a day that was told: its window's close, where it has one."""
        calendar = self.world.calendar_at(seen_at, self.id)
        hours = calendar.telling_hours(day)
        return hours[1] if hours else at_local(day + DAY, time(0), calendar.zone)

    def _was_asked(self, promise: Promise, by: datetime) -> bool:
        """Whether the people whose turn it was had been asked, and the next in line told, in time.

        For a decision: a reminder, unless the decider had named a day, and an escalation. For a
        letter that waits: the letter itself, shown to the recruiter. A mail that failed has its
        own question.
        """
        names = {m.name for m in self.mails if m.at <= by}
        if any(name.startswith(("audit", *HUMAN)) for name in names) or self._failing(by):
            return True
        # Whoever had decided was not nagged; taken back that late, nobody can be asked before.
        if standing(self.events, promise.escalate_at).rejected:
            return True
        number = promise.number
        reminded = any(name.startswith(f"reminder-{number}") for name in names)
        escalated = any(name.startswith(f"escalation-{number}") for name in names)
        return (reminded or self.id in self.world.named) and escalated

    def _waits(self, until: datetime) -> bool:
        """Whether a letter waits for a human's yes, or its trouble has been given to one."""
        asked = (t.review == "approve" and t.decided_at <= until for t in self.at.deeds.tellings)
        return any(asked) or self._failing(until)

    def _unreached(self, until: datetime) -> bool:
        """Whether a human was told that mail does not reach the candidate."""
        soon = (each.reason for each in self.at.deeds.concerns if each.at <= until + DAY)
        return any(reason in UNREACHED for reason in soon)

    def _failing(self, until: datetime) -> bool:
        """Whether a human was told that a mail of these days did not arrive, or may not go."""
        return any(concern.at <= until + DAY for concern in self.at.deeds.concerns)

    def words_broken(self) -> int:
        """Dates that a status notice gave and that passed without another word.

        Not for those whom no mail reaches: a human was given them with their other ways.
        """
        deeds, end = self.at.deeds, self.world.clock.now()
        if deeds.promise is None or (self.at.address is None and deeds.concerns):
            return 0
        given = (
            (deed.at, self._close_of(deed.next_word_by, deed.at))
            for deed in deeds.done.get(deeds.promise.number, ())
            if deed.due is Due.STATUS_NOTICE and deed.next_word_by is not None
        )
        broken = [by for after, by in given if by <= end and not self._word(after, by)]
        self.world.lines += [f"{self.id}: no word by {by}, as the notice said" for by in broken]
        return len(broken)

    def _word(self, after: datetime, by: datetime) -> bool:
        def spoken(mail: Arrived) -> bool:
            return after + HOUR < mail.at <= by and mail.name.startswith(("notice", *HUMAN))

        told = any(at <= by for at in self.letters)
        return told or standing(self.events, by).over or any(map(spoken, self.mails))
