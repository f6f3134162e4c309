"""The words that the rules look for, per language, read once.

A pattern is a regular expression on whole words,
in lower or upper case; ` … ` in it stands for at most five words of the same clause.
"""

import re
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from svar.domain.languages import texts
from svar.domain.value import Value

_GAP = r"(?: [\w'/,-]{1,60}){0,5} "


def _compiled(patterns: Any) -> Any:
    """One expression for a list of patterns; `None` where a list is empty or left out."""
    if not patterns:
        return None
    either = "|".join(f"(?:{each})" for each in patterns).replace(" … ", _GAP)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


Words = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
SomeWords = Annotated[re.Pattern[str] | None, BeforeValidator(_compiled)]
Example = str | dict[str, str]
"""A sentence put into the model letter's reason, or parts that replace the model letter's."""


class _Data(Value):
    # A misspelt key in a word list must not silently mean a rule that never speaks.
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class RuleWords(_Data):
    """One rule in one language: its name, why it exists, its words, and examples of both."""

    name: str
    why: str
    also: dict[str, str] = Field(default_factory=dict)
    """Other explanations, by what was found."""
    patterns: SomeWords = None
    unless: SomeWords = None
    """What makes them no break where it ends right before them, as «will not» before «keep»."""
    field: SomeWords = None
    """Words that break the rule unless `work` says that they are somebody's line of work."""
    work: SomeWords = None
    in_outcome: SomeWords = None
    """Words that break the rule in the sentence that says the outcome, and nowhere else."""
    breaks: tuple[Example, ...]
    keeps: tuple[Example, ...]


class Greeting(_Data):
    salutations: Words
    nobody: Words
    """What stands in a greeting that could go to anybody."""


class Reason(_Data):
    """`concrete`: something that a person can have or lack. `vague`: talk that only sounds so."""

    concrete: Words
    about: SomeWords = None
    """What a reason in other words speaks of: the person, the job, a number. Left out: anything."""
    told: SomeWords = None
    """What makes a sentence a reason though it sounds like advice: it tells what was found."""
    volume: Words
    vague: Words
    learning: Words


class Contact(_Data):
    """`reply`: the letter itself may be answered; `no_reply`: it may not."""

    reply: Words
    no_reply: SomeWords = None
    team: Words


class Foreign(_Data):
    """Words that betray another language; so many different ones and the letter is not in ours."""

    words: Words
    at_least: int


class Language(_Data):
    own: Words
    own_at_least: int
    foreign: dict[str, Foreign]


class RuleBook(_Data):
    letter: dict[str, str]
    """The parts of a letter that breaks nothing; the examples are built on it."""
    greeting: Greeting
    sign_off: Words
    abbreviations: Words
    outcome: Words
    conditional: Words
    thanks: Words
    wish: Words
    closed: SomeWords = None
    """What tells that nothing more comes, that one may ask, or that it was nice: no advice."""
    ending: SomeWords = None
    """What else may end a letter and wishes nothing: a last sentence in other words is a wish."""
    reason: Reason
    contact: Contact
    language: Language
    rules: dict[str, RuleWords]


@cache
def rule_book(language: str) -> RuleBook:
    """The words of one language; raises KeyError for a language without a file."""
    found = dict(texts(language, "rules"))
    demanded = "|".join(found.pop("demanded", ()))
    found["rules"] = {name: _filled(rule, demanded) for name, rule in found["rules"].items()}
    return RuleBook.model_validate(found)


def _filled(rule: dict[str, Any], demanded: str) -> dict[str, Any]:
    """`{demanded}` in `unless` is what the job asks for, or what somebody told us: one list for all
    rules of a language."""
    if "unless" not in rule:
        return rule
    return {**rule, "unless": [each.replace("{demanded}", demanded) for each in rule["unless"]]}
