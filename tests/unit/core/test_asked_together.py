"""Several questions to one person on one morning: one mail, about everybody who still waits."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from zoneinfo import ZoneInfo

from svar.domain.outbox import State
from svar.domain.promises import Deed, Due
from svar.pages.contents import UndecidedPage
from svar.workflows.show_page import show_page
from tests.unit.core.conftest import JOB, Story
from tests.world import FORM

OSLO = ZoneInfo("Europe/Oslo")
INGRID = "ingrid.berg@fjordbyen.example"
KARI = "kari.strand@fjordbyen.example"
MONA = "mona.berg@fjordbyen.example"
PER = "per.dahl@fjordbyen.example"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def march(day: int, hour: int = 3) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=OSLO)


def apply(story: Story, *names: str, job: dict[str, Any] | None = None) -> None:
    """Applications of one moment, each known by its own name."""
    for name in names:
        person = {"id": f"person-{name}", "name": f"{name.title()} Nordås", "language": "nb"}
        person |= {"email": f"{name}@kandidat.example"}
        data = {"candidate": person, "job": job or JOB}
        story.deliver(story.event("application.received", name, data))


def nights(story: Story, last: int) -> None:
    """Run on to that day's night, with the daily check of each."""
    while (at := story.clock.now().astimezone(OSLO)) < march(last):
        story.run_until(march(at.day + (at.hour >= 3)))
        story.nightly_check()


def read(story: Story, reader: str, kind: str) -> list[tuple[datetime, str, str]]:
    """Mails of a kind that reached somebody: when, the subject, and the text on one line."""
    found = []
    for mail in story.mailer.mailbox:
        if mail.recipient == reader and f"__{kind}" in mail.tag:
            parsed = message_from_bytes(mail.mime, policy=policy.default)
            body = parsed.get_body(("plain",))
            assert body is not None
            text = " ".join(str(body.get_content()).split())
            found.append((story.sent_at[mail.tag], str(parsed["Subject"]), text))
    return found


def asked(story: Story, name: str, due: Due) -> list[Deed]:
    """What the record of an application says of a question."""
    return [deed for deed in story.look(name).deeds.done.get(1, ()) if deed.due is due]


def test_reminders_of_one_day_are_one_mail_and_each_record_says_so(story: Story) -> None:
    """Everybody by name, each with the page to decide on, and the page with the whole list."""
    names = ("anna", "berit", "cato", "dag", "eva")
    apply(story, *names)
    nights(story, 10)
    story.run_for(DAY)
    [(_, subject, text)] = read(story, INGRID, "reminder")
    assert subject == "5 søkere venter på svar: Elektriker"
    for name in names:
        assert f"{name.title()} Nordås, lovet svar senest mandag 16. mars: https" in text
        assert f"/p/promise.{name}.1" in text
        [deed] = asked(story, name, Due.REMIND)
        assert [each.partition("__reminders-")[2] for each in deed.mail_ids] == ["20260310-1"]
        assert story.mails(name, "reminder") == []
    assert "Se hele listen: https://svar.fjordbyen.example/p/job.elektriker.0" in text


def test_nobody_is_asked_about_later_than_alone(story: Story) -> None:
    """The first to fall due takes the others along, in working hours of the same day."""
    apply(story, "anna", "berit", "cato")
    story.run_for(HOUR)
    promises = [story.look(name).deeds.promise for name in ("anna", "berit", "cato")]
    alone = [promise.remind_at for promise in promises if promise]
    nights(story, 10)
    story.run_for(DAY)
    [(at, _, _)] = read(story, INGRID, "reminder")
    assert min(alone) <= at <= min(alone) + MINUTE
    assert max(alone) > min(alone) + MINUTE


def test_who_is_decided_about_before_the_mail_goes_is_not_in_it(story: Story) -> None:
    """One the day before, and one in the night after the list was made."""
    apply(story, "anna", "berit", "cato", "dag")
    nights(story, 9)
    story.run_for(6 * HOUR)
    story.reject("anna")
    nights(story, 10)
    story.run_for(HOUR)
    story.reject("berit")
    story.run_for(DAY)
    [(_, subject, text)] = read(story, INGRID, "reminder")
    assert subject.startswith("2 søkere venter på svar")
    assert ("Anna" in text, "Berit" in text) == (False, False)
    assert ("Cato" in text, "Dag" in text) == (True, True)
    assert asked(story, "anna", Due.REMIND) == asked(story, "berit", Due.REMIND) == []


def test_a_decision_taken_back_after_the_mail_is_asked_about_alone(story: Story) -> None:
    """It was not in the mail, so nobody has been asked about it yet."""
    apply(story, "anna", "berit", "cato")
    nights(story, 10)
    story.run_for(HOUR)
    story.reject("anna")
    while not read(story, INGRID, "reminder"):
        story.run_for(MINUTE)
    story.take_back("anna")
    story.run_for(DAY)
    assert [subject for _, subject, _ in read(story, INGRID, "reminder")] == [
        "2 søkere venter på svar: Elektriker",
        "Anna Nordås venter på svar: Elektriker",
    ]


def test_who_decides_because_of_the_mail_leaves_a_record_that_it_was_asked(story: Story) -> None:
    """Its own clock comes later, and notes what was done together with the others."""
    apply(story, "anna", "berit", "cato")
    nights(story, 10)
    story.run_until(march(10, 9))
    while not read(story, INGRID, "reminder"):
        story.run_for(MINUTE)
    at = story.clock.now()
    waiting = [name for name in ("anna", "berit", "cato") if not asked(story, name, Due.REMIND)]
    assert waiting
    for name in waiting:
        story.reject(name)
    story.run_for(DAY)
    for name in waiting:
        [deed] = asked(story, name, Due.REMIND)
        assert deed.at <= at


def test_a_single_reminder_is_what_it_was(story: Story) -> None:
    """Listed alone, it is asked about alone, at its own time and in its own words."""
    apply(story, "anna")
    nights(story, 10)
    story.run_for(DAY)
    [(_, subject, _)] = read(story, INGRID, "reminder")
    assert subject == "Anna Nordås venter på svar: Elektriker"
    assert story.mails("anna", "reminder") == ["reminder-1"]


def test_without_the_nights_list_everybody_is_asked_about_alone(story: Story) -> None:
    """A check that did not run keeps no question back."""
    apply(story, "anna", "berit")
    story.run_until(march(11))
    assert len(read(story, INGRID, "reminder")) == 2


def test_escalations_of_one_day_are_one_mail_for_each_reader(story: Story) -> None:
    """The next in line and the recruiter: whom the decider was asked about, and when."""
    apply(story, "anna", "berit", "cato")
    nights(story, 14)
    [(_, to_manager, plainly)] = read(story, KARI, "escalation")
    [(_, to_recruiter, _)] = read(story, MONA, "escalation")
    assert to_manager == to_recruiter == "Frist 16. mars: 3 søkere har ikke fått svar, Elektriker"
    assert "Ingrid Berg fikk spørsmålet 10. mars og har ikke avgjort" in plainly
    for name in ("anna", "berit", "cato"):
        assert f"/p/promise.{name}.1" in plainly
        [deed] = asked(story, name, Due.ESCALATE)
        assert len(deed.mail_ids) == 2
        assert story.mails(name, "escalation") == []


def test_who_is_manager_and_recruiter_at_once_is_asked_once(story: Story) -> None:
    """Both escalations are for the same person: one mail, and no commit with one desk twice."""
    job = {**JOB, "recruiter": {"name": "Kari Strand", "email": KARI}}
    apply(story, "anna", "berit", "cato", job=job)
    nights(story, 14)
    [(_, subject, _)] = read(story, KARI, "escalation")
    assert subject == "Frist 16. mars: 3 søkere har ikke fått svar, Elektriker"
    assert not story.failed


def test_several_jobs_of_one_decider_are_one_mail_by_job(story: Story) -> None:
    """The job with the nearest promise first, and in each the nearest promise first."""
    other = {**JOB, "id": "tomrer", "title": "Tømrer"}
    apply(story, "anna", job=other)
    story.run_for(HOUR)
    apply(story, "berit", "cato")
    nights(story, 10)
    story.run_for(DAY)
    [(_, subject, text)] = read(story, INGRID, "reminder")
    assert subject == "3 søkere til 2 stillinger venter på svar"
    assert text.index("Tømrer") < text.index("Anna") < text.index("Elektriker")
    assert "/p/job.tomrer.0" in text


def test_the_whole_list_leads_to_the_page_to_decide_on(story: Story) -> None:
    """The mail names thirty at most: the others are one click further, while the job is open."""
    apply(story, "anna", "berit")
    story.run_for(DAY)
    page = show_page("job", JOB["id"], 0, FORM, story.house, story.links, {})
    assert isinstance(page, UndecidedPage)
    assert [(each.name, each.url) for each in page.applicants] == [
        ("Anna Nordås", story.links.url("promise", "anna", 1)),
        ("Berit Nordås", story.links.url("promise", "berit", 1)),
    ]
    story.happens("job.closed", JOB["id"], {"reason": "filled"})
    story.run_for(HOUR)
    page = show_page("job", JOB["id"], 0, FORM, story.house, story.links, {})
    assert isinstance(page, UndecidedPage)
    assert {each.url for each in page.applicants} == {None}


def test_a_mail_about_several_that_comes_back_goes_to_the_next_in_line(story: Story) -> None:
    """And nothing more about these jobs goes to an address that takes no mail."""
    story.dead.add(INGRID)
    apply(story, "anna", "berit")
    nights(story, 10)
    story.run_for(DAY)
    [(_, _, text)] = read(story, PER, "reminder")
    assert "Ingrid Berg" in text
    assert "Anna Nordås" in text
    assert story.look("anna").is_gone(INGRID)
    assert story.look("anna").decider.email == PER


def test_who_was_asked_already_does_not_get_a_colleagues_mail_as_well(story: Story) -> None:
    """The manager has the escalation; the recruiter's, which comes back, goes one further."""
    story.dead.add(MONA)
    apply(story, "anna", "berit")
    nights(story, 14)
    story.run_for(3 * DAY)
    assert len(read(story, KARI, "escalation")) == 1
    assert story.look("anna").is_gone(MONA)


def test_when_it_is_delivered_the_names_are_let_go(story: Story) -> None:
    """It belongs to no candidate, so no erasure would find it: its words are not kept."""
    apply(story, "anna", "berit")
    nights(story, 10)
    story.run_for(DAY)
    assert len(read(story, INGRID, "reminder")) == 1
    desks = [record for stream, record in story.store.streams.items() if stream.kind == "desk"]
    kept = [item for desk in desks for item in desk.outbox.values() if item.kind == "reminders"]
    assert [item.state for item in kept] == [State.DELIVERED]
    assert not [item for item in kept if "Nordås" in item.model_dump_json()]


def test_who_is_erased_in_the_night_is_in_no_mail(story: Story) -> None:
    """The list has ids only, and who lies on it is looked at when the mail is written."""
    apply(story, "anna", "berit", "cato")
    nights(story, 10)
    story.happens("candidate.erased", "person-anna")
    story.run_for(DAY)
    [(_, _, text)] = read(story, INGRID, "reminder")
    assert "Anna" not in text
