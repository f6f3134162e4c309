"""What a candidate answered in the screening, as the recruiter may read it."""

from collections.abc import Iterator

from svar.domain.chatting import is_dangerous
from svar.domain.events import Turn
from svar.domain.letters.screens import screened
from svar.domain.situation import Situation
from svar.domain.summarising.reading import sentences
from svar.pages.contents import Answered, AnswersPage, PageContent
from svar.workflows.page_parts import name_of, page_of, problem, title_of


def answers_page(at: Situation) -> PageContent:
    """All that was asked and answered, but what is about protected matters or a private life.

    An answer that may mean danger is shown whole: somebody must read it, and is asked to.
    """
    if not at.facts.screening:
        return problem(at, "gone")
    about = " ".join((title_of(at), *(each.text for each in at.job.criteria)))
    return AnswersPage(
        **page_of(at),
        candidate_name=name_of(at),
        job_title=title_of(at),
        answers=tuple(_answered(each, about) for each in at.facts.screening),
    )


def _answered(turn: Turn, about: str) -> Answered:
    said = list(_lines(turn.answered))
    shown = said if is_dangerous(turn.answered) else [s for s in said if not _private(s, about)]
    return Answered(asked=turn.asked, answered=tuple(shown), withheld=len(said) - len(shown))


def _lines(answer: str) -> Iterator[str]:
    """The sentences of an answer; of a line that is none, the line."""
    for line in filter(str.strip, answer.splitlines()):
        yield from sentences(line) or [line.strip()]


def _private(sentence: str, about: str) -> bool:
    return screened(sentence, "protected_ground", "personal", "private", about=about) is not None
