"""Check a summary, whoever wrote it, before a recruiter reads it."""

import re

from svar.domain.events import Criterion, Turn
from svar.domain.letters.letter_words import shared_meaning
from svar.domain.screening import Finding, Motivation, Screening, Summary
from svar.domain.summarising.decency import LONGEST_QUOTE, LONGEST_SENTENCE, is_decent, steers
from svar.domain.summarising.house import house_finding, questions_for
from svar.domain.summarising.reading import says_no, sentences, speaks_of, verdict_of
from svar.domain.summarising.wording import spoken, summary_wording

_MOST_MOTIVATION = 2
_MOST_QUESTIONS = 8
_NUMBER = re.compile(r"\d+")


def checked(summary: Summary, screening: Screening) -> Summary:
    """The summary with everything taken out that the transcript does not carry.

    One finding for each criterion of the advert, in its order. `met` and `not_met` without a quote
    that is a substring of its turn become `unclear`. Protected matters, identifiers, links,
    instructions, scores, ranks and recommendations fall away, and so do questions about anything
    but a criterion that nobody knows about yet. Checking twice changes nothing.
    """
    findings = tuple(_finding(summary, screening, each) for each in screening.criteria)
    motivation = (_motivation(each, screening) for each in summary.motivation)
    open_ones = tuple(
        criterion
        for criterion, each in zip(screening.criteria, findings, strict=True)
        if each.status in ("unclear", "not_asked")
    )
    asked = tuple(each for each in summary.questions if _is_question(each, open_ones, screening))
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
    if sure and first.status == "met" and _contradicted(screening, criterion):
        return house_finding(screening, criterion)
    return Finding(
        criterion=criterion.text,
        status=first.status if sure else "unclear",
        turn=turn.turn if turn else None,
        quote=quote,
    )


def _contradicted(screening: Screening, criterion: Criterion) -> bool:
    """Whether any answer says no to it: then somebody said yes and no."""
    return any(
        says_no(each, criterion)
        for turn in screening.transcript
        for each in sentences(turn.answered)
    )


def _denied(status: str, quote: str, turn: Turn, criterion: Criterion) -> bool:
    """Whether the quoted words clearly say the opposite of the status."""
    read = {verdict_of(each, turn.asked, criterion) for each in sentences(quote)} - {"unclear"}
    return bool(read) and read != {status}


def _motivation(said: Motivation, screening: Screening) -> Motivation | None:
    turn = _turn(screening, said.turn)
    quote = _quote(turn, said.quote, screening.job_title)
    if turn is None or quote is None or not _is_sayable(said.text, screening):
        return None
    ours = summary_wording(screening.language).motivation
    if said.text in (ours.first, ours.second) or shared_meaning(
        said.text, turn.answered, screening.language
    ):
        return said.model_copy(update={"quote": quote})
    # A text that shares nothing with the answer is somebody's own: the house says it, or nobody.
    if not spoken("motivation_question").search(turn.asked.casefold()):
        return None
    return said.model_copy(update={"text": ours.first, "quote": quote})


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


def _is_question(text: str, about: tuple[Criterion, ...], screening: Screening) -> bool:
    speaks = any(speaks_of(text, criterion) for criterion in about)
    return speaks and text.rstrip().endswith("?") and _is_sayable(text, screening)


def _is_sayable(text: str, screening: Screening) -> bool:
    """Whether a machine's own sentence may be shown: decent, short, no number of its own."""
    advert = " ".join((screening.job_title, *(each.text for each in screening.criteria)))
    told = " ".join((advert, *(f"{t.turn} {t.answered}" for t in screening.transcript)))
    numbers = set(_NUMBER.findall(text)) <= set(_NUMBER.findall(told))
    return len(text) <= LONGEST_SENTENCE and numbers and is_decent(text, advert)


def _turn(screening: Screening, number: int | None) -> Turn | None:
    return next((each for each in screening.transcript if each.turn == number), None)
