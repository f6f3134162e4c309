"""What people see, in a real browser: readable in light and dark, on a telephone and a desk."""

from pathlib import Path

import pytest

from svar.mail.render import render
from svar.pages.render import render_page
from tests.pages.looking import Reader
from tests.pages.samples import pages
from tests.unit.mail.samples import LANGUAGES, mails

HTML = {"content-type": "text/html; charset=utf-8"}


def test_looking_finds_what_is_wrong(reader: Reader, tmp_path: Path) -> None:
    """Pale text, a wide box, a picture from elsewhere: the tests below would see each of them."""
    wrong = """<!DOCTYPE html><html lang="nb"><head><title>a</title></head><body><main><h1>a</h1>
        <p style="color: #ccc; background: #fff; width: 900px">Words too pale to read</p>
        <img alt="" src="https://elsewhere.test/pixel.gif"></main></body></html>"""
    found = " ".join(reader.faults(wrong, headers=HTML, picture=tmp_path / "wrong"))
    assert "light, 320: color-contrast" in found
    assert "dark, 1024: color-contrast" in found
    assert "px wide in a window of 320" in found
    assert "px wide in a window of 1024" not in found
    assert "asks for https://elsewhere.test/pixel.gif" in found
    assert len(list(tmp_path.iterdir())) == 4


def test_looking_sees_what_is_wrong_in_the_dark_on_a_telephone_only(reader: Reader) -> None:
    """A document is loaded once, and still what it does in each scheme and width is seen."""
    wrong = """<!DOCTYPE html><html lang="nb"><head><title>a</title><style>
        p { color: #000; background: #fff }
        @media (prefers-color-scheme: dark) and (max-width: 600px) { p { color: #ccc } }
        </style></head><body><main><h1>a</h1><p>Words</p></main></body></html>"""
    [found] = reader.faults(wrong, headers=HTML)
    assert found.startswith("dark, 320: color-contrast")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", mails("nb"))
def test_a_mail_is_readable_in_light_and_dark_and_on_every_width(
    reader: Reader, pictures: Path | None, name: str, language: str
) -> None:
    """axe finds nothing, nothing is wider than the window, and nothing is fetched."""
    html = render(mails(language)[name]).html
    picture = pictures / f"{name}.{language}" if pictures else None
    assert not reader.faults(html, headers=HTML, picture=picture)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", pages("nb"))
def test_a_page_is_readable_in_light_and_dark_and_on_every_width(
    reader: Reader, pictures: Path | None, name: str, language: str
) -> None:
    """The same for pages, under the security policy that they are served with."""
    page = render_page(pages(language)[name])
    picture = pictures / f"page-{name}.{language}" if pictures else None
    assert not reader.faults(page.html, headers=page.headers, picture=picture)
