"""What one needs to understand a trial that went wrong: mails, logs, and each finding's story."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.cloud import Cloud
from local.ses_twin.mailbox import Accepted
from svar.domain.errors import Transient
from svar.domain.outbox import OutboxItem, parse_tag
from svar.ports import Record, Store, StreamId
from svarctl.chaos.cast import Arrivals
from svarctl.demo.counting import Finding
from svarctl.demo.posted import Mail

LINES = 400
"""Of the functions' logs about one application."""


def keep(cloud: Cloud, out: Path) -> None:
    """Copy the mailbox and the logs, in place of those of the trial before."""
    mail, logs = out / "mail", out / "logs"
    for folder in (mail, logs):
        shutil.rmtree(folder, ignore_errors=True)
    if (cloud.home / "mail").is_dir():
        shutil.copytree(cloud.home / "mail", mail)
    logs.mkdir(parents=True)
    for log in cloud.home.glob("*.log"):
        shutil.copy2(log, logs)


def story_of(
    about: str,
    cloud: Cloud,
    store: Store,
    arrivals: Arrivals,
    mails: Sequence[Mail],
    accepted: Iterable[Accepted],
    events: Mapping[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    """Everything that is known of one application: what came in, what stands in the table, what
    SES took and said, what lies in the mailbox, and what the functions wrote down."""
    number = about.rpartition("-")[2]
    posts = (post for each in (*arrivals.first, *arrivals.then) for post in each.posts)
    record = store.load(StreamId(kind="application", id=about))
    return {
        "webhooks": [post.event_id for post in posts if f"-{number}-" in f"{post.event_id}-"],
        "log": [f"{event.time.isoformat()} {event.key}" for event in record.events],
        "deeds": json.loads(record.deeds),
        "outbox": [_item(item) for item in record.outbox],
        "work": [work.name for work in record.work],
        "ses": [
            _taken(mail) for mail in accepted if _is_about(mail.tags.get("outbox", ""), record)
        ],
        "events": {
            fate: [note for note in notes if _is_about(str(note["tag"]), record)]
            for fate, notes in events.items()
        },
        "mails": [
            f"{mail.at.isoformat()} {mail.kind}" + ("" if mail.reached else ", did not reach")
            for mail in mails
            if mail.about == about
        ],
        "functions": _lines(cloud, about),
    }


def write_findings(out: Path, findings: Sequence[Finding], stories: dict[str, Any]) -> None:
    """`findings.json`: what must not be, and the story of each application it is about."""
    kept = {
        "findings": [{"kind": f.kind, "about": f.about, "what": f.what} for f in findings],
        "stories": stories,
    }
    text = json.dumps(kept, indent=1, ensure_ascii=False, default=str)
    (out / "findings.json").write_text(text + "\n", encoding="utf-8")


def _is_about(tag: str, record: Record) -> bool:
    with suppress(ValueError):
        return any(item.id == parse_tag(tag)[0] for item in record.outbox)
    return False


def _item(item: OutboxItem) -> dict[str, Any]:
    """Its way through the protocol, without the letter."""
    return item.model_dump(
        mode="json",
        include={"id", "state", "attempt", "claimed_at", "sent_at", "settled_at", "note", "due_at"},
    )


def _taken(mail: Accepted) -> dict[str, Any]:
    return mail.model_dump(mode="json", include={"message_id", "tags", "at", "wall"})


def _lines(cloud: Cloud, about: str) -> list[str]:
    logs = cloud.client("logs")
    found: list[tuple[int, str]] = []
    try:
        for group in logs.describe_log_groups()["logGroups"]:
            name = group["logGroupName"]
            told = logs.filter_log_events(
                logGroupName=name, filterPattern=f'"{about}"', limit=LINES
            )
            found += [(e["timestamp"], f"{name}: {e['message'].strip()}") for e in told["events"]]
    except (BotoCoreError, ClientError, Transient) as error:
        found.append((0, f"the logs cannot be read: {error}"))
    return [f"{at} {line}" for at, line in sorted(found)[-LINES:]]
