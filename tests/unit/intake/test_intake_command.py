"""`svarctl intake parse`: what an operator sees before anything is connected."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from svarctl.intake import app
from tests.unit.intake.signing import NEW, OLD, SAMPLES, WRONG, sample, signed
from tests.unit.intake.test_samples import EXPECTED


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["parse", *arguments], input=stdin)


def test_the_events_are_a_json_array_on_stdout() -> None:
    """Ready for another program."""
    path = SAMPLES / "greenhouse" / "reject_candidate.json"
    result = run(str(path), "--ats", "greenhouse", "--account", "fjordbyen")
    assert result.exit_code == 0
    [event] = json.loads(result.stdout)
    assert event["type"] == "decision.rejected"
    assert event["subject"] == "gh-fjordbyen-7301"
    assert event["source"] == "ats/greenhouse/fjordbyen"


def test_the_body_may_come_on_stdin() -> None:
    """A minus is standard input, and the account has a default."""
    body = json.dumps(sample("ashby", "applicationSubmit")).encode()
    result = run("-", "--ats", "ashby", stdin=body)
    [event] = json.loads(result.stdout)
    assert event["subject"].startswith("ash-default-")


@pytest.mark.parametrize(
    ("ats", "name", "reason"),
    [
        ("greenhouse", "new_prospect_application", "prospect"),
        ("greenhouse", "ping", "a ping"),
        ("recruitee", "test", "a test"),
        ("lever", "applicationCreated", "no fetch port"),
    ],
)
def test_nothing_to_do_is_an_empty_array_and_a_reason(ats: str, name: str, reason: str) -> None:
    """An empty answer without a reason would look like a fault."""
    result = run(str(SAMPLES / ats / f"{name}.json"), "--ats", ats)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == []
    assert reason in result.stderr


def test_an_invalid_body_names_its_field() -> None:
    """Exit 2, and nothing on stdout that a program could mistake."""
    body = sample("greenhouse", "new_candidate_application")
    del body["payload"]["application"]["candidate"]["id"]
    result = run("-", "--ats", "greenhouse", stdin=json.dumps(body).encode())
    assert (result.exit_code, result.stdout) == (2, "")
    assert "payload.application.candidate.id" in result.stderr


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]"])
def test_what_is_no_json_names_its_place(body: bytes) -> None:
    """Exit 2 too."""
    result = run("-", "--ats", "ashby", stdin=body)
    assert result.exit_code == 2
    assert result.stderr.startswith("invalid: ")


@pytest.mark.parametrize(("secret", "code"), [(NEW, 0), (OLD, 3), (WRONG, 3)])
def test_a_signature_is_checked_when_a_secret_is_given(secret: str, code: int) -> None:
    """Exit 3: the body may be right, and the sender is not proved."""
    one = signed("greenhouse", sample("greenhouse", "reject_candidate"), NEW)
    header = f"Signature={one.headers['signature']}"
    result = run("-", "--ats", "greenhouse", "--header", header, "--secret", secret, stdin=one.body)
    assert result.exit_code == code
    if code:
        assert result.stdout == ""
        assert "wrong signature" in result.stderr


def test_a_header_may_be_written_as_curl_writes_it() -> None:
    """Name: value, pasted from a vendor's request log."""
    one = signed("ashby", sample("ashby", "applicationSubmit"), NEW)
    header = f"Ashby-Signature: {one.headers['ashby-signature']}"
    result = run("-", "--ats", "ashby", "--header", header, "--secret", NEW, stdin=one.body)
    assert result.exit_code == 0, result.stderr


def test_a_right_signature_from_another_time_is_said_to_be_right() -> None:
    """The operator looks at the clock, and not for another secret."""
    one = signed("lever", sample("lever", "applicationCreated"), NEW)
    result = run("-", "--ats", "lever", "--secret", NEW, stdin=one.body)
    assert result.exit_code == 3
    assert "the secret is right, and the webhook's time is too far from now" in result.stderr


def test_a_body_that_the_intake_would_refuse_for_its_size_is_refused_here_too() -> None:
    """Ten megabytes."""
    result = run("-", "--ats", "ashby", stdin=b'{"action": "' + b"x" * 10_000_000 + b'"}')
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "invalid: body: is larger than 1000000 bytes\n"


def test_an_application_without_a_usable_address_is_pointed_out() -> None:
    """It is taken, and somebody should know that no mail can go to it."""
    body = sample("workable", "candidate_created")
    body["data"]["email"] = "sigrid@epost.example, ola@epost.example"
    result = run("-", "--ats", "workable", stdin=json.dumps(body).encode())
    assert result.exit_code == 0
    assert "no usable e-mail address" in result.stderr


def test_an_unknown_vendor_and_a_missing_file_are_usage_errors(tmp_path: Path) -> None:
    """The message says which."""
    assert "lessever" in run("-", "--ats", "lessever", stdin=b"{}").stderr
    missing = run(str(tmp_path / "none.json"), "--ats", "ashby")
    assert missing.exit_code == 2


SHARED = Path(os.environ["SVAR_SHARED_DATA"]) if "SVAR_SHARED_DATA" in os.environ else None
PUBLIC = sorted(SHARED.glob("ats/*/*.json")) if SHARED else []
PLAIN = ("ashby", "greenhouse", "jobylon", "recruitee", "workable")
"""Vendors whose bodies say everything, without headers or another request."""
OURS = sorted(path for ats in PLAIN for path in (SAMPLES / ats).glob("*.json"))
QUIET = {"new_prospect_application", "ping", "test", "candidateHired.test-ping"}
POINTERS = {"lever", "smartrecruiters"}
VECTOR = {
    "secret": "a-secret-of-an-example",
    "headers": {
        "smartrecruiters-signature": "v1="
        "ef81c7993e16da938c867a9d3d01d6e1fbae891fb9326e9c81275dd7ee9c83c5",
        "smartrecruiters-timestamp": "1767225600",
        "event-id": "e-1",
        "event-name": "application.created",
        "event-version": "v201910",
        "link": "<https://api.example/1>; rel=self",
    },
    "raw_body": '{"candidate_id":"c-1","job_id":"j-1"}',
    "must_fail_raw_body": '{"candidate_id":"c-1", "job_id":"j-1"}',
}
"""Signed once, apart from our code, in the shape of SmartRecruiters' own example."""


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize(
    ("path", "speaks"),
    [
        *(pytest.param(path, bool(EXPECTED[named(path)]), id=named(path)) for path in OURS),
        *(
            pytest.param(
                path,
                path.stem not in QUIET and path.parent.name not in POINTERS,
                id=f"public {named(path)}",
            )
            for path in PUBLIC
        ),
    ],
)
def test_the_vendors_samples_are_understood(path: Path, speaks: bool) -> None:
    """Ours, and bodies from public documentation in the folder that SVAR_SHARED_DATA names."""
    headers: list[str] = []
    body = path.read_bytes()
    if path.name.endswith("signed-vector.json"):
        vector = json.loads(body)
        body = vector["raw_body"].encode()
        headers = [f"--header={name}={value}" for name, value in vector["headers"].items()]
    if path in PUBLIC and path.parent.name == "workable":
        body = json.dumps(
            {"id": "1", "event_type": "candidate_created", "data": json.loads(body)}
        ).encode()
    result = run("-", "--ats", path.parent.name, *headers, stdin=body)
    assert result.exit_code == 0, result.stderr
    needs_scheduling = b"NeedsScheduling" in body
    assert bool(json.loads(result.stdout)) is (speaks and not needs_scheduling)


@pytest.mark.parametrize(
    "vector",
    [VECTOR, *(json.loads(p.read_bytes()) for p in PUBLIC if p.name.endswith("vector.json"))],
    ids=lambda one: str(one["headers"]["event-id"]),
)
@pytest.mark.parametrize(("field", "right"), [("raw_body", True), ("must_fail_raw_body", False)])
def test_the_vendors_own_signature_example_verifies(
    vector: dict[str, Any], field: str, right: bool
) -> None:
    """Its worked example, at its own time, with the secret that it gives."""
    from datetime import UTC, datetime

    from svar.adapters.ats import vendor
    from svar.domain.errors import Forged
    from svar.domain.webhook import WebhookRequest

    at = datetime.fromtimestamp(int(vector["headers"]["smartrecruiters-timestamp"]), UTC)
    one = WebhookRequest(vector["headers"], vector[field].encode(), at)
    reader = vendor("smartrecruiters")
    assert reader is not None
    if right:
        reader.verify(one, (vector["secret"],))
    else:
        with pytest.raises(Forged):
            reader.verify(one, (vector["secret"],))
