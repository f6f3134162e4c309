"""An organisation and its policy, as read from `infra/organisation.toml`."""

import tomllib
from difflib import get_close_matches
from typing import Annotated, Any, NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from svar.domain.languages import languages
from svar.domain.policy import (
    ClosedDays,
    Contact,
    Contacts,
    Email,
    LetterRules,
    Person,
    Policy,
    PromiseRules,
    ReasonRule,
    ReasonRules,
    Recruiters,
    ScreeningRules,
    Source,
    TellingRules,
    Text,
    WebhookRules,
    WithdrawalRules,
)

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class Organisation(Policy):
    """Everything an operator may decide. Secrets are not here: they live in the secret store."""

    name: Text
    domain: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
    sender: Email
    """From-address of every mail; on `domain`, or receivers take it for a forgery (DMARC)."""
    languages: tuple[Language, ...] = Field(default=("nb", "nn", "en"), min_length=1)
    default_language: Language = "nb"
    country: Text = "NO"
    """ISO 3166-1, for public holidays."""
    subdivision: Text | None = None
    """ISO 3166-2 without the country, as `ON`."""
    time_zone: Text = "Europe/Oslo"
    privacy_url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None
    """What the organisation tells about personal data (GDPR Art. 13); each receipt links to it."""
    jurisdiction: Text = "NO"
    """Whose response clock holds for jobs that do not say otherwise; a key of the clocks' table."""
    closed_days: ClosedDays = ()
    contacts: Contacts
    people: tuple[Person, ...] = ()
    promises: PromiseRules = Field(default_factory=PromiseRules)
    telling: TellingRules = Field(default_factory=TellingRules)
    screening: ScreeningRules = Field(default_factory=ScreeningRules)
    withdrawals: WithdrawalRules = Field(default_factory=WithdrawalRules)
    letters: LetterRules = Field(default_factory=LetterRules)
    reasons: ReasonRules = Field(default_factory=ReasonRules)
    recruiters: Recruiters
    webhooks: dict[Source, WebhookRules] = Field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def person(self, email: str) -> Person | None:
        wanted = email.casefold()
        return next((one for one in self.people if one.email.casefold() == wanted), None)

    def contact(self, email: str) -> Contact:
        """The person behind an address; an address nobody described is its own name."""
        known = self.person(email)
        return Contact(name=known.name if known else email, email=email)

    def managers_of(self, email: str) -> tuple[Contact, ...]:
        """Who hears when this person is silent: the managers upwards, each once."""
        found: dict[str, Contact] = {}
        known = self.person(email)
        while known is not None and known.manager is not None:
            above = known.manager.casefold()
            if above in found or above == email.casefold():
                break
            found[above] = self.contact(known.manager)
            known = self.person(known.manager)
        return tuple(found.values())

    def next_in_line(self, email: str) -> tuple[Contact, ...]:
        """Who is asked instead of this person, nearest first; the fallback contact is the last."""
        known = self.person(email)
        substitutes = tuple(self.contact(each) for each in known.substitutes) if known else ()
        found: dict[str, Contact] = {}
        for each in (*substitutes, *self.managers_of(email)):
            found.setdefault(each.email.casefold(), each)
        last = self.contacts.fallback
        line = [each for each in found.values() if each.email.casefold() != last.email.casefold()]
        return tuple(each for each in (*line, last) if each.email.casefold() != email.casefold())

    def reason_for(self, internal: str) -> ReasonRule:
        """What an internal ATS reason may become; case and outer blanks do not matter."""
        wanted = internal.strip().casefold()
        for words, rule in self.reasons.map.items():
            if words.casefold() == wanted:
                return rule
        return ReasonRule(kind=self.reasons.unmapped)

    def may_recruit(self, email: str) -> bool:
        """Whether this address may use the recruiters' links."""
        address = email.strip().casefold()
        allowed = [each.casefold() for each in self.recruiters.allowed]
        return address in allowed or any(
            each.startswith("@") and address.endswith(each) for each in allowed
        )

    def is_auto_reject(self, source: str, user: str) -> bool:
        """Whether `user` at this ATS account is a rule and not a human."""
        rules = self.webhooks.get(source)
        return rules is not None and user in rules.auto_reject_users

    def jurisdiction_of(self, source: str) -> str:
        """Whose response clock holds for applications from this ATS account."""
        rules = self.webhooks.get(source)
        return rules.jurisdiction if rules and rules.jurisdiction else self.jurisdiction

    @field_validator("sender", mode="after")
    @classmethod
    def _lower_domain(cls, sender: str) -> str:
        local, _, domain = sender.rpartition("@")
        return f"{local}@{domain.lower()}"

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise _refused(
                f"there is no time zone {name!r}", "an IANA name, as `Europe/Oslo`"
            ) from error

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for wrong, at, problem, expected in self._doubts():
            if wrong:
                raise _refused(problem, expected, at)
        return self

    def _doubts(self) -> list[tuple[bool, str, str, str]]:
        known = ", ".join(sorted(self.promises.jurisdictions))
        places = {self.jurisdiction, *(each.jurisdiction for each in self.webhooks.values())} - {
            None
        }
        unknown = sorted(str(each) for each in places if each not in self.promises.jurisdictions)
        addresses = [each.email.casefold() for each in self.people]
        unwritten = [each for each in self.languages if each not in languages()]
        return [
            (
                not self.sender.endswith(("@" + self.domain, "." + self.domain)),
                "sender",
                f"{self.sender} is not on {self.domain}",
                f"an address on the organisation's own domain, as `jobb@{self.domain}`",
            ),
            (
                self.default_language not in self.languages,
                "default_language",
                f"{self.default_language!r} is not among `languages`",
                f"one of {', '.join(self.languages)}",
            ),
            (
                bool(unwritten),
                "languages",
                f"there are no texts in {', '.join(unwritten)}",
                f"some of {', '.join(languages())}",
            ),
            (
                bool(unknown),
                "jurisdiction",
                f"no clock is described for {', '.join(unknown)}",
                f"one of {known}, or a new table under `promises.jurisdictions`",
            ),
            (
                len(addresses) != len(set(addresses)),
                "people",
                "the same address stands twice",
                "each person once",
            ),
        ]


class Finding(NamedTuple):
    """One thing to mend: where, what is wrong, and what would be right."""

    path: str
    problem: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}. Expected: {self.expected}"


class OrganisationInvalid(ValueError):
    """The file cannot be used; `findings` says why, in the file's own words."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(str(each) for each in findings))
        self.findings = findings


def read_organisation(text: str) -> Organisation:
    """Read a policy that was loaded and found right when it was deployed.

    Raises OrganisationInvalid with every finding but those about the country.
    """
    try:
        return Organisation.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        finding = Finding("the file", f"it is not TOML: {error}", "TOML 1.0")
        raise OrganisationInvalid((finding,)) from error
    except ValidationError as error:
        raise OrganisationInvalid(tuple(_finding(each) for each in error.errors())) from error


def load_organisation(text: str) -> Organisation:
    """Read the text of an `organisation.toml`, or raise OrganisationInvalid with every finding."""
    organisation = read_organisation(text)
    if (finding := _unknown_country(organisation)) is not None:
        raise OrganisationInvalid((finding,))
    return organisation


def _unknown_country(organisation: Organisation) -> Finding | None:
    # All countries' calendars are a tenth of a cold start: the sender reads a policy without them.
    import holidays
    from holidays.registry import EntityLoader

    if organisation.country not in EntityLoader.get_country_codes():
        return Finding(
            "country",
            f"no public holidays are known for {organisation.country!r}",
            "a two-letter country code, as `NO`",
        )
    parts = holidays.country_holidays(organisation.country).subdivisions
    if organisation.subdivision is None or organisation.subdivision in parts:
        return None
    return Finding(
        "subdivision",
        f"{organisation.subdivision!r} is no part of {organisation.country}",
        f"one of {', '.join(parts)}" if parts else "nothing: leave it out",
    )


def _refused(problem: str, expected: str, at: str = "") -> PydanticCustomError:
    context = {"problem": problem, "expected": expected, "at": at}
    return PydanticCustomError("refused", "{problem}", context)


def _finding(error: ErrorDetails) -> Finding:
    context: dict[str, Any] = error.get("ctx", {})
    path = ".".join(str(each) for each in error["loc"]) or context.get("at") or "the file"
    if error["type"] == "refused":
        return Finding(path, context["problem"], context["expected"])
    if error["type"] == "missing":
        return Finding(path, "it is missing", "a value; see the comments in organisation.toml")
    if error["type"] == "extra_forbidden":
        return Finding(path, "there is no such setting", _nearest(error["loc"]))
    if error["type"] == "string_pattern_mismatch":
        given = error["input"]
        return Finding(
            path, f"{given!r} has the wrong shape", f"text of the shape {context['pattern']}"
        )
    if error["type"] == "value_error":
        return Finding(path, f"{error['input']!r} does not fit", str(context["error"]))
    if error["type"].startswith("time_"):
        return Finding(path, f"{error['input']!r} is no time of day", "hours as `08:00-16:00`")
    expected = error["msg"].removeprefix("Input should be ")
    return Finding(path.removesuffix(".[key]"), f"{error['input']!r} does not fit", expected)


def _nearest(location: tuple[int | str, ...]) -> str:
    model: Any = Organisation
    for step in location[:-1]:
        field = getattr(model, "model_fields", {}).get(step)
        model = field.annotation if field else model
    near = get_close_matches(str(location[-1]), getattr(model, "model_fields", {}), n=1)
    return f"perhaps `{near[0]}`" if near else "a setting that organisation.toml describes"
