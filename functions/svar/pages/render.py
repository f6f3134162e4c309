"""Turn a page's values into HTML and the headers that keep it private."""

import base64
import hashlib
import tomllib
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from svar.domain.letters.document import LetterDocument
from svar.domain.value import Value
from svar.mail.templating import Voice, environment
from svar.mail.wording import wording
from svar.pages.contents import LetterPage, PageContent

HERE = Path(__file__).parent
# What evidence says in words is the mails' template: a page and a mail never differ in it.
TEMPLATES = (HERE / "templates", HERE.parent / "mail" / "templates")


class RenderedPage(Value):
    """A page and its headers; `headers` allow exactly this page's style and nothing else."""

    html: str
    headers: dict[str, str]


def render_page(content: PageContent) -> RenderedPage:
    """Return the page that `content` describes, in its own language.

    Raises Invalid when there are no texts in that language.
    """
    words = wording(content.language, "pages")
    voice = Voice(words, today=content.today, zone=content.zone)
    names: dict[str, object] = voice.names() | {
        "p": content,
        "language": words.language,
        "style": Markup(page_style()),  # noqa: S704 - our own stylesheet, escaped it would not match
    }
    if isinstance(content, LetterPage):
        names["body"] = editable_text(content.own_letter or content.letter)
    if content.kind == "chat_over":
        names["help"] = emergency_numbers().get(content.country)
    html = _engine().get_template(f"{content.kind}.html.j2").render(names)
    return RenderedPage(html=html.strip() + "\n", headers=page_headers(words.language))


def editable_text(letter: LetterDocument) -> str:
    """Return what a human may edit: the paragraphs, with a blank line between."""
    return "\n\n".join(paragraph.text() for paragraph in letter.paragraphs)


def page_headers(language: str) -> dict[str, str]:
    """Return the headers of every page: no cache, no referrer, no index, nothing from elsewhere."""
    digest = base64.b64encode(hashlib.sha256(page_style().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": language,
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }


@cache
def emergency_numbers() -> dict[str, dict[str, str]]:
    """Whom to call when a life may be in danger, by country."""
    return tomllib.loads((HERE / "emergency.toml").read_text(encoding="utf-8"))


@cache
def page_style() -> str:
    """Return the one stylesheet, exactly as it stands between the page's style tags."""
    return (HERE / "page.css").read_text(encoding="utf-8").strip()


@cache
def _engine() -> Environment:
    return environment(*TEMPLATES)
