"""One application through real processes: from the queue to the mailbox, and into no log."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from local.cloud import Cloud, cloud
from svar.adapters.dynamodb import DynamoStore

LIMIT_SECONDS = 240
MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
SECRETS = (
    "Bjørn Åge Sæther",
    "Sæther",
    "bjorn.age@kandidat.example",
    "kandidat.example",
    "Ragnhild Moe",
    "ragnhild.moe",
    "Ingrid Berg",
    "Too Junior",
    "bare kjørt varebil",
    "kjøre buss i byen",
    "ikke førerkort klasse C",
    "93 00 11 22",
)
"""Every name, address and text of this story. None of them may stand in a log."""

JOB = {
    "id": "e2e-job",
    "title": "Sjåfør",
    "criteria": [{"id": "licence", "text": "førerkort klasse C"}],
    "recruiter": {"name": "Ragnhild Moe", "email": "ragnhild.moe@fjordbyen.example"},
    "decider": {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
}
ANSWERS = (
    ("send", "Jeg har bare kjørt varebil."),
    ("send", "Jeg vil kjøre buss i byen der jeg bor."),
    ("send", "Jeg har ikke førerkort klasse C ennå."),
)
"""As many as the house asks about this job, so the last one ends the chat."""
CANDIDATE = {
    "id": "e2e-person",
    "name": "Bjørn Åge Sæther",
    "email": "bjorn.age@kandidat.example",
    "phone": "93 00 11 22",
    "language": "nb",
}


@pytest.fixture(scope="module")
def running() -> Iterator[Cloud]:
    with cloud("e2e-one", rate=3_000.0, at=MONDAY) as made:
        made.start_clock(at=MONDAY)
        yield made


def put(running: Cloud, kind: str, data: dict[str, Any]) -> None:
    event = {
        "specversion": "1.0",
        "id": f"e2e-{kind}",
        "source": "ats/generic/fjordbyen",
        "type": kind,
        "subject": "e2e-application",
        "time": running.now().isoformat(),
        "data": data,
    }
    running.client("sqs").send_message(
        QueueUrl=running.outputs["InboxUrl"], MessageBody=json.dumps(event)
    )


def until(found: Callable[[], bool], what: str) -> None:
    """Look again until it is there; fails with what was waited for."""
    end = time.monotonic() + LIMIT_SECONDS
    while not found():
        assert time.monotonic() < end, f"waited {LIMIT_SECONDS} s for {what}"
        time.sleep(0.2)


def tags(running: Cloud) -> list[str]:
    return [message["X-Svar-Outbox"] for message in running.mailbox.messages()]


def state(running: Cloud, name: str) -> str | None:
    """What the outbox knows of a mail."""
    store = DynamoStore(running.outputs["Table"], client=running.client("dynamodb"))
    item = store.outbox_item(f"a__e2e-application__{name}")
    return item.state if item else None


def chats(running: Cloud) -> None:
    """The candidate opens the link in the receipt, answers three questions and skips none."""
    receipt = next(m for m in running.mailbox.messages() if "receipt-1" in m["X-Svar-Outbox"])
    body = receipt.get_body(("plain",))
    assert body is not None
    link = re.search(r"https?://[^/\s]+(/c/[\w.~-]+)", body.get_content())
    assert link is not None, "the receipt has no link to the chat"
    status, headers, page = running.request("GET", link[1])
    assert (status, headers["Content-Language"]) == (200, "nb"), page
    token = link[1].rpartition("/")[2]
    for turn, (action, answer) in enumerate(ANSWERS, 1):
        form = {"token": token, "turn": str(turn), "action": action, "answer": answer}
        status, _, page = running.request(
            "POST",
            link[1],
            body=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert status == 200, page
        going = f'name="turn" value="{turn + 1}"' in page.decode()
        assert going == (turn < len(ANSWERS)), page
    assert running.request("GET", link[1].replace("/c/", "/p/"))[0] == 404


@pytest.fixture(scope="module")
def told(running: Cloud) -> Cloud:
    """The whole story, until the candidate is told and Svar knows it."""
    put(running, "application.received", {"candidate": CANDIDATE, "job": JOB})
    until(lambda: any("receipt-1" in tag for tag in tags(running)), "the receipt")
    chats(running)
    until(lambda: any("summary-1" in tag for tag in tags(running)), "the summary")
    put(
        running,
        "decision.rejected",
        {
            "decided_by": {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
            "assessments": [{"criterion": "licence", "met": False}],
            "ats_reason": "Too Junior",
        },
    )
    until(lambda: any("letter-1" in tag for tag in tags(running)), "the letter")
    until(lambda: state(running, "letter-1") == "delivered", "SES's event to come back")
    return running


def test_the_candidate_has_one_letter(told: Cloud) -> None:
    """Counted at the mailbox."""
    letters = [m for m in told.mailbox.messages() if "__letter-" in m["X-Svar-Outbox"]]
    assert [m["To"] for m in letters] == ["bjorn.age@kandidat.example"]


def test_no_log_line_names_anybody(told: Cloud) -> None:
    """Every line that any function wrote, against every name of the story."""
    logs = told.client("logs")
    lines = [
        event["message"]
        for group in logs.describe_log_groups()["logGroups"]
        for event in logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
    ]
    assert any("e2e-application" in line for line in lines), "no function has logged anything"
    named = [line for line in lines for secret in SECRETS if secret in line]
    assert named == []


def test_no_state_machine_names_anybody(told: Cloud) -> None:
    """Inputs and histories carry ids only."""
    machines = told.client("stepfunctions")
    for machine in ("ResponseClock", "Telling"):
        executions = machines.list_executions(stateMachineArn=told.outputs[machine])["executions"]
        assert executions
        for execution in executions:
            history = machines.get_execution_history(executionArn=execution["executionArn"])
            text = json.dumps(history["events"], default=str, ensure_ascii=False)
            assert [secret for secret in SECRETS if secret in text] == []


def svarctl(*words: str) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("svarctl")
    return subprocess.run([str(command), *words], capture_output=True, text=True, timeout=120)


def test_the_operator_reads_the_whole_story(told: Cloud) -> None:
    """`svarctl status` says what was heard, done and owed, from the running stack."""
    done = svarctl("status", "e2e-application", "--name", told.name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Bjørn Åge Sæther" in done.stdout


def test_an_event_on_the_bus_is_the_same_event(told: Cloud) -> None:
    """An application that comes by EventBridge gets its receipt like any other."""
    event = {
        "specversion": "1.0",
        "id": "e2e-bus",
        "source": "ats/generic/fjordbyen",
        "type": "application.received",
        "subject": "e2e-by-bus",
        "time": told.now().isoformat(),
        "data": {"candidate": CANDIDATE | {"id": "e2e-bus-person"}, "job": JOB},
    }
    told.client("events").put_events(
        Entries=[
            {
                "EventBusName": told.outputs["Bus"],
                "Source": event["source"],
                "DetailType": event["type"],
                "Detail": json.dumps(event),
            }
        ]
    )
    until(lambda: any("e2e-by-bus__receipt-1" in tag for tag in tags(told)), "the receipt")


def dead(running: Cloud) -> int:
    attributes = running.client("sqs").get_queue_attributes(
        QueueUrl=running.outputs["InboxDeadUrl"], AttributeNames=["All"]
    )["Attributes"]
    return int(attributes["ApproximateNumberOfMessages"])


def test_poison_is_parked_with_its_reason_and_comes_back_by_command(told: Cloud) -> None:
    """A body that no reading can mend is kept, named, and tried again when a human says so."""
    told.client("sqs").send_message(
        QueueUrl=told.outputs["InboxUrl"],
        MessageBody=json.dumps({"type": "decision.rejected", "subject": "e2e application"}),
    )
    until(lambda: dead(told) == 1, "the dead letter")
    done = svarctl("redrive", "--yes", "--name", told.name)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Invalid" in done.stdout
    until(lambda: dead(told) == 1, "the same letter, dead again")
