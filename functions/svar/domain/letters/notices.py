"""Two short letters besides the answer: a withdrawal confirmed, and a mistake put right."""

from typing import Literal

from svar.domain.letters.case import LetterCase
from svar.domain.letters.compose import contact_line, finish, paragraph
from svar.domain.letters.document import LetterDocument, Paragraph
from svar.domain.letters.position import position
from svar.domain.letters.wording import wording

Correction = Literal["reopened", "not_for_you", "text_only"]


def withdrawal_confirmation(case: LetterCase) -> LetterDocument:
    """Confirm that the candidate withdrew; raises KeyError for a language without texts."""
    words = wording(case.language)
    texts = words.withdrawal
    thanks = texts.thanks.format(position=position(case.job.title, case.language))
    return finish(
        case,
        words,
        texts.subject,
        (
            paragraph("thanks", thanks, texts.outcome),
            paragraph("contact", contact_line(words, case.contact)),
            paragraph("wish", texts.wish),
        ),
    )


def correction(
    case: LetterCase, variant: Correction, *, corrected: LetterDocument | None = None
) -> LetterDocument:
    """Say that we wrote by mistake.

    `reopened`: the candidate is still in the process. `not_for_you`: so they are, and the letter
    was meant for somebody else. `text_only`: the answer stands, and the reason and advice of
    `corrected`, if given, replace the wrong words.
    """
    words = wording(case.language)
    texts = words.correction
    sentences = {
        "reopened": texts.reopened,
        "not_for_you": texts.not_for_you,
        "text_only": texts.text_only,
    }[variant]
    where = position(case.job.title, case.language)
    body = [paragraph("outcome", *(each.format(position=where) for each in sentences))]
    if variant == "text_only" and corrected is not None:
        body += [paragraph("reason", texts.corrected_lead), *_reasons(corrected)]
    body.append(paragraph("contact", contact_line(words, case.contact)))
    wish = texts.wish_text_only if variant == "text_only" else texts.wish_reopened
    return finish(case, words, texts.subject, (*body, paragraph("wish", wish)))


def _reasons(document: LetterDocument) -> tuple[Paragraph, ...]:
    return tuple(each for each in document.paragraphs if each.part in ("reason", "learning"))
