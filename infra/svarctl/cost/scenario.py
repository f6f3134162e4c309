"""Two ways of an application through the embedded cloud: decided soon, and not decided at all."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from local.cloud import Cloud
from local.wire import Wire

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
JOB = {
    "title": "Sjåfør",
    "criteria": [{"id": "licence", "text": "førerkort klasse C"}],
    "recruiter": {"name": "Mona Berg", "email": "mona.berg@fjordbyen.example"},
    "decider": {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
}
STUCK_SECONDS = 10.0
REJECTION = {
    "decided_by": {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
    "assessments": [{"criterion": "licence", "met": False}],
}


@dataclass
class Stage:
    """A running cloud, and what an ATS tells it."""

    cloud: Cloud

    def send(self, kind: str, subject: str, data: dict[str, Any], at: datetime) -> None:
        event = {
            "specversion": "1.0",
            "id": f"{kind}-{subject}",
            "source": "ats/generic/fjordbyen",
            "type": kind,
            "subject": subject,
            "time": at.isoformat(),
            "data": data,
        }
        self.cloud.client("sqs").send_message(
            QueueUrl=self.cloud.outputs["InboxUrl"], MessageBody=json.dumps(event)
        )

    def apply(self, who: str, job: str, at: datetime | None = None) -> None:
        """At that time, or now."""
        person = {"id": f"p-{who}", "name": "Åse Ødegård", "email": f"{who}@k.example"}
        data = {"candidate": person, "job": JOB | {"id": job}}
        self.send("application.received", who, data, at or self.cloud.now())

    def reject(self, who: str) -> None:
        self.send("decision.rejected", who, REJECTION, self.cloud.now())

    def executions(self, machine: str) -> list[dict[str, Any]]:
        """Every execution of a machine, ended or not."""
        pages = self.cloud.client("stepfunctions").get_paginator("list_executions")
        arn = self.cloud.outputs[machine]
        return [e for page in pages.paginate(stateMachineArn=arn) for e in page["executions"]]

    def mails(self, name: str) -> int:
        """How many mails of this name are in the mailbox."""
        return sum(
            mail.tags.get("outbox", "").split("__")[-1].startswith(name)
            for mail in self.cloud.mailbox.accepted()
        )


def through_the_wire(cloud: Cloud, wire: Wire, functions: tuple[str, ...]) -> None:
    """Let every function reach AWS through the counter, and be warm again."""
    client = cloud.client("lambda")
    for name in functions:
        function = cloud.outputs[name]
        kept = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
        client.update_function_configuration(
            FunctionName=function,
            Environment={"Variables": kept | {"AWS_ENDPOINT_URL": wire.url}},
        )
    cloud.warm()


def wait_for(what: str, done: Callable[[], bool], *, limit_seconds: float = 900) -> float:
    """Seconds until it was so. Raises TimeoutError with the sentence."""
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > limit_seconds:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.5)
    return time.monotonic() - began


def wait_for_mails(stage: Stage, name: str, many: int) -> None:
    """Until so many are there. The sweeper is asked only when some have come and no more come, so
    that what it asks of AWS is not counted as theirs: its five minutes are three weeks here.
    """
    started = before = stage.mails(name)
    moved_at = time.monotonic()

    def all_there() -> bool:
        nonlocal moved_at, before
        there = stage.mails(name)
        if there != before:
            moved_at, before = time.monotonic(), there
        elif there > started and time.monotonic() - moved_at > STUCK_SECONDS:
            stage.cloud.invoke("Sweep", {})
            moved_at = time.monotonic()
        return there >= many

    wait_for(f"{many} of {name}", all_there)


def decided_soon(stage: Stage, people: int) -> None:
    """Applied, decided the next day, told after the hold."""
    names = [f"soon-{n}" for n in range(people)]
    for who in names:
        stage.apply(who, "soon")
    wait_for_mails(stage, "receipt", people)
    _until(stage, START + timedelta(days=1))
    for who in names:
        stage.reject(who)
    wait_for_mails(stage, "letter", people)


def never_decided(stage: Stage, people: int, letters_before: int) -> None:
    """Reminded, escalated, told the truth once, and decided about after that."""
    names = [f"late-{n}" for n in range(people)]
    before = stage.mails("receipt")
    for who in names:
        stage.apply(who, "late")
    wait_for_mails(stage, "receipt", before + people)
    wait_for_mails(stage, "notice", people)
    for who in names:
        stage.reject(who)
    wait_for_mails(stage, "letter", letters_before + people)


def _until(stage: Stage, at: datetime) -> None:
    wait_for(f"{at:%A}", lambda: stage.cloud.now() >= at)


def settled(stage: Stage) -> None:
    """No execution runs any more."""

    def quiet() -> bool:
        running = (
            each
            for machine in ("ResponseClock", "Telling")
            for each in stage.executions(machine)
            if each["status"] == "RUNNING"
        )
        return next(running, None) is None

    wait_for("the machines to end", quiet)
