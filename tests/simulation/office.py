"""The office in which a round of hiring happens: its vacancies, and who has heard what."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.simulation.policies import policy_at
from tests.simulation.watched import Watched, titled
from tests.unit.core.conftest import JOB
from tests.world import Faults

RECRUITERS = (
    {"name": "Mona Berg", "email": "mona.berg@fjordbyen.example"},
    {"name": "Nils Vik", "email": "nils.vik@fjordbyen.example"},
)
DECIDERS = (
    {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
    {"name": "Per Dahl", "email": "per.dahl@fjordbyen.example"},
    {"name": "Tor Moe", "email": "tor.moe@fjordbyen.example"},
)


@dataclass(frozen=True)
class Vacancy:
    id: str
    manner: str
    ending: str
    recruiter: dict[str, str]
    decider: dict[str, str]

    def as_data(self, application: str) -> dict[str, Any]:
        """Each application's position has a name of its own, so that a letter shows which."""
        people = {"recruiter": self.recruiter, "decider": self.decider}
        return {**JOB, **people, "id": self.id, "title": titled(application)}


class Office(Watched):
    """The world of one round of hiring, and what it has met with."""

    def __init__(self, opens: datetime, faults: Faults) -> None:
        super().__init__(opens, faults)
        self.vacancies: dict[str, Vacancy] = {}
        self.applied_for: dict[str, str] = {}
        """The vacancy of each application."""
        self.named: set[str] = set()
        """Those whose decider has named a day: nobody is reminded before it."""
        self.called: dict[str, datetime] = {}
        """Who was told by telephone, and when."""
        self.met: Counter[str] = Counter()
        """What this round met with, so that nobody takes four zeros for a quiet office."""
        super().under(policy_at(opens))
        self.calendars = [(opens, self.house.calendar)]
        self._shown = 0

    def email_of(self, application: str) -> str:
        return f"{self.people[application]}@kandidat.example"

    def newly_asked(self) -> set[str]:
        """About whom the employer's people have had a mail since this was asked last."""
        fresh, self._shown = self.arrived[self._shown :], len(self.arrived)
        return {m.owner for m in fresh if m.name.startswith(("audit", "human", "approval"))}
