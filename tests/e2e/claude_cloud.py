"""An embedded cloud in which Claude writes, with its twin, and the words to tell stories in it."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from local.cloud import Cloud, cloud
from local.deploy import POLICY
from local.emulator import environment, free_port, spawn, stop
from svar.adapters.dynamodb import DynamoStore
from svar.domain.deeds import Deeds, read_deeds
from svar.ports import StreamId
from tests.integration.twin import TwinAtWork

LIMIT_SECONDS = 240
MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
JOB = {
    "id": "e2e-job",
    "title": "Sjåfør",
    "criteria": [{"id": "licence", "text": "førerkort klasse C"}],
    "recruiter": {"name": "Ragnhild Moe", "email": "ragnhild.moe@fjordbyen.example"},
    "decider": {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
    "applicants": 87,
    "invited": 5,
}


@dataclass
class Told:
    """The cloud and the twin. Mails are named as the outbox names them."""

    cloud: Cloud
    twin: TwinAtWork

    def put(self, kind: str, who: str, data: dict[str, Any]) -> None:
        event = {
            "specversion": "1.0",
            "id": f"{kind}-{who}-{time.monotonic_ns()}",
            "source": "ats/generic/fjordbyen",
            "type": kind,
            "subject": who,
            "time": self.cloud.now().isoformat(),
            "data": data,
        }
        self.cloud.client("sqs").send_message(
            QueueUrl=self.cloud.outputs["InboxUrl"], MessageBody=json.dumps(event)
        )

    def apply(self, who: str, language: str = "nb") -> None:
        person = {
            "id": f"person-{who}",
            "name": "Bjørn Åge Sæther",
            "email": f"{who}@kandidat.example",
            "language": language,
        }
        self.put("application.received", who, {"candidate": person, "job": JOB})
        self.mail(who, "receipt-1")

    def reject(self, who: str) -> None:
        data = {
            "decided_by": {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
            "assessments": [{"criterion": "licence", "met": False}],
            "ats_reason": "Too Junior",
        }
        self.put("decision.rejected", who, data)

    def mails(self, who: str, name: str) -> list[EmailMessage]:
        """The mails of that name; an outbox name of its own, with owner, when it has `__`."""
        tag = name if "__" in name else f"a__{who}__{name}"
        found = self.cloud.mailbox.messages()
        return [m for m in found if m["X-Svar-Outbox"].rpartition("_")[0] == tag]

    def mail(self, who: str, name: str) -> str:
        """The text of a mail that comes; waits for it."""
        until(lambda: bool(self.mails(who, name)), f"{name} of {who}")
        part = self.mails(who, name)[0].get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    def deeds(self, who: str) -> Deeds:
        store = DynamoStore(self.cloud.outputs["Table"], client=self.cloud.client("dynamodb"))
        return read_deeds(store.load(StreamId(kind="application", id=who)).deeds)

    def open(self, text: str) -> tuple[str, str]:
        """The page behind the first link of a mail: its path, and its HTML."""
        found = re.search(r"https?://\S+/[pc]/\S+", text)
        assert found is not None, text
        path = urlsplit(found[0]).path
        status, _, body = self.cloud.request("GET", path)
        assert status == 200, body
        return path, unescape(body.decode())

    def press(self, path: str, **fields: str) -> str:
        body = urlencode({"token": path.rpartition("/")[2], **fields}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _, answer = self.cloud.request("POST", path, body=body, headers=headers)
        assert status == 200, answer
        return unescape(answer.decode())

    def svarctl(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [
            str(Path(sys.executable).with_name("svarctl")),
            *words,
            "--name",
            self.cloud.name,
        ]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def until(found: Callable[[], bool], what: str) -> None:
    """Look again until it is there; fails with what was waited for."""
    end = time.monotonic() + LIMIT_SECONDS
    while not found():
        assert time.monotonic() < end, f"waited {LIMIT_SECONDS} s for {what}"
        time.sleep(0.2)


@contextmanager
def claude_cloud(home: Path) -> Iterator[Told]:
    """Up, with Claude as the writer by the policy, and a key that the twin takes."""
    policy = home / "organisation.toml"
    text = POLICY.read_text(encoding="utf-8")
    policy.write_text(text.replace('writer = "house"', 'writer = "claude"'), encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "local.claude_twin", "--port", str(port)]
    log = home / "twin.log"
    child = spawn(command, port=port, health="/twin/health", log=log, env=environment())
    try:
        with cloud(
            "e2e-claude", rate=3_000.0, at=MONDAY, policy=policy, claude_url=child.url
        ) as up:
            up.client("secretsmanager").put_secret_value(
                SecretId=up.outputs["ClaudeKey"], SecretString="twin"
            )
            up.start_clock(at=MONDAY)
            yield Told(up, TwinAtWork(child.url))
    finally:
        stop(child)
