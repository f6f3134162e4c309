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
WIDTHS = (320, 1280)
HTML = {"content-type": "text/html; charset=utf-8"}


def _ways(language: str) -> list[tuple[Scheme, int]]:
    # Colours and layout are the same in every language; only the length of words differs.
    if language == LANGUAGES[0]:
        return [(scheme, width) for scheme in SCHEMES for width in WIDTHS]
    return [("light", 320)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", mails("nb"))
def test_a_mail_is_readable_in_light_and_dark_and_on_every_width(
    browser: Browser, pictures: Path, name: str, language: str
) -> None:
    """axe finds nothing, nothing is wider than the window, and nothing is fetched."""
    html = render(mails(language)[name]).html
    for scheme, width in _ways(language):
        picture = pictures / f"{name}.{language}.{scheme}.{width}.png"
        assert not faults(browser, html, headers=HTML, scheme=scheme, width=width, picture=picture)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", pages("nb"))
def test_a_page_is_readable_in_light_and_dark_and_on_every_width(
    browser: Browser, pictures: Path, name: str, language: str
) -> None:
    """The same for pages, under the security policy that they are served with."""
    page = render_page(pages(language)[name])
    for scheme, width in _ways(language):
        picture = pictures / f"page-{name}.{language}.{scheme}.{width}.png"
        assert not faults(
            browser, page.html, headers=page.headers, scheme=scheme, width=width, picture=picture
        )
