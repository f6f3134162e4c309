"""Greenhouse's traps, one by one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from svar.adapters.ats import vendor
from svar.domain import events as e
from svar.domain.errors import Invalid
from svar.domain.webhook import Translation
from tests.unit.intake.signing import NOW, account, request, sample


def translate(name: str, headers: dict[str, str] | None = None, **changes: Any) -> Translation:
    """A sample's translation, with fields of the application changed."""
    body = sample("greenhouse", name)
    settings = changes.pop("settings", {})
    body["payload"].setdefault("application", {}).update(changes)
    return translate_body(body, headers, **settings)


def translate_body(
    body: dict[str, Any], headers: dict[str, str] | None = None, **settings: Any
) -> Translation:
    reader = vendor("greenhouse")
    assert reader is not None
    return reader.translate(request(body, headers), account("greenhouse", **settings))


def rejected(**changes: Any) -> e.Rejected:
    [event] = translate("reject_candidate", **changes).events
    assert isinstance(event, e.RejectedEvent)
    return event.data


def test_ids_say_vendor_account_and_number() -> None:
    """Application, candidate and job have ids of one shape, safe in mail tags."""
    [event] = translate("new_candidate_application").events
    assert isinstance(event, e.ApplicationReceivedEvent)
    assert event.subject == "gh-fjordbyen-7301"
    assert event.data.candidate.id == "gh-fjordbyen-5512"
    assert event.data.job.id == "gh-fjordbyen-118"
    assert event.source == "ats/greenhouse/fjordbyen"


def test_the_private_address_comes_before_the_one_at_work() -> None:
    """The present employer may read the work address."""
    [event] = translate("new_candidate_application").events
    assert isinstance(event, e.ApplicationReceivedEvent)
    assert event.data.candidate.email == "sigrid.nordvag@epost.example"
    assert event.data.candidate.other_emails == ("sigrid@arbeid.example",)


@pytest.mark.parametrize(
    "addresses",
    [
        None,
        [],
        "a@b.example",
        [{"value": None}],
        [{"value": ""}],
        [{"value": "a@b.example, c@d.example"}],
        [{"value": "a@b.example\r\nBcc: c@d.example"}],
        [{"value": "sigrid"}],
        [{}],
    ],
)
def test_an_unusable_address_is_no_address_and_still_an_application(addresses: Any) -> None:
    """Somebody without an address is owed an answer too: a human must be able to see it."""
    candidate = sample("greenhouse", "new_candidate_application")["payload"]["application"][
        "candidate"
    ]
    [event] = translate(
        "new_candidate_application", candidate={**candidate, "email_addresses": addresses}
    ).events
    assert isinstance(event, e.ApplicationReceivedEvent)
    assert event.data.candidate.email is None
    assert event.data.candidate.other_emails == ()


def test_a_name_cannot_carry_a_line_break_or_a_bidi_override() -> None:
    """A name ends in a subject line and in a log."""
    candidate = {"id": 1, "first_name": "Åse\r\nBcc: x", "last_name": "\u202egnikcah\u0000"}
    [event] = translate("new_candidate_application", candidate=candidate).events
    assert isinstance(event, e.ApplicationReceivedEvent)
    assert event.data.candidate.name == "Åse Bcc: x gnikcah"


def test_the_vendors_time_of_the_fact_is_the_events_time() -> None:
    """Not when we heard it."""
    [event] = translate("reject_candidate").events
    assert event.time == datetime(2026, 9, 22, 11, 5, 30, tzinfo=UTC)
    [unknown] = translate("hire_candidate", last_activity_at=None).events
    assert unknown.time == NOW


def test_the_candidate_who_said_no_is_not_rejected() -> None:
    """The reason's type says whose no it was."""
    reason = {"id": 2, "name": "Fikk annen jobb", "type": {"id": 2, "name": "They rejected us"}}
    [event] = translate("reject_candidate", rejection_reason=reason).events
    assert event.type == "application.withdrawn"
    assert "annen" not in event.model_dump_json()


def test_an_account_may_have_its_own_name_for_a_withdrawal() -> None:
    """Reasons are free text in most accounts."""
    reason = {"id": 2, "name": "Trakk søknaden", "type": {"id": 9, "name": "Andre"}}
    settings = {"withdrawn_reasons": frozenset({"trakk søknaden"})}
    [event] = translate("reject_candidate", rejection_reason=reason, settings=settings).events
    assert event.type == "application.withdrawn"


def test_a_rejection_that_a_person_stands_behind_is_a_decision() -> None:
    """It is told, and its reason stays internal."""
    assert rejected() == e.Rejected(automatic=False, ats_reason="For lite erfaring")


def test_a_rejection_without_a_person_is_a_rules_work() -> None:
    """It waits for a human."""
    assert rejected(credited_to=None).automatic


def test_a_rejection_by_an_automation_user_is_a_rules_work() -> None:
    """Some accounts let their rules act under a user's name."""
    settings = {"automation_users": frozenset({"OLAV.NES@fjordbyen.example"})}
    assert rejected(settings=settings).automatic


def test_a_rejection_seconds_after_the_application_is_a_rules_work() -> None:
    """Nobody reads an application in half a minute, whoever is credited."""
    assert rejected(applied_at="2026-09-22T11:05:00Z").automatic


def test_whoever_is_credited_with_the_find_is_not_said_to_have_decided() -> None:
    """`credited_to` is a referrer; a letter must not name the wrong person."""
    assert rejected().decided_by is None


@pytest.mark.parametrize(
    "name",
    [
        "new_candidate_application",
        "reject_candidate",
        "unreject_candidate",
        "candidate_stage_change",
        "hire_candidate",
    ],
)
def test_a_prospect_never_reaches_the_queue(name: str) -> None:
    """Somebody who never applied must get no mail, whatever the recruiter does with them."""
    translation = translate(name, prospect=True)
    assert translation.events == ()
    assert translation.ignored == "a prospect has not applied"


def test_who_must_not_be_mailed_is_said_with_the_application() -> None:
    """`can_email: false` travels in the candidate."""
    candidate = {"id": 5512, "can_email": False}
    [event] = translate("new_candidate_application", candidate=candidate).events
    assert isinstance(event, e.ApplicationReceivedEvent)
    assert event.data.candidate.can_email is False


def test_who_must_not_be_mailed_is_said_before_the_decision() -> None:
    """A consent that was withdrawn in between comes only with the next webhook."""
    first, second = translate("reject_candidate", candidate={"id": 5512, "can_email": False}).events
    assert isinstance(first, e.CandidateUpdatedEvent)
    assert first.subject == "gh-fjordbyen-5512"
    assert first.data.can_email is False
    assert second.type == "decision.rejected"


@pytest.mark.parametrize("odd", ["perhaps", 3, [], {}])
def test_a_consent_that_cannot_be_read_is_an_error_and_not_a_yes(odd: Any) -> None:
    """A wrong guess would mail somebody."""
    with pytest.raises(Invalid) as refusal:
        translate("new_candidate_application", candidate={"id": 1, "can_email": odd})
    assert refusal.value.field == "payload.application.candidate.can_email"


def test_an_undone_rejection_is_later_than_the_rejection() -> None:
    """Greenhouse's last activity may still be the rejection itself."""
    [no] = translate("reject_candidate").events
    [undone] = translate("unreject_candidate").events
    assert undone.time > no.time


def test_an_interview_that_every_webhook_repeats_is_one_fact() -> None:
    """The stage's picture comes again and again; its id does not change."""
    picture = sample("greenhouse", "candidate_stage_change")["payload"]["application"]
    _, first, _ = translate("candidate_stage_change").events
    _, again, _ = translate(
        "reject_candidate",
        last_activity_at="2026-09-22T11:05:30Z",
        current_stage=picture["current_stage"],
    ).events
    assert first.type == again.type == "interview.scheduled"
    assert first.key == again.key


def test_a_review_that_nobody_was_invited_to_is_no_interview() -> None:
    """Greenhouse's first stage is a review with `collect_feedback`: no wait begins anew by it."""
    stage = {"name": "Application Review", "interviews": [{"id": 1, "status": "collect_feedback"}]}
    [event] = translate("new_candidate_application", current_stage=stage).events
    assert event.type == "application.received"


def test_an_updated_application_brings_its_interviews_and_its_consent() -> None:
    """It is the only webhook that comes when an interview is planned within a stage."""
    picture = sample("greenhouse", "candidate_stage_change")
    body = picture | {"action": "application_updated"}
    assert [event.type for event in translate_body(body).events] == [
        "interview.scheduled",
        "interview.completed",
    ]
    body["payload"]["application"]["candidate"]["can_email"] = False
    assert translate_body(body).events[0].type == "candidate.updated"


def test_an_update_of_a_rejected_application_begins_nothing() -> None:
    """Its stage still shows the interviews of long ago."""
    body = sample("greenhouse", "candidate_stage_change") | {"action": "application_updated"}
    body["payload"]["application"]["status"] = "rejected"
    assert translate_body(body).events == ()
    assert translate_body(body).ignored


def test_a_deleted_job_is_closed() -> None:
    """Whoever still waits for it must be asked about."""
    [event] = translate_body(
        {"action": "job_deleted", "payload": {"job": {"id": 118, "name": "Sykepleier"}}}
    ).events
    assert (event.type, event.subject) == ("job.closed", "gh-fjordbyen-118")


def test_the_vendors_event_id_is_used_where_it_is_given() -> None:
    """Several events of one webhook get suffixes."""
    headers = {"greenhouse-event-id": "900913"}
    [event] = translate("reject_candidate", headers).events
    assert event.id == "900913"
    first, second, third = translate_body(sample("greenhouse", "delete_candidate"), headers).events
    assert first.id == "900913"
    assert {second.subject, third.subject} == {"gh-fjordbyen-7301", "gh-fjordbyen-7302"}
    assert len({first.id, second.id, third.id}) == 3


def test_a_cancelled_interview_is_told_when_it_names_its_application() -> None:
    """Greenhouse's own sample names only the interview, and then nobody can know whose it was."""
    body = {"action": "interview_deleted", "payload": {"interview": {"id": 41}}}
    assert translate_body(body).events == ()
    body["payload"]["interview"]["application_id"] = 7301  # type: ignore[index]
    [event] = translate_body(body).events
    _, planned, _ = translate("candidate_stage_change").events
    assert isinstance(event, e.InterviewCancelledEvent)
    assert isinstance(planned, e.InterviewScheduledEvent)
    assert event.data.interview_id == planned.data.interview_id


def test_a_deleted_application_does_not_erase_the_person() -> None:
    """Ids of people and of applications may be the same number: the scope says which it is."""
    [gone] = translate_body(sample("greenhouse", "delete_application")).events
    assert isinstance(gone, e.CandidateErasedEvent)
    assert (gone.subject, gone.data.scope) == ("gh-fjordbyen-7301", "application")
    person, *_ = translate_body(sample("greenhouse", "delete_candidate")).events
    assert isinstance(person, e.CandidateErasedEvent)
    assert (person.subject, person.data.scope) == ("gh-fjordbyen-5512", "person")


def test_anonymizing_what_svar_does_not_hold_erases_nobody() -> None:
    """A waiting answer must still reach the person."""
    body = sample("greenhouse", "candidate_anonymized")
    body["payload"]["anonymized_fields"] = ["current_title"]
    assert translate_body(body).events == ()


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("application", "id"), "payload.application.id"),
        (("application", "candidate"), "payload.application.candidate"),
        (("application", "candidate", "id"), "payload.application.candidate.id"),
        (("application", "jobs"), "payload.application.jobs"),
        (("application", "jobs", 0, "id"), "payload.application.jobs.0.id"),
    ],
)
def test_a_missing_field_is_named(path: tuple[str | int, ...], field: str) -> None:
    """A developer at the ATS knows where to look."""
    body = sample("greenhouse", "new_candidate_application")
    node: Any = body["payload"]
    for key in path[:-1]:
        node = node[key]
    del node[path[-1]]
    with pytest.raises(Invalid) as refusal:
        translate_body(body)
    assert refusal.value.field == field


def test_a_native_id_that_is_no_id_becomes_a_hash() -> None:
    """Nothing that a vendor sends as an id can break a mail tag or a key."""
    [event] = translate("new_candidate_application", id="../73 01__x\r\n").events
    assert event.subject.startswith("gh-fjordbyen-x")
    assert len(event.subject) < 50
