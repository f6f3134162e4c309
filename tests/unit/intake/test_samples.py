"""What Svar makes of one webhook of each kind, for every vendor."""

import json
from datetime import timedelta
from typing import Any

import pytest

from svar.adapters.ats import vendor
from svar.domain import events as e
from svar.domain.webhook import Account, Translation
from tests.unit.intake.signing import NOW, SAMPLES, account, request, sample

APPLIED, STAGE = "application.received", "application.stage_changed"
WITHDRAWN, REJECTED = "application.withdrawn", "decision.rejected"
REOPENED, UNHIRED = "decision.rejection_withdrawn", "decision.hire_withdrawn"
HIRED, ERASED, MERGED = "decision.hired", "candidate.erased", "candidate.merged"
UPDATED, TOLD = "candidate.updated", "communication.already_sent"
PLANNED, HELD = "interview.scheduled", "interview.completed"
OPENED, CLOSED = "job.opened", "job.closed"
NOTHING: list[str] = []

EXPECTED = {
    "greenhouse/new_candidate_application": [APPLIED],
    "greenhouse/new_prospect_application": NOTHING,
    "greenhouse/candidate_stage_change": [STAGE, PLANNED, HELD],
    "greenhouse/reject_candidate": [REJECTED],
    "greenhouse/unreject_candidate": [REOPENED],
    "greenhouse/hire_candidate": [HIRED],
    "greenhouse/unhire_candidate": [UNHIRED],
    "greenhouse/update_candidate": [UPDATED],
    "greenhouse/merge_candidate": [MERGED],
    "greenhouse/delete_candidate": [ERASED, ERASED, ERASED],
    "greenhouse/delete_application": [ERASED],
    "greenhouse/candidate_anonymized": [ERASED],
    "greenhouse/interview_deleted": NOTHING,
    "greenhouse/scorecard_deleted": NOTHING,
    "greenhouse/job_created": [OPENED],
    "greenhouse/job_updated": [CLOSED],
    "greenhouse/ping": NOTHING,
    "ashby/applicationSubmit": [APPLIED],
    "ashby/candidateStageChange": [STAGE, REOPENED, UNHIRED],
    "ashby/candidateStageChange.rejected": [REJECTED],
    "ashby/candidateStageChange.withdrawn": [WITHDRAWN],
    "ashby/candidateHire": [HIRED],
    "ashby/interviewScheduleCreate": [PLANNED],
    "ashby/interviewScheduleUpdate": [HELD],
    "ashby/candidateDelete": [ERASED],
    "ashby/candidateMerge": [MERGED],
    "ashby/jobUpdate": [CLOSED],
    "ashby/ping": NOTHING,
    "teamtailor/job_application.create": [APPLIED],
    "teamtailor/job_application.create.thin": NOTHING,
    "teamtailor/job_application.update": [STAGE, REOPENED],
    "teamtailor/job_application.update.rejected": [REJECTED],
    "teamtailor/job_application.update.withdrawn": [WITHDRAWN],
    "teamtailor/job_application.destroy": [ERASED],
    "teamtailor/candidate.update": [UPDATED],
    "teamtailor/candidate.destroy": [ERASED],
    "teamtailor/job.create": [OPENED],
    "teamtailor/job.update": [CLOSED],
    "recruitee/candidate_created": [APPLIED],
    "recruitee/candidate_assigned": [APPLIED],
    "recruitee/candidate_moved.stage": [STAGE],
    "recruitee/candidate_moved.hired": [HIRED],
    "recruitee/candidate_moved.disqualified": [REJECTED],
    "recruitee/candidate_moved.requalified": [REOPENED],
    "recruitee/candidate_deleted": [ERASED],
    "recruitee/test": NOTHING,
    "jobylon/application.created": [APPLIED],
    "jobylon/application.created.thanked": [TOLD, APPLIED],
    "jobylon/application.created.sourced": NOTHING,
    "jobylon/application.status_changed.in_progress": [STAGE, REOPENED, UNHIRED],
    "jobylon/application.status_changed.rejected": [REJECTED],
    "jobylon/application.status_changed.rejected_told": [TOLD, REJECTED],
    "jobylon/application.status_changed.hired": [HIRED],
    "jobylon/application.rejection_sent": [TOLD],
    "jobylon/job.created": [OPENED],
    "jobylon/job.status_changed": [CLOSED],
    "workable/candidate_created": [APPLIED],
    "workable/candidate_created.sourced": NOTHING,
    "workable/candidate_moved": [STAGE, REOPENED, UNHIRED],
    "workable/candidate_moved.disqualified": [REJECTED],
    "workable/candidate_moved.withdrawn": [WITHDRAWN],
    "workable/candidate_deleted": [ERASED],
    "lever/applicationCreated": [APPLIED],
    "lever/candidateArchiveChange": [REJECTED],
    "lever/candidateHired": [HIRED],
    "lever/candidateDeleted": NOTHING,
    "lever/candidateStageChange": NOTHING,
    "lever/interviewCreated": NOTHING,
    "lever/ping": NOTHING,
    "smartrecruiters/application.created": [APPLIED],
    "smartrecruiters/application.status.updated": [REJECTED],
    "smartrecruiters/candidate.deleted": [ERASED],
    "smartrecruiters/interview.created": NOTHING,
    "standardwebhooks/application.received": [APPLIED],
    "cloudevents/application.received": [APPLIED],
    "cloudevents/unknown": NOTHING,
}

RECORDS: dict[str, dict[str, Any]] = {
    "opportunities": {
        "id": "a7301a00-0000-4000-8000-000000000001",
        "contact": "c5512a00-0000-4000-8000-000000000001",
        "name": "Sigrid Nordvåg",
        "emails": ["sigrid.nordvag@epost.example"],
        "createdAt": 1789373520000,
        "archived": {"archivedAt": 1790075130000, "reason": "r1"},
        "archiveReason": "Underqualified",
        "posting": {"id": "b0118a00-0000-4000-8000-000000000001", "text": "Sykepleier"},
    },
    "application": {
        "candidate": {
            "firstName": "Sigrid",
            "lastName": "Nordvåg",
            "email": "sigrid.nordvag@epost.example",
        },
        "job": {"title": "Sykepleier"},
        "status": "REJECTED",
        "appliedOn": "2026-09-14T08:12:00Z",
        "statusUpdatedOn": "2026-09-22T11:05:30Z",
    },
}


def fetch(kind: str, native_id: str, account: Account) -> dict[str, Any] | None:
    """What the vendors' own APIs would say; Teamtailor's is not connected here."""
    return RECORDS.get(kind, {})


def translate(name: str, **settings: Any) -> Translation:
    """The translation of one sample, with the header that SmartRecruiters puts the name in."""
    ats, _, file = name.partition("/")
    reader = vendor(ats, fetch)
    assert reader is not None
    headers = {"event-name": file, "event-id": "e1"} if ats == "smartrecruiters" else {}
    one = request(sample(ats, file), headers)
    if reader.handshake(one) is not None:
        return Translation(ignored="a test")
    return reader.translate(one, account(ats, **settings))


@pytest.mark.parametrize(("name", "types"), EXPECTED.items())
def test_a_webhook_becomes_exactly_these_events(name: str, types: list[str]) -> None:
    """The table above is what the intake does; nothing else comes out, and nothing is silent."""
    translation = translate(name)
    assert [event.type for event in translation.events] == types
    assert bool(translation.ignored) == (not types)


def test_every_sample_is_in_the_table() -> None:
    """A sample that nobody expects anything of tests nothing."""
    found = {f"{path.parent.name}/{path.stem}" for path in SAMPLES.glob("*/*.json")}
    assert found == {*EXPECTED}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_custom_field_with_a_national_id_is_never_taken_over(name: str) -> None:
    """Custom fields hold what nobody should mail, log or prompt."""
    for event in translate(name).events:
        assert "99999999999" not in event.model_dump_json()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_same_webhook_makes_the_same_ids_whenever_it_comes(name: str) -> None:
    """A retry must be recognised as what we have already."""
    ats, _, file = name.partition("/")
    reader = vendor(ats, fetch)
    assert reader is not None
    headers = {"event-name": file, "event-id": "e1"} if ats == "smartrecruiters" else {}
    late = request(sample(ats, file), headers, at=NOW + timedelta(hours=27))
    if reader.handshake(late) is not None:
        return
    again = reader.translate(late, account(ats)).events
    first = translate(name).events
    assert [event.key for event in first] == [event.key for event in again]
    assert len({event.key for event in first}) == len(first)


@pytest.mark.parametrize("name", [name for name, types in EXPECTED.items() if REJECTED in types])
def test_the_reason_of_the_ats_stays_in_its_internal_field(name: str) -> None:
    """No candidate reads "Too inexperienced": it is nowhere but in `ats_reason`."""
    for event in translate(name).events:
        data = event.model_dump(mode="json")["data"]
        reason = data.pop("ats_reason", None)
        assert reason is None or reason not in json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize("name", [name for name, types in EXPECTED.items() if STAGE in types])
def test_a_move_names_the_job_that_the_application_is_for(name: str) -> None:
    """The same id that the application came with: without it a move to another job is not seen."""
    ats = name.partition("/")[0]
    jobs = {
        event.data.job.id
        for other, types in EXPECTED.items()
        if other.startswith(f"{ats}/") and APPLIED in types
        for event in translate(other).events
        if isinstance(event, e.ApplicationReceivedEvent)
    }
    [moved] = [one for one in translate(name).events if isinstance(one, e.StageChangedEvent)]
    assert {moved.data.job_id} == jobs


@pytest.mark.parametrize("name", [name for name, types in EXPECTED.items() if APPLIED in types])
def test_an_application_names_its_candidate_and_its_job(name: str) -> None:
    """What a letter needs is there: name, address and the job."""
    events = translate(name).events
    [event] = [one for one in events if isinstance(one, e.ApplicationReceivedEvent)]
    candidate, job = event.data.candidate, event.data.job
    assert candidate.name == "Sigrid Nordvåg"
    assert candidate.email == "sigrid.nordvag@epost.example"
    assert candidate.can_email
    assert job.title is not None
    assert job.title.startswith("Sykepleier")


@pytest.mark.parametrize("name", [name for name, types in EXPECTED.items() if REJECTED in types])
def test_a_rejection_that_names_nobody_waits_for_a_human_unless_the_account_says_otherwise(
    name: str,
) -> None:
    """Vendors that name no decider: no user at all waits for a human, by default."""
    named = name.split("/")[0] in ("greenhouse", "recruitee", "jobylon")
    assert is_automatic(translate(name)) is not named
    assert is_automatic(translate(name, parks_unnamed=False)) is False


def is_automatic(translation: Translation) -> bool:
    [event] = [one for one in translation.events if isinstance(one, e.RejectedEvent)]
    return event.data.automatic


@pytest.mark.parametrize(
    "name",
    ["lever/applicationCreated", "lever/candidateHired", "smartrecruiters/application.created"],
)
def test_a_pointer_without_a_fetch_port_is_reported_as_lost(name: str) -> None:
    """It is answered with 2xx, and somebody is told that a fact was out of reach."""
    ats, _, file = name.partition("/")
    reader = vendor(ats)
    assert reader is not None
    one = request(sample(ats, file), {"event-name": file})
    translation = reader.translate(one, account(ats))
    assert translation.lost
    assert translation.ignored == "a pointer, and no fetch port is configured"
