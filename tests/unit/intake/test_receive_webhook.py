"""What a vendor hears, and that 2xx means: the queue has it."""

import base64
import io
import json
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.ats import vendor
from svar.domain.errors import Permanent, Transient
from svar.domain.webhook import WebhookRequest
from svar.observability import metrics
from svar.workflows.receive_webhook import LARGEST_BODY, Answer, Fate, receive_webhook
from tests.fakes import FakeDeadLetters, FakeInbox
from tests.unit.intake.signing import FIRST, NEW, OLD, SIGNED, WRONG, request, sample, signed


@dataclass
class FakeSecrets:
    """Secrets by account; `down` makes nobody able to tell."""

    stored: dict[str, tuple[str, ...]] = field(default_factory=dict)
    down: bool = False

    def live(self, vendor: str, account: str) -> tuple[str, ...]:
        if self.down:
            raise Transient("the secrets cannot be read")
        return self.stored.get(f"{vendor}/{account}", ())


class OverfullInbox:
    """A queue that refuses every event for its size."""

    def put(self, events: object) -> None:
        raise Permanent("too large")


def knows(name: str) -> FakeSecrets:
    return FakeSecrets({f"{name}/fjordbyen": (NEW, OLD)})


def post(
    one: WebhookRequest,
    name: str = "greenhouse",
    account: str = "fjordbyen",
    *,
    secrets: FakeSecrets | None = None,
    inbox: Any = None,
    dead_letters: FakeDeadLetters | None = None,
) -> Answer:
    return receive_webhook(
        one,
        vendor_name=name,
        account_name=account,
        vendors=vendor,
        accounts={},
        secrets=secrets or knows(name),
        inbox=inbox if inbox is not None else FakeInbox(),
        dead_letters=dead_letters or FakeDeadLetters(),
    )


def applied(name: str = "greenhouse", secret: str = NEW) -> WebhookRequest:
    return signed(name, sample(name, FIRST[name]), secret)


@pytest.mark.parametrize("name", SIGNED)
def test_success_is_said_by_the_number_that_the_vendor_takes_for_it(name: str) -> None:
    """SmartRecruiters takes only 202: anything else is sent ten times more, and then it switches
    the subscription off. Greenhouse, Recruitee and Workable take only 200."""
    assert post(applied(name), name).status == (202 if name == "smartrecruiters" else 200)


@pytest.mark.parametrize("name", [one for one in SIGNED if one not in ("lever", "smartrecruiters")])
def test_an_application_is_answered_when_the_queue_has_it(name: str) -> None:
    """2xx, and the event is there."""
    inbox = FakeInbox()
    answer = post(applied(name), name, inbox=inbox)
    assert (answer.status, answer.fate) == (200, Fate.QUEUED)
    assert [event.type for event in inbox.events] == ["application.received"]
    assert answer.subjects == (inbox.events[0].subject,)


def test_a_queue_that_is_down_is_never_answered_with_success() -> None:
    """The vendor keeps it and sends it again."""
    inbox = FakeInbox()
    inbox.down = True
    answer = post(applied(), inbox=inbox)
    assert (answer.status, answer.fate) == (503, Fate.UNAVAILABLE)


def test_an_event_that_no_message_can_hold_is_refused() -> None:
    """Trying again cannot help."""
    assert post(applied(), inbox=OverfullInbox()).status == 413


@pytest.mark.parametrize(
    ("name", "status"), [(name, 503 if name in ("ashby", "teamtailor") else 401) for name in SIGNED]
)
def test_a_wrong_signature_is_refused_so_that_nothing_is_lost(name: str, status: int) -> None:
    """Ashby and Teamtailor never come back after 401, so they hear that it is we who are unwell."""
    inbox = FakeInbox()
    answer = post(applied(name, WRONG), name, inbox=inbox)
    assert (answer.status, answer.fate) == (status, Fate.FORGED)
    assert inbox.events == []


def test_a_stale_signature_is_refused() -> None:
    """And the answer tells where to look."""
    one = applied("standardwebhooks")
    old = WebhookRequest(one.headers, one.body, one.received_at.replace(hour=23))
    answer = post(old, "standardwebhooks")
    assert (answer.status, answer.fate) == (401, Fate.STALE)
    assert "clock" in str(answer.body["problem"])


@pytest.mark.parametrize(
    ("name", "account", "status"),
    [
        ("lessever", "fjordbyen", 404),
        ("greenhouse", "nobody", 404),
        ("greenhouse", "../etc", 404),
        ("greenhouse", "a" * 31, 404),
        ("greenhouse", "Fjordbyen", 404),
        ("ashby", "nobody", 503),
    ],
)
def test_an_unknown_address_is_said_to_be_unknown(name: str, account: str, status: int) -> None:
    """Except to vendors that would never try again."""
    answer = post(applied(), name, account, secrets=FakeSecrets())
    assert (answer.status, answer.fate) == (status, Fate.UNKNOWN)


def test_generic_is_another_name_for_standard_webhooks() -> None:
    """The address that the documentation gives to everybody else."""
    answer = post(applied("standardwebhooks"), "generic")
    assert answer.status == 200


def test_secrets_that_cannot_be_read_are_no_reason_to_refuse() -> None:
    """It is our trouble: the vendor sends again."""
    assert post(applied(), secrets=FakeSecrets(down=True)).status == 503


def test_a_body_over_a_megabyte_is_refused_before_it_is_read() -> None:
    """No signature is computed over it."""
    answer = post(request(b"x" * (LARGEST_BODY + 1)))
    assert (answer.status, answer.fate) == (413, Fate.TOO_LARGE)


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b'{"action": ', "line 1 column 12"),
        (b'{\n  "action": "x",\n}', "line 3 column 1"),
        (b'{"action": "\xff"}', "byte 12"),
        (b"[1]", "body"),
        (b"null", "body"),
        (b"", "line 1 column 1"),
        (b'{"action": NaN}', "body"),
        (b'{"a":' * 100_000, "body"),
        (b'{"action": ' + b"9" * 5000 + b"}", "body"),
    ],
)
def test_what_is_no_json_is_refused_and_the_place_is_named(raw: bytes, place: str) -> None:
    """A developer finds it without asking us."""
    answer = post(signed("greenhouse", raw, NEW))
    assert (answer.status, answer.fate) == (400, Fate.MALFORMED)
    if place != "line 3 column 1":
        assert answer.body["field"] == place


def test_a_missing_field_is_named_and_no_value_is_shown() -> None:
    """The name of the field helps; the person's data would end in somebody's log."""
    body = sample("greenhouse", "new_candidate_application")
    del body["payload"]["application"]["candidate"]["id"]
    answer = post(signed("greenhouse", body, NEW))
    assert (answer.status, answer.fate) == (422, Fate.INCOMPLETE)
    assert answer.body["field"] == "payload.application.candidate.id"
    assert "Sigrid" not in json.dumps(answer.body)


def test_an_unknown_event_is_acknowledged() -> None:
    """A vendor may have events that we do not use."""
    answer = post(signed("greenhouse", {"action": "offer_approved", "payload": {}}, NEW))
    assert (answer.status, answer.fate) == (200, Fate.IGNORED)
    assert "offer_approved" in str(answer.body["reason"])


def test_an_events_name_that_is_no_name_is_not_repeated() -> None:
    """It would be somebody's text in an answer and in a log."""
    answer = post(signed("greenhouse", {"action": "Sigrid <b>", "payload": {}}, NEW))
    assert "Sigrid" not in json.dumps(answer.body)


@pytest.mark.parametrize(
    ("name", "file"),
    [("greenhouse", "ping"), ("ashby", "ping"), ("recruitee", "test"), ("lever", "ping")],
)
def test_a_ping_is_answered_before_any_secret_is_stored(name: str, file: str) -> None:
    """Greenhouse creates a webhook whose ping fails as disabled."""
    inbox = FakeInbox()
    answer = post(request(sample(name, file)), name, secrets=FakeSecrets(down=True), inbox=inbox)
    assert (answer.status, answer.fate) == (200, Fate.HANDSHAKE)
    assert inbox.events == []


def test_a_fact_that_could_not_be_fetched_is_counted_as_lost() -> None:
    """2xx, because sending it again would not help; and a metric that somebody watches."""
    answer = post(applied("lever"), "lever")
    assert (answer.status, answer.fate) == (200, Fate.LOST)


class FakeRuntime:
    """What `build` would make, with the inbox in reach."""

    def __init__(self) -> None:
        self.inbox = FakeInbox()
        self.dead_letters = FakeDeadLetters()
        self.secrets = knows("greenhouse")
        self.accounts: dict[str, Any] = {}


def http_event(path: str, body: str, headers: dict[str, str], *, encoded: bool) -> dict[str, Any]:
    """An API Gateway HTTP API event, payload version 2."""
    return {
        "version": "2.0",
        "routeKey": "POST /webhooks/{ats}/{account}",
        "rawPath": path,
        "pathParameters": dict(zip(("ats", "account"), path.split("/")[2:], strict=True)),
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "http": {"method": "POST", "path": path, "sourceIp": "192.0.2.1"},
            "stage": "$default",
            "requestId": "r-1",
        },
        "body": body,
        "isBase64Encoded": encoded,
    }


@pytest.fixture(autouse=True)
def namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the template sets for every function."""
    monkeypatch.setattr(metrics.provider, "namespace", "Svar")


@pytest.mark.parametrize("encoded", [True, False])
def test_the_door_passes_on_the_bytes_as_they_came(encoded: bool) -> None:
    """API Gateway may encode a body; the signature is over what the vendor sent."""
    from svar.handlers.receive_webhook import lambda_handler

    one, runtime = applied(), FakeRuntime()
    body = base64.b64encode(one.body).decode() if encoded else one.body.decode()
    headers = {"Signature": one.headers["signature"], "Content-Type": "application/json"}
    event = http_event("/webhooks/greenhouse/fjordbyen", body, headers, encoded=encoded)
    answer = lambda_handler(event, cast(LambdaContext, None), cast(Any, runtime))
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"status": "queued", "events": 1}
    assert len(runtime.inbox.events) == 1


@pytest.mark.parametrize(("secret", "counted"), [(NEW, False), (WRONG, True)])
def test_a_webhook_that_is_refused_is_counted_for_the_alarm(
    capsys: pytest.CaptureFixture[str], secret: str, counted: bool
) -> None:
    """One name for all ways in which an event of an ATS may be missing here."""
    from svar.handlers.receive_webhook import lambda_handler

    one = applied(secret=secret)
    path, headers = "/webhooks/greenhouse/fjordbyen", dict(one.headers)
    event = http_event(path, one.body.decode(), headers, encoded=False)
    lambda_handler(event, cast(LambdaContext, None), cast(Any, FakeRuntime()))
    assert ("webhooks_refused" in capsys.readouterr().out) is counted


def test_the_doors_log_and_metrics_hold_no_persons_data(
    capsys: pytest.CaptureFixture[str], log: io.StringIO
) -> None:
    """Ids and names of fields, for what was taken and for what was not."""
    from svar.handlers.receive_webhook import lambda_handler

    broken = sample("greenhouse", "new_candidate_application")
    del broken["payload"]["application"]["candidate"]["id"]
    for one in (applied(), signed("greenhouse", broken, NEW), applied(secret=WRONG)):
        event = http_event(
            "/webhooks/greenhouse/fjordbyen", one.body.decode(), dict(one.headers), encoded=False
        )
        lambda_handler(event, cast(LambdaContext, None), cast(Any, FakeRuntime()))
    printed = capsys.readouterr()
    written = printed.out + printed.err + log.getvalue()
    assert "gh-fjordbyen-7301" in written
    assert "WebhookQueued" in written
    assert "WebhookIncomplete" in written
    assert "WebhookForged" in written
    for secret in ("Sigrid", "Nordv", "epost.example", "900 00 123", NEW):
        assert secret not in written
