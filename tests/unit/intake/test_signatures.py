"""Who may speak: right and wrong signatures, rotation, freshness, and every vendor's own trap."""

import base64
import json
from copy import replace
from datetime import timedelta

import pytest

from svar.adapters.ats import vendor
from svar.domain.errors import Forged
from svar.domain.webhook import Stale, Vendor, WebhookRequest
from tests.unit.intake.signing import (
    FIRST,
    NEW,
    NOW,
    OLD,
    SIGNED,
    WRONG,
    account,
    mac,
    request,
    sample,
    signed,
)

TIMED = ("teamtailor", "standardwebhooks", "smartrecruiters")
OVER_THE_BODY = tuple(name for name in SIGNED if name not in ("lever", "jobylon", "cloudevents"))


def reader(name: str) -> Vendor:
    found = vendor(name)
    assert found is not None
    return found


def first(name: str, secret: str = NEW) -> WebhookRequest:
    return signed(name, sample(name, FIRST[name]), secret)


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize("secret", [NEW, OLD])
def test_both_live_secrets_are_believed_during_rotation(name: str, secret: str) -> None:
    """No storm of 401 while one secret replaces the other."""
    reader(name).verify(first(name, secret), (NEW, OLD))


@pytest.mark.parametrize("name", SIGNED)
def test_another_secret_is_not_believed(name: str) -> None:
    """Nothing of the body may be used."""
    with pytest.raises(Forged):
        reader(name).verify(first(name, WRONG), (NEW, OLD))


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize("secrets", [(), ("",)])
def test_no_secret_believes_nobody(name: str, secrets: tuple[str, ...]) -> None:
    """An empty secret is no secret, also when the signature was made with it."""
    with pytest.raises(Forged):
        reader(name).verify(first(name), secrets)


@pytest.mark.parametrize("name", OVER_THE_BODY)
def test_one_changed_byte_is_seen(name: str) -> None:
    """The signature is over the raw bytes, so white space counts."""
    one = first(name)
    with pytest.raises(Forged):
        reader(name).verify(replace(one, body=one.body + b" "), (NEW,))


@pytest.mark.parametrize("name", SIGNED)
def test_a_missing_proof_is_named(name: str) -> None:
    """The developer at the ATS is told what is missing."""
    body = {"token": "t", "triggeredAt": 1, "event": "e"} if name == "lever" else {}
    with pytest.raises(Forged, match=r"missing|neither|has no"):
        reader(name).verify(request(body), (NEW,))


@pytest.mark.parametrize("name", [name for name in SIGNED if name != "lever"])
@pytest.mark.parametrize(
    "junk", ["æøå", "", " ", "v1,=", "sha256 ", "sha256=", "\udcff", "Bearer "]
)
def test_junk_in_the_proof_is_refused_and_breaks_nothing(name: str, junk: str) -> None:
    """Headers are bytes that strangers choose."""
    one = first(name)
    headers = {key: junk for key in one.headers if key != "content-type"}
    with pytest.raises(Forged):
        reader(name).verify(replace(one, headers=headers), (NEW,))


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("off", [timedelta(seconds=301), timedelta(seconds=-301)])
def test_a_right_signature_from_another_time_is_stale(name: str, off: timedelta) -> None:
    """Somebody may have kept an old message and sent it again."""
    one = replace(first(name), received_at=NOW + off)
    with pytest.raises(Stale):
        reader(name).verify(one, (NEW,))


@pytest.mark.parametrize("name", TIMED)
def test_five_minutes_are_forgiven(name: str) -> None:
    """Clocks differ."""
    reader(name).verify(replace(first(name), received_at=NOW + timedelta(seconds=299)), (NEW,))


def test_lever_may_try_again_for_a_day_but_not_for_a_week() -> None:
    """Its retries keep the first time."""
    one = first("lever")
    reader("lever").verify(replace(one, received_at=NOW + timedelta(hours=24)), (NEW,))
    with pytest.raises(Stale):
        reader("lever").verify(replace(one, received_at=NOW + timedelta(days=7)), (NEW,))


def test_greenhouse_signs_with_a_space_and_not_with_an_equals_sign() -> None:
    """The form that everybody else uses is not Greenhouse's."""
    one = first("greenhouse")
    wrong = {"signature": one.headers["signature"].replace(" ", "=")}
    with pytest.raises(Forged):
        reader("greenhouse").verify(replace(one, headers=wrong), (NEW,))


@pytest.mark.parametrize("name", ["greenhouse", "ashby", "recruitee", "workable"])
def test_a_signature_in_capitals_is_the_same_number(name: str) -> None:
    """Hexadecimal has no case; the word before it is the vendor's own."""
    one = first(name)
    [(header, value)] = one.headers.items()
    capitals = value.replace(mac(NEW, one.body), mac(NEW, one.body).upper())
    assert capitals != value
    reader(name).verify(replace(one, headers={header: capitals}), (NEW,))


def test_lever_has_a_secret_for_each_event_and_all_may_be_stored() -> None:
    """Whichever of them signed is found."""
    tokens = tuple(f"token-{number}" for number in range(9))
    for token in tokens:
        one = signed("lever", sample("lever", "candidateHired"), token)
        reader("lever").verify(one, tokens)


def test_the_bytes_are_never_serialised_again() -> None:
    """Spaces, key order and escapes are as the vendor wrote them."""
    raw = b'{ "payload":{},\n\t"action" : "p\\u00e6ng", "a":1.0 }'
    reader("greenhouse").verify(signed("greenhouse", raw, NEW), (NEW,))


def test_teamtailors_old_signature_is_refused() -> None:
    """Version 1 proves only an id, so anybody could change the rest."""
    old = base64.b64encode(mac(NEW, b"7301").encode()).decode()
    one = replace(first("teamtailor"), headers={"tt-signature": old})
    with pytest.raises(Forged, match="v2"):
        reader("teamtailor").verify(one, (NEW,))


def test_standard_webhooks_may_carry_several_signatures() -> None:
    """The sender signs with both secrets while it rotates its own."""
    one = first("standardwebhooks")
    both = f"v1a,AAAA v1,bm9wZQ== {one.headers['webhook-signature']}"
    headers = {**one.headers, "webhook-signature": both}
    reader("standardwebhooks").verify(replace(one, headers=headers), (NEW,))


def test_standard_webhooks_secrets_may_have_their_prefix() -> None:
    """`whsec_` is how they are shown to people."""
    reader("standardwebhooks").verify(first("standardwebhooks"), (f"whsec_{NEW}",))


def test_a_stored_secret_that_is_no_base64_is_refused_and_the_other_one_still_counts() -> None:
    """One bad entry must not shut the door for the good one."""
    reader("standardwebhooks").verify(first("standardwebhooks"), ("a", NEW))


@pytest.mark.parametrize("secret", ["a", "whsec_", "æ"])
@pytest.mark.parametrize("given", ["v1,", "None", "v1,None", "-" * 64])
def test_a_stored_secret_that_cannot_sign_proves_nothing(secret: str, given: str) -> None:
    """It must not have a signature that a stranger could guess."""
    one = first("standardwebhooks")
    headers = {**one.headers, "webhook-signature": given}
    with pytest.raises(Forged):
        reader("standardwebhooks").verify(replace(one, headers=headers), (secret,))


def test_smartrecruiters_signs_a_missing_header_as_nothing() -> None:
    """The dots stay."""
    body, stamp = b'{"candidate_id":"5512"}', str(int(NOW.timestamp()))
    message = f"{stamp}.".encode() + body + b".e1.candidate.deleted.."
    headers = {
        "smartrecruiters-signature": f"v1={mac(NEW, message)}",
        "smartrecruiters-timestamp": stamp,
        "event-id": "e1",
        "event-name": "candidate.deleted",
    }
    reader("smartrecruiters").verify(request(body, headers), (NEW,))


def test_smartrecruiters_gets_its_activation_secret_back() -> None:
    """Before anybody has stored it."""
    found = reader("smartrecruiters").handshake(request(b"", {"x-hook-secret": "abc123"}))
    assert found is not None
    assert found.headers == {"X-Hook-Secret": "abc123"}


@pytest.mark.parametrize("secret", ["a\r\nSet-Cookie: x", "", "æ", "x" * 257])
def test_an_activation_secret_that_is_no_secret_is_not_echoed(secret: str) -> None:
    """A header that is echoed must not become another header."""
    assert reader("smartrecruiters").handshake(request(b"{}", {"x-hook-secret": secret})) is None


def test_jobylon_may_use_basic_authentication() -> None:
    """The stored secret is then user and password."""
    given = base64.b64encode(b"svar:hemmelig").decode()
    one = request({}, {"authorization": f"Basic {given}"})
    reader("jobylon").verify(one, ("annen:ting", "svar:hemmelig"))
    with pytest.raises(Forged):
        reader("jobylon").verify(one, ("svar:annet",))


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b'{"event":'])
def test_a_body_that_cannot_be_read_is_no_handshake(body: bytes) -> None:
    """A test is recognised by what it says, never by what it lacks."""
    for name in ("greenhouse", "ashby", "recruitee", "lever"):
        assert reader(name).handshake(request(body)) is None


@pytest.mark.parametrize("test", [True, "true", 1, {}, None])
def test_recruitees_test_mails_nobody_whatever_the_mark_looks_like(test: object) -> None:
    """It looks like a real event, with one field added."""
    body = {**sample("recruitee", "candidate_created"), "test": test}
    assert reader("recruitee").handshake(request(body)) is not None
    assert reader("recruitee").handshake(request({**body, "test": False})) is None


def test_levers_data_is_not_signed_and_so_never_used() -> None:
    """Whoever changes it in transit changes nothing: only what is fetched counts."""
    one = first("lever")
    body = json.loads(one.body)
    body["data"] |= {"name": "Mallory", "emails": ["mallory@ondsinnet.example"]}
    forged = replace(one, body=json.dumps(body).encode())
    reader("lever").verify(forged, (NEW,))
    assert reader("lever").translate(forged, account("lever")).events == ()
