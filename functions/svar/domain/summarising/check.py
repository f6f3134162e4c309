"""Check a summary, whoever wrote it, before a recruiter reads it."""

import re

from svar.domain.events import Criterion, Turn
from svar.domain.screening import Finding, Motivation, Screening, Summary
from svar.domain.summarising.decency import LONGEST_QUOTE, LONGEST_SENTENCE, is_decent, steers
from svar.domain.summarising.house import questions_for
from svar.domain.summarising.reading import sentences, verdict_of

_MOST_MOTIVATION = 2
_MOST_QUESTIONS = 8
_NUMBER = re.compile(r"\d+")


def checked(summary: Summary, screening: Screening) -> Summary:
    """The summary with everything taken out that the transcript does not carry.

    One finding for each criterion of the advert, in its order. `met` and `not_met` without a quote
    that is a substring of its turn become `unclear`. Protected matters, identifiers, links,
    instructions, scores, ranks and recommendations fall away. Checking twice changes nothing.
    """
    findings = tuple(_finding(summary, screening, each) for each in screening.criteria)
    motivation = (_motivation(each, screening) for each in summary.motivation)
    asked = tuple(each for each in summary.questions if _is_question(each, screening))
    return summary.model_copy(
        update={
            "criteria": findings,
            "motivation": tuple(each for each in motivation if each)[:_MOST_MOTIVATION],
            "questions": asked[:_MOST_QUESTIONS] or questions_for(findings, screening.language),
        }
    )


def _finding(summary: Summary, screening: Screening, criterion: Criterion) -> Finding:
    found = [each for each in summary.criteria if each.criterion == criterion.text]
    nothing = Finding(criterion=criterion.text, status="not_asked")
    if not found or found[0].status == "not_asked":
        return nothing
    first = found[0]
    turn = _turn(screening, first.turn)
    quote = _quote(turn, first.quote, criterion.text)
    sure = quote is not None and len({each.status for each in found}) == 1
    if turn and quote and sure and first.status != "unclear":
        sure = not steers(turn.answered) and not _denied(first.status, quote, turn, criterion)
    return Finding(
        criterion=criterion.text,
        status=first.status if sure else "unclear",
        turn=turn.turn if turn else None,
        quote=quote,
    )


def _denied(status: str, quote: str, turn: Turn, criterion: Criterion) -> bool:
    """Whether the quoted words clearly say the opposite of the status."""
    read = {verdict_of(each, turn.asked, criterion) for each in sentences(quote)} - {"unclear"}
    return bool(read) and read != {status}


def _motivation(said: Motivation, screening: Screening) -> Motivation | None:
    turn = _turn(screening, said.turn)
    quote = _quote(turn, said.quote, screening.job_title)
    if quote is None or not _is_sayable(said.text, screening):
        return None
    return said.model_copy(update={"quote": quote})


def _quote(turn: Turn | None, quote: str | None, about: str) -> str | None:
    """The quote, widened to whole sentences: "have a licence" may follow "I do not"."""
    if turn is None or not quote or not quote.strip() or quote not in turn.answered:
        return None
    start = turn.answered.find(quote)
    end = start + len(quote)
    position, first, last = 0, start, end
    for sentence in sentences(turn.answered):
        begins = turn.answered.find(sentence, position)
        position = begins + len(sentence)
        if begins < end and position > start:
            first, last = min(first, begins), max(last, position)
    whole = turn.answered[first:last].strip()
    return whole if len(whole) <= LONGEST_QUOTE and is_decent(whole, about) else None


def _is_question(text: str, screening: Screening) -> bool:
    return text.rstrip().endswith("?") and _is_sayable(text, screening)


def _is_sayable(text: str, screening: Screening) -> bool:
    """Whether a machine's own sentence may be shown: decent, short, no number of its own."""
    advert = " ".join((screening.job_title, *(each.text for each in screening.criteria)))
    told = " ".join((advert, *(f"{t.turn} {t.answered}" for t in screening.transcript)))
    numbers = set(_NUMBER.findall(text)) <= set(_NUMBER.findall(told))
    return len(text) <= LONGEST_SENTENCE and numbers and is_decent(text, advert)


def _turn(screening: Screening, number: int | None) -> Turn | None:
    return next((each for each in screening.transcript if each.turn == number), None)
