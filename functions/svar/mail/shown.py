"""What mails and pages both show: the words they have in common, and the parts they share."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from svar.domain.deeds import Deeds
from svar.domain.events import Mistake
from svar.domain.value import Value

# Some come from an ATS: a link that runs a script is not a link.
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
CriterionStatus = Literal["met", "not_met", "unclear", "not_asked"]
Review = Literal["hold", "approve"]
AskedSince = Literal["application", "interview"]
CloseCause = Literal["closed", "filled", "cancelled", "on_hold", "hired"]
HumanAction = Literal["approve", "decide", "mark_told", "correct", "read_answers"]


class Part(Value):
    model_config = ConfigDict(extra="forbid")


class Person(Part):
    """Somebody on the employer's side whom a reader can reach."""

    name: str = Field(min_length=1)
    email: str | None = None
    phone: str | None = None


class GateFinding(Part):
    """One rule that a text broke: `rule` is R01..R20, `words` the offending words."""

    rule: str = Field(pattern=r"^R[0-9]{2}$")
    words: str = ""


class Corrects(Part):
    """What a correction puts right, when the wrong letter went, and why (which is internal)."""

    mistake: Mistake
    sent_at: AwareDatetime | None = None
    why: str


def corrects(deeds: Deeds, number: int) -> Corrects | None:
    """What the letter of this number puts right, `None` when it is no correction."""
    made = deeds.correction(number)
    if made is None:
        return None
    wrong = deeds.telling(made.letter)
    return Corrects(
        mistake=made.mistake, sent_at=wrong.released_at if wrong else None, why=made.why
    )
