"""Every mail in every language: what it says, and that its two parts say the same."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import get_args

import html5lib
import pytest
from jinja2 import UndefinedError
from pydantic import ValidationError
from syrupy.assertion import SnapshotAssertion

from svar.domain.deeds import HumanReason
from svar.domain.errors import Invalid
from svar.mail.contents import HumanLink, NeedsHuman, StatusNotice
from svar.mail.render import render
from svar.mail.templating import environment
from svar.mail.wording import wording
from tests.unit.mail.samples import LANGUAGES, RECRUITER, mails

EACH = pytest.mark.parametrize(
    ("language", "name"), [(language, name) for language in LANGUAGES for name in mails(language)]
)


class _Reading(HTMLParser):
    """What a screen reader meets: the words, the headings and the addresses behind links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._silent += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words += re.findall(r"\w+", data.lower())


@EACH
def test_a_mail_reads_as_agreed(language: str, name: str, snapshot: SnapshotAssertion) -> None:
    """A change of wording or look is a diff that somebody reviews."""
    mail = render(mails(language)[name])
    assert f"{mail.subject}\n\n{mail.text}" == snapshot(name="text")
    assert mail.html == snapshot(name="html")


@EACH
def test_html_is_valid_and_of_one_piece(language: str, name: str) -> None:
    """One h1, the language on html, a title, and no fault for a strict parser."""
    mail = render(mails(language)[name])
    html5lib.HTMLParser(strict=True).parse(mail.html)
    read = _Reading(mail.html)
    assert read.tags.count("h1") == 1
    assert ("lang", language) in read.attributes
    assert "<title></title>" not in mail.html


@EACH
def test_a_mail_fetches_nothing_and_tracks_nobody(language: str, name: str) -> None:
    """No image, no script, no stylesheet from elsewhere: opening it tells us nothing."""
    mail = render(mails(language)[name])
    read = _Reading(mail.html)
    assert not {"img", "script", "link", "iframe", "form", "svg"} & set(read.tags)
    assert "src" not in dict(read.attributes)
    assert "url(" not in mail.html
    assert "unsubscribe" not in mail.html.lower()


@EACH
def test_both_parts_say_the_same(language: str, name: str) -> None:
    """Every word and every address of one part is in the other."""
    mail = render(mails(language)[name])
    read = _Reading(mail.html)
    addresses = [
        value or ""
        for key, value in read.attributes
        if key == "href" and value and value.startswith("https:")
    ]
    said = set(re.findall(r"\w+", f"{mail.subject} {mail.text}".lower()))
    linked = set(re.findall(r"\w+", " ".join(addresses).lower()))
    assert set(read.words) <= said
    assert set(re.findall(r"\w+", mail.text.lower())) <= set(read.words) | linked
    assert all(address in mail.text for address in addresses)


@EACH
def test_a_mail_survives_storage(language: str, name: str) -> None:
    """Through JSON nothing of it is lost, and it renders to the same mail."""
    content = mails(language)[name]
    again = type(content).model_validate_json(content.model_dump_json())
    assert again == content
    assert render(again) == render(content)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", get_args(HumanReason))
def test_every_reason_to_call_a_human_has_words(language: str, reason: HumanReason) -> None:
    """A person is told what happened and what to do, in their language."""
    content = mails(language)["needs_human"]
    assert isinstance(content, NeedsHuman)
    bare = content.model_copy(
        update={"reason": reason, "candidate_name": None, "job_title": None, "letter": None}
    )
    mail = render(bare)
    assert mail.subject in mail.text
    assert wording(language).find(f"needs_human.reasons.{reason}.do") in mail.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_notice_differs_from_the_first_and_the_third(language: str) -> None:
    """Nobody gets the same mail twice."""
    content = mails(language)["status_notice"]
    assert isinstance(content, StatusNotice)
    texts = {render(content.model_copy(update={"number": n})).text for n in (1, 2, 3)}
    assert len(texts) == 3


def test_a_hostile_name_stays_text() -> None:
    """Markup in a name is shown as letters in HTML, and is left alone in text."""
    content = mails("nb")["reminder"].model_copy(
        update={"candidate_name": "<script>alert(1)</script> {{ 7*7 }} {x}"}
    )
    mail = render(content)
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "{{ 7*7 }} {x}" in mail.html
    assert "<script>alert(1)</script> {{ 7*7 }} {x}" in mail.text


def test_a_subject_is_one_line() -> None:
    """A job title with line breaks cannot start a header."""
    content = mails("nb")["receipt"].model_copy(update={"job_title": "lærer\r\nBcc: x@example.org"})
    assert "\n" not in render(content).subject
    assert "\r" not in render(content).subject


def test_an_unknown_language_is_refused() -> None:
    """A letter in a language nobody has written is no answer."""
    with pytest.raises(Invalid, match="no texts for tlh"):
        render(mails("nb")["receipt"].model_copy(update={"language": "tlh"}))


def test_a_region_finds_its_language() -> None:
    """nb-NO is bokmål."""
    content = mails("nb")["receipt"].model_copy(update={"language": "nb-NO"})
    assert render(content).language == "nb"


def test_a_hole_in_a_template_is_an_error() -> None:
    """A name that nobody gave never becomes an empty space in a mail."""
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()


def test_a_missing_placeholder_is_an_error() -> None:
    """A text's placeholder without a value raises, too."""
    with pytest.raises(KeyError):
        wording("nb").say("receipt.promise")


def test_a_mail_takes_no_field_that_it_does_not_know() -> None:
    """A misspelt field is found when the mail is made, not when somebody reads it."""
    with pytest.raises(ValidationError):
        StatusNotice(
            language="nb",
            organisation="Fjordbyen",
            written_on=date(2026, 11, 2),
            job_title="lærer",
            number=1,
            promised_by=date(2026, 11, 2),
            next_word_by=date(2026, 11, 16),
            contact=RECRUITER,
            score=3,  # type: ignore[call-arg]
        )


def test_a_link_that_runs_a_script_is_refused() -> None:
    """Some links come from an ATS."""
    with pytest.raises(ValidationError):
        HumanLink(action="decide", url="javascript:alert(1)")
