"""A mail to the employer's people that came back, for the next in line."""

import re
from html import escape

from svar.mail.wording import wording

_MAIN = re.compile(r"<main[^>]*>")


def addressed_anew(text: str, html: str, *, language: str, missed: str) -> tuple[str, str]:
    """The text and the HTML with a line on top that says whom the mail did not reach.

    Raises Invalid when there are no texts in that language.
    """
    said = wording(language).say("common.readdressed", missed=missed)
    line = f"\n<p><strong>{escape(said)}</strong></p>"
    return f"{said}\n\n{text}", _MAIN.sub(lambda main: main[0] + line, html, count=1)
