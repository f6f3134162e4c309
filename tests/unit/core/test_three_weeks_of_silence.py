"""The story that Svar was made for: a line manager who does nothing at all for three weeks."""

from datetime import date, timedelta
from email import message_from_bytes, policy

from tests.unit.core.conftest import Story

DAY = timedelta(days=1)
DECIDER = "ingrid.berg@fjordbyen.example"
MANAGER = "kari.strand@fjordbyen.example"
RECRUITER = "mona.berg@fjordbyen.example"
CANDIDATE = "kari@kandidat.example"


def read(story: Story, reader: str) -> list[tuple[date, str, str]]:
    """What reached one address: the day, the subject, and the text on one line."""
    found = []
    for mail in story.mailer.mailbox:
        if mail.recipient == reader:
            parsed = message_from_bytes(mail.mime, policy=policy.default)
            body = parsed.get_body(("plain",))
            assert body is not None
            day = story.house.calendar.local_date(story.sent_at[mail.tag])
            found.append((day, str(parsed["Subject"]), " ".join(str(body.get_content()).split())))
    return found


def test_a_manager_who_does_nothing_for_three_weeks(story: Story) -> None:
    """Within three weeks of the first question: asked kindly, then plainly; the recruiter knows;
    and the candidate has had the truth, twice."""
    story.apply("kari")
    story.run_for(29 * DAY)

    [(asked_on, asked, kindly)] = read(story, DECIDER)
    [(told_on, _, plainly)] = read(story, MANAGER)
    [(known_on, _, _)] = read(story, RECRUITER)
    receipt, first, second = read(story, CANDIDATE)

    # Kindly: who waits, since when, until when, and two ways to answer. No blame.
    assert asked_on == date(2026, 3, 10)
    assert "Bjørn Åge Sæther" in asked
    assert "mandag 16. mars" in kindly
    assert "/p/promise.kari.1" in kindly
    # Plainly: to the next in line, with the day of the question and what happens otherwise.
    assert (told_on, known_on) == (date(2026, 3, 13), date(2026, 3, 13))
    assert "Ingrid Berg fikk spørsmålet 10. mars og har ikke avgjort" in plainly
    assert "skriver vi til Bjørn Åge Sæther 16. mars" in plainly
    # The candidate: a day in the receipt, the truth on that day, and again on the day it named.
    assert "mandag 16. mars" in receipt[2]
    assert first[0] == date(2026, 3, 16)
    assert "Vi lovet deg svar senest mandag 16. mars, og det klarte vi ikke" in first[2]
    assert "ikke tatt noen avgjørelse" in first[2]
    named = date(2026, 3, 30)
    assert "senest mandag 30. mars" in first[2]
    assert second[0] == named
    assert "fortsatt ikke tatt noen avgjørelse" in second[2]
    # And nobody has been rejected by a deadline.
    assert not [mail for mail in story.mails("kari") if mail.startswith("letter")]
    for _, _, text in (first, second):
        assert "dessverre" not in text
        assert "Mona Berg" in text
