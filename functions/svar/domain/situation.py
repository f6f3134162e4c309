"""Everything that a decision about one application is made from, and what may come of it."""

from collections.abc import Mapping
from copy import replace
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from svar.domain import events as e
from svar.domain.calendar import WorkCalendar
from svar.domain.deeds import Concern, Deeds
from svar.domain.facts import Facts, JobFacts
from svar.domain.languages import language_of
from svar.domain.letters.names import person_name, phone_number
from svar.domain.organisation import Organisation
from svar.domain.outbox import OutboxItem
from svar.domain.policy import Contact
from svar.domain.telling import Telling
from svar.domain.text import single_address

if TYPE_CHECKING:
    from svar.domain.asking import Gathered, OnDesk

GONE_FOR = timedelta(days=30)
"""How long an address that mail came back from is left alone: a mailbox may be mended."""

Reader = Literal["candidate", "recruiter", "decider", "manager"]


class OwedMail(NamedTuple):
    """A mail to be written and laid in the outbox; `name` is unique within the application."""

    name: str
    kind: str
    to: Reader
    params: Mapping[str, Any] = MappingProxyType({})
    person: Contact | None = None
    """Somebody in particular on the employer's side, instead of `to`."""


class Forward(NamedTuple):
    """A mail to the employer's people that came back, on its way to the next in line."""

    item: OutboxItem
    name: str
    to: Contact


class OwedWork(NamedTuple):
    """Something to be started outside the database; `name` makes starting it twice harmless."""

    name: str
    kind: Literal["response_clock", "telling", "screening"]
    payload: dict[str, Any]


class OwedNotice(NamedTuple):
    """An event for the bus, so that the ATS can write it back. Ids and dates only."""

    type: str
    data: dict[str, Any]


class Plan(NamedTuple):
    """What is to be done, all in one transaction. `erase` clears every text of the application."""

    deeds: Deeds
    mails: tuple[OwedMail, ...] = ()
    work: tuple[OwedWork, ...] = ()
    notices: tuple[OwedNotice, ...] = ()
    cancel: tuple[str, ...] = ()
    """Names of outbox mails that must not go any more."""
    settled: tuple[str, ...] = ()
    """Names of outbox mails whose end has been taken note of."""
    erase: bool = False
    stop: tuple[OutboxItem, ...] = ()
    """Mails of another application of the same person that must not go any more."""
    forward: tuple[Forward, ...] = ()
    along: tuple[tuple[str, "Plan"], ...] = ()
    """What happens to other applications of the same person in the same transaction, by id."""
    gathered: tuple["Gathered", ...] = ()
    """Mails that ask one person about this application and others at once."""

    def owe(self, mail: OwedMail) -> "Plan":
        """Owe a mail once: the name is kept among the deeds."""
        if mail.name in self.deeds.mails:
            return self
        deeds = self.deeds.model_copy(update={"mails": (*self.deeds.mails, mail.name)})
        return replace(self, deeds=deeds, mails=(*self.mails, mail))

    def start(self, work: OwedWork) -> "Plan":
        return replace(self, work=(*self.work, work))

    def tell_bus(self, kind: str, **data: Any) -> "Plan":
        return replace(self, notices=(*self.notices, OwedNotice(kind, data)))

    def change(self, **changes: Any) -> "Plan":
        return replace(self, deeds=self.deeds.model_copy(update=changes))

    def worry(self, reason: str, key: str, at: datetime, detail: str | None = None) -> "Plan":
        """Tell a human, once for each cause."""
        if any(concern.key == key for concern in self.deeds.concerns):
            return self
        concern = Concern(key=key, reason=reason, at=at, detail=detail)
        number = len(self.deeds.concerns) + 1
        worried = self.change(concerns=(*self.deeds.concerns, concern))
        mail = OwedMail(
            f"human-{number}", "needs_human", "recruiter", {"reason": reason, "detail": detail}
        )
        return worried.owe(mail).tell_bus("answer.needs_human", reason=reason)


def address_hash(address: str) -> str:
    """Enough to know an address again, and not to read it."""
    return sha256(address.casefold().encode()).hexdigest()[:16]


class _Known(NamedTuple):
    facts: Facts
    job: e.Job
    job_facts: JobFacts
    deeds: Deeds
    outbox: dict[str, OutboxItem]
    """By the name of the mail."""
    now: datetime
    organisation: Organisation
    calendar: WorkCalendar
    other_process_open: bool = False
    version: int = 0
    """The version of the application that this was read at."""
    siblings: tuple["Situation", ...] = ()
    """The same person's other applications, where they were looked at."""
    job_gone: Mapping[str, datetime] = MappingProxyType({})
    """Employer addresses that mail about other applications for this job came back from."""
    carried: Mapping[str, OutboxItem] = MappingProxyType({})
    """Letters of other applications that also tell decisions of this one, by their id."""
    desks: tuple["OnDesk", ...] = ()
    """What lies on the desks of those who are to be asked now, where they were looked at."""


class Situation(_Known):
    """One application as it stands at `now`, and what follows from that.

    Apart from its fields, since a named tuple remembers nothing that it has worked out.
    """

    def letter(self, telling: Telling) -> OutboxItem | None:
        """The mail that tells, or has told, this decision; `None` before it is released."""
        if telling.letter_id is None:
            return None
        own = (item for item in self.outbox.values() if item.id == telling.letter_id)
        return next(own, None) or self.carried.get(telling.letter_id)

    def with_deeds(self, deeds: Deeds) -> "Situation":
        """The same at these deeds; what was worked out of them is kept when they are the same."""
        return self if deeds is self.deeds else replace(self, deeds=deeds)

    @property
    def id(self) -> str:
        return self.facts.id

    @property
    def zone(self) -> str | None:
        return self.facts.candidate.zone if self.facts.candidate else None

    @property
    def language(self) -> str:
        """The candidate's language, else the job's, else the organisation's."""
        candidate = self.facts.candidate
        wishes = (candidate.language if candidate else None, self.job.language)
        return self._known_language(*wishes)

    @cached_property
    def employer_language(self) -> str:
        return self._known_language(self.job.language)

    def _known_language(self, *wishes: str | None) -> str:
        for wish in wishes:
            code = language_of(wish)
            if code and code in self.organisation.languages:
                return code
        return self.organisation.default_language

    @property
    def address(self) -> str | None:
        """The candidate's address, when there is one that may be written to and takes mail."""
        candidate = self.facts.candidate
        if candidate is None or not candidate.can_email:
            return None
        address = single_address(candidate.email or "")
        bounced = self.deeds.bounced
        if address is None or (bounced is not None and address_hash(address) == bounced):
            return None
        return address

    @property
    def no_address(self) -> str:
        """Why there is no address to write to, as a reason for a human."""
        candidate = self.facts.candidate
        if candidate is not None and not candidate.can_email:
            return "cannot_email"
        return "bounced" if self.deeds.bounced else "address_missing"

    @cached_property
    def recruiter(self) -> Contact:
        """Who is asked and named: the job's recruiter, else the organisation's fallback."""
        known = contact_of(self.job.recruiter, self.organisation)
        return self._reachable(known) if known else self.organisation.contacts.fallback

    @cached_property
    def decider(self) -> Contact:
        """Who decides: the job's decider, else the recruiter."""
        known = contact_of(self.job.decider, self.organisation)
        return self._reachable(known) if known else self.recruiter

    @property
    def decided_by(self) -> str:
        """The name of the one who decided, else of the one who is to."""
        data = self.facts.rejection.data if self.facts.rejection else None
        name = person_name(data.decided_by.name) if data and data.decided_by else None
        return name or self.decider.name

    @property
    def manager(self) -> Contact:
        """Who hears when the decider is silent."""
        line = self.organisation.managers_of(self.decider.email)
        fallback = self.organisation.contacts.fallback
        return next((each for each in line if not self.is_gone(each.email)), fallback)

    def is_gone(self, email: str) -> bool:
        """Whether mail to this person of the employer's came back not long ago."""
        if not self.deeds.gone and not self.job_gone:
            return False
        known = address_hash(email)
        since = max(
            (each[known] for each in (self.deeds.gone, self.job_gone) if known in each),
            default=None,
        )
        return since is not None and self.now - since < GONE_FOR

    def _reachable(self, person: Contact) -> Contact:
        """The person, or who stands next in line when mail to them comes back."""
        if not self.is_gone(person.email):
            return person
        line = self.organisation.next_in_line(person.email)
        fallback = self.organisation.contacts.fallback
        return next((each for each in line if not self.is_gone(each.email)), fallback)

    @cached_property
    def answer(self) -> str | None:
        """How the promise was fulfilled, `None` while it is not."""
        facts, live = self.facts, self.deeds.rejection
        ways = (
            ("erased", facts.erased_at is not None),
            ("withdrawn", facts.withdrawn_at is not None),
            ("hired", facts.hired_at is not None),
            ("told_by_ats", facts.already_told_at is not None and facts.rejection is not None),
            ("told", live is not None and live.delivered_at is not None),
            ("told_by_human", self.deeds.answered_by == "human"),
        )
        return next((name for name, holds in ways if holds), None)

    @property
    def decided(self) -> bool:
        """Whether a human's rejection stands, told or not."""
        rejection = self.facts.rejection
        return rejection is not None and not rejection.data.automatic


def contact_of(person: e.Person | None, organisation: Organisation) -> Contact | None:
    """A person of the job's as a letter may name them; `None` without an address to write to."""
    address = single_address(person.email) if person and person.email else None
    if person is None or address is None:
        return None
    known = organisation.person(address)
    name = person_name(person.name) or (known.name if known else None) or address
    return Contact.model_construct(name=name, email=address, phone=phone_number(person.phone))


def promise_end(at: Situation) -> datetime | None:
    """The instant by which the candidate must have word."""
    promise = at.deeds.promise
    if promise is None:
        return None
    given = [
        at.calendar.in_zone(at.zone).close_of(deed.next_word_by)
        for deed in at.deeds.done.get(promise.number, ())
        if deed.next_word_by is not None
    ]
    return max([promise.due_at, *given])
