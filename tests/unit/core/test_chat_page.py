"""GET and POST /c/<token>: what the gateway gets, whatever the gateway brings."""

import base64
import time
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from svar.adapters.interviewers import interviewers_for
from svar.adapters.links import LIFE_SECONDS, SignedLinks
from svar.domain.errors import Transient
from svar.handlers import hold_screening, show_page
from svar.observability import logger
from svar.ports import LinkPurpose
from svar.wiring.core import Core
from tests.unit.core.conftest import MONDAY, Story
from tests.world import organisation

SECRET = ["secret"]
MINUTES = timedelta(minutes=5)


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> Story:
    """Somebody has applied, and links are signed."""
    for handler in (hold_screening, show_page):
        monkeypatch.setattr(handler, "link_secrets", lambda: SECRET)
    story = Story(MONDAY)
    story.apply("anna")
    return story


def token(purpose: LinkPurpose = "chat", id: str = "anna") -> str:
    return SignedLinks("https://svar.example", lambda: SECRET).token(purpose, id, 1)


def call(story: Story, handler: Any, method: str, link: str, **event: Any) -> dict[str, Any]:
    """One request, as the gateway brings it."""
    story.run_for(MINUTES)
    core = Core(story.house, cast(Any, story.links), cast(Any, story._dispatcher()))
    given = {"requestContext": {"http": {"method": method}, "domainName": "svar.example"}, **event}
    if handler is hold_screening:
        return hold_screening.answer(given, link, core, story.interviewers)
    return show_page.answer(given, link, core)


def post(story: Story, link: str, **fields: str) -> dict[str, Any]:
    body = urlencode({"token": link, **fields})
    return call(story, hold_screening, "POST", link, body=body)


def test_the_page_asks_and_takes_an_answer(story: Story) -> None:
    """The form is the next one's, with the headers that every page has."""
    link = token()
    page = call(story, hold_screening, "GET", link)
    assert page["statusCode"] == 200
    assert f'action="/c/{link}"' in page["body"]
    assert page["headers"]["Cache-Control"] == "no-store"
    answered = post(story, link, turn="1", action="send", answer="Verksted.")
    assert 'name="turn" value="2"' in answered["body"]
    assert "Verksted." in answered["body"]


def test_a_candidates_link_opens_nothing_of_the_employers(story: Story) -> None:
    """Nor do the employer's open the chat: each purpose has its own address."""
    assert call(story, show_page, "GET", token())["statusCode"] == 404
    body = urlencode({"token": token(), "action": "reject", "who": "x"})
    assert call(story, show_page, "POST", token(), body=body)["statusCode"] == 404
    for purpose in ("telling", "promise", "job", "answers"):
        link = token(cast(Any, purpose))
        assert call(story, hold_screening, "GET", link)["statusCode"] == 404
        assert post(story, link, turn="1", action="send", answer="x")["statusCode"] == 404
    assert story.look("anna").deeds.chat is None


def test_an_answer_without_the_pages_token_is_not_taken(story: Story) -> None:
    """It may come from somebody else's page."""
    link = token()
    body = urlencode({"turn": "1", "action": "send", "answer": "Verksted."})
    assert call(story, hold_screening, "POST", link, body=body)["statusCode"] == 404
    assert story.look("anna").deeds.chat is None


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"body": None},
        {"body": "\x00\ud800"},
        {"body": "&" * 20_000},
        {"body": "a=b&" * 5_000},
        {"body": "%ff%fe" * 3_000},
        {"body": "no base64!", "isBase64Encoded": True},
        {"body": base64.b64encode(bytes(range(256)) * 80).decode(), "isBase64Encoded": True},
    ],
    ids=["none", "null", "no text", "empty", "fields", "bytes", "no base64", "binary"],
)
@pytest.mark.parametrize("handler", [hold_screening, show_page])
def test_what_is_no_form_is_a_page_and_no_error(
    story: Story, handler: Any, event: dict[str, Any]
) -> None:
    """The gateway's own line of JSON says nothing to anybody."""
    link = token("chat" if handler is hold_screening else "telling")
    answer = call(story, handler, "POST", link, **event)
    assert answer["statusCode"] == 404
    assert "<h1>" in answer["body"]


@pytest.mark.parametrize("length", [2_001, 20_000, 200_000])
def test_a_long_answer_comes_back_with_a_word_about_it(story: Story, length: int) -> None:
    page = post(story, token(), turn="1", action="send", answer="a" * length)
    assert page["statusCode"] == 200
    assert 'aria-invalid="true"' in page["body"]
    assert story.look("anna").deeds.chat is None


def test_a_link_that_is_too_old_says_so_to_a_candidate(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in the words that are meant for the employer's people."""
    link, old = token(), (token("telling"), token("chat", "nobody"))
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + LIFE_SECONDS + 1)
    page = call(story, hold_screening, "GET", link)
    assert page["statusCode"] == 410
    assert "nitti dager" in page["body"]
    assert "mona.berg@fjordbyen.example" in page["body"]
    assert [call(story, hold_screening, "GET", each)["statusCode"] for each in old] == [404, 410]
    assert call(story, hold_screening, "GET", "x")["statusCode"] == 404


def test_a_database_that_does_not_answer_keeps_what_was_typed_on_the_page(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the same form again: sent once more it is stored once."""

    def fails(*_: Any) -> Any:
        raise Transient("ThrottlingException")

    with monkeypatch.context() as down:
        down.setattr(story.store, "load", fails)
        page = post(story, token(), turn="1", action="send", answer="Verksted & <b>mer</b>.")
        looked = call(story, hold_screening, "GET", token())
    assert page["statusCode"] == looked["statusCode"] == 503
    assert "Verksted &amp; &lt;b&gt;mer&lt;/b&gt;.</textarea>" in page["body"]
    assert 'name="turn" value="1"' in page["body"]
    assert "<form" not in looked["body"]


def test_the_log_has_ids_only(story: Story) -> None:
    """Whatever is typed, and wherever."""
    written: list[dict[str, Any]] = []
    story_logger = logger.info

    def note(message: str, **more: Any) -> None:
        written.append({"message": message, **more})
        story_logger(message, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logger, "info", note)
        post(story, token(), turn="snikksnakk", action="send", answer="snikksnakk")
        post(story, token(), turn="1", action="send", answer="snikksnakk")
    assert len(written) == 2
    assert "snikksnakk" not in str(written)


def test_without_a_model_the_house_asks() -> None:
    """And it is always the last to be asked."""
    [house] = interviewers_for(organisation().letters)
    assert type(house).__name__ == "HouseInterviewer"
