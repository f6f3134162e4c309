"""Every fault that the chaos trial must not have is found in a hand-made mailbox."""

from collections.abc import Iterable
from copy import replace
from datetime import timedelta
from typing import Any

import pytest

from local.deploy import POLICY
from svar.domain.organisation import load_organisation
from svarctl.chaos.cast import make_arrivals, make_script, most_applications
from svarctl.chaos.counting import Tally, tally
from svarctl.demo.posted import Mail

SCRIPT = make_script(12, seed=1)
PERSON, APPLICATION = next(
    (person, application)
    for person, application in SCRIPT.parts()
    if application.expects == "rejection"
)
STRANGER = next(each for each in SCRIPT.people if each.id != PERSON.id)
JOB = SCRIPT.job(APPLICATION.job)
DECIDED = APPLICATION.steps[-1].at
SUBJECT = SCRIPT.subject(APPLICATION)


def letter(kind: str = "rejection", key: str = "1") -> Mail:
    """What the mailbox should hold for the first who is rejected."""
    said = SCRIPT.words[PERSON.language][kind][0]
    return Mail(
        key=key,
        to=PERSON.email or "",
        subject=f"{JOB.title}, Fjordbyen",
        language=PERSON.language,
        kind=kind,
        about=SUBJECT,
        at=DECIDED + timedelta(hours=2),
        text=f"Hei {PERSON.name[0]},\n\n{said}\n",
        html="",
        reply_to=JOB.recruiter.email,
    )


def to_human() -> Mail:
    return replace(letter(), kind="needs_human", to=JOB.recruiter.email, key="human")


def counted(mails: Iterable[Mail], by_human: tuple[str, ...] = ()) -> Tally:
    policy = load_organisation(POLICY.read_text(encoding="utf-8"))
    return tally(SCRIPT, list(mails), policy, by_human)


def of_the_one(mails: Iterable[Mail], by_human: tuple[str, ...] = ()) -> set[str]:
    return {each.kind for each in counted(mails, by_human).findings if each.about == SUBJECT}


def test_a_right_letter_is_an_answer_and_nothing_else() -> None:
    """The quiet case; all the others have nothing and are lost."""
    figures = counted([letter("receipt", "0"), letter()])
    assert of_the_one([letter("receipt", "0"), letter()]) == set()
    assert (figures.answered, figures.of("lost"), figures.needs_human) == (1, 11, 0)


def test_silence_is_lost_unless_a_human_has_the_answer_in_hand() -> None:
    """A receipt is no answer, and a mail to a human about something else excuses nothing."""
    assert of_the_one([letter("receipt")]) == {"lost"}
    assert of_the_one([to_human()]) == {"lost"}
    assert of_the_one([to_human()], by_human=(SUBJECT,)) == set()
    assert counted([to_human()]).needs_human == 1


@pytest.mark.parametrize("kind", ["rejection", "receipt"])
def test_two_of_the_same_letter_are_a_double(kind: str) -> None:
    """Receipts too: whoever gets two does not trust the third."""
    assert "duplicates" in of_the_one([letter(), letter(kind, "2"), letter(kind, "3")])


def test_two_different_answers_are_a_double_and_one_is_wrong() -> None:
    """A confirmation of a withdrawal beside a rejection."""
    other = letter("withdrawal_confirmation", "2")
    assert of_the_one([letter(), other]) == {"duplicates", "wrong"}


@pytest.mark.parametrize(
    "change",
    [
        {"to": STRANGER.email},
        {"subject": "Another job"},
        {"text": f"Hei {PERSON.name[0]}, velkommen!"},
        {"text": letter().text.replace(PERSON.name[0], "Ukjent")},
        {"at": DECIDED - timedelta(seconds=1)},
    ],
    ids=["recipient", "job", "words", "name", "before the decision"],
)
def test_a_letter_that_does_not_fit_is_wrong(change: dict[str, Any]) -> None:
    """Outcome, name, job, recipient and time, each by itself."""
    assert "wrong" in of_the_one([replace(letter(), **change)])


def test_a_recruiters_mail_to_somebody_outside_is_wrong() -> None:
    """What is written for the house stays in the house."""
    assert "wrong" in of_the_one([letter(), replace(to_human(), to="x@elsewhere.example")])


@pytest.mark.parametrize("what", [STRANGER.full_name, STRANGER.email])
@pytest.mark.parametrize("part", ["text", "html", "subject"])
def test_another_candidates_name_or_address_is_leaked(what: str, part: str) -> None:
    """Wherever in the mail it stands."""
    mail = letter()
    change: dict[str, Any] = {part: f"{getattr(mail, part)} {what}"}
    assert of_the_one([replace(mail, **change)]) == {"leaked"}


def test_a_letter_after_the_promise_is_late() -> None:
    """Ten working days after the application."""
    assert of_the_one([replace(letter(), at=DECIDED + timedelta(days=20))]) == {"late"}


def test_a_mail_about_nobody_is_wrong() -> None:
    """A stranger's application must not disappear from the count."""
    figures = counted([replace(letter(), about="fjordbyen-1")])
    assert ("fjordbyen-1", "wrong") in {(f.about, f.kind) for f in figures.findings}


@pytest.mark.parametrize("kind", ["digest", "reminders", "escalations"])
def test_what_is_about_nobody_alone_goes_to_the_house(kind: str) -> None:
    """The nightly check may meet the trial; anybody else must not get one."""
    digest = replace(letter(), kind=kind, about="0123-202603", to=JOB.recruiter.email)
    assert not [f for f in counted([digest]).findings if f.about == digest.about]
    stray = replace(digest, to=PERSON.email or "")
    assert [f.kind for f in counted([stray]).findings if f.about == digest.about] == ["wrong"]


def test_every_webhook_comes_and_a_tenth_comes_twice() -> None:
    """Nobody's event is missing from the trial, and the shares are what they are said to be."""
    script = make_script(100, seed=3)
    arrivals = make_arrivals(script, seed=3)
    posted = [post.event_id for each in (*arrivals.first, *arrivals.then) for post in each.posts]
    assert (len(set(posted)), len(posted)) == (200, 220)
    assert (arrivals.doubled, arrivals.reordered, arrivals.total) == (20, 10, 220)


def test_the_reordered_are_decided_before_they_have_applied() -> None:
    """The decision is the first that is ever heard of them."""
    script = make_script(50, seed=4)
    arrivals = make_arrivals(script, seed=4)
    heard: dict[str, str] = {}
    for post in (post for each in (*arrivals.first, *arrivals.then) for post in each.posts):
        kind, application, _ = post.event_id.rsplit("-", 2)
        heard.setdefault(application, kind)
    assert sum(kind != "application.received" for kind in heard.values()) == arrivals.reordered


def test_the_same_seed_makes_the_same_trial() -> None:
    """So a fault that was found once can be looked for again."""
    assert make_arrivals(make_script(30, 7), 7) == make_arrivals(make_script(30, 7), 7)


def test_more_people_than_names_are_refused() -> None:
    """Two of the same name could not be told apart in a mailbox."""
    with pytest.raises(ValueError, match="applications"):
        make_script(most_applications() + 1, 1)
