"""Who watches the clocks: an execution that was aborted is noticed and started again."""

import json
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from local import emulator
from local.cloud import Cloud
from local.deploy import POLICY
from svar.adapters.dynamodb import DynamoStore
from svar.domain.calendar import WorkCalendar
from svar.domain.organisation import load_organisation
from svar.ports import Record, StreamId

JOB = {
    "id": "watched",
    "title": "Sjåfør",
    "recruiter": {"name": "Mona Berg", "email": "mona.berg@fjordbyen.example"},
    "decider": {"name": "Ingrid Berg", "email": "ingrid.berg@fjordbyen.example"},
}


def wait_until[Found](look: Callable[[], Found | None], *, limit_seconds: float = 90) -> Found:
    """What `look` finds, as soon as it finds something."""
    limit = time.monotonic() + limit_seconds
    while time.monotonic() < limit:
        found = look()
        if found:
            return found
    raise TimeoutError(look)


def apply(cloud: Cloud) -> str:
    """One application through the inbox; returns its id once its clock has been started."""
    who = f"w-{uuid.uuid4().hex[:8]}"
    event = {
        "specversion": "1.0",
        "id": who,
        "source": "ats/generic/fjordbyen",
        "type": "application.received",
        "subject": who,
        "time": cloud.now().isoformat(),
        "data": {
            "candidate": {"id": f"p-{who}", "name": "Åse Bø", "email": f"{who}@k.example"},
            "job": JOB,
        },
    }
    cloud.client("sqs").send_message(
        QueueUrl=cloud.outputs["InboxUrl"], MessageBody=json.dumps(event)
    )
    wait_until(lambda: executions(cloud, who))
    return who


def executions(cloud: Cloud, who: str, status: str = "RUNNING") -> list[dict[str, Any]]:
    found = cloud.client("stepfunctions").list_executions(
        stateMachineArn=cloud.outputs["ResponseClock"], statusFilter=status
    )["executions"]
    return [each for each in found if each["name"].startswith(f"clock-{who}-")]


def stop_clock(cloud: Cloud, who: str) -> dict[str, Any]:
    """Stop its execution as in the console, once it waits: a look that has begun would go on."""
    client = cloud.client("stepfunctions")
    [running] = executions(cloud, who)

    def waits() -> bool:
        events = client.get_execution_history(executionArn=running["executionArn"])["events"]
        return any(event["type"] == "WaitStateEntered" for event in events)

    wait_until(waits)
    wait_until(lambda: settled(cloud, who))
    client.stop_execution(executionArn=running["executionArn"])
    assert executions(cloud, who) == []
    return running


def at_work(instant: datetime) -> datetime:
    """Then, or when work begins again: nobody is asked in the evening."""
    return WorkCalendar.of(load_organisation(POLICY.read_text("utf-8"))).next_window(instant)


def record_of(cloud: Cloud, who: str) -> Record:
    store = DynamoStore(cloud.outputs["Table"], cloud.client("dynamodb"))
    return store.load(StreamId(kind="application", id=who))


def due_of(cloud: Cloud, who: str) -> datetime:
    due_at = wait_until(lambda: record_of(cloud, who).due_at)
    assert due_at is not None
    return due_at


def settled(cloud: Cloud, who: str) -> bool:
    """Whether nothing of it is on its way any more that would bring a new look with it."""
    mails = record_of(cloud, who).outbox
    return bool(mails) and all(mail.due_at is None for mail in mails)


def check(cloud: Cloud) -> dict[str, Any]:
    """One whole walk by the deployed machine, with its own role; returns what it found."""
    client = cloud.client("stepfunctions")
    started = client.start_execution(stateMachineArn=cloud.outputs["DailyCheck"], input="{}")

    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = client.describe_execution(executionArn=started["executionArn"])
        return found if found["status"] != "RUNNING" else None

    over = wait_until(ended)
    assert over["status"] == "SUCCEEDED", over
    answer: dict[str, Any] = json.loads(over["output"])
    return answer


def test_an_aborted_clock_is_started_again_by_the_sweeper(cloud: Cloud) -> None:
    """Somebody stops an execution in the console; at its next look the sweeper finds it gone."""
    emulator.reset_wait_scale(cloud.emulator, 1)
    who = apply(cloud)
    running = stop_clock(cloud, who)
    cloud.start_clock(at=at_work(due_of(cloud, who) + timedelta(minutes=1)), rate=0)
    assert cloud.invoke("Sweep", {})["error"] is None
    [again] = wait_until(lambda: executions(cloud, who))
    assert again["name"] != running["name"]
    assert due_of(cloud, who) > cloud.now()


def test_the_daily_check_gives_a_forgotten_application_its_clock_back(cloud: Cloud) -> None:
    """Neither clock nor sweeper would have looked again; the check's own role may mend it."""
    emulator.reset_wait_scale(cloud.emulator, 1)
    who = apply(cloud)
    stop_clock(cloud, who)
    cloud.client("dynamodb").update_item(
        TableName=cloud.outputs["Table"],
        Key={"pk": {"S": f"APP#{who}"}, "sk": {"S": "STATE"}},
        UpdateExpression="REMOVE due_at, due_shard",
    )
    found = check(cloud)["found"]
    assert found["repaired"] >= 1
    assert who not in found["ids"]
    assert wait_until(lambda: executions(cloud, who))
    assert due_of(cloud, who) > cloud.now()


def test_the_digest_of_the_morning_reaches_the_recruiter(cloud: Cloud) -> None:
    """From the check to the mailbox, with the deployed roles."""
    emulator.reset_wait_scale(cloud.emulator, 1)
    apply(cloud)
    check(cloud)
    cloud.start_clock(at=cloud.now() + timedelta(days=4), rate=0)
    cloud.invoke("Sweep", {})

    def arrived() -> bool:
        return any(
            mail.tags.get("outbox", "").startswith("d__") for mail in cloud.mailbox.accepted()
        )

    assert wait_until(arrived)


def test_a_failed_machine_rings_the_alarm(cloud: Cloud) -> None:
    """Failed, timed out or aborted, of each of the three machines, and no other status."""
    events = cloud.client("events")
    rules = {rule["Name"]: rule for rule in events.list_rules()["Rules"]}
    [rule] = [each for name, each in rules.items() if "MachineFailed" in name]
    pattern = json.loads(rule["EventPattern"])
    assert pattern["detail"]["status"] == ["FAILED", "TIMED_OUT", "ABORTED"]
    machines = {cloud.outputs[name] for name in ("ResponseClock", "Telling", "DailyCheck")}
    assert set(pattern["detail"]["stateMachineArn"]) == machines
    [target] = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert target["Arn"] == cloud.outputs["AlarmTopic"]
