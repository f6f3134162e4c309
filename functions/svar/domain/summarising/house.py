"""The built-in summary: what was asked, what was clearly answered, and in which words."""

from svar.domain.events import Criterion
from svar.domain.screening import Finding, Motivation, Screening, Status, Summary
from svar.domain.summarising.decency import LONGEST_QUOTE, is_decent, is_protected, steers
from svar.domain.summarising.reading import Reading, read_turn, sentences
from svar.domain.summarising.wording import SummaryWording, spoken, summary_wording

_MOST_MOTIVATION = 2


def house_summary(screening: Screening) -> Summary:
    """Sum up without a model. Texts are in `screening.language`, quotes as they were written."""
    words = summary_wording(screening.language)
    findings = tuple(house_finding(screening, criterion) for criterion in screening.criteria)
    return Summary(
        criteria=findings,
        motivation=_motivation(screening, words),
        questions=questions_for(findings, screening.language),
    )


def questions_for(findings: tuple[Finding, ...], language: str) -> tuple[str, ...]:
    """One question worth asking for each criterion that nobody knows about yet.

    A criterion on a protected ground is never turned into a question (Norwegian equality act §30).
    """
    frames = summary_wording(language).questions
    texts = {"unclear": frames.unclear, "not_asked": frames.not_asked}
    return tuple(
        texts[finding.status].format(criterion=finding.criterion)
        for finding in findings
        if finding.status in texts and not is_protected(finding.criterion)
    )


def readings(screening: Screening, criterion: Criterion) -> list[Reading]:
    """What each turn says about the criterion, in the order it was said."""
    others = tuple(each for each in screening.criteria if each.id != criterion.id)
    read = (read_turn(turn, criterion, others) for turn in screening.transcript)
    return [each for each in read if each is not None]


def house_finding(screening: Screening, criterion: Criterion) -> Finding:
    """What the transcript says about one criterion, with the words that show it."""
    found = readings(screening, criterion)
    if not found:
        return Finding(criterion=criterion.text, status="not_asked")
    # A later answer that says something else makes it doubtful, and is the one that is shown.
    agreed = len({each.verdict for each in found}) == 1
    status: Status = found[0].verdict if agreed else "unclear"
    shown = found[0] if agreed else found[-1]
    return Finding(criterion=criterion.text, status=status, turn=shown.turn, quote=shown.quote)


def _motivation(screening: Screening, words: SummaryWording) -> tuple[Motivation, ...]:
    frames = (words.motivation.first, words.motivation.second)
    said = [
        (turn.turn, sentence)
        for turn in screening.transcript
        if spoken("motivation_question").search(turn.asked.casefold()) and not steers(turn.answered)
        for sentence in sentences(turn.answered)
        if len(sentence) <= LONGEST_QUOTE and len(sentence.split()) > 2 and is_decent(sentence)
    ]
    return tuple(
        Motivation(text=frame, turn=turn, quote=quote)
        for frame, (turn, quote) in zip(frames, said[:_MOST_MOTIVATION], strict=False)
    )
