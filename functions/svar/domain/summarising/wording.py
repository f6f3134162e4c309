"""The words of summaries per language, read once."""

import re
from functools import cache

from pydantic import ConfigDict

from svar.domain.languages import known_language, languages, texts
from svar.domain.value import Value


class _Texts(Value):
    # A misspelt key in a text file must not silently mean a missing sentence.
    model_config = ConfigDict(extra="forbid")


class MotivationTexts(_Texts):
    first: str
    second: str


class QuestionTexts(_Texts):
    unclear: str
    not_asked: str


class Reading(_Texts):
    """How people answer in one language: regular expressions on lower case."""

    motivation_question: str
    yes: str
    claims: str
    denies: str
    hedges: str


class SummaryWording(_Texts):
    motivation: MotivationTexts
    questions: QuestionTexts
    reading: Reading


@cache
def summary_wording(language: str) -> SummaryWording:
    """The words of one language (`nb`, `nb-NO`); English for one that is not ours."""
    return SummaryWording.model_validate(texts(known_language(language, "en"), "summaries"))


@cache
def spoken(kind: str) -> re.Pattern[str]:
    """One pattern of `Reading` in all languages at once: a candidate may answer in any."""
    parts = (getattr(summary_wording(each).reading, kind) for each in languages())
    return re.compile("|".join(f"(?:{part})" for part in parts))
