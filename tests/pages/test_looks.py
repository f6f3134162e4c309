"""What people see, in a real browser: readable in light and dark, on a telephone and a desk."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from svar.mail.render import render
from svar.pages.render import render_page
from tests.pages.looking import Scheme, faults
from tests.pages.samples import pages
from tests.unit.mail.samples import LANGUAGES, mails

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (320, 1024)
HTML = {"content-type": "text/html; charset=utf-8"}


def _ways(language: str) -> list[tuple[Scheme, int, bool]]:
    """Return scheme, width and whether to run axe: all four for one language, two for the others.

    Colours and structure are the same in every language; only the words and their length differ.
    """
    if language == LANGUAGES[0]:
        return [(scheme, width, True) for scheme in SCHEMES for width in WIDTHS]
    return [("light", 320, True), ("dark", 1024, True)]


def test_looking_finds_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    """Pale text, a wide box, a picture from elsewhere: the tests below would see each of them."""
    html = """<!DOCTYPE html><html lang="nb"><head><title>a</title></head><body><main><h1>a</h1>
        <p style="color: #ccc; background: #fff; width: 900px">Words too pale to read</p>
        <img alt="" src="https://elsewhere.test/pixel.gif"></main></body></html>"""
    found = " ".join(
        faults(
            browser, html, headers=HTML, scheme="light", width=320, picture=tmp_path / "wrong.png"
        )
    )
    assert "color-contrast" in found
    assert "px wide in a window of 320" in found
    assert "asks for https://elsewhere.test/pixel.gif" in found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", mails("nb"))
def test_a_mail_is_readable_in_light_and_dark_and_on_every_width(
    browser: Browser, pictures: Path, name: str, language: str
) -> None:
    """axe finds nothing, nothing is wider than the window, and nothing is fetched."""
    html = render(mails(language)[name]).html
    for scheme, width, axe in _ways(language):
        picture = pictures / f"{name}.{language}.{scheme}.{width}.png"
        assert not faults(
            browser, html, headers=HTML, scheme=scheme, width=width, picture=picture, axe=axe
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", pages("nb"))
def test_a_page_is_readable_in_light_and_dark_and_on_every_width(
    browser: Browser, pictures: Path, name: str, language: str
) -> None:
    """The same for pages, under the security policy that they are served with."""
    page = render_page(pages(language)[name])
    for scheme, width, axe in _ways(language):
        picture = pictures / f"page-{name}.{language}.{scheme}.{width}.png"
        assert not faults(
            browser,
            page.html,
            headers=page.headers,
            scheme=scheme,
            width=width,
            picture=picture,
            axe=axe,
        )
