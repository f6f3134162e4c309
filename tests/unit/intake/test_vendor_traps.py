"""The other vendors' traps, one by one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from svar.adapters.ats import vendor
from svar.domain import events as e
from svar.domain.errors import Forged
from svar.domain.webhook import Translation
from tests.unit.intake.signing import account, request, sample, signed
from tests.unit.intake.spoiling import spoiled
from tests.unit.intake.test_samples import RECORDS


def translate(ats: str, body: object) -> Translation:
    reader = vendor(ats)
    assert reader is not None
    return reader.translate(request(body), account(ats))


def test_an_empty_secret_proves_nothing_even_when_it_was_used() -> None:
    """An empty entry in the stored secrets would let everybody in."""
    reader = vendor("greenhouse")
    assert reader is not None
    with pytest.raises(Forged):
        reader.verify(signed("greenhouse", {"action": "x"}, ""), ("",))


def test_teamtailors_floor_is_kept_also_when_it_is_only_a_date() -> None:
    """Nobody is told before the customer's own date."""
    [event] = translate(
        "teamtailor", sample("teamtailor", "job_application.update.rejected")
    ).events
    assert isinstance(event, e.RejectedEvent)
    assert event.data.tell_after == datetime(2026, 9, 25, tzinfo=UTC)


def test_ashbys_related_events_are_not_each_others_duplicates() -> None:
    """They share one webhookActionId: a hire and its stage change are two facts."""
    hire = translate("ashby", sample("ashby", "candidateHire")).events
    stage = translate("ashby", sample("ashby", "candidateStageChange")).events
    assert not {one.key for one in hire} & {one.key for one in stage}


@pytest.mark.parametrize(("status", "stage"), [("Active", "Archived"), ("Archived", "Active")])
def test_ashbys_archive_is_known_by_the_status_or_by_the_stage(status: str, stage: str) -> None:
    """A plan may call its archive what it likes, and a rejection must not be lost for it."""
    body = sample("ashby", "candidateStageChange.rejected")
    body["data"]["application"]["status"] = status
    body["data"]["application"]["currentInterviewStage"]["type"] = stage
    [event] = translate("ashby", body).events
    assert isinstance(event, e.RejectedEvent)


def test_a_recruitee_retry_is_the_same_event_though_its_body_differs() -> None:
    """It counts its attempts in the body."""
    body = sample("recruitee", "candidate_moved.disqualified")
    [first] = translate("recruitee", body).events
    [again] = translate("recruitee", body | {"attempt_count": 2}).events
    assert first.key == again.key


def test_teamtailors_signature_in_the_body_is_no_part_of_the_fact() -> None:
    """It changes with the time of sending; a fact that changes is another one."""
    body = sample("teamtailor", "job_application.update.rejected")
    first, again = (translate("teamtailor", body | {"signature": one}).events for one in ("x", "y"))
    body["payload"]["data"]["attributes"]["rejected-at"] = "2026-09-22T11:05:31Z"
    [other] = translate("teamtailor", body | {"signature": "x"}).events
    assert first[0].key == again[0].key != other.key


def test_recruitee_says_who_decided() -> None:
    """A named human's decision is not parked."""
    [event] = translate("recruitee", sample("recruitee", "candidate_moved.disqualified")).events
    assert isinstance(event, e.RejectedEvent)
    assert event.data.decided_by is not None
    assert (event.data.decided_by.name, event.data.automatic) == ("Olav Nes", False)


def changed(ats: str, name: str, path: str, value: Any) -> Translation:
    """A sample's translation, with the field at this path changed."""
    keys = tuple(int(key) if key.isdigit() else key for key in path.split("."))
    return translate(ats, spoiled(sample(ats, name), keys, value))


def types(translation: Translation) -> list[str]:
    return [event.type for event in translation.events]


def test_workable_says_withdrew_beside_disqualified() -> None:
    """The candidate's own no must never become a rejection letter."""
    said = changed("workable", "candidate_moved.disqualified", "data.withdrew", True)
    assert types(said) == ["application.withdrawn"]


@pytest.mark.parametrize(
    ("field", "value", "hired"),
    [
        ("hired_at", "2026-09-22", True),
        ("hired_at", "2026-09-22T11:05:30.000Z", True),
        ("hired_at", "", False),
        ("stage_kind", "hired", True),
        ("stage_kind", "offer", False),
    ],
)
def test_workables_hire_may_be_a_day_or_a_kind_of_stage(
    field: str, value: str, hired: bool
) -> None:
    """Its documentation calls `hired_at` a date."""
    said = changed("workable", "candidate_moved", f"data.{field}", value)
    assert ("decision.hired" in types(said)) is hired


def test_recruitee_takes_back_a_hire_but_no_rejection_by_a_move() -> None:
    """The disqualified can be moved as well, and stay disqualified."""
    body = sample("recruitee", "candidate_moved.hired")
    details = body["payload"]["details"]
    details["from_stage"], details["to_stage"] = details["to_stage"], details["from_stage"]
    assert types(translate("recruitee", body)) == [
        "application.stage_changed",
        "decision.hire_withdrawn",
    ]
    details["to_stage"]["name"] = " "
    assert types(translate("recruitee", body)) == ["decision.hire_withdrawn"]
    assert types(translate("recruitee", sample("recruitee", "candidate_moved.stage"))) == [
        "application.stage_changed"
    ]


@pytest.mark.parametrize(
    ("ats", "name", "path", "value"),
    [
        ("workable", "candidate_created", "data.job", None),
        ("recruitee", "candidate_assigned", "payload.offer.kind", "talent_pool"),
        ("recruitee", "candidate_moved.disqualified", "payload.offer.kind", "talent_pool"),
        ("ashby", "applicationSubmit", "data.application.currentInterviewStage.type", "Lead"),
        ("jobylon", "application.created", "application.source_type", "sourced"),
    ],
)
def test_somebody_in_a_pool_or_among_the_leads_has_not_applied(
    ats: str, name: str, path: str, value: Any
) -> None:
    """Nobody who never applied may get a mail."""
    said = changed(ats, name, path, value)
    assert said.events == ()
    assert said.ignored


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data.application.appliedViaJobPostingId", "p1"),
        ("data.application.source", {"sourceType": {"title": "Inbound"}}),
    ],
)
def test_an_applicant_among_ashbys_leads_came_by_themselves(path: str, value: Any) -> None:
    """A careers page of the customer's own puts applicants into the first stage, for leads."""
    body = spoiled(sample("ashby", "applicationSubmit"), tuple(path.split(".")), value)
    body["data"]["application"]["currentInterviewStage"]["type"] = "Lead"
    assert types(translate("ashby", body)) == ["application.received"]


def fetched(ats: str, event: str, record: dict[str, Any]) -> Translation:
    """The translation of a pointer to this record."""
    reader = vendor(ats, lambda *_: record)
    assert reader is not None
    return reader.translate(request(sample(ats, event), {"event-name": event}), account(ats))


def test_lever_archives_the_hired_too() -> None:
    """Their archive reason is «Hired»; it must never become a rejection."""
    record = {**RECORDS["opportunities"], "archiveReason": "Hired"}
    assert types(fetched("lever", "candidateArchiveChange", record)) == ["decision.hired"]


def test_whom_a_recruiter_found_in_lever_has_not_applied() -> None:
    """The opportunity's origin says so."""
    record = {**RECORDS["opportunities"], "origin": "sourced"}
    assert fetched("lever", "applicationCreated", record).events == ()
    record["origin"] = "applied"
    assert types(fetched("lever", "applicationCreated", record)) == ["application.received"]


def test_lever_takes_an_archiving_back_whatever_it_was() -> None:
    """The rejection and the hire alike."""
    record = {**RECORDS["opportunities"], "archived": None}
    both = ["decision.rejection_withdrawn", "decision.hire_withdrawn"]
    assert types(fetched("lever", "candidateArchiveChange", record)) == both


def test_smartrecruiters_leads_have_not_applied() -> None:
    """Recruiters put them there."""
    said = fetched(
        "smartrecruiters", "application.created", {**RECORDS["application"], "status": "LEAD"}
    )
    assert (said.events, said.ignored) == ((), "a lead has not applied")


@pytest.mark.parametrize(
    ("ats", "name", "path", "open_"),
    [
        ("greenhouse", "job_updated", "payload.job.status", "open"),
        ("ashby", "jobUpdate", "data.job.status", "Open"),
        ("teamtailor", "job.update", "payload.data.attributes.status", "open"),
        ("jobylon", "job.status_changed", "job.status", "published"),
    ],
)
def test_a_job_that_is_open_again_is_no_longer_closed(
    ats: str, name: str, path: str, open_: str
) -> None:
    """No vendor has an event of its own for it, and a closed job is asked about."""
    assert types(translate(ats, sample(ats, name))) == ["job.closed"]
    assert types(changed(ats, name, path, open_)) == ["job.updated", "job.opened"]
    assert types(changed(ats, name, path, "draft")) == ["job.updated"]


def test_jobylons_draft_is_not_open_yet() -> None:
    """It is created long before it is published."""
    assert types(changed("jobylon", "job.created", "job.status", "draft")) == ["job.updated"]


def test_jobylons_partner_webhooks_are_acknowledged() -> None:
    """The same words in another envelope, with `data`."""
    body = {"event_type": "job", "action": "new", "data": {"job": {"id": "j1"}}}
    assert translate("jobylon", body).ignored == "job.new is nothing that Svar uses"
