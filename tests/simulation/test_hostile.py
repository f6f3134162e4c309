"""Hostile texts in every place that the events have: nothing of what they want comes out anywhere.

A story has a hostile text in each field of one group at once, another one in each; over the stories
of a group each text has been in some field of it. Fields whose text decides what becomes of
another's, as an internal note does of a criterion, are in different groups.
"""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache

import pytest

from svar.adapters.counting import count
from svar.domain.errors import Invalid
from svar.domain.events import MODELS, parse_event
from svar.observability import logger
from svar.pages.render import render_page
from svar.workflows.show_page import show_page
from tests.simulation.hostile import STORY, Place, places, story_with
from tests.unit.core.conftest import MONDAY, Story
from tests.unit.screening.adversarial import Hostile, found_in, hostile_texts
from tests.world import FORM

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FREE = tuple(dict.fromkeys(each.field for each in places() if each.free))
NARROW = tuple(each for each in places() if not each.free)
SILENT = frozenset(MODELS) - frozenset(STORY)
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
SHOWN_TO_ITS_WRITER = "the record of a correction"
"""A recruiter's own words for the record are shown to that recruiter, and to nobody else."""
STYLE = re.compile(r"<style>.*?</style>|style=\"[^\"]*\"", re.DOTALL)
INSTANT = re.compile(r"20260[23]\d{2}\d{6}\d*")
"""A moment of the story in the name of an execution; an identity number is shorter."""
OURS = re.compile(r"[\w.+-]+@(?:[\w-]+\.)*(?:fjordbyen|kandidat)\.example")
"""The addresses of the story, which are nobody's attack."""


def test_every_field_with_free_text_is_in_a_group() -> None:
    """A new field whose text nobody tests is noticed here."""
    assert sorted(each for group in COVERED.values() for each in group) == sorted(FREE)


def test_every_event_with_free_text_is_in_the_story() -> None:
    """So is a new event."""
    assert {each.event for each in places() if each.free} <= set(STORY)


def tell(texts: dict[str, str]) -> Story:
    """The whole way, with each text in its field; a human says yes to what waits for one."""
    world = Story(MONDAY)
    world.house = type(world.house)(**{**vars(world.house), "observe": count})
    told = story_with(texts)
    waits = {"correction.requested": 5 * DAY}
    world.deliver(world.event("application.received", "ola", told["application.received"]))
    world.deliver(world.event("application.withdrawn", "ola", told.pop("application.withdrawn")))
    for kind, data in told.items():
        subject = {"job": "job-1", "candidate": "person-1"}.get(kind.split(".")[0], "kari")
        world.run_for(waits.get(kind, HOUR))
        world.deliver(world.event(kind, subject, data))
        if kind == "decision.rejected":
            world.run_for(4 * DAY)
    world.run_for(HOUR)
    for number in (1, 2):
        world.press("telling", "kari", number, action="approve")
    world.run_for(DAY)
    return world


def shown(world: Story) -> dict[str, str]:
    """Every mail, header and page, by name: what is read, and what the machine reads."""
    found = {}
    for mail in world.mailer.mailbox:
        message: EmailMessage = message_from_bytes(mail.mime, policy=policy.default)
        head = "\n".join(f"{name}: {value}" for name, value in message.items())
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        body = STYLE.sub("", "\n".join(parts))
        found[mail.tag] = f"to {mail.recipient}\n{OURS.sub('', f'{head}\n{body}')}"
    for purpose, id in (("telling", "kari"), ("promise", "kari"), ("job", "job-1")):
        page = show_page(purpose, id, 1, FORM, world.house, {})
        found[f"page {purpose}"] = STYLE.sub("", render_page(page).html)
    return found


@cache
def harmless() -> dict[str, str]:
    """What the house says of itself when nobody is hostile."""
    return shown(tell({}))


def stories() -> Iterator[tuple[str, int]]:
    """Every third text in a field, others in the next; an address is one or none: fewer there."""
    for group in COVERED:
        for start in range(0, len(hostile_texts()), STRIDE.get(group, 3)):
            yield group, start


STRIDE = {
    "the candidate's address": 6,
    "the employer's addresses": 6,
    "the record of a correction": 4,
}


@pytest.mark.parametrize(("group", "start"), list(stories()))
def test_nothing_of_what_a_hostile_text_wants_comes_out(
    group: str, start: int, caplog: pytest.LogCaptureFixture
) -> None:
    """In no mail, subject, header, page or log; and nothing breaks or is left undone."""
    texts = hostile_texts()
    placed = {
        field: texts[(start + number) % len(texts)] for number, field in enumerate(COVERED[group])
    }
    harmless()
    logger.addHandler(caplog.handler)
    try:
        world = tell({field: each.text for field, each in placed.items()})
        surfaces = shown(world) | {"log": _logged(caplog)}
    finally:
        logger.removeHandler(caplog.handler)
    if group == SHOWN_TO_ITS_WRITER:
        surfaces = {
            where: text
            for where, text in surfaces.items()
            if not (where.startswith("page") or text.startswith("to mona.berg"))
        }
    wrong = [
        f"{field} with {hostile.id} in {where}: {what}"
        for field, hostile in placed.items()
        for where, text in surfaces.items()
        for what in _said(text, hostile) - _said(harmless().get(where, ""), hostile)
    ]
    assert wrong == []
    assert (world.failed, world.parked) == ([], [])


def _said(text: str, hostile: Hostile) -> set[str]:
    """What is forbidden and stands there, word by word: the house has words of its own."""
    return {
        hit.group(0).casefold()
        for rule in hostile.must_not
        for hit in re.finditer(rule, text, re.IGNORECASE)
    }


def _logged(caplog: pytest.LogCaptureFixture) -> str:
    plain = logging.LogRecord("", 0, "", 0, "", None, None).__dict__
    said = "\n".join(
        f"{r.getMessage()} { {k: v for k, v in vars(r).items() if k not in plain} }"
        for r in caplog.records
    )
    return INSTANT.sub("", said)


@pytest.mark.parametrize("place", NARROW, ids=lambda place: f"{place.event} {place.field}")
def test_a_hostile_text_where_only_an_id_may_stand_is_refused_unread(place: Place) -> None:
    """The reason names the field and never the value, which would end in a log."""
    if place.event in SILENT:
        return
    for hostile in hostile_texts():
        body = {
            "specversion": "1.0",
            "id": "e1",
            "source": "ats/generic/fjordbyen",
            "type": place.event,
            "subject": "kari",
            "time": MONDAY.isoformat(),
            "data": story_with({place.field: f"x {hostile.text}"})[place.event],
        }
        with pytest.raises(Invalid) as refused:
            parse_event(body)
        assert found_in(str(refused.value), hostile) == []
