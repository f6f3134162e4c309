"""The parts of an organisation's policy: what is promised, when one may tell, who reads first."""

import re
from datetime import date, time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from svar.domain.value import Value

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Review = Literal["hold", "approve", "none"]
"""hold: a human may stop it. approve: a human must say yes. none: nobody is asked."""

# Addresses are only looked at for shape: the mail server is the judge of whether one exists.
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+$"),
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Source = Annotated[str, StringConstraints(pattern=r"^ats/[a-z0-9_-]+/[A-Za-z0-9._-]+$")]


class Policy(Value):
    """Frozen, and strict about names: a misspelt setting must not silently mean the default."""

    model_config = ConfigDict(extra="forbid")


class Contact(Policy):
    """A person who can be answered back."""

    name: Text
    email: Email
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[\d ()-]{5,20}$")] | None = None


class FallbackContact(Contact):
    """Named in every text when the job has no contact of its own, so it must have a phone."""

    phone: Annotated[str, StringConstraints(pattern=r"^\+?[\d ()-]{5,20}$")]


class Contacts(Policy):
    fallback: FallbackContact
    overseer: Contact
    """Who oversees the use of AI (AI Act Art. 26) and is told when it is stopped."""


class Person(Policy):
    """One who decides, and who is asked when that person is silent."""

    name: Text
    email: Email
    manager: Email | None = None
    substitutes: tuple[Email, ...] = ()


def _window(value: Any) -> Any:
    """Read `08:00-16:00`; anything else is left for pydantic to refuse."""
    if isinstance(value, str) and value.count("-") == 1:
        opens, closes = value.split("-")
        return {"opens": opens.strip(), "closes": closes.strip()}
    return value


class Window(Policy):
    """Hours of one weekday, in the zone of whoever is told."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("a window opens before it closes, on the same day: `08:00-16:00`")
        return self


class JurisdictionClock(Policy):
    """A duty in law to say something in time. Both empty means that the law sets no clock."""

    after_application_calendar_days: int | None = Field(default=None, ge=1)
    after_interview_calendar_days: int | None = Field(default=None, ge=1)


def _laws() -> dict[str, JurisdictionClock]:
    # Ontario ESA, O. Reg. 476/24: say within 45 days of the last interview whether there is a
    # decision. Norway sets no date.
    return {
        "NO": JurisdictionClock(),
        "CA-ON": JurisdictionClock(after_interview_calendar_days=45),
    }


class PromiseRules(Policy):
    """What every candidate is promised. Days are working days of the organisation."""

    after_application_working_days: int = Field(default=10, ge=1, le=60)
    after_interview_working_days: int = Field(default=5, ge=1, le=60)
    remind_at: float = Field(default=0.6, gt=0, lt=1)
    escalate_at: float = Field(default=0.9, gt=0, lt=1)
    notice_every_working_days: int = Field(default=10, ge=1, le=60)
    jurisdictions: dict[str, JurisdictionClock] = Field(default_factory=_laws)

    @model_validator(mode="after")
    def _remind_before_escalate(self) -> Self:
        if self.remind_at >= self.escalate_at:
            raise ValueError("remind_at must be smaller than escalate_at, as 0.6 and 0.9")
        return self


def _office_hours() -> dict[Weekday, Window]:
    long, short = (
        Window(opens=time(8), closes=time(16)),
        Window(opens=time(8), closes=time(13)),
    )
    return {"mon": long, "tue": long, "wed": long, "thu": long, "fri": short}


class Never(Policy):
    """Dates on which nobody is told, besides public holidays and the organisation's closed days."""

    between: tuple[tuple[MonthDay, MonthDay], ...] = (("12-24", "01-01"),)
    """First and last day (MM-DD), both included; may pass the new year."""
    around_easter: bool = True
    """From the Wednesday before Easter to Easter Monday."""
    on: tuple[MonthDay, ...] = ("05-01", "05-17")
    afternoon_before: tuple[MonthDay, ...] = ("05-01", "05-17")
    """The day before these, nobody is told from 12:00."""


class ReviewRules(Policy):
    before_interview: Review = "hold"
    after_interview: Review = "approve"


class TellingRules(Policy):
    """When a decision may reach the one it is about."""

    hold_working_hours: int = Field(default=4, ge=0, le=80)
    minimum_after_application_hours: int = Field(default=24, ge=0, le=24 * 14)
    windows: dict[Weekday, Annotated[Window, BeforeValidator(_window)]] = Field(
        default_factory=_office_hours, min_length=1
    )
    """The weekdays named here are the working days, and their hours the working hours."""
    never: Never = Field(default_factory=Never)
    review: ReviewRules = Field(default_factory=ReviewRules)
    one_mail_per_person: bool = True
    days_between_letters: int = Field(default=1, ge=0, le=10)
    """Telling days between two rejections of one person that did not go in one letter."""
    wait_for_other_processes: bool = True

    @property
    def minimum_after_application(self) -> timedelta:
        return timedelta(hours=self.minimum_after_application_hours)

    @property
    def hold(self) -> timedelta:
        """Counted over window hours only."""
        return timedelta(hours=self.hold_working_hours)


class ScreeningRules(Policy):
    chat: bool = True
    """Whether the receipt invites to the screening chat, and the chat takes answers."""


class WithdrawalRules(Policy):
    confirm: bool = True


Provider = Literal["anthropic", "bedrock", "aws"]
"""Through whom Claude is reached: Anthropic's API, Amazon Bedrock, Claude Platform on AWS."""

MODEL_IDS: dict[Provider, tuple[str, str]] = {
    "anthropic": (r"claude-[a-z0-9-]+", "claude-haiku-5-5"),
    "aws": (r"claude-[a-z0-9-]+", "claude-haiku-5-5"),
    # Where data must stay in a region, the id begins with it: an inference profile.
    "bedrock": (
        r"([a-z]{2,6}\.)?anthropic\.claude-[a-z0-9-]+(:\d+)?",
        "eu.anthropic.claude-haiku-5-5",
    ),
}
"""How each provider names its models, with an example."""


class LetterRules(Policy):
    """Who writes. All but `mention_ai` is about Claude, and only read when Claude writes."""

    writer: Literal["house", "claude"] = "house"
    provider: Provider = "anthropic"
    region: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")] | None = None
    """Of Bedrock or Claude Platform on AWS; the function's own region when it is left out."""
    workspace: Annotated[str, StringConstraints(pattern=r"^wrkspc_[A-Za-z0-9]+$")] | None = None
    """Of Claude Platform on AWS, which answers no request without one."""
    model: Text = "claude-haiku-5-5"
    better_model: Text = "claude-sonnet-5-5"
    """Rewrites a letter that the gate refused, and judges what code cannot see."""
    effort: Literal["low", "medium", "high"] | None = None
    """How long a model thinks. Left to the model when it is left out."""
    mention_ai: bool = True

    @model_validator(mode="after")
    def _models_are_the_providers(self) -> Self:
        pattern, example = MODEL_IDS[self.provider]
        for name in ("model", "better_model"):
            if not re.fullmatch(pattern, getattr(self, name)):
                raise ValueError(f"{name}: {self.provider} has no such model, as `{example}`")
        if self.region is not None and self.provider == "anthropic":
            raise ValueError("region: Anthropic's own API has none; leave it out")
        if (self.workspace is None) is (self.provider == "aws"):
            raise ValueError("workspace: Claude Platform on AWS needs one, and nobody else has any")
        return self


class ReasonRule(Policy):
    """What an internal ATS reason may become. The internal words themselves are never sent."""

    kind: Literal[
        "criterion", "volume", "position_filled", "position_cancelled", "withdrawn", "ask"
    ]
    criterion: Text | None = None
    """With kind criterion: its id in the advert, or a glob over the ids, as `experience*`."""

    @model_validator(mode="after")
    def _criterion_is_named(self) -> Self:
        if (self.kind == "criterion") != (self.criterion is not None):
            raise ValueError('`criterion` is given with kind = "criterion", and only then')
        return self


class ReasonRules(Policy):
    unmapped: Literal["ask", "volume"] = "ask"
    map: dict[Text, ReasonRule] = Field(default_factory=dict)


class Recruiters(Policy):
    """Who may use the recruiters' links: addresses, or everybody on a domain (`@town.example`)."""

    allowed: tuple[Text, ...] = Field(min_length=1)


class WebhookRules(Policy):
    """One account at one ATS vendor whose events are this organisation's."""

    auto_reject_users: tuple[Text, ...] = ()
    """Ids of the robots that reject by rule in that ATS; what they decide is parked."""
    parks_unnamed: bool = True
    """Whether a rejection that names nobody is taken for a rule's work and waits for a human. Set
    it to false only where the account has no auto-reject rules."""
    withdrawn_reasons: tuple[Text, ...] = ()
    """The account's own names for "the candidate said no"."""
    jurisdiction: Text | None = None
    """For jobs in another jurisdiction than the organisation's own."""


ClosedDays = tuple[date, ...]
