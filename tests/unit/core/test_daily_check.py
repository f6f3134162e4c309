"""The daily check: whom nobody minds is found, mended or told to people; the rest is the digest."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest

from svar.domain.desk import Checked
from svar.domain.outbox import State
from svar.ports import StreamId, Work
from svar.workflows import check_invariants
from svar.workflows.check_invariants import CheckTask, Fault, check_some
from tests.unit.core.conftest import Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONA, OLAV = "mona.berg@fjordbyen.example", "olav.nes@fjordbyen.example"
Found = list[tuple[str, tuple[Fault, ...], bool]]


def check(story: Story, *, seconds: int = 300) -> tuple[Checked, Found]:
    """One whole walk, slice by slice when there is no time for more than a page."""
    reported: Found = []
    task = CheckTask()
    for _ in range(100):
        task = check_some(
            CheckTask.model_validate(task.model_dump(mode="json")),
            story.house,
            story.links,
            story._dispatcher(),
            time_left=lambda: timedelta(seconds=seconds),
            report=lambda *found: reported.append(found),
        )
        if task.done:
            return task.found, reported
    raise AssertionError("it does not end")


def digests(story: Story, reader: str = MONA) -> list[str]:
    """The digests that reached a reader, each as one line of text with its subject first."""
    found = []
    for mail in story.mailer.mailbox:
        if mail.tag.startswith("d__") and mail.recipient == reader:
            parsed = message_from_bytes(mail.mime, policy=policy.default)
            body = parsed.get_body(("plain",))
            assert body is not None
            found.append(f"{parsed['Subject']} | {' '.join(str(body.get_content()).split())}")
    return found


def application(name: str) -> StreamId:
    return StreamId(kind="application", id=name)


def test_a_healthy_application_is_found_whole_at_every_stage(story: Story) -> None:
    """A check that cries wolf would be switched off."""
    for who in ("kari", "ola", "per"):
        story.apply(who)
    for day in range(30):
        story.run_for(DAY)
        if day == 3:
            story.reject("kari")
            story.interview("ola")
        found, reported = check(story)
        assert reported == [], day
        assert (found.repaired, found.broken) == (0, 0)


def test_an_application_that_nobody_would_ever_look_at_gets_its_clock_back(story: Story) -> None:
    """Neither the clock nor the sweeper would have found it: the candidate would wait for ever."""
    story.apply("kari")
    story.run_for(HOUR)
    story._tasks.clear()
    story.store.streams[application("kari")].due_at = None
    found, reported = check(story)
    assert reported == [("kari", (Fault.NO_CLOCK,), True)]
    assert (found.checked, found.repaired, found.broken) == (1, 1, 0)
    story.run_for(15 * DAY)
    assert "notice-1-1" in story.mails("kari")


def test_a_clock_that_the_sweeper_did_not_get_at_is_started_again(story: Story) -> None:
    """As when the sweeper itself stands still."""
    story.apply("kari")
    story.run_for(HOUR)
    story._tasks.clear()
    story.clock.advance(9 * DAY)
    _, [(_, wrong, mended)] = check(story)
    assert Fault.CLOCK_STOPPED in wrong
    assert mended
    story.run_for(HOUR)
    assert "reminder-1" in story.mails("kari")


def test_work_that_was_never_started_is_handed_over(story: Story) -> None:
    """A row that lay for hours would be a clock that never ran."""
    story.apply("kari")
    story.run_for(HOUR)
    kept = story.store.streams[application("kari")]
    payload = {"application_id": "kari", "number": 1}
    kept.work["late"] = Work(
        name="late", kind="response_clock", payload=payload, due_at=story.clock.wall() - DAY
    )
    _, reported = check(story)
    assert reported == [("kari", (Fault.WORK_STUCK,), True)]
    assert story.store.load(application("kari")).work == ()


def test_a_mail_that_nobody_looks_at_is_looked_at_again(story: Story) -> None:
    """SES has it perhaps, and the application would never hear how it ended."""
    story.apply("kari")
    story.run_for(HOUR)
    item = story.store.outbox_item("a__kari__receipt-1")
    assert item is not None
    kept = story.store.streams[application("kari")]
    kept.outbox[item.id] = item.model_copy(update={"state": State.UNKNOWN, "due_at": None})
    _, reported = check(story)
    assert reported == [("kari", (Fault.MAIL_STUCK,), True)]
    story.run_for(HOUR)
    after = story.store.outbox_item(item.id)
    assert after is not None
    assert after.state is State.NEEDS_HUMAN


def test_a_day_that_passed_without_a_word_is_told_to_the_overseer(story: Story) -> None:
    """Nothing can mend it, so a person must know, with the application's id and no name."""
    story.apply("kari")
    story.run_for(HOUR)
    story._tasks.clear()
    story.clock.advance(20 * DAY)
    found, [(_, wrong, mended)] = check(story)
    assert Fault.UNHEARD in wrong
    assert not mended
    assert (found.broken, found.ids) == (1, ("kari",))
    story.run_for(4 * DAY)
    [told] = digests(story, OLAV)
    assert "svarctl status kari" in told
    assert "Sæther" not in told


def test_what_is_over_is_not_looked_at_any_more(story: Story) -> None:
    """A million old applications cost the daily check nothing."""
    story.apply("kari")
    story.apply("ola")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(6 * DAY)
    assert story.look("kari").answer == "told"
    assert check(story)[0].checked == 1


def test_a_walk_in_slices_finds_what_one_walk_finds(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off after every page, and each page walked twice: nobody is missed or counted twice."""
    monkeypatch.setattr(check_invariants, "PAGE", 2)
    for number in range(7):
        story.apply(f"app-{number}")
    story.run_for(HOUR)
    assert check(story, seconds=1)[0].checked == 7
    assert check(story, seconds=1)[0].checked == 7
    story.run_for(DAY)
    [told] = digests(story)
    assert "7 venter på at Ingrid Berg avgjør" in told


def test_the_digest_comes_as_work_begins_and_says_what_waits_by_job_and_decider(
    story: Story,
) -> None:
    """Counts and days, no candidate's name, and a link to the page that has the names."""
    for number in range(4):
        story.apply(f"app-{number}")
    story.run_for(2 * DAY)
    story.interview("app-1")
    story.run_for(HOUR)
    story.reject("app-1")
    story.reject("app-2")
    story.run_for(HOUR)
    story.press("telling", "app-2", 1, action="hold")
    story.run_until(datetime(2026, 3, 16, 3, tzinfo=ZoneInfo("Europe/Oslo")))
    check(story)
    story.run_for(4 * HOUR)
    assert digests(story) == []
    story.run_for(2 * HOUR)
    [told] = digests(story)
    for words in (
        "2 venter på at Ingrid Berg avgjør",
        "1 brev venter på et ja fra deg",
        "1 brev er stoppet",
        "lovet svar de nærmeste dagene, den første mandag 16. mars",
        "https://svar.fjordbyen.example/p/job.elektriker.0",
    ):
        assert words in told
    assert "Sæther" not in told


def test_no_digest_comes_on_a_day_off_nor_twice_on_one_day(story: Story) -> None:
    """Friday's and Saturday's papers are cleared away by Monday's."""
    story.apply("kari")
    story.run_until(datetime(2026, 3, 14, 3, tzinfo=ZoneInfo("Europe/Oslo")))
    for _ in range(3):
        check(story)
        story.run_for(DAY)
    check(story)
    story.run_for(12 * HOUR)
    assert len(digests(story)) == 2
    assert "Hvem som venter på svar mandag 16. mars" in digests(story)[0]


def test_nobody_gets_a_digest_about_nothing(story: Story) -> None:
    """An empty mail each morning teaches people not to read them."""
    story.apply("kari")
    story.run_for(DAY)
    story.happens("application.withdrawn", "kari")
    story.run_for(DAY)
    check(story)
    story.run_for(DAY)
    assert digests(story) == []
