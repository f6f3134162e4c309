"""Which hostile text stands in which field of which story, and what is wrong with what left.

A story has a hostile text in each field of one group at once, another one in each, and goes in one
language; over the stories of a group each text has been in some field of it, and over the groups
in every language. Fields whose text decides what becomes of another's, as an internal note does of
a criterion, are in different groups.
"""

import re
from collections import Counter
from collections.abc import Iterator
from copy import replace
from typing import NamedTuple

from svar.domain.events import MODELS
from tests.simulation.hostile import TOLD, places
from tests.simulation.hostile_rules import Tried, wrong_anyway, wrong_by_rules
from tests.simulation.left import Left
from tests.unit.screening.adversarial import Hostile, hostile_texts
from tests.world import organisation

FREE = tuple(dict.fromkeys(each.field for each in places() if each.free))
NARROW = tuple(each for each in places() if not each.free)
SILENT = frozenset(MODELS) - TOLD
"""Events in which nobody's words stand."""
COVERED: dict[str, tuple[str, ...]] = {
    "the candidate's": (
        "candidate.name",
        "candidate.phone",
        "candidate.zone",
        "candidate.other_emails.0",
        "application.received motivation",
        "application.received custom_fields.Egne ord",
        "application.withdrawn reason",
    ),
    "the candidate's address": ("candidate.email",),
    "the candidate's words": (
        "application.received screening.0.answered",
        "screening.completed transcript.0.answered",
    ),
    "the advert's": (
        "job.title",
        "job.criteria.0.text",
        "job.criteria.0.id",
        "decision.rejected assessments.0.criterion",
        "job.jurisdiction",
        "application.received stage",
        "application.stage_changed stage",
        "application.received screening.0.asked",
        "screening.completed transcript.0.asked",
    ),
    "the employer's people": (
        "job.recruiter.id",
        "job.recruiter.name",
        "job.recruiter.phone",
        "job.decider.id",
        "job.decider.name",
        "job.decider.phone",
        *(
            f"{event} {who}.{part}"
            for event, who in (
                ("job.closed", "closed_by"),
                ("decision.rejected", "decided_by"),
                ("decision.rejection_withdrawn", "decided_by"),
                ("decision.hired", "decided_by"),
                ("decision.hire_withdrawn", "decided_by"),
                ("correction.requested", "requested_by"),
            )
            for part in ("id", "name", "phone")
        ),
    ),
    "the employer's addresses": (
        "job.recruiter.email",
        "job.decider.email",
        "job.closed closed_by.email",
        "decision.rejected decided_by.email",
        "decision.rejection_withdrawn decided_by.email",
        "decision.hired decided_by.email",
        "decision.hire_withdrawn decided_by.email",
        "correction.requested requested_by.email",
    ),
    "the internal reasons": (
        "decision.rejected assessments.0.note",
        "decision.rejected ats_reason",
    ),
    "the feedback": (
        "decision.rejected feedback_for_candidate",
        "correction.requested feedback_for_candidate",
    ),
    "the record of a correction": ("correction.requested why",),
}
STRIDE = {
    "the candidate's": 6,
    "the candidate's words": 2,
    "the advert's": 6,
    "the employer's people": 6,
    "the internal reasons": 2,
    "the feedback": 2,
    "the candidate's address": 6,
    "the employer's addresses": 6,
    "the record of a correction": 4,
}
"""How many texts further the next story of a group begins: no further than it has fields, so that
each text is tried. An address is one or none, and a record is read by one: only some there."""
LONG = 4
"""Every so many stories is a long one."""
SOME = ("the candidate's address", "the record of a correction")
SHOWN_TO_ITS_WRITER = "the record of a correction"
"""A recruiter's own words for the record are shown to that recruiter, and to nobody else."""


class Trial(NamedTuple):
    """One story: whose fields are hostile, with which text the first of them, in which language."""

    group: str
    start: int
    language: str
    long: bool

    @property
    def placed(self) -> dict[str, Hostile]:
        texts = hostile_texts()
        fields = COVERED[self.group]
        return {
            field: texts[(self.start + number) % len(texts)] for number, field in enumerate(fields)
        }


def trials(*, every: bool = False) -> Iterator[Trial]:
    """The stories that are always told; with `every`, each text in each field in each language."""
    languages = organisation().languages
    turn = 0
    for group in COVERED:
        for start in range(0, len(hostile_texts()), 1 if every else STRIDE[group]):
            if every:
                yield from (Trial(group, start, language, long=True) for language in languages)
            else:
                language = languages[turn % len(languages)]
                yield Trial(group, start, language, long=turn % LONG == 0)
            turn += 1


def wrong_with(left: Left, harmless: Left, group: str) -> list[str]:
    """What the texts wanted and got; what they broke."""
    if group == SHOWN_TO_ITS_WRITER:
        left = replace(left, writer_reads=False)
    house = harmless.surfaces
    found = [
        f"{field} with {hostile.id} in {where}: {what}"
        for field, hostile in left.placed.items()
        for where, text in left.surfaces.items()
        for what in _said(text, hostile) - _said(house.get(where, ""), hostile)
    ]
    for field, hostile in left.placed.items():
        tried = Tried(left, harmless, field, hostile)
        found += [f"{field} with {hostile.id}: {each}" for each in wrong_by_rules(tried)]
    return found + wrong_anyway(left, harmless)


def _said(text: str, hostile: Hostile) -> Counter[str]:
    """What is forbidden and stands there, and how often: the house has words of its own."""
    return Counter(
        hit.group(0).casefold()
        for rule in hostile.must_not
        for hit in re.finditer(rule, text, re.IGNORECASE)
    )
