"""What several pages share: who is meant, in whose language, and why a link does not work."""

from typing import Any

from svar.domain.letters.names import person_name
from svar.domain.letters.position import known_title
from svar.domain.policy import Contact
from svar.domain.situation import Situation
from svar.mail.shown import Person
from svar.pages.contents import PageContent, Problem, ProblemPage
from svar.workflows.look import House


def page_of(at: Situation) -> dict[str, Any]:
    """What every page about this application knows."""
    return {
        "language": at.employer_language,
        "organisation": at.organisation.name,
        "today": at.calendar.local_date(at.now),
        "zone": at.calendar.zone.key,
    }


def name_of(at: Situation) -> str:
    """A name to know the candidate by; the application's id where there is none."""
    name = person_name(at.facts.candidate.name) if at.facts.candidate else None
    return name or at.id


def title_of(at: Situation) -> str:
    return known_title(at.job.title, at.employer_language)


def contact(person: Contact) -> Person:
    return Person(name=person.name, email=person.email, phone=person.phone)


def problem(at: Situation, what: Problem) -> PageContent:
    """Why the page about this application cannot be shown."""
    return ProblemPage(**page_of(at), problem=what, contact=contact(at.recruiter))


def problem_of(house: House, what: Problem) -> PageContent:
    """The same where no application is known."""
    return ProblemPage(
        language=house.organisation.default_language,
        organisation=house.organisation.name,
        today=house.calendar.local_date(house.clock.now()),
        zone=house.calendar.zone.key,
        problem=what,
        contact=contact(house.organisation.contacts.fallback),
    )
