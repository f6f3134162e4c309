"""A proved webhook that nobody can read is kept, and read again when somebody can."""

import json
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from svar.adapters.ats import vendor
from svar.domain.errors import Invalid
from svar.domain.kept_webhook import keep, kept_in
from svar.domain.webhook import Account, WebhookRequest
from svar.handlers.receive_event import handle
from svar.wiring.core import Core
from svar.workflows.events_in import events_in
from svar.workflows.receive_webhook import LARGEST_BODY
from tests.fakes import FakeDeadLetters
from tests.unit.core.conftest import MONDAY, Story
from tests.unit.intake.signing import FIRST, NEW, NOW, SIGNED, WRONG, request, sample, signed
from tests.unit.intake.test_accounts import POLICY
from tests.unit.intake.test_receive_webhook import post
from tests.unit.intake.test_samples import RECORDS

SIGNED_AS_BYTES = [one for one in SIGNED if one not in ("lever", "standardwebhooks")]
"""The others' signatures cannot even be made for what is no text."""
BROKEN = b'{"action": "applicationSubmit", "data": {"application": {"id": "\xe5"}}}'


@pytest.fixture(autouse=True)
def policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that the bundle is built with."""
    monkeypatch.setenv("SVAR_ORGANISATION_FILE", str(POLICY))


def accounts() -> MappingProxyType[str, Account]:
    return MappingProxyType({})


def incomplete() -> WebhookRequest:
    body = sample("greenhouse", "new_candidate_application")
    del body["payload"]["application"]["candidate"]["id"]
    return signed("greenhouse", body, NEW)


def test_what_a_proved_sender_says_and_nobody_can_read_is_kept_with_the_reason() -> None:
    """The vendor hears that it was refused, and may never send it again."""
    dead = FakeDeadLetters()
    assert post(incomplete(), dead_letters=dead).status == 422
    [(letter, reason)] = dead.letters
    assert reason == "greenhouse webhook: payload.application.candidate.id: Field required"
    kept = kept_in(json.loads(letter))
    assert kept is not None
    assert (kept.vendor, kept.account) == ("greenhouse", "fjordbyen")
    assert kept.request().body == incomplete().body
    assert kept.request().received_at == NOW


@pytest.mark.parametrize(
    "name", [one for one in SIGNED if one not in ("lever", "standardwebhooks")]
)
def test_bytes_that_are_no_text_are_kept_as_they_came(name: str) -> None:
    """Ashby gives up, and Teamtailor never tries again."""
    dead = FakeDeadLetters()
    assert post(signed(name, BROKEN, NEW), name, dead_letters=dead).status == 400
    [(letter, _)] = dead.letters
    kept = kept_in(json.loads(letter))
    assert kept is not None
    assert kept.request().body == BROKEN


@pytest.mark.parametrize("name", SIGNED)
def test_a_stranger_cannot_fill_the_dead_letters(name: str) -> None:
    """Only what was proved is kept."""
    dead = FakeDeadLetters()
    if name in SIGNED_AS_BYTES:
        post(signed(name, BROKEN, WRONG), name, dead_letters=dead)
    post(request(BROKEN), name, dead_letters=dead)
    assert dead.letters == []


def test_neither_signature_nor_secret_is_kept() -> None:
    """What is kept needs no proof any more, and is read by more people than a secret may be."""
    one = signed("cloudevents", b"[", NEW)
    headers = {**one.headers, "ce-type": "x", "event-name": "y", "x-svar-secret": NEW}
    letter = keep(one._replace(headers=headers), "cloudevents", "fjordbyen")
    kept = kept_in(json.loads(letter))
    assert kept is not None
    assert {*kept.headers} == {"content-type", "ce-type", "event-name"}
    assert NEW not in letter


def test_a_kept_webhook_has_only_characters_that_a_queue_takes() -> None:
    """Whatever stood in a header."""
    odd = request(b"[", {"event-name": "x\ufffe\x00\ud800å", "event-id": "e1"})
    letter = keep(odd, "smartrecruiters", "fjordbyen")
    assert letter.isascii()
    assert letter.isprintable()
    assert kept_in(json.loads(letter)) is not None


def test_dead_letters_out_of_reach_are_no_reason_to_lose_it() -> None:
    """The vendor is asked to send it again."""
    dead = FakeDeadLetters()
    dead.down = True
    assert post(incomplete(), dead_letters=dead).status == 503


def test_what_no_message_can_hold_is_refused_and_breaks_nothing() -> None:
    """A megabyte of noise: it is counted, and an alarm says so."""
    import random

    noise = random.Random(1).randbytes(LARGEST_BODY)
    dead = FakeDeadLetters()
    assert post(signed("greenhouse", noise, NEW), dead_letters=dead).status == 400
    assert dead.letters == []


@pytest.mark.parametrize("name", SIGNED)
def test_a_kept_webhook_that_can_be_read_is_the_same_events_as_one_that_came(name: str) -> None:
    """By the same keys, with the time when it came: whatever had been sent again is no double."""
    one = signed(name, sample(name, FIRST[name]), NEW)

    def vendors(called: str) -> Any:
        return vendor(called, lambda kind, *_: RECORDS.get(kind, {}))

    there = json.loads(keep(one, name, "fjordbyen"))
    then = vendors(name).translate(one, Account(vendor=name, name="fjordbyen")).events
    assert then
    assert tuple(events_in(there, vendors, accounts)) == tuple(then)


def test_the_accounts_own_rules_are_asked_as_if_it_had_just_come() -> None:
    """A robot's rejection is parked also when it comes by this way."""
    one = signed("greenhouse", sample("greenhouse", "reject_candidate"), NEW)
    robot = Account("greenhouse", "fjordbyen", frozenset({"olav.nes@fjordbyen.example"}))
    there = json.loads(keep(one, "greenhouse", "fjordbyen"))
    [event] = events_in(there, vendor, lambda: {"greenhouse/fjordbyen": robot})
    assert json.loads(event.model_dump_json())["data"]["automatic"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vendor": "lessever"}, "kept_webhook.vendor"),
        ({"body": "???"}, "kept_webhook.body"),
        ({"body": "aGVp"}, "kept_webhook.body"),
        ({"received_at": None}, "kept_webhook.received_at"),
        ({"headers": None}, "kept_webhook.headers"),
    ],
)
def test_a_half_kept_webhook_names_what_is_wrong(changes: dict[str, Any], field: str) -> None:
    """It goes back to the dead letters."""
    there = json.loads(keep(incomplete(), "greenhouse", "fjordbyen"))
    there["kept_webhook"] |= changes
    with pytest.raises(Invalid) as refusal:
        events_in(there, vendor, accounts)
    assert refusal.value.field == field


def test_a_redriven_webhook_that_can_be_read_by_now_reaches_the_candidate() -> None:
    """The whole way: kept, mended, put back, taken in; and once only, however often it comes."""
    story = Story(MONDAY)
    body = sample("greenhouse", "new_candidate_application")
    body["payload"]["application"]["applied_at"] = story.clock.now().isoformat()
    one = request(body, at=story.clock.now())
    letter = keep(one, "greenhouse", "fjordbyen")
    core, dead = Core(story.house, story.links, story._dispatcher()), FakeDeadLetters()  # type: ignore[arg-type]
    for _ in range(2):
        handle(letter, core, dead)
    story.run_until(story.clock.now() + timedelta(hours=1))
    assert dead.letters == []
    assert [mail.recipient for mail in story.mailer.mailbox] == ["sigrid.nordvag@epost.example"]


def test_a_redriven_webhook_that_still_cannot_be_read_is_back_unchanged() -> None:
    """With the reason of today."""
    story = Story(MONDAY)
    letter = keep(incomplete(), "greenhouse", "fjordbyen")
    core, dead = Core(story.house, story.links, story._dispatcher()), FakeDeadLetters()  # type: ignore[arg-type]
    handle(letter, core, dead)
    [(kept, reason)] = dead.letters
    assert kept == letter
    assert "payload.application.candidate.id: Field required" in reason
