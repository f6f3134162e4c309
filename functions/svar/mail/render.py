"""Turn a mail's values into its subject, its text part and its HTML part."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment

from svar.domain.letters.document import LetterDocument
from svar.mail.contents import Correction, MailContent, Rejection, WithdrawalConfirmation
from svar.mail.rendered import RenderedMail
from svar.mail.templating import Voice, environment
from svar.mail.wording import wording

HERE = Path(__file__).parent
TEMPLATES = (HERE / "compiled", HERE / "templates")
_BLANK_LINES = re.compile(r"\n\s*\n")


def render(content: MailContent) -> RenderedMail:
    """Return the mail that `content` describes, in its own language.

    Raises Invalid when there are no texts in that language. A placeholder that is not filled
    raises, so a mail with a hole in it cannot leave.
    """
    if isinstance(content, Rejection | WithdrawalConfirmation | Correction):
        return render_letter(content.letter, ai_note=content.ai_note)
    words = wording(content.language)
    voice = Voice(words, today=content.written_on, zone=content.zone)
    return _mail(content.kind, words.language, voice.names() | {"m": content})


def render_letter(document: LetterDocument, *, ai_note: bool) -> RenderedMail:
    """Return a finished letter as a mail; its words are used as they stand."""
    words = wording(document.language)
    # A letter carries its dates in its sentences, so no day or zone can matter to its template.
    voice = Voice(words, today=date.min, zone="UTC")
    return _mail("letter", words.language, voice.names() | {"letter": document, "ai_note": ai_note})


def _mail(kind: str, language: str, names: Mapping[str, object]) -> RenderedMail:
    # The text template's first line is the subject: one place says all that a mail says.
    subject, _, text = _fill(f"{kind}.txt.j2", names).partition("\n")
    html = _fill(f"{kind}.html.j2", {**names, "language": language})
    return RenderedMail(
        subject=" ".join(subject.split()),
        text=_BLANK_LINES.sub("\n\n", text).strip() + "\n",
        html=html.strip() + "\n",
        language=language,
    )


@cache
def _engine() -> Environment:
    return environment(*TEMPLATES)


def _fill(template: str, names: Mapping[str, object]) -> str:
    return _engine().get_template(template).render(names)
