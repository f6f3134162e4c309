"""SES's published events, as they come through EventBridge or through SNS.

Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import json
from datetime import datetime
from typing import Any

from svar.domain.errors import Invalid
from svar.workflows.record_delivery import Evidence

ON_LIST = "OnAccountSuppressionList"
"""SES took the mail and did not try to send it: somebody at this address had complained before."""

GREETING = "Successfully validated SNS topic"
"""How the text begins that SES puts on the topic once, when the topic becomes its destination."""


def evidence_from(body: str) -> Evidence | None:
    """Read one event; `None` when it is about a mail that carries no tag of ours, and for the text
    with which SES tries the topic.

    Raises `Invalid` for what is no SES event at all.
    """
    if body.startswith(GREETING):
        return None
    try:
        message = json.loads(body)
        event: dict[str, Any] = message.get("detail", message)
        if "Message" in event and "eventType" not in event:
            event = json.loads(event["Message"])
        mail = event["mail"]
        tags = mail.get("tags", {}).get("outbox", [])
        if not tags:
            return None
        return Evidence(
            tag=str(tags[0]),
            type=_type(event),
            message_id=str(mail["messageId"]),
            at=datetime.fromisoformat(mail["timestamp"]),
            detail=_detail(event),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("event", "not an SES event") from error


def _type(event: dict[str, Any]) -> str:
    """A complaint of today says that the mail arrived. An old one says that this never left."""
    return "Bounce" if _stopped_by_a_complaint(event) else str(event["eventType"])


def _stopped_by_a_complaint(event: dict[str, Any]) -> bool:
    return (event.get("complaint") or {}).get("complaintSubType") == ON_LIST


def _detail(event: dict[str, Any]) -> str | None:
    """A code for a human. Addresses and diagnostic texts stay out: they name people."""
    bounce = event.get("bounce")
    if bounce:
        return f"{bounce.get('bounceType', 'Undetermined')}/{bounce.get('bounceSubType', '')}"
    complaint = event.get("complaint")
    if _stopped_by_a_complaint(event):
        return f"Complaint/{ON_LIST}"
    if complaint:
        return str(complaint.get("complaintFeedbackType") or "complaint")
    reject = event.get("reject")
    return f"Reject/{reject.get('reason', '')}" if reject else None
