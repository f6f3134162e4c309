"""The screening chat: from the link in the receipt to the summary that the recruiter reads."""

from collections.abc import Callable, Iterator
from copy import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from svar.domain.chat import MOST_TURNS, Chat, Question
from svar.domain.errors import Permanent, Transient
from svar.pages.contents import AnswersPage, PageContent, ProblemPage
from svar.pages.render import render_page
from svar.pages.to_candidates import ChatOverPage, ChatPage
from svar.ports import StreamId
from svar.workflows.hold_screening import LONGEST_ANSWER
from tests.fakes import Crash, Plan, written
from tests.unit.core.conftest import JOB, MONDAY, Story
from tests.world import FORM, organisation

MINUTE = timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANNA = StreamId(kind="application", id="anna")
TRANSCRIPT = {"transcript": [{"turn": 1, "asked": "Har du fagbrev?", "answered": "Ja."}]}


def opened(story: Story, who: str = "anna") -> ChatPage:
    """The chat's first page, some minutes after the application."""
    story.apply(who)
    story.run_for(10 * MINUTE)
    return asking(story.chat(who))


def asking(page: PageContent) -> ChatPage:
    assert isinstance(page, ChatPage)
    return page


def over(page: PageContent) -> ChatOverPage:
    assert isinstance(page, ChatOverPage)
    return page


def send(story: Story, turn: int, answer: str, who: str = "anna") -> PageContent:
    return story.chat(who, turn=str(turn), action="send", answer=answer)


def mail(story: Story, name: str, who: str = "anna") -> str:
    """The words of a mail that lies in the mailbox."""
    found = next(m for m in story.mailer.mailbox if m.tag.startswith(f"a__{who}__{name}_"))
    body = message_from_bytes(found.mime, policy=default).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def handed_over(story: Story, who: str = "anna") -> list[list[str]]:
    """The answers of each transcript that is in the application's log."""
    log = story.store.load(StreamId(kind="application", id=who)).events
    return [
        [turn.answered for turn in each.data.transcript]
        for each in log
        if each.type == "screening.completed"
    ]


# --- the whole way -------------------------------------------------------------------------------


def test_from_the_receipt_to_the_recruiters_summary(story: Story) -> None:
    """Question by question, and what was said goes the way of every screening."""
    page = opened(story)
    assert "/c/chat.anna.1" in mail(story, "receipt-1")
    assert (page.number, page.most, page.said) == (1, MOST_TURNS, ())
    page = asking(send(story, 1, "Jeg har arbeidet åtte år på verksted."))
    assert "Hvorfor" in page.question
    page = asking(send(story, 2, "Jeg vil jobbe med vedlikehold i kommunen."))
    assert "fagbrev som elektriker" in page.question
    page = asking(send(story, 3, "Ja, jeg har fagbrev som elektriker."))
    assert "førerkort klasse B" in page.question
    assert [each.answered for each in page.said][-1] == "Ja, jeg har fagbrev som elektriker."
    last = over(send(story, 4, "Ja, jeg har førerkort klasse B."))
    assert last.standing == "finished"
    assert last.answer_by is not None
    story.run_for(10 * MINUTE)
    assert story.mails("anna") == ["receipt-1", "summary-1"]
    summary = mail(story, "summary-1")
    assert "Ja, jeg har fagbrev som elektriker." in summary
    assert "Jeg vil jobbe med vedlikehold i kommunen." in summary
    assert "/p/answers.anna.1" in summary


def test_the_recruiter_can_read_every_answer_but_what_nobody_may_weigh(story: Story) -> None:
    """The candidate is told that a human reads the answers: here they are."""
    opened(story)
    send(story, 1, "Jeg har jobbet på verksted. Jeg er gravid.")
    story.chat("anna", turn="2", action="end", answer="")
    page = story.page("answers", "anna", 1)
    assert isinstance(page, AnswersPage)
    [first] = page.answers
    assert first.answered == ("Jeg har jobbet på verksted.",)
    assert first.withheld == 1


def test_looking_changes_nothing_and_asks_nobody(story: Story) -> None:
    """Mail scanners open links too."""
    opened(story)
    story.interviewers = (Never(), *story.interviewers)
    before = story.store.load(ANNA)
    for _ in range(3):
        asking(story.chat("anna"))
    assert story.store.load(ANNA) == before


def test_a_chat_is_taken_up_where_it_was_left(story: Story) -> None:
    """On another device, the next day: what was said is there."""
    opened(story)
    send(story, 1, "Verksted.")
    story.run_for(DAY)
    page = asking(story.chat("anna"))
    assert (page.number, [each.answered for each in page.said]) == (2, ["Verksted."])


# --- once, and nothing lost ----------------------------------------------------------------------


def test_the_same_answer_twice_is_one(story: Story) -> None:
    """An impatient press, or a page that was loaded again."""
    opened(story)
    first, again = (asking(send(story, 1, "Verksted.")) for _ in range(2))
    assert first == again
    assert again.unsaved == ""


def test_another_answer_from_another_tab_is_not_stored_and_not_lost(story: Story) -> None:
    """The page shows where things stand, and the words that it did not keep."""
    opened(story)
    send(story, 1, "Verksted.")
    page = asking(send(story, 1, "Noe helt annet."))
    assert [each.answered for each in page.said] == ["Verksted."]
    assert page.unsaved == "Noe helt annet."


def test_an_answer_after_the_end_is_not_lost_either(story: Story) -> None:
    """One tab ended the chat while another was writing."""
    opened(story)
    send(story, 1, "Verksted.")
    story.chat("anna", turn="2", action="end", answer="")
    page = over(send(story, 2, "Og jeg vil lære mer."))
    assert (page.standing, page.unsaved) == ("finished", "Og jeg vil lære mer.")
    assert handed_over(story) == [["Verksted."]]


def test_that_is_all_keeps_what_was_typed(story: Story) -> None:
    """Who writes and then presses the wrong button has still written it."""
    opened(story)
    send(story, 1, "Verksted.")
    story.chat("anna", turn="2", action="end", answer="Fordi jeg liker faget.")
    assert handed_over(story) == [["Verksted.", "Fordi jeg liker faget."]]


def test_a_chat_is_handed_over_once(story: Story) -> None:
    """Also when somebody presses the last button twice."""
    opened(story)
    send(story, 1, "Verksted.")
    for _ in range(2):
        story.chat("anna", turn="2", action="end", answer="")
    story.run_for(7 * DAY)
    assert handed_over(story) == [["Verksted."]]
    assert story.mails("anna", "summary") == ["summary-1"]


def test_the_last_answer_twice_is_not_said_to_be_lost(story: Story) -> None:
    """It is in the log by then, and without its identity number."""
    opened(story)
    for _ in range(2):
        page = over(story.chat("anna", turn="1", action="end", answer="Jeg er 01017012345."))
        assert (page.standing, page.unsaved) == ("finished", "")
    assert handed_over(story) == [["Jeg er […]."]]


def test_what_was_said_lies_in_one_place_when_the_chat_is_over(story: Story) -> None:
    """In the log, where erasing and exporting look for it."""
    opened(story)
    send(story, 1, "Et ganske sjeldent ord: snikksnakk.")
    story.chat("anna", turn="2", action="end", answer="")
    record = story.store.load(ANNA)
    assert "snikksnakk" not in record.deeds
    assert written(record).count("snikksnakk") == 1


def test_a_crash_anywhere_in_a_turn_keeps_the_answer_or_leaves_it_to_the_browser() -> None:
    """Whoever presses again after a dead page has answered once."""
    for end in ("send", "end"):
        for number in range(len(reached_in_a_turn(end, ()))):
            story = Story(MONDAY, plan=(plan := Plan()))
            opened(story)
            plan.reached.clear()
            plan.crash_at = frozenset({number})
            with pytest.raises(Crash):
                story.chat("anna", turn="1", action=end, answer="Verksted.")
            story.chat("anna", turn="1", action=end, answer="Verksted.")
            held = story.look("anna").deeds.chat
            assert held is not None
            if end == "send":
                assert [each.answered for each in held.turns] == ["Verksted."]
            else:
                assert handed_over(story) == [["Verksted."]]
            story.run_for(HOUR)
            assert story.mails("anna", "summary") == (["summary-1"] if end == "end" else [])


def reached_in_a_turn(action: str, dead: tuple[int, ...]) -> list[str]:
    story = Story(MONDAY, plan=(plan := Plan(crash_at=frozenset(dead))))
    opened(story)
    plan.reached.clear()
    story.chat("anna", turn="1", action=action, answer="Verksted.")
    return plan.reached


def test_nobody_is_asked_twice_when_something_else_happens_meanwhile(story: Story) -> None:
    """An event comes in while the interviewer thinks: the answer is written on the new state."""
    opened(story)
    slow = Interrupted(
        story, lambda: story.happens("application.stage_changed", "anna", {"stage": "ny"})
    )
    story.interviewers = (slow, *story.interviewers)
    page = asking(send(story, 1, "Verksted."))
    assert page.question == "Hva lærte du der?"
    assert slow.times == 1
    assert story.look("anna").facts.stage == "ny"


def test_erased_while_the_interviewer_thinks_nothing_of_the_answer_is_kept(story: Story) -> None:
    """The answer is read under the state that it is written on."""
    opened(story)
    slow = Interrupted(story, lambda: story.happens("candidate.erased", "person-anna"))
    story.interviewers = (slow, *story.interviewers)
    assert over(send(story, 1, "Snikksnakk på verksted.")).standing == "erased"
    assert "nikksnakk" not in written(story.store.load(ANNA))


@pytest.mark.parametrize("action", ["send", "end"])
def test_two_tabs_at_once_are_one_answer(story: Story, action: str) -> None:
    """The other one wins while this one waits for its question: nothing is written over."""
    opened(story)

    def other() -> None:
        story.chat("anna", turn="1", action=action, answer="Den andre fanen.")

    story.interviewers = (Interrupted(story, other), *story.interviewers)
    page = send(story, 1, "Denne fanen.")
    assert isinstance(page, ChatPage | ChatOverPage)
    assert page.unsaved == "Denne fanen."
    story.chat("anna", turn="2", action="end", answer="")
    assert handed_over(story) == [["Den andre fanen."]]


def test_the_atss_screening_that_comes_while_the_interviewer_thinks_is_yielded_to(
    story: Story,
) -> None:
    """Also when this answer would have been the last."""
    opened(story)

    def ats() -> None:
        story.happens("screening.completed", "anna", TRANSCRIPT)

    class Last(Interrupted):
        def ask(self, chat: Chat) -> Question | None:
            super().ask(chat)
            return None

    story.interviewers = (Last(story, ats), *story.interviewers)
    assert over(send(story, 1, "Verksted.")).standing == "elsewhere"
    assert handed_over(story) == [["Ja."]]


# --- what is typed -------------------------------------------------------------------------------


def test_an_empty_answer_is_asked_for_again(story: Story) -> None:
    """Blanks and characters that nobody sees are no answer."""
    opened(story)
    for nothing in ("", "  \n ", "\u200b\u202e\u2066"):
        assert asking(send(story, 1, nothing)).error == "empty"
    assert story.look("anna").deeds.chat is None


@pytest.mark.parametrize("length", [LONGEST_ANSWER + 1, 20_000])
def test_an_answer_that_is_too_long_comes_back_as_it_was_typed(story: Story, length: int) -> None:
    """Nobody has to write it again."""
    opened(story)
    page = asking(send(story, 1, "a" * length))
    assert (page.error, page.number, len(page.draft)) == ("too_long", 1, length)
    asking(send(story, 1, "a" * LONGEST_ANSWER))


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "send"},
        {"turn": "1", "answer": "x"},
        {"turn": "0", "action": "send", "answer": "x"},
        {"turn": "9", "action": "send", "answer": "x"},
        {"turn": "²", "action": "send", "answer": "x"},
        {"turn": "-1", "action": "skip"},
        {"turn": "1", "action": "reject", "answer": "x"},
        {"turn": "2", "action": "send", "answer": "x"},
        {"turn": "9" * 5_000, "action": "send"},
    ],
)
def test_a_form_that_is_not_ours_only_shows_the_page(story: Story, fields: dict[str, str]) -> None:
    """Nothing is stored of it, and nothing breaks."""
    opened(story)
    assert asking(story.chat("anna", **fields)).number == 1
    assert story.look("anna").deeds.chat is None


def test_candidate_text_is_data(story: Story) -> None:
    """Composed, without what turns lines around, hides, or names an identity number."""
    opened(story)
    page = asking(send(story, 1, "a\u030a\u202e\u200b\U000e0041 <b>{{x}}</b>\r\n01017012345\x00"))
    [said] = page.said
    assert said.answered == "å <b>{{x}}</b>\n[…]"


def test_a_skipped_question_is_told_as_skipped(story: Story) -> None:
    """And the words that were typed before are left out, as was asked."""
    opened(story)
    story.chat("anna", turn="1", action="skip", answer="ikke dette")
    page = asking(send(story, 2, "Jeg liker faget."))
    assert [each.answered for each in page.said] == ["", "Jeg liker faget."]
    story.chat("anna", turn="3", action="end", answer="")
    story.run_for(10 * MINUTE)
    summary = mail(story, "summary-1")
    assert "teller ikke mot noen - Fortell litt om bakgrunnen din" in summary
    assert "ikke dette" not in summary


@pytest.mark.parametrize("action", ["end", "skip"])
def test_nothing_said_is_no_event_and_no_harm(story: Story, action: str) -> None:
    """Whoever only skips has told nothing, and no recruiter is told of it."""
    opened(story)
    for turn in range(1, 5):
        story.chat("anna", turn=str(turn), action=action, answer="")
    assert over(story.chat("anna")).standing == "finished"
    story.run_for(5 * DAY)
    assert handed_over(story) == []
    assert story.mails("anna") == ["receipt-1"]


# --- who asks ------------------------------------------------------------------------------------


class Never:
    def ask(self, chat: Chat) -> Question | None:
        raise AssertionError("nobody is asked")


class Fails:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def ask(self, chat: Chat) -> Question | None:
        raise self._error


class Says:
    """Asks what it is told to, then nothing more."""

    def __init__(self, *questions: str | None) -> None:
        self.seen: list[Chat] = []
        self._questions: Iterator[str | None] = iter(questions)

    def ask(self, chat: Chat) -> Question | None:
        self.seen.append(chat)
        text = next(self._questions, None)
        return None if text is None else Question(text=text, about="background")


class Interrupted:
    """Something happens to the application while it thinks, once."""

    def __init__(self, story: Story, happen: Callable[[], object]) -> None:
        self.times = 0
        self._story, self._happen = story, happen

    def ask(self, chat: Chat) -> Question | None:
        self.times += 1
        if self.times == 1:
            self._happen()
            self._story.run_for(MINUTE)
        return Question(text="Hva lærte du der?", about="background")


@pytest.mark.parametrize("error", [Transient("slow"), Permanent("refused")])
def test_who_cannot_ask_is_relieved_by_the_house(story: Story, error: Exception) -> None:
    """The candidate waits for a page, and gets one."""
    opened(story)
    story.interviewers = (Fails(error), *story.interviewers)
    assert "Hvorfor" in asking(send(story, 1, "Verksted.")).question


@pytest.mark.parametrize("bad", ["", " \u200b ", "Hva lærte du?"])
def test_no_question_and_the_same_question_are_the_houses_to_mend(story: Story, bad: str) -> None:
    """Nobody is shown an empty question, or one that was answered."""
    opened(story)
    story.interviewers = (Says("Hva lærte du?", bad), *story.interviewers)
    send(story, 1, "Verksted.")
    assert "Hvorfor" in asking(send(story, 2, "Mye.")).question


def test_an_interviewer_ends_the_chat_and_sees_no_name(story: Story) -> None:
    """`None` is no question; what it saw is the job and the turns."""
    opened(story)
    says = Says(None)
    story.interviewers = (says, *story.interviewers)
    assert over(send(story, 1, "Verksted.")).standing == "finished"
    [chat] = says.seen
    assert "Bjørn" not in chat.model_dump_json()
    assert "anna" not in chat.model_dump_json()
    assert [each.answered for each in chat.turns] == ["Verksted."]


def test_after_eight_turns_nothing_is_asked(story: Story) -> None:
    """However much an interviewer wants to know."""
    opened(story)
    says = Says(*(f"Spørsmål nummer {number}?" for number in range(20)))
    story.interviewers = (says, *story.interviewers)
    for turn in range(1, MOST_TURNS):
        asking(send(story, turn, f"Svar {turn}."))
    assert over(send(story, MOST_TURNS, "Siste.")).standing == "finished"
    assert len(says.seen) == MOST_TURNS - 1
    assert len(handed_over(story)[0]) == MOST_TURNS


# --- danger --------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["send", "end"])
def test_danger_stops_the_chat_and_reaches_a_human(story: Story, action: str) -> None:
    """No machine answers it; the answer is kept, and the recruiter is led to it."""
    opened(story)
    story.interviewers = (Never(), *story.interviewers)
    page = over(story.chat("anna", turn="1", action=action, answer="Mannen min slår meg."))
    assert page.standing == "danger"
    assert page.contact.email == "mona.berg@fjordbyen.example"
    assert over(story.chat("anna")).standing == "danger"
    story.run_for(10 * MINUTE)
    assert story.mails("anna") == ["receipt-1", "summary-1", "human-1"]
    asked = mail(story, "human-1")
    assert "slår" not in asked
    assert "/p/answers.anna.1" in asked
    answers = story.page("answers", "anna", 1)
    assert isinstance(answers, AnswersPage)
    assert answers.answers[0].answered == ("Mannen min slår meg.",)


def test_danger_is_heard_from_an_old_tab_and_however_long_it_is(story: Story) -> None:
    """Nobody who cries for help is told that the question was answered, or to be brief."""
    opened(story)
    send(story, 1, "Verksted.")
    cry = "Jeg vil ikke leve lenger. " * 200
    for _ in range(2):
        page = over(send(story, 1, cry))
        assert (page.standing, page.unsaved) == ("danger", "")
    assert handed_over(story) == [["Verksted.", cry.strip()]]


def test_danger_that_nobody_will_read_is_told_whom_to_call(story: Story) -> None:
    """The chat is over, so the words are not kept; the numbers stand there all the same."""
    opened(story)
    story.chat("anna", turn="1", action="end", answer="Verksted.")
    page = over(send(story, 2, "Jeg vil ikke leve lenger."))
    assert (page.standing, page.worrying) == ("finished", True)
    assert "tel:113" in render_page(page).html
    assert "tel:113" not in render_page(story.chat("anna")).html


def test_who_was_in_danger_still_sees_whom_to_call_after_withdrawing(story: Story) -> None:
    """The numbers are worth more than the reason why nothing is asked."""
    opened(story)
    send(story, 1, "Jeg vil ikke leve lenger.")
    story.happens("application.withdrawn", "anna")
    story.run_for(HOUR)
    assert over(story.chat("anna")).standing == "danger"


# --- left, and closed ----------------------------------------------------------------------------


def test_a_chat_that_was_left_is_handed_over_after_two_working_days(story: Story) -> None:
    """Monday's answer on Wednesday, and what was said is nobody's to lose."""
    opened(story)
    send(story, 1, "Verksted.")
    story.run_until(datetime(2026, 3, 4, 14, 0, tzinfo=UTC))
    assert handed_over(story) == []
    story.run_until(datetime(2026, 3, 4, 17, 0, tzinfo=UTC))
    assert handed_over(story) == [["Verksted."]]
    assert story.mails("anna", "summary") == ["summary-1"]
    assert over(story.chat("anna")).standing == "left"


def test_each_answer_gives_two_working_days_more(story: Story) -> None:
    """And a week-end is not held against anybody."""
    opened(story)
    send(story, 1, "Verksted.")
    story.run_until(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    send(story, 2, "Faget.")
    story.run_until(datetime(2026, 3, 4, 17, 0, tzinfo=UTC))
    assert handed_over(story) == []
    story.run_until(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))
    assert handed_over(story) == [["Verksted.", "Faget."]]


def test_who_never_begins_is_no_event(story: Story) -> None:
    """Nobody is asked why."""
    opened(story)
    story.run_for(6 * DAY)
    assert handed_over(story) == []
    assert story.look("anna").deeds.chat is None


def test_a_decision_that_is_not_told_yet_closes_the_chat_without_a_word_of_it(
    story: Story,
) -> None:
    """It may still be taken back, and nobody hears it from a page."""
    opened(story)
    story.run_for(2 * DAY)
    story.reject("anna")
    story.run_for(HOUR)
    page = over(story.chat("anna"))
    assert page.standing == "closed"
    assert page.answer_by is not None
    story.run_for(5 * DAY)
    assert over(story.chat("anna")).standing == "answered"


@pytest.mark.parametrize(
    ("kind", "who", "data", "standing"),
    [
        ("application.withdrawn", "anna", {}, "withdrawn"),
        ("candidate.erased", "person-anna", {}, "erased"),
        ("decision.hired", "anna", {}, "closed"),
        ("screening.completed", "anna", TRANSCRIPT, "elsewhere"),
        ("job.closed", JOB["id"], {"reason": "filled"}, "closed"),
    ],
)
def test_a_closed_chat_says_why_and_takes_nothing(
    story: Story, kind: str, who: str, data: dict[str, object], standing: str
) -> None:
    """A GET and a POST are told the same, and the words of the POST are given back."""
    opened(story)
    story.happens(kind, who, data)
    story.run_for(HOUR)
    assert over(story.chat("anna")).standing == standing
    page = over(send(story, 1, "Snikksnakk på verksted."))
    assert (page.standing, page.unsaved) == (standing, "Snikksnakk på verksted.")
    assert "nikksnakk" not in written(story.store.load(ANNA))


def test_what_was_said_before_the_ats_had_its_own_screening_reaches_the_recruiter(
    story: Story,
) -> None:
    """The chat takes no more, and nothing of it is lost."""
    opened(story)
    send(story, 1, "Verksted.")
    story.happens("screening.completed", "anna", TRANSCRIPT)
    story.run_for(HOUR)
    assert over(story.chat("anna")).standing == "elsewhere"
    story.run_for(4 * DAY)
    assert handed_over(story) == [["Ja."], ["Verksted."]]
    assert story.mails("anna", "summary") == ["summary-1", "summary-2"]


def test_an_erased_candidate_leaves_nothing_of_a_chat_that_was_going_on(story: Story) -> None:
    """Neither in the deeds nor in the log, and nothing is handed over afterwards."""
    opened(story)
    send(story, 1, "Snikksnakk på verksted.")
    assert "nikksnakk" in written(story.store.load(ANNA))
    story.happens("candidate.erased", "person-anna")
    story.run_for(5 * DAY)
    assert "nikksnakk" not in written(story.store.load(ANNA))
    assert story.look("anna").deeds.chat is None
    assert handed_over(story) == []


def test_a_link_to_an_application_that_nobody_knows_is_no_way_in(story: Story) -> None:
    assert over(story.chat("nobody")).standing == "erased"


def test_a_chats_link_opens_no_page_of_the_employers(story: Story) -> None:
    """Whatever its number says."""
    opened(story)
    page = story.page("chat", "anna", 1)
    assert isinstance(page, ProblemPage)
    assert page.problem == "link_invalid"
    pressed = story.press("chat", "anna", 1, action="reject", who="x")
    assert isinstance(pressed, ProblemPage)


# --- the invitation ------------------------------------------------------------------------------


def test_the_receipt_invites_only_when_the_policy_says_so(story: Story) -> None:
    """And a link from before opens a page that says that no more is asked."""
    policy = organisation()
    off = policy.model_copy(
        update={"screening": policy.screening.model_copy(update={"chat": False})}
    )
    story.house = replace(story.house, organisation=off)
    story.apply("anna")
    story.run_for(10 * MINUTE)
    assert "/c/" not in mail(story, "receipt-1")
    assert over(story.chat("anna")).standing == "closed"


def test_whose_answers_the_ats_has_already_is_not_asked_again(story: Story) -> None:
    data = {
        "candidate": {"id": "p", "name": "Anna", "email": "anna@kandidat.example"},
        "job": JOB,
        "screening": TRANSCRIPT["transcript"],
    }
    story.deliver(story.event("application.received", "anna", data))
    story.run_for(10 * MINUTE)
    assert "/c/" not in mail(story, "receipt-1")
    assert over(story.chat("anna", turn="1", action="send", answer="Hei.")).standing == "elsewhere"


def test_the_page_is_in_the_candidates_language(story: Story) -> None:
    """The recruiter's mails are in the job's."""
    story.apply("anna", language="en")
    story.run_for(10 * MINUTE)
    page = asking(story.chat("anna"))
    assert page.language == "en"
    assert page.question.startswith("Tell us")
    assert page.form == FORM
