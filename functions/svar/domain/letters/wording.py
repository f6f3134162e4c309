"""The words of letters per language, read once."""

from functools import cache
from hashlib import sha256

from pydantic import ConfigDict

from svar.domain.languages import texts
from svar.domain.value import Value

Variants = tuple[str, ...]


class _Texts(Value):
    # A misspelt key in a text file must not silently mean a missing sentence.
    model_config = ConfigDict(extra="forbid")


class LetterTexts(_Texts):
    subject: str
    greeting: str
    greeting_nameless: str
    thanks: str
    thanks_opening: str
    outcome: str
    outcome_plain: str
    closing: Variants
    contact_phone: Variants
    contact_email: Variants
    wish: Variants
    wish_interview: Variants
    sign_off: str


class PositionTexts(_Texts):
    named: str
    quoted: str
    bare: str


class Frames(_Texts):
    """Sentences around a criterion in one form: `shown` asks for signs of a personal quality."""

    plain: Variants
    shown: Variants = ()
    wish: Variants
    opening: Variants
    wish_opening: Variants


class ReasonTexts(_Texts):
    """`noun` fits where a thing is named, `who` after "somebody who"; `said` is quoted."""

    seen: dict[str, str]
    noun: Frames
    who: Frames
    said: Frames
    quoted: Variants
    quoted_wish: Variants


class Thousands(_Texts):
    """What parts the thousands of a number that is at least `least`."""

    mark: str
    least: int


class VolumeTexts(_Texts):
    thousands: Thousands
    numbers: Variants
    numbers_interview: Variants
    applicants: Variants
    basis: Variants
    criteria: Variants
    criteria_interview: Variants


class EndedTexts(_Texts):
    """What became of the position, when that is the reason; `applicants` may follow."""

    filled: Variants
    cancelled: Variants
    applicants: Variants


class Advice(_Texts):
    """`any` names nothing; `bound` speaks of "this requirement"; the others name the criterion."""

    any: Variants
    bound: Variants = ()
    noun: Variants = ()
    topic: Variants = ()
    interview: Variants = ()


class LearningTexts(_Texts):
    openers: Variants
    openers_interview: Variants
    licence: Advice
    certificate: Advice
    education: Advice
    experience: Advice
    language: Advice
    availability: Advice
    leadership: Advice
    quality: Advice
    skill: Advice
    generic: Advice


class JointTexts(_Texts):
    """One letter for several applications. `about` is used where their positions have one name."""

    subject: str
    thanks: str
    outcome: str
    outcome_plain: str
    about_position: str
    about: Variants
    closing: Variants
    contact_for: str
    and_: str


class WithdrawalTexts(_Texts):
    subject: str
    thanks: str
    outcome: str
    wish: str


class CorrectionTexts(_Texts):
    subject: str
    reopened: Variants
    not_for_you: Variants
    text_only: Variants
    corrected_lead: str
    wish_reopened: str
    wish_text_only: str


class Recognise(_Texts):
    """How adverts and people write in one language."""

    required: Variants
    wished: Variants
    lower_first: Variants
    noun_heads: Variants
    articles: Variants
    proper_names: Variants
    verbs: Variants
    not_first: Variants
    """Words that may stand in a noun phrase, but never begin one."""
    who: Variants
    """Verbs that a sentence about "you" may begin with and that fit after "somebody who"."""
    able: Variants
    can: str
    you: Variants
    own_words: Variants
    titles_not_roles: Variants
    definite: dict[str, str]
    places: Variants
    stopwords: Variants
    plain: Variants
    """What other good letters say with, besides the words of ours."""
    limits: Variants
    not_limits: Variants
    speaker: str
    but: Variants
    year: str
    numbers: dict[str, int]
    topic: str
    skill_topic: str
    advice: str
    claim: str
    """How a sentence begins that says something of somebody, and so is no advice."""
    field_of_work: str
    """What an advert asks experience with: there, old people and health are the work itself."""
    family: dict[str, str]


class Wording(_Texts):
    letter: LetterTexts
    position: PositionTexts
    thanks: dict[str, Variants]
    reason: ReasonTexts
    volume: VolumeTexts
    ended: EndedTexts
    learning: LearningTexts
    joint: JointTexts
    withdrawal: WithdrawalTexts
    correction: CorrectionTexts
    recognise: Recognise


@cache
def wording(language: str) -> Wording:
    """The words of one language; raises KeyError for a language that has no file."""
    return Wording.model_validate(texts(language, "letters"))


def pick(variants: Variants, seed: str, slot: str) -> str:
    """One of the variants, the same each time for the same seed and slot."""
    digest = sha256(f"{slot}\x1f{seed}".encode()).digest()
    return variants[int.from_bytes(digest[:4]) % len(variants)]
