"""The stories that the crash matrix tells: together they call every workflow that changes anything.

A story is played by production's workflows against ports that may die at any call. Its judge looks
at the mailbox: what must have come once, or else a human knows that it did not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from svar.domain.errors import Exhausted
from svar.pages.contents import PageContent
from svar.ports import StreamId
from svar.workflows.check_invariants import CheckTask, check_some
from tests.fakes import Outcome, Plan
from tests.unit.core.conftest import JOB, MONDAY, Story

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTES = timedelta(minutes=2)
GATHERED = "reminders-20260310-1"
PERSON = {"id": "person-kari", "name": "Kari", "email": "kari@kandidat.example"}
TRANSCRIPT = [{"turn": 1, "asked": "Har du fagbrev?", "answered": "Jeg tar fagprøven til høsten."}]


class Told(Story):
    """A story whose buttons are pressed again when the page did not answer."""

    def apply_times(self, deliveries: int, **more: Any) -> None:
        data = {"candidate": PERSON, "job": JOB, **more}
        self.several(deliveries, "application.received", "kari", data)

    def several(self, deliveries: int, kind: str, who: str, data: dict[str, Any]) -> None:
        """One event, as often as a queue may bring it."""
        event = self.event(kind, who, data)
        for _ in range(deliveries):
            self.deliver(event)

    def reject_times(self, deliveries: int) -> None:
        self.several(deliveries, "decision.rejected", "kari", {"applicants": 41, "invited": 6})

    def push(self, times: int, *target: Any, **fields: Any) -> PageContent | None:
        """Press a button as often as an impatient human does, and again if the page died."""
        page: PageContent | None = None
        for _ in range(times):
            done, page = self._try(lambda: self.press(*target, **fields))
            while not done:
                self.run_for(MINUTES)
                done, page = self._try(lambda: self.press(*target, **fields))
        return page

    def answers(self, times: int, **fields: str) -> None:
        """Press a button of the screening chat, in the same ways."""
        for _ in range(times):
            done, _ = self._try(lambda: self.chat("kari", **fields))
            while not done:
                self.run_for(MINUTES)
                done, _ = self._try(lambda: self.chat("kari", **fields))

    def came(self, name: str) -> int:
        """How often a mail came, whoever it belongs to."""
        return sum(f"__{name}_" in mail.tag for mail in self.mailer.mailbox)

    people: tuple[str, ...] = ("kari",)
    """Their applications."""

    @property
    def worries(self) -> set[str]:
        """What a human was told of, whichever application it is about."""
        return {worry.reason for who in self.people for worry in self.look(who).deeds.concerns}


class Bouncing(Told):
    """SES takes the letter, and it comes back."""

    def _ses_events(self, tag: str, message_id: str, last: str) -> None:
        super()._ses_events(tag, message_id, "Bounce" if "__letter-" in tag else last)


class Away(Told):
    """The recruiter has left: the question about the job comes back."""

    def _ses_events(self, tag: str, message_id: str, last: str) -> None:
        super()._ses_events(tag, message_id, "Bounce" if "__undecided-1_" in tag else last)


class Unreached(Told):
    """Three applications, and a decider to whom no mail comes through."""

    people = ("anna", "berit", "cato")

    def _ses_events(self, tag: str, message_id: str, last: str) -> None:
        super()._ses_events(tag, message_id, "Bounce" if f"__{GATHERED}_" in tag else last)


class TwoApplications(Told):
    """One person, two applications."""

    people = ("kari-1", "kari-2")


class Broke:
    """A writer whose money is used up."""

    written_by = "claude"

    def write(self, *given: Any, **more: Any) -> Any:
        raise Exhausted("the spend limit is reached")


@dataclass(frozen=True)
class Tale:
    """One story: what happens, which mail SES's answer is about, and what must be true after."""

    name: str
    mail: str
    play: Callable[[Told, int], None]
    judge: Callable[[Told], None]
    world: type[Told] = Told

    def tell(self, plan: Plan, outcome: Outcome, deliveries: int) -> Told:
        story = self.world(MONDAY, plan=plan)
        story.outcomes[self.mail] = [outcome]
        self.play(story, deliveries)
        return story


# --- what happens --------------------------------------------------------------------------------


def letter(story: Told, deliveries: int) -> None:
    story.apply_times(deliveries)
    story.run_for(2 * DAY)
    story.reject_times(deliveries)
    story.run_for(5 * DAY)


def approval(story: Told, deliveries: int) -> None:
    """After an interview nothing goes without a human's yes; the letter is held, then approved."""
    story.apply_times(deliveries)
    story.run_for(DAY)
    met = {"interview_id": "i-1", "at": story.clock.now().isoformat()}
    story.several(deliveries, "interview.completed", "kari", met)
    story.run_for(DAY)
    story.reject_times(deliveries)
    story.run_for(2 * HOUR)
    story.push(deliveries, "telling", "kari", 1, action="hold")
    story.run_for(HOUR)
    story.push(deliveries, "telling", "kari", 1, action="approve")
    story.run_for(5 * DAY)


def closing(story: Told, deliveries: int) -> None:
    """The job is filled, the recruiter is asked, asked again, and decides for who still waits."""
    story.apply_times(deliveries)
    story.run_for(DAY)
    story.several(deliveries, "job.closed", JOB["id"], {"reason": "filled"})
    story.run_for(6 * DAY)
    story.push(
        deliveries,
        "job",
        JOB["id"],
        1,
        action="close",
        reason="position_filled",
        application=["kari"],
        order="1",
    )
    story.run_for(6 * DAY)


def nobody_at_the_desk(story: Told, deliveries: int) -> None:
    """The job is filled, and the question about who still waits goes to the next in line."""
    story.apply_times(deliveries)
    story.run_for(DAY)
    story.several(deliveries, "job.closed", JOB["id"], {"reason": "filled"})
    story.run_for(5 * DAY)


def silence(story: Told, deliveries: int) -> None:
    """Nobody decides: reminder, escalation, and a status notice to the candidate."""
    story.apply_times(deliveries)
    story.run_for(9 * DAY)
    story.push(deliveries, "promise", "kari", 1, action="say_when", by="2026-03-19")
    story.run_for(11 * DAY)


def decided_at_once(story: Told, deliveries: int) -> None:
    """The decider answers the reminder with a rejection and says why; the letter goes."""
    story.apply_times(deliveries)
    story.run_for(9 * DAY)
    story.push(
        deliveries,
        "promise",
        "kari",
        1,
        action="reject",
        who="ingrid.berg@fjordbyen.example",
        not_met=["licence"],
    )
    story.run_for(5 * DAY)


def summary(story: Told, deliveries: int) -> None:
    """A transcript is summed up for the recruiter."""
    story.apply_times(deliveries)
    story.run_for(HOUR)
    said = {"transcript": TRANSCRIPT, "language": "nb"}
    story.several(deliveries, "screening.completed", "kari", said)
    story.run_for(2 * DAY)


def chat(story: Told, deliveries: int) -> None:
    """The candidate answers, skips and ends; what was said is summed up."""
    story.apply_times(deliveries)
    story.run_for(HOUR)
    story.answers(deliveries, turn="1", action="send", answer="Verksted.")
    story.answers(deliveries, turn="2", action="skip", answer="")
    story.answers(deliveries, turn="3", action="end", answer="Jeg tar fagprøven til høsten.")
    story.run_for(2 * DAY)


def left_chat(story: Told, deliveries: int) -> None:
    """The candidate answers once, and never comes back."""
    story.apply_times(deliveries)
    story.run_for(HOUR)
    story.answers(deliveries, turn="1", action="send", answer="Jeg tar fagprøven til høsten.")
    story.run_for(5 * DAY)


def telephone(story: Told, deliveries: int) -> None:
    """The letter came back; the recruiter calls, and says so on the page."""
    letter(story, deliveries)
    story.push(deliveries, "telling", "kari", 1, action="mark_told")
    story.run_for(HOUR)


def no_money(story: Told, deliveries: int) -> None:
    """The writer's money is used up: the house writes, and one human hears of it."""
    story.writers = (Broke(),)  # type: ignore[assignment]  # it never gets as far as a judge
    letter(story, deliveries)


def joint(story: Told, deliveries: int) -> None:
    """Two decisions about one person are told by one letter."""
    for who in story.people:
        data = {"candidate": PERSON, "job": {**JOB, "id": f"job-{who}"}}
        story.several(deliveries, "application.received", who, data)
    story.run_for(2 * DAY)
    for who in story.people:
        story.several(deliveries, "decision.rejected", who, {"applicants": 41, "invited": 6})
    story.run_for(5 * DAY)


def correction(story: Told, deliveries: int) -> None:
    """The letter is taken back after it was read, and corrected on a human's word."""
    letter(story, 1)
    story.several(deliveries, "decision.rejection_withdrawn", "kari", {})
    story.run_for(HOUR)
    asked = {"mistake": "decision_taken_back", "why": "Feil person."}
    story.push(deliveries, "telling", "kari", 1, action="correct", **asked)
    story.run_for(2 * DAY)
    story.push(deliveries, "telling", "kari", 2, action="approve")
    story.run_for(2 * DAY)


def morning(story: Told, deliveries: int) -> None:
    """A clock was lost; the daily check starts it again and lays the day on a desk."""
    story.apply_times(deliveries)
    story.run_for(8 * DAY)
    story._tasks.clear()
    for _ in range(deliveries):
        story._message("daily check", lambda: _check(story))
    story.run_for(3 * DAY)


def together(story: Told, deliveries: int) -> None:
    """Three reminders of one morning are one mail; it comes back, and goes to the next in line."""
    for who in story.people:
        person = {"id": f"person-{who}", "name": who.title(), "email": f"{who}@kandidat.example"}
        data = {"candidate": person, "job": JOB}
        story.several(deliveries, "application.received", who, data)
    story.run_for(7 * DAY + 18 * HOUR)
    for _ in range(deliveries):
        story._message("daily check", lambda: _check(story))
    story.run_for(3 * DAY)


def _check(story: Told) -> None:
    check_some(
        CheckTask(),
        story.house,
        story.links,
        story._dispatcher(),
        time_left=lambda: HOUR,
        report=lambda *found: None,
    )


# --- what must be true ---------------------------------------------------------------------------


def one_letter_or_a_human(story: Told) -> None:
    letters = story.came("letter-1")
    assert letters <= 1
    assert story.look("kari").answer == "told" or story.worries
    # A crash between SES's yes and our note of it is found by SES's own event.
    assert letters == 1 or story.worries


def one_notice_or_a_human(story: Told) -> None:
    assert story.came("notice-1-1") <= 1
    assert story.came("notice-1-1") == 1 or story.worries
    assert story.came("reminder-1") >= 1


def the_next_in_line_is_asked(story: Told) -> None:
    """A second question does no harm; none would forget everybody who waits. What SES refuses is
    asked again two working days later."""
    others = [mail for mail in story.mailer.mailbox if "__undecided-" in mail.tag]
    assert any("__undecided-1_" not in mail.tag for mail in others)


def a_summary_or_a_human(story: Told) -> None:
    """It is the employer's: a second one does no harm, and none is a human's to know."""
    assert story.came("summary-1") >= 1 or story.worries


def each_answer_once(story: Told) -> None:
    """As it was given; and the recruiter has the summary."""
    a_summary_or_a_human(story)
    assert _handed_over(story) == [["Verksted.", "", "Jeg tar fagprøven til høsten."]]


def what_was_said_is_handed_over_once(story: Told) -> None:
    a_summary_or_a_human(story)
    assert _handed_over(story) == [["Jeg tar fagprøven til høsten."]]


def _handed_over(story: Told) -> list[list[str]]:
    log = story.store.load(StreamId(kind="application", id="kari")).events
    said = [each for each in log if each.type == "screening.completed"]
    return [[turn.answered for turn in each.data.transcript] for each in said]


def told_by_telephone(story: Told) -> None:
    assert story.came("letter-1") <= 1
    at = story.look("kari")
    assert at.answer == "told" or story.worries
    item = story.store.outbox_item("a__kari__letter-1")
    assert item is not None
    assert str(item.state) in {"told_by_human", "delivered"}


def one_letter_and_one_word_of_the_money(story: Told) -> None:
    one_letter_or_a_human(story)
    mails = story.store.load(StreamId(kind="organisation", id="svar")).outbox
    assert len(mails) == 1
    assert story.came(mails[0].id.rpartition("__")[2]) == 1


def one_letter_for_both_or_a_human(story: Told) -> None:
    """A letter whose fate nobody knows past the fence is a human's, and never sent again."""
    both = [story.look(who) for who in story.people]
    assert story.came("letter-1") <= 1
    assert all(at.answer == "told" for at in both) or all(at.deeds.concerns for at in both)


def one_correction_or_a_human(story: Told) -> None:
    assert story.came("letter-1") <= 1
    assert story.came("correction-2") <= 1
    known = story.worries - {"decision_taken_back_after_sending"}
    assert story.came("correction-2") == 1 or known
    assert len(story.look("kari").deeds.corrections) <= 1


def the_clock_goes_on_and_the_desk_has_its_day(story: Told) -> None:
    """Nobody decides, so the candidate's promise is looked after until its end."""
    assert story.came("reminder-1") >= 1
    assert any("__digest-" in mail.tag for mail in story.mailer.mailbox)


def each_is_asked_about_once(story: Told) -> None:
    """Together, by a mail that reached somebody; and each record says so, once."""
    for who in story.people:
        said = [deed for deed in story.look(who).deeds.done[1] if deed.due == "remind"]
        assert [len(deed.mail_ids) for deed in said] == [1], who
        assert not story.mails(who, "reminder"), who
    assert story.came(f"{GATHERED}-to-1") >= 1


TALES: tuple[Tale, ...] = (
    Tale("letter", "letter-1", letter, one_letter_or_a_human),
    Tale("approval", "letter-1", approval, one_letter_or_a_human),
    Tale("closing", "letter-1", closing, one_letter_or_a_human),
    Tale("silence", "notice-1-1", silence, one_notice_or_a_human),
    Tale("decided at once", "letter-1", decided_at_once, one_letter_or_a_human),
    Tale("away", "undecided-1-to-1", nobody_at_the_desk, the_next_in_line_is_asked, Away),
    Tale("summary", "summary-1", summary, a_summary_or_a_human),
    Tale("chat", "summary-1", chat, each_answer_once),
    Tale("left chat", "summary-1", left_chat, what_was_said_is_handed_over_once),
    Tale("telephone", "letter-1", telephone, told_by_telephone, Bouncing),
    Tale("joint", "letter-1", joint, one_letter_for_both_or_a_human, TwoApplications),
    Tale("correction", "correction-2", correction, one_correction_or_a_human),
    Tale("morning", "receipt-1", morning, the_clock_goes_on_and_the_desk_has_its_day),
    Tale("together", GATHERED, together, each_is_asked_about_once, Unreached),
    Tale("no money", "letter-1", no_money, one_letter_and_one_word_of_the_money),
)
