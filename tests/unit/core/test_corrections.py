"""A letter that went out wrongly, told as stories: put right once, on a human's word."""

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from svar.domain.deeds import read_deeds
from svar.domain.letter_case import letter_case
from svar.domain.letters.house_letter import gate
from svar.domain.telling import Kind, State, Telling
from svar.pages.contents import LetterPage
from svar.ports import StreamId
from tests.fakes import Outcome
from tests.unit.core.conftest import Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY = "Vi forvekslet to søkere med samme navn."
RIGHT = "Stillingen krever fagbrev som elektriker, og det fant vi ikke i søknaden."


def told(story: Story, **candidate: Any) -> Story:
    """The letter has gone and is delivered."""
    story.apply("kari", **candidate)
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(5 * DAY)
    assert story.mails("kari", "letter") == ["letter-1"]
    return story


def asks(story: Story, mistake: str = "decision_taken_back", number: int = 1, **more: str) -> Any:
    story.run_for(timedelta(minutes=5))
    given = {"mistake": mistake, "why": WHY, "reason": ""} | more
    page = story.press("telling", "kari", number, action="correct", **given)
    story.run_for(HOUR)
    return page


def correction(story: Story) -> Telling:
    return story.look("kari").deeds.tellings[-1]


def text_of(story: Story, name: str) -> str:
    """The text part of a mail in the mailbox."""
    mail = next(m for m in story.mailer.mailbox if m.tag.startswith(f"a__kari__{name}_"))
    part = message_from_bytes(mail.mime, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize(
    ("language", "mistake", "said"),
    [
        ("nb", "decision_taken_back", "Du er fortsatt med i prosessen"),
        ("nn", "decision_taken_back", "Du er framleis med i prosessen"),
        ("en", "decision_taken_back", "You are still in the process"),
        ("nb", "meant_for_somebody_else", "var ment for noen andre"),
        ("nn", "meant_for_somebody_else", "var meint for nokon andre"),
        ("en", "meant_for_somebody_else", "was not meant for you"),
    ],
)
def test_who_is_not_rejected_after_all_is_told_so_when_a_human_says_yes(
    story: Story, language: str, mistake: str, said: str
) -> None:
    """Taken back after delivery: a mail to a human, their word, their yes, and one letter."""
    told(story, language=language)
    story.take_back("kari")
    story.run_for(HOUR)
    assert "/p/telling.kari.1" in text_of(story, "human-1")

    assert asks(story, mistake).outcome == "correcting"
    assert story.mails("kari", "correction") == []
    assert story.mails("kari", "audit") == ["audit-1-1", "audit-2-1"]
    assert WHY in text_of(story, "audit-2-1")

    story.press("telling", "kari", 2, action="approve")
    story.run_for(HOUR)
    assert story.mails("kari", "correction") == ["correction-2"]
    assert said in text_of(story, "correction-2")
    assert WHY not in text_of(story, "correction-2")
    assert correction(story).state is State.DELIVERED


def test_a_wrong_text_is_replaced_and_the_answer_stands(story: Story) -> None:
    """The right reason in the recruiter's words, with the outcome said again."""
    told(story)
    asks(story, "wrong_text", reason=RIGHT)
    story.press("telling", "kari", 2, action="approve")
    story.run_for(HOUR)
    text = text_of(story, "correction-2")
    assert RIGHT in text
    assert "Du går ikke videre" in text
    assert story.look("kari").answer == "told"


def test_without_words_the_reason_is_written_anew_from_what_the_ats_says_now(story: Story) -> None:
    """The assessment was put on the wrong criterion, and is mended in the ATS."""
    told(story)
    story.reject("kari", assessments=[{"criterion": "licence", "met": False}])
    story.run_for(HOUR)
    asks(story, "wrong_text")
    story.press("telling", "kari", 2, action="approve")
    story.run_for(HOUR)
    assert "førerkort klasse B" in text_of(story, "correction-2")


def test_no_correction_goes_without_a_yes(story: Story) -> None:
    """Silence sends nothing: somebody else is asked, again and again."""
    told(story)
    story.take_back("kari")
    asks(story)
    story.run_for(10 * DAY)
    assert story.mails("kari", "correction") == []
    assert len(story.mails("kari", "approval-2")) > 2
    assert "rettelse" in text_of(story, "approval-2-1").lower()


def test_a_correction_goes_when_a_human_says_so_though_it_is_evening(story: Story) -> None:
    """A wrong rejection is not left standing over a week-end."""
    told(story)
    story.take_back("kari")
    asks(story)
    friday = story.clock.now().replace(hour=20) + timedelta(days=4)
    story.run_until(friday)
    story.press("telling", "kari", 2, action="approve")
    story.run_for(timedelta(minutes=15))
    assert story.mails("kari", "correction") == ["correction-2"]


def test_asked_twice_it_is_corrected_once(story: Story) -> None:
    """Two presses, and a second person on the command line."""
    told(story)
    story.take_back("kari")
    story.run_for(HOUR)
    for _ in range(2):
        story.press("telling", "kari", 1, action="correct", mistake="decision_taken_back", why=WHY)
    data = {"requested_by": {"email": "b@x.no"}, "mistake": "decision_taken_back", "why": "også"}
    story.happens("correction.requested", "kari", data)
    story.run_for(HOUR)
    story.press("telling", "kari", 2, action="approve")
    story.press("telling", "kari", 2, action="approve")
    story.run_for(DAY)
    assert story.mails("kari", "correction") == ["correction-2"]
    assert len(story.look("kari").deeds.corrections) == 1


@pytest.mark.parametrize("outcome", [Outcome.LOST, Outcome.THROTTLED])
def test_a_correction_goes_through_the_same_outbox(story: Story, outcome: Outcome) -> None:
    """An answer of SES that is lost, or a refusal that passes, makes no second one."""
    told(story)
    story.take_back("kari")
    asks(story)
    story.outcomes["correction-2"] = [outcome]
    story.press("telling", "kari", 2, action="approve")
    story.run_for(DAY)
    assert story.mails("kari", "correction") == ["correction-2"]


def test_a_correction_that_is_not_true_any_more_is_stopped(story: Story) -> None:
    """Rejected again while the "you are still in" waits: it must not go."""
    told(story)
    story.take_back("kari")
    asks(story)
    story.reject("kari")
    story.run_for(HOUR)
    assert story.look("kari").deeds.telling(2) is not None
    assert story.look("kari").deeds.tellings[1].state is State.TAKEN_BACK
    story.press("telling", "kari", 2, action="approve")
    story.run_for(5 * DAY)
    assert story.mails("kari", "correction") == []
    assert story.mails("kari", "letter") == ["letter-1", "letter-3"]


def test_a_claim_that_does_not_fit_goes_back_to_the_human(story: Story) -> None:
    """The rejection stands, so nobody is told that they are still in."""
    told(story)
    page = asks(story, "decision_taken_back")
    assert isinstance(page, LetterPage)
    assert page.correcting is not None
    assert page.correcting.error == "does_not_fit"
    data = {"requested_by": {}, "mistake": "decision_taken_back", "why": "feil"}
    story.happens("correction.requested", "kari", data)
    story.run_for(HOUR)
    assert [c.reason for c in story.look("kari").deeds.concerns] == ["correction_does_not_fit"]
    # The ATS was slower than the human: once the decision is taken back, it does fit.
    story.take_back("kari")
    story.run_for(HOUR)
    assert correction(story).kind is Kind.CORRECTION


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"why": " "}, "why_missing"),
        ({"mistake": ""}, "mistake_missing"),
        ({"mistake": "fun"}, "mistake_missing"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(
    story: Story, given: dict[str, str], error: str
) -> None:
    """The page says what, and nothing is begun."""
    told(story)
    story.take_back("kari")
    story.run_for(HOUR)
    typed = {"mistake": "decision_taken_back", "why": WHY, "reason": "Ordene mine."} | given
    page = story.press("telling", "kari", 1, action="correct", **typed)
    assert isinstance(page, LetterPage)
    assert page.correcting is not None
    assert (page.correcting.error, page.correcting.reason) == (error, "Ordene mine.")
    assert len(story.look("kari").deeds.tellings) == 1


def test_a_letter_that_has_not_gone_is_stopped_and_not_corrected(story: Story) -> None:
    """In the hold there is nothing to put right."""
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    page = story.press("telling", "kari", 1, action="correct", mistake="wrong_text", why=WHY)
    assert isinstance(page, LetterPage)
    assert page.correcting is None
    assert len(story.look("kari").deeds.tellings) == 1


def test_an_edited_correction_passes_the_gate_and_needs_its_yes_anew(story: Story) -> None:
    """A human's words in it are judged as everybody's are."""
    told(story)
    story.take_back("kari")
    asks(story)
    old = story.look("kari").deeds.drafts[2].document
    text = "\n\n".join(each.text() for each in old.paragraphs)
    refused = story.press("telling", "kari", 2, action="edit", text=f"{text}\n\nDu er for gammel.")
    assert isinstance(refused, LetterPage)
    assert "R13" in {each.rule for each in refused.findings}
    story.press("telling", "kari", 2, action="edit", text=f"{text}\n\nRing gjerne meg.")
    story.run_for(DAY)
    assert story.mails("kari", "correction") == []
    story.press("telling", "kari", 2, action="approve")
    story.run_for(HOUR)
    assert "Ring gjerne meg." in text_of(story, "correction-2")


def test_the_record_says_what_went_when_on_whose_word_and_why(story: Story) -> None:
    """Both letters, both hashes, and the human behind it."""
    told(story)
    story.take_back("kari")
    asks(story)
    story.press("telling", "kari", 2, action="approve")
    story.run_for(HOUR)
    deeds = story.look("kari").deeds
    (made,) = deeds.corrections
    wrong, right = deeds.telling(made.letter), deeds.telling(made.number)
    assert wrong is not None
    assert right is not None
    assert (made.requested_by, made.why) == ("mona.berg@fjordbyen.example", WHY)
    assert wrong.released_at
    assert right.released_at
    assert wrong.letter_hash != right.letter_hash
    assert right.approved_by == "mona.berg@fjordbyen.example"
    assert right.approved_hash == right.letter_hash


def test_a_correction_passes_the_gate_of_corrections(story: Story) -> None:
    """It says the right thing in the right words, and compares and promises nothing."""
    told(story)
    story.take_back("kari")
    asks(story)
    document = story.look("kari").deeds.drafts[2].document
    assert gate(document, letter_case(story.look("kari")), kind="correction") == ()


def test_an_erased_candidate_gets_no_correction_and_its_record_can_be_read(story: Story) -> None:
    """What is kept says that there was one, and not why."""
    told(story)
    story.take_back("kari")
    asks(story)
    story.happens("candidate.erased", "person-kari")
    story.run_for(DAY)
    kept = story.store.load(StreamId(kind="application", id="kari"))
    deeds = read_deeds(kept.deeds)
    assert deeds.tellings[1].state is State.TAKEN_BACK
    assert deeds.corrections[0].mistake == "decision_taken_back"
    assert WHY not in str(kept)
    assert story.mails("kari", "correction") == []


def test_a_correction_can_itself_be_corrected(story: Story) -> None:
    """The right words were the wrong ones."""
    told(story)
    asks(story, "wrong_text", reason=RIGHT)
    story.press("telling", "kari", 2, action="approve")
    story.run_for(HOUR)
    assert asks(story, "wrong_text", 2, reason=RIGHT.replace("søknaden", "papirene")).kind == "done"
    story.press("telling", "kari", 3, action="approve")
    story.run_for(HOUR)
    assert "papirene" in text_of(story, "correction-3")
