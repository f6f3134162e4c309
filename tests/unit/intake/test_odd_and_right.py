"""Odd and still right: what a careful reader accepts, and what it does without."""

from datetime import UTC, datetime
from typing import Any

import pytest

from svar.adapters.ats import vendor
from svar.domain import events as e
from svar.domain.errors import Invalid
from svar.domain.webhook import Translation
from tests.unit.intake.signing import NOW, account, request, sample
from tests.unit.intake.spoiling import GONE, spoiled


def translate(name: str, *changes: tuple[str, Any]) -> Translation:
    """A sample's translation, with the fields at these paths changed."""
    ats, _, file = name.partition("/")
    body = sample(ats, file)
    for path, value in changes:
        keys = tuple(int(key) if key.isdigit() else key for key in path.split("."))
        body = spoiled(body, keys, value)
    reader = vendor(ats)
    assert reader is not None
    return reader.translate(request(body), account(ats))


def applied(name: str, *changes: tuple[str, Any]) -> e.ApplicationReceivedEvent:
    [event] = translate(name, *changes).events
    assert isinstance(event, e.ApplicationReceivedEvent)
    return event


APPLICATION_ID = {
    "greenhouse/new_candidate_application": "payload.application.id",
    "ashby/applicationSubmit": "data.application.id",
    "teamtailor/job_application.create": "payload.data.id",
    "recruitee/candidate_created": "payload.candidate.id",
    "workable/candidate_created": "data.id",
    "jobylon/application.created": "application.id",
}


@pytest.mark.parametrize(("name", "path"), APPLICATION_ID.items())
def test_one_id_is_one_id_however_the_vendor_writes_it(name: str, path: str) -> None:
    """A number, a text, with a space, or as 118.0: else one person would be two."""
    subjects = {applied(name, (path, same)).subject for same in (118, "118", " 118 ", 118.0)}
    assert len(subjects) == 1


@pytest.mark.parametrize(("name", "path"), APPLICATION_ID.items())
@pytest.mark.parametrize("nobody", ["", "  ", None, True, 1.5, [], {}, GONE])
def test_an_id_that_names_nobody_is_refused(name: str, path: str, nobody: Any) -> None:
    """Two people without an id must not become one."""
    with pytest.raises(Invalid) as refusal:
        translate(name, (path, nobody))
    assert refusal.value.field == path


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("greenhouse/new_candidate_application", "payload.application.prospect"),
        ("greenhouse/new_candidate_application", "payload.application.current_stage"),
        ("greenhouse/new_candidate_application", "payload.application.candidate.can_email"),
        ("ashby/applicationSubmit", "data.application.hiringTeam"),
        ("ashby/applicationSubmit", "data.application.currentInterviewStage"),
        ("ashby/applicationSubmit", "webhookActionId"),
        ("recruitee/candidate_created", "payload.candidate.phones"),
        ("recruitee/candidate_created", "id"),
        ("workable/candidate_created", "data.sourced"),
        ("workable/candidate_created", "data.disqualified"),
        ("workable/candidate_created", "fired_at"),
        ("jobylon/application.created", "application.rejection_sent"),
        ("jobylon/application.created", "application.owner"),
        ("jobylon/application.created", "application.status.group"),
        ("teamtailor/job_application.create", "payload.included.0.attributes.unsubscribed"),
    ],
)
@pytest.mark.parametrize("value", [None, GONE])
def test_an_optional_field_may_be_null_or_missing(name: str, path: str, value: Any) -> None:
    """Vendors write null where they have nothing to say."""
    assert applied(name, (path, value)).data.candidate.name == "Sigrid Nordvåg"


@pytest.mark.parametrize("payload", [None, [], "text", 3, GONE])
@pytest.mark.parametrize(
    ("name", "event", "payload_in"),
    [
        ("greenhouse/ping", "action", "payload"),
        ("ashby/ping", "action", "data"),
        ("recruitee/candidate_created", "event_type", "payload"),
        ("workable/candidate_created", "event_type", "data"),
        ("jobylon/application.created", "action", "application"),
    ],
)
def test_an_event_that_svar_does_not_use_may_look_like_anything(
    name: str, event: str, payload_in: str, payload: Any
) -> None:
    """A refused event would make its vendor switch the webhook off."""
    translation = translate(name, (event, "somethingNew"), (payload_in, payload))
    assert translation.events == ()
    assert "nothing that Svar uses" in (translation.ignored or "")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("  sigrid.nordvag@epost.example\n", "sigrid.nordvag@epost.example"),
        ("SIGRID.Nordvag@Epost.Example", "SIGRID.Nordvag@Epost.Example"),
        ("Sigrid Nordvåg <sigrid.nordvag@epost.example>", "sigrid.nordvag@epost.example"),
        ('"Nordvåg, Sigrid" <sigrid.nordvag@epost.example>', "sigrid.nordvag@epost.example"),
        ("<sigrid.nordvag@epost.example>", "sigrid.nordvag@epost.example"),
        ("sigrid@blåbær.example", "sigrid@blåbær.example"),
        ("sigrid@epost.example, ola@epost.example", None),
        ("Sigrid <sigrid@epost.example>, Ola <ola@epost.example>", None),
        ("ola@epost.example <sigrid@epost.example>", None),
        ("sigrid@epost.example\r\nBcc: ola@epost.example", None),
        ("sigrid@epost", None),
        ("åse@epost.example", None),
    ],
)
def test_an_address_is_taken_only_when_it_can_only_mean_one(given: str, read: str | None) -> None:
    """No address is no reason to lose the application: a human is asked instead."""
    assert applied("workable/candidate_created", ("data.email", given)).data.candidate.email == read


def test_the_same_address_in_capitals_is_no_second_address() -> None:
    """Nobody is written to twice."""
    both = ["sigrid@epost.example", "Sigrid@Epost.example", "annen@epost.example"]
    candidate = applied(
        "recruitee/candidate_created", ("payload.candidate.emails", both)
    ).data.candidate
    assert (candidate.email, candidate.other_emails) == (both[0], (both[2],))


@pytest.mark.parametrize(
    "given",
    [
        "2026-09-20T09:30:00Z",
        "2026-09-20T09:30:00.000+00:00",
        "2026-09-20T11:30:00+02:00",
        "2026-09-20T11:30:00+0200",
        "2026-09-20 09:30:00 UTC",
        1_789_896_600,
        1_789_896_600_000,
        "1789896600",
    ],
)
def test_the_same_moment_is_read_from_every_spelling(given: Any) -> None:
    """With a zone, in Ruby's way, in seconds or in milliseconds."""
    event = applied("workable/candidate_created", ("data.created_at", given))
    assert event.time == datetime(2026, 9, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [
        "1970-01-01T00:00:00Z",
        0,
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "2026-09-20",
        "2026-09-20T09:30:00",
        "yesterday",
        None,
    ],
)
def test_a_time_that_no_fact_can_have_is_done_without(given: Any) -> None:
    """A clock that nobody set, or a zone that nobody knows: the wait then begins with the next
    time that is given, here when the vendor sent it."""
    event = applied("workable/candidate_created", ("data.created_at", given))
    assert event.time == datetime(2026, 9, 22, 11, 5, 31, tzinfo=UTC)
    assert applied("jobylon/application.created").time == NOW


def test_an_unreadable_floor_for_the_telling_is_an_error() -> None:
    """Without it the candidate would be told at once."""
    path = "payload.data.attributes.transparent-recruiting-visible-at"
    for odd in ("soon", "1970-01-01", "9999-01-01", 3.5):
        with pytest.raises(Invalid) as refusal:
            translate("teamtailor/job_application.update.rejected", (path, odd))
        assert refusal.value.field == path.replace("-", "_")


@pytest.mark.parametrize("odd", ["x" * 5_000, "æøå 1", "\u0000", "90 001"])
def test_an_odd_event_id_becomes_one_that_an_event_can_carry(odd: str) -> None:
    """And the same one each time."""
    first, again = (applied("ashby/applicationSubmit", ("webhookActionId", odd)) for _ in range(2))
    assert first.key == again.key
    assert first.id.isascii()
    assert len(first.id) <= 200
