"""The two ways that SES's events go, with what gets lost, doubled or late on each.

PutEvents refuses sources that start with `aws.`, so on the local bus the source is `local.ses`, and
the local rule listens to that.
"""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.emulator import REGION, ROOT
from local.ses_twin.events import KINDS, NAMES, event_of
from local.ses_twin.faults import Faults
from local.ses_twin.mailbox import Accepted

LOCAL_SOURCE = "local.ses"


class Publisher:
    """Publishes as the configuration set in the emulator says; without one it only remembers."""

    def __init__(self, endpoint: str | None) -> None:
        self._pool = ThreadPoolExecutor(4, "ses-events")
        self._lock = threading.Lock()
        self._destinations: dict[str, list[dict[str, Any]]] = {}
        self.lost: list[dict[str, Any]] = []
        self.published: list[dict[str, Any]] = []
        self._clients: dict[str, Any] = {
            name: boto3.client(
                name,
                endpoint_url=endpoint,
                region_name=REGION,
                aws_access_key_id=ROOT["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=ROOT["AWS_SECRET_ACCESS_KEY"],
            )
            for name in (("events", "sns", "sesv2") if endpoint else ())
        }

    def publish(self, mail: Accepted, message: EmailMessage, faults: Faults) -> None:
        """Hand every event of this mail to both ways, with their own losses, doubles and delays."""
        tag = mail.tags.get("outbox", mail.message_id)
        for kind in KINDS[mail.outcome]:
            event = event_of(kind, mail, message)
            for destination in self._of(mail.configuration_set):
                if kind not in destination["MatchingEventTypes"]:
                    continue
                way = "bus" if "EventBridgeDestination" in destination else "topic"
                note = {"way": way, "kind": kind, "tag": tag}
                copies = faults.of_event(tag, kind, way)
                if not copies:
                    self.lost.append(note)
                for delay in copies:
                    self._later(delay, destination, kind, event, note)

    def knows_domain(self, domain: str) -> bool:
        """Whether SES would send from this domain; without an emulator it sends from any."""
        if not self._clients:
            return True
        try:
            self._clients["sesv2"].get_email_identity(EmailIdentity=domain)
        except ClientError:
            return False
        return True

    def _of(self, configuration_set: str | None) -> list[dict[str, Any]]:
        if configuration_set is None:
            return []
        if not self._clients:
            return [{"MatchingEventTypes": list(NAMES)}]
        with self._lock:
            if configuration_set not in self._destinations:
                found = self._clients["sesv2"].get_configuration_set_event_destinations(
                    ConfigurationSetName=configuration_set
                )
                enabled = [d for d in found["EventDestinations"] if d.get("Enabled")]
                self._destinations[configuration_set] = enabled
            return self._destinations[configuration_set]

    def _later(
        self,
        delay: float,
        to: dict[str, Any],
        kind: str,
        event: dict[str, Any],
        note: dict[str, Any],
    ) -> None:
        if not self._clients and not delay:
            # Nobody is asked, so nobody need wait to read what was published.
            self._put(to, kind, event, note)
            return
        if delay < 0.001:
            self._pool.submit(self._put, to, kind, event, note)
            return
        timer = threading.Timer(delay, self._pool.submit, (self._put, to, kind, event, note))
        timer.daemon = True
        timer.start()

    def _put(
        self, to: dict[str, Any], kind: str, event: dict[str, Any], note: dict[str, Any]
    ) -> None:
        try:
            if not self._clients:
                note = note | {"event": event}
            elif "EventBridgeDestination" in to:
                entry = {
                    "Source": LOCAL_SOURCE,
                    "DetailType": NAMES[kind][1],
                    "Detail": json.dumps(event),
                    "EventBusName": to["EventBridgeDestination"]["EventBusArn"],
                }
                self._clients["events"].put_events(Entries=[entry])
            elif "SnsDestination" in to:
                topic = to["SnsDestination"]["TopicArn"]
                self._clients["sns"].publish(TopicArn=topic, Message=json.dumps(event))
            self.published.append(note)
        except (BotoCoreError, ClientError) as error:
            # The emulator is down or restarting: SES would lose the event as well.
            self.lost.append(note | {"error": type(error).__name__})
