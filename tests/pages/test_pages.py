"""What the pages say and post, without a browser."""

import base64
import hashlib
import re
from typing import get_args

import html5lib
import pytest
from syrupy.assertion import SnapshotAssertion

from svar.domain.errors import Invalid
from svar.domain.standing import Standing
from svar.mail.wording import wording
from svar.pages.contents import LetterPage, Outcome, Problem, UndecidedPage
from svar.pages.render import editable_text, emergency_numbers, render_page
from svar.pages.to_candidates import ChatError, ChatOver
from svar.workflows.hold_screening import LONGEST_ANSWER
from tests.pages.samples import FORM, pages
from tests.unit.mail.samples import LANGUAGES, ORGANISATION, RECRUITER

EACH = pytest.mark.parametrize(
    ("language", "name"), [(language, name) for language in LANGUAGES for name in pages(language)]
)


@EACH
def test_a_page_reads_as_agreed(language: str, name: str, snapshot: SnapshotAssertion) -> None:
    """A change of wording is a diff that somebody reviews; the style has its own file."""
    html = render_page(pages(language)[name]).html
    assert re.sub(r"<style>.*?</style>", "<style></style>", html, flags=re.DOTALL) == snapshot


@EACH
def test_a_page_is_valid_and_asks_for_nothing(language: str, name: str) -> None:
    """Strictly parsed; one h1; no script, no inline style, nothing from elsewhere."""
    html = render_page(pages(language)[name]).html
    html5lib.HTMLParser(strict=True).parse(html)
    assert html.count("<h1>") == 1
    assert f'<html lang="{language}">' in html
    assert not re.search(r"<(script|img|link|iframe)|\sstyle=|\son\w+=|src=", html)
    assert '<meta name="robots" content="noindex' in html


@EACH
def test_every_form_posts_its_token(language: str, name: str) -> None:
    """A form without the signed token could be sent by somebody else's page."""
    html = render_page(pages(language)[name]).html
    forms = re.findall(r"<form.*?</form>", html, flags=re.DOTALL)
    for form in forms:
        if form.startswith(f'<form method="get" action="{FORM.url}"'):
            # A search changes nothing, and what it asks for stands in the address.
            assert 'name="action"' not in form
            assert FORM.token not in form.replace(FORM.url, "")
            continue
        assert form.startswith(f'<form method="post" action="{FORM.url}">')
        assert f'<input type="hidden" name="token" value="{FORM.token}">' in form
        assert re.search(r'<button type="submit" name="action" value="[a-z_]+"', form)


@EACH
def test_a_page_survives_storage(language: str, name: str) -> None:
    """Through JSON nothing of it is lost."""
    content = pages(language)[name]
    assert type(content).model_validate_json(content.model_dump_json()) == content


def test_the_policy_allows_exactly_our_style() -> None:
    """The hash in the header is the hash of what stands between the style tags."""
    page = render_page(pages("nb")["letter"])
    found = re.search(r"<style>(.*?)</style>", page.html, flags=re.DOTALL)
    assert found is not None
    digest = base64.b64encode(hashlib.sha256(found.group(1).encode()).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_is_neither_kept_nor_followed() -> None:
    """The address is a secret: no cache, no referrer, no index."""
    headers = render_page(pages("nb")["decide"]).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("letter", {"hold", "release", "edit"}),
        ("letter-approve", {"approve", "hold", "edit", "mark_told"}),
        ("letter-together", {"hold", "edit", "mark_told"}),
        ("letter-held", {"resume", "release", "edit"}),
        ("letter-sent", set()),
        ("decide", {"reject", "say_when"}),
        ("undecided", {"close"}),
        ("undecided-found", {"close"}),
        ("undecided-open", set()),
        ("undecided-under-way", set()),
        ("done-held", {"resume"}),
        ("done-undone", {"undo"}),
        ("answers", set()),
        ("chat", {"send", "skip", "end"}),
        ("chat-later", {"send", "skip", "end"}),
        ("chat-finished", set()),
        ("chat-danger", set()),
        ("chat-try-again", {"send"}),
        ("problem", set()),
    ],
)
def test_a_page_offers_only_what_can_be_done_now(name: str, actions: set[str]) -> None:
    """A letter that has gone cannot be stopped, and no button says that it can."""
    html = render_page(pages("nb")[name]).html
    assert set(re.findall(r'name="action" value="([a-z_]+)"', html)) == actions


def test_a_refused_text_comes_back_as_it_was_written() -> None:
    """Nobody has to write it again, and what was wrong is said first."""
    content = pages("nb")["letter-refused"]
    assert isinstance(content, LetterPage)
    html = render_page(content).html
    assert html.index("Teksten er ikke lagret") < html.index("<textarea")
    assert f"\n{content.draft}</textarea>" in html


def test_what_is_edited_is_the_letter_without_greeting_and_signature() -> None:
    """Code puts those on again, so they cannot be lost."""
    content = pages("nb")["letter"]
    assert isinstance(content, LetterPage)
    text = editable_text(content.letter)
    assert text.split("\n\n") == [paragraph.text() for paragraph in content.letter.paragraphs]
    assert f"\n{text}</textarea>" in render_page(content).html


def test_those_who_were_interviewed_start_unticked() -> None:
    """Somebody you have met deserves a call before a letter."""
    html = render_page(pages("nb")["undecided"]).html
    assert 'value="app-1" checked' in html
    assert 'value="app-2" checked' not in html


def test_of_six_hundred_only_those_shown_are_in_the_form() -> None:
    """A search narrows what a button does, and the page says so."""
    html = render_page(pages("nb")["undecided-found"]).html
    assert re.findall(r'name="application" id="[^"]+" value="([^"]+)"', html) == ["app-2"]
    assert "Bare de som vises, blir med" in html


def test_a_long_list_comes_in_parts_that_one_can_read() -> None:
    """Six hundred names in one heap are nobody's list; every name still has one box."""
    content = pages("nb")["undecided"]
    assert isinstance(content, UndecidedPage)
    [first, *_] = content.applicants
    many = tuple(
        first.model_copy(update={"application_id": f"app-{n}", "name": f"Søker {n}"})
        for n in range(600)
    )
    html = render_page(content.model_copy(update={"applicants": many, "total": 600})).html
    assert html.count("<fieldset>") == 1 + 12
    assert "Nummer 551 til 600" in html
    assert len(set(re.findall(r'id="(a-\d+)"', html))) == 600


def test_markup_in_a_name_or_a_draft_stays_text() -> None:
    """What somebody typed is shown, never run."""
    hostile = "</textarea><script>alert(1)</script>"
    content = pages("nb")["letter-refused"].model_copy(
        update={"candidate_name": hostile, "draft": hostile}
    )
    html = render_page(content).html
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_and_problem_has_words(language: str) -> None:
    """No button leads to a page without words."""
    words = wording(language, "pages")
    for outcome in get_args(Outcome):
        assert words.find(f"page.done.{outcome}.next")
    for standing in Standing:
        assert words.find(f"page.standing.{standing}")
    for problem in get_args(Problem):
        assert words.find(f"page.problem.{problem}.means")
    for standing in get_args(ChatOver):
        assert words.find(f"page.chat_over.{standing}.means")
    for error in get_args(ChatError):
        assert words.find(f"page.chat.error_{error}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chat_says_first_what_it_is_and_how_long_an_answer_may_be(language: str) -> None:
    """A program asks and a human decides, before any question; the room is as much as there is."""
    words = wording(language, "pages")
    html = render_page(pages(language)["chat"]).html
    program = words.say_html("page.chat.program", organisation=ORGANISATION)
    assert html.index(program) < html.index(words.say_html("page.chat.voluntary"))
    assert html.index(words.say_html("page.chat.private")) < html.index("<textarea")
    for key in ("page.chat.answer_help", "page.chat.error_too_long"):
        assert str(LONGEST_ANSWER) in words.say(key).replace(",", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_danger_there_is_a_number_to_call_or_at_least_what_to_look_for(language: str) -> None:
    """Norway's by its numbers; where we know none, the words send to the one of the place."""
    html = render_page(pages(language)["chat-danger"]).html
    assert {"tel:113", "tel:116123"} <= set(re.findall(r"tel:\d+", html))
    assert RECRUITER.email in html
    elsewhere = render_page(pages(language)["chat-danger-elsewhere"]).html
    assert wording(language, "pages").say_html("page.chat_over.danger.elsewhere") in elsewhere
    for numbers in emergency_numbers().values():
        assert set(numbers) == {"emergency", "line", "phone"}


def test_an_answer_that_was_refused_comes_back_as_it_was_typed() -> None:
    """In its field, whatever it is made of."""
    hostile = "\n</textarea><script>alert(1)</script>"
    content = pages("nb")["chat-too-long"].model_copy(update={"draft": hostile})
    html = render_page(content).html
    assert "<script>" not in html
    assert ">\n\n&lt;/textarea&gt;" in html


def test_an_unknown_language_is_refused() -> None:
    """As for mails: better an error for us than a page nobody can read."""
    with pytest.raises(Invalid):
        render_page(pages("nb")["problem"].model_copy(update={"language": "tlh"}))
