"""A story as a picture: promises as bars, mails and deeds as marks, in a lane for each reader."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from svarctl.demo import cast
from svarctl.demo.cast import OSLO, load_script
from svarctl.demo.conductor import Moment
from svarctl.demo.course import Course, in_a_sentence
from svarctl.demo.picture import SYMBOLS, Bar, Lane, Picture, draw, place, ticks
from svarctl.demo.posted import KINDS, Mail
from svarctl.demo.wording import words
from tests.unit.svarctl.mailbag import organisation

SCRIPT = load_script()
PER, KARI, RAGNHILD = (
    f"{name}@fjordbyen.example" for name in ("per.dahl", "kari.strand", "ragnhild.moe")
)


def march(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=OSLO)


def mail(kind: str, at: datetime, to: str = "", *, text: str = "", reached: bool = True) -> Mail:
    """A mail as far as a picture looks at it; without `to`, the candidate's."""
    return Mail(
        key=f"{kind}{at}{to}",
        to=to,
        subject="",
        language="en",
        kind=kind,
        about="",
        at=at,
        text=text,
        html="",
        reply_to="",
        reached=reached,
    )


def course(application: str, mails: Sequence[Mail] = (), done: Sequence[Moment] = ()) -> Course:
    """The course of one application of the demo; `mails` and `done` in order."""
    person, found = next((p, a) for p, a in SCRIPT.parts() if a.id == application)
    theirs = [each if each.to else _to(each, person.email or "") for each in mails]
    return Course(SCRIPT, person, found, done, theirs)


def _to(each: Mail, address: str) -> Mail:
    return mail(each.kind, each.at, address, text=each.text, reached=each.reached)


def did(what: str, at: datetime) -> Moment:
    return Moment(at, "", what)


def lanes(picture: Picture) -> dict[str, Lane]:
    return {lane.reader: lane for lane in picture.lanes}


def bars(lane: Lane, kind: str) -> list[Bar]:
    return [bar for bar in lane.bars if bar.kind == kind]


def symbols(lane: Lane) -> list[str]:
    return [mark.symbol for mark in lane.marks]


SILENCE = (
    mail("receipt", march(2, 10)),
    mail("reminder", march(3, 9), PER),
    mail("escalation", march(5, 14), KARI),
    mail("escalation", march(5, 14, 5), RAGNHILD),
    mail("status_notice", march(6, 12), text="You will hear from us again by Friday 20 March."),
    mail("status_notice", march(20, 12), text="You will hear from us again by Wednesday 8 April."),
    mail("audit", march(20, 14), RAGNHILD),
    mail("rejection", march(23, 9)),
)
DECIDED = did("reject", march(20, 13))


def silence() -> Picture:
    return draw(course("9026", SILENCE, [DECIDED]), organisation())


def test_a_manager_who_does_nothing_is_seen_in_three_lanes() -> None:
    """Asked kindly, then plainly; the recruiter knows; the candidate has the truth, twice."""
    seen = lanes(silence())
    assert symbols(seen["candidate"]) == ["receipt", "status_notice", "status_notice", "rejection"]
    assert symbols(seen["decider"]) == ["reminder", "escalation", "decision"]
    assert symbols(seen["recruiter"]) == ["escalation", "audit"]


def test_a_promise_runs_to_the_end_of_its_day_and_the_wait_to_the_answer() -> None:
    """What was promised and how long it took stand one on the other."""
    lane = lanes(draw(course("9001", [mail("rejection", march(5))]), organisation()))["candidate"]
    [promise], [wait] = bars(lane, "promise"), bars(lane, "wait")
    assert promise.label == "answer promised by Mon 16 Mar"
    assert promise.left == wait.left == place(SCRIPT, march(2, 8, 10))
    assert promise.left + promise.width == pytest.approx(place(SCRIPT, march(16, 16)))
    assert wait.left + wait.width == pytest.approx(place(SCRIPT, march(5)))


def test_each_notice_is_a_promise_of_its_own() -> None:
    """From the notice to the day that it names; what lies outside the picture has no end there."""
    lane = lanes(silence())["candidate"]
    [promise] = bars(lane, "promise")
    first, second = bars(lane, "named")
    assert (promise.before, promise.beyond) == (True, False)
    assert first.label == "next word promised by Fri 20 Mar"
    assert first.left == place(SCRIPT, march(6, 12))
    assert (first.beyond, second.beyond) == (False, True)
    assert second.left + second.width == pytest.approx(100)


def test_an_interview_replaces_the_promise_before_it() -> None:
    """The first one is shown as no longer holding."""
    lane = lanes(draw(course("9011", [mail("rejection", march(9))]), organisation()))["candidate"]
    assert [len(bars(lane, kind)) for kind in ("replaced", "promise")] == [1, 1]


def test_what_was_never_promised_is_not_drawn() -> None:
    """An interview that would have come after the answer makes no promise."""
    early = draw(course("9011", [mail("rejection", march(3))]), organisation())
    assert bars(lanes(early)["candidate"], "promise") == []


def test_a_letter_is_held_from_the_decision_until_it_goes() -> None:
    """The time in which the recruiter can stop it."""
    [held] = lanes(silence())["recruiter"].bars
    assert held.kind == "hold"
    assert held.left == place(SCRIPT, march(20, 13))
    assert held.label == "letter held until Mon 23 Mar 09:00"


def test_a_mail_that_came_back_is_no_mail_that_was_read() -> None:
    """Neither in the picture nor in its words."""
    back = course("9001", [mail("receipt", march(2), reached=False)])
    lane = lanes(draw(back, organisation()))["candidate"]
    assert symbols(lane) == ["returned"]
    assert "A mail came back" in lane.said


def test_two_marks_at_one_moment_are_both_seen() -> None:
    """They stand side by side, and never outside the picture."""
    at = SCRIPT.ends
    many = [mail("audit", at, RAGNHILD), mail("needs_human", at, RAGNHILD)]
    lane = lanes(draw(course("9026", many), organisation()))["recruiter"]
    places = [mark.at for mark in lane.marks]
    assert len(set(places)) == 2
    assert all(0 <= each <= 100 for each in places)


def test_the_picture_reads_as_well_as_it_looks() -> None:
    """For whoever does not see it: who read what, and when, in order."""
    said = silence().said
    steps = [
        "Candidate: answer promised by Fri 6 Mar",
        "Mon 2 Mar 10:00 Receipt",
        "Fri 6 Mar 12:00 No answer yet",
        "Line managers: Tue 3 Mar 09:00 Reminder (Per Dahl, line manager)",
        "Thu 5 Mar 14:00 Escalation (Kari Strand, next in line)",
        "Recruiter: letter held until Mon 23 Mar 09:00",
        "Thu 5 Mar 14:05 Escalation (Ragnhild Moe, recruiter)",
    ]
    places = [said.index(step) for step in steps]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("application", "mails", "done", "sentence"),
    [
        (
            "9026",
            SILENCE,
            (DECIDED,),
            "Promised an answer by Fri 6 Mar. Told the truth on Fri 6 Mar and Fri 20 Mar: no "
            "answer yet, and the day of the next word. Answered on Mon 23 Mar.",
        ),
        ("9001", (), (), "Promised an answer by Mon 16 Mar. No answer has come."),
        (
            "9001",
            (mail("rejection", march(16, 9)),),
            (),
            "Promised an answer by Mon 16 Mar. Answered on Mon 16 Mar, on the day itself.",
        ),
    ],
)
def test_a_sentence_says_what_came_of_the_promise(
    application: str, mails: Sequence[Mail], done: Sequence[Moment], sentence: str
) -> None:
    """Below the picture, in plain words."""
    assert in_a_sentence(course(application, mails, done), organisation()) == sentence


def test_the_weeks_begin_on_mondays() -> None:
    """Working days only: a weekend is a gap that everybody knows."""
    assert [name for _, name, monday in ticks(SCRIPT) if monday] == [
        "2 Mar",
        "9 Mar",
        "16 Mar",
        "23 Mar",
    ]


def test_the_legend_names_every_symbol_and_each_has_its_drawing() -> None:
    """Nothing is shown that nobody can look up."""
    drawings = (cast.HERE / "symbols.svg").read_text(encoding="utf-8")
    deeds = {step.button or step.do for _, a in SCRIPT.parts() for step in a.steps}
    shown = {SYMBOLS.get(kind, kind) for kind in {*KINDS.values(), *deeds} - {"apply", "prospect"}}
    assert shown | {"returned"} == set(words()["symbols"])
    for symbol in words()["symbols"]:
        assert f'id="s-{symbol}"' in drawings
