"""A decider with 150 undecided candidates whose reminders fall due on one morning."""

from svar.domain.promises import Due
from tests.unit.core.conftest import MONDAY, Story
from tests.unit.core.test_asked_together import DAY, INGRID, nights, read


def test_150_reminders_of_one_morning_are_one_mail() -> None:
    """The nearest promises by name, the number of all the others, and the page with everybody."""
    story = Story(MONDAY)
    names = [f"kandidat-{number}" for number in range(150)]
    for name in names:
        story.apply(name)
    nights(story, 10)
    story.run_for(DAY)
    [(_, subject, text)] = read(story, INGRID, "reminder")
    assert subject == "150 søkere venter på svar: Elektriker"
    assert text.count("/p/promise.") == 30
    assert "Og 120 søkere til, se hele listen: https://svar.fjordbyen.example/p/job." in text
    for name in names:
        reminded = [d for d in story.look(name).deeds.done[1] if d.due is Due.REMIND]
        assert len(reminded) == 1
        assert len(reminded[0].mail_ids) == 1
        assert story.mails(name, "reminder") == []
