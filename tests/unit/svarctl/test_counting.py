"""Every fault that the demo must not have is found in a hand-made mailbox."""

from datetime import datetime
from pathlib import Path

import pytest

from svarctl.demo.cast import OSLO, Script
from svarctl.demo.counting import Count, count
from svarctl.demo.posted import read_mails
from tests.unit.svarctl.mailbag import RECRUITER, organisation, put, script


def march(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=OSLO)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "mail"


def counted(box: Path, told: Script | None = None) -> Count:
    return count(told or script(), read_mails((box, True)), organisation())


def found(box: Path, told: Script | None = None) -> set[tuple[str, str]]:
    return {(each.kind, each.what) for each in counted(box, told).findings}


def test_a_receipt_and_an_answer_within_the_promise_are_all_right(box: Path) -> None:
    """The quiet case: nothing is found, and the figures say so."""
    put(box, "receipt-1", march(2))
    put(box, "letter-1", march(5))
    figures = counted(box)
    assert figures.findings == ()
    assert (figures.owed_an_answer, figures.answered, figures.answered_in_time) == (1, 1, 1)
    assert figures.mails == {"receipt": 1, "rejection": 1}


def test_a_missing_answer_is_lost(box: Path) -> None:
    """Somebody who hears nothing is found by looking for the mail, not by asking a table."""
    put(box, "receipt-1", march(2))
    assert found(box) == {("lost", "owed an answer, and none came")}


def test_a_missing_receipt_is_lost(box: Path) -> None:
    """The receipt carries the promise."""
    put(box, "letter-1", march(5))
    assert ("lost", "no receipt came") in found(box)


def test_two_answers_are_a_double(box: Path) -> None:
    """Even when their words differ."""
    put(box, "receipt-1", march(2))
    put(box, "letter-1", march(5))
    put(box, "letter-2", march(6))
    assert found(box) == {("duplicates", "2 final answers")}


def test_the_same_mail_twice_is_a_double(box: Path) -> None:
    """A recruiter's mail counts too."""
    put(box, "receipt-1", march(2))
    put(box, "letter-1", march(5))
    for hour in (12, 13):
        put(box, "human-1", march(5, hour), to=RECRUITER)
    assert found(box) == {("duplicates", "needs_human came 2 times")}


def test_an_answer_after_the_promised_day_is_late(box: Path) -> None:
    """The receipt names a day, so the day counts."""
    put(box, "receipt-1", march(2))
    put(box, "letter-1", march(17, 9))
    assert {kind for kind, _ in found(box)} == {"late"}
    assert counted(box).answered_in_time == 0


def test_a_status_notice_by_the_promised_day_is_word(box: Path) -> None:
    """No decision yet, said in time: nothing is late, but the answer is not in time either."""
    put(box, "receipt-1", march(2))
    put(box, "notice-1-1", march(16, 15))
    put(box, "letter-1", march(17))
    figures = counted(box)
    assert figures.findings == ()
    assert (figures.answered, figures.answered_in_time, figures.status_notices) == (1, 0, 1)


def test_a_status_notice_makes_a_promise_of_its_own(box: Path) -> None:
    """The day that a notice names must be kept too."""
    put(box, "receipt-1", march(2))
    put(box, "notice-1-1", march(16, 15))
    put(box, "letter-1", march(20))
    assert {kind for kind, _ in found(box)} == {"late"}


@pytest.mark.parametrize("name", ["digest-20260303", "reminders-20260310-1"])
def test_what_lies_on_a_desk_is_about_nobody_alone(box: Path, name: str) -> None:
    """The nightly check may meet the demo: its mails go to the house, and to nobody else."""
    put(box, "receipt-1", march(2))
    put(box, "letter-1", march(5))
    said = {"about": "0123-202603", "subject": "2 søkere", "text": "Se listen.\n"}
    put(box, name, march(5), to=RECRUITER, **said)
    assert found(box) == set()
    put(box, name, march(6), to="somebody@elsewhere.example", **said)
    assert {kind for kind, _ in found(box)} == {"wrong"}


@pytest.mark.parametrize(
    "words",
    [
        "No decision has been made yet on your application.",
        "We still have not made a decision on the position.",
        "We are working on the answer, but it is not ready to be sent.",
    ],
)
def test_each_notice_says_what_it_is_in_its_own_way(words: str) -> None:
    """The first, a later one, and the one about an answer on its way; nothing else is a notice."""
    told = script()
    assert told.says_what_it_is("en", "status_notice", words)
    assert not told.says_what_it_is("en", "rejection", words)
    assert told.says_what_it_is("en", "a kind without words", words)


def test_a_mail_to_somebody_else_is_wrong(box: Path) -> None:
    """The one fault that nothing can mend."""
    put(box, "receipt-1", march(2))
    put(box, "letter-1", march(5), to="marit.aasen@post.example")
    assert ("wrong", "rejection went to somebody else") in found(box)


def test_internal_words_of_the_ats_are_wrong(box: Path) -> None:
    """«Too Junior» never leaves the house."""
    put(box, "receipt-1", march(2))
    words = "Hei Åse,\n\nDu går ikke videre i denne prosessen. Too Junior.\n"
    put(box, "letter-1", march(5), text=words)
    assert found(box) == {("wrong", "rejection has the ATS's internal words")}


def test_another_persons_name_or_language_is_wrong(box: Path) -> None:
    """A mail fits the one who reads it."""
    put(box, "receipt-1", march(2))
    words = "Hei Marit,\n\nDu går ikke videre i denne prosessen.\n"
    put(box, "letter-1", march(5), text=words, language="nn")
    assert ("wrong", "rejection has another name") in found(box)
    assert ("wrong", "rejection has another language") in found(box)


def test_a_mail_that_does_not_say_what_it_is_is_wrong(box: Path) -> None:
    """The tag is a claim; the words are what counts."""
    put(box, "receipt-1", march(2))
    put(box, "letter-1", march(5), text="Hei Åse,\n\nGratulerer med jobben!\n")
    assert found(box) == {("wrong", "rejection does not say what it is")}


@pytest.mark.parametrize("expects", ["withdrawal_confirmation", "hired", "nothing"])
def test_a_rejection_for_anybody_else_is_wrong(box: Path, expects: str) -> None:
    """Whoever withdrew, was hired or never applied is rejected by nobody."""
    put(box, "receipt-1", march(2))
    put(box, "letter-1", march(5))
    assert ("wrong", "rejection is not what was decided") in found(box, script(expects=expects))


def test_a_rejection_before_the_decision_is_wrong(box: Path) -> None:
    """Nobody decided until the fourth."""
    put(box, "receipt-1", march(2))
    put(box, "letter-1", march(3))
    assert found(box) == {("wrong", "rejection was sent before anybody decided")}


def test_who_cannot_be_reached_needs_a_human_who_was_told(box: Path) -> None:
    """No mail is no loss when a person knows; and silence is one."""
    told = script(reach="human")
    put(box, "receipt-1", march(2))
    assert {kind for kind, _ in found(box, told)} == {"lost"}
    put(box, "human-1", march(3), to=RECRUITER)
    assert counted(box, told).findings == ()
    assert counted(box, told).needs_human == 1


def test_a_receipt_must_name_the_promised_day(box: Path) -> None:
    """The script and the policy give the day; the mail must say the same."""
    words = "Hei Åse,\n\nDu får svar fra oss senest fredag 13. mars.\n"
    put(box, "receipt-1", march(2), text=words)
    put(box, "letter-1", march(5))
    assert found(box) == {("wrong", "the receipt does not name 2026-03-16")}
