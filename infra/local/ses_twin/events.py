"""SES's events in the shape that event publishing gives them, kind by kind.

Shapes: "Examples of event data that Amazon SES publishes" in the SES developer guide; the names on
the bus: "Amazon SES events" in the EventBridge reference.
"""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from local.ses_twin.mailbox import Accepted, Outcome

NAMES: dict[str, tuple[str, str]] = {
    "SEND": ("Send", "Email Sent"),
    "DELIVERY": ("Delivery", "Email Delivered"),
    "BOUNCE": ("Bounce", "Email Bounced"),
    "COMPLAINT": ("Complaint", "Email Complaint Received"),
    "REJECT": ("Reject", "Email Rejected"),
    "DELIVERY_DELAY": ("DeliveryDelay", "Email Delivery Delayed"),
}
KINDS: dict[Outcome, tuple[str, ...]] = {
    "delivered": ("SEND", "DELIVERY"),
    "bounced": ("SEND", "BOUNCE"),
    "bounced_softly": ("SEND", "DELIVERY_DELAY", "BOUNCE"),
    "complained": ("SEND", "DELIVERY", "COMPLAINT"),
    "rejected": ("SEND", "REJECT"),
    "silent": ("SEND",),
    "stopped_globally": ("SEND", "BOUNCE"),
    "stopped_by_bounce": ("SEND", "BOUNCE"),
    "stopped_by_complaint": ("SEND", "COMPLAINT"),
}
ON_LIST = "OnAccountSuppressionList"
BOUNCES: dict[Outcome, tuple[str, str, str]] = {
    "bounced": ("Permanent", "General", "5.1.1"),
    "bounced_softly": ("Transient", "General", "4.4.7"),
    "stopped_globally": ("Permanent", "Suppressed", "5.1.1"),
    "stopped_by_bounce": ("Permanent", ON_LIST, "5.1.1"),
}
"""Type, subtype and status."""


def event_of(kind: str, mail: Accepted, message: EmailMessage) -> dict[str, Any]:
    """One event as SES writes it; instants are in promise time."""
    event_type = NAMES[kind][0]
    key = event_type[0].lower() + event_type[1:]
    return {"eventType": event_type, "mail": _mail(mail, message), key: _detail(kind, mail)}


def _mail(mail: Accepted, message: EmailMessage) -> dict[str, Any]:
    tags = {name: [value] for name, value in mail.tags.items()}
    if mail.configuration_set:
        tags["ses:configuration-set"] = [mail.configuration_set]
    tags["ses:from-domain"] = [mail.source.rpartition("@")[2].rstrip(">")]
    return {
        "timestamp": _instant(mail.at),
        "source": mail.source,
        "sendingAccountId": "000000000000",
        "messageId": mail.message_id,
        "destination": list(mail.recipients),
        "headersTruncated": False,
        "headers": [{"name": name, "value": str(value)} for name, value in message.items()],
        "commonHeaders": {
            "from": [str(message["From"])],
            "to": [str(message["To"])],
            "messageId": mail.message_id,
            "subject": str(message["Subject"]),
        },
        "tags": tags,
    }


def _detail(kind: str, mail: Accepted) -> dict[str, Any]:
    to, later = list(mail.recipients), _instant(mail.at + timedelta(seconds=1))
    match kind:
        case "DELIVERY":
            return {
                "timestamp": later,
                "processingTimeMillis": 1000,
                "recipients": to,
                "smtpResponse": "250 2.6.0 Message received",
                "reportingMTA": "a8-70.smtp-out.amazonses.com",
            }
        case "BOUNCE":
            kind_of, subtype, status = BOUNCES[mail.outcome]
            failed = {"action": "failed", "status": status}
            return {
                "feedbackId": f"{mail.message_id}-bounce",
                "bounceType": kind_of,
                "bounceSubType": subtype,
                "bouncedRecipients": [{"emailAddress": address, **failed} for address in to],
                "timestamp": later,
                "reportingMTA": "dsn; a8-70.smtp-out.amazonses.com",
            }
        case "COMPLAINT":
            old = mail.outcome == "stopped_by_complaint"
            said = {} if old else {"complaintFeedbackType": "abuse"}
            return {
                "feedbackId": f"{mail.message_id}-complaint",
                "complaintSubType": ON_LIST if old else None,
                "complainedRecipients": [{"emailAddress": address} for address in to],
                **said,
                "timestamp": later,
            }
        case "REJECT":
            return {"reason": "Bad content"}
        case "DELIVERY_DELAY":
            return {
                "timestamp": later,
                "delayType": "TransientCommunicationFailure",
                "expirationTime": _instant(mail.at + timedelta(hours=12)),
                "delayedRecipients": [{"emailAddress": a, "status": "4.4.1"} for a in to],
            }
        case _:
            return {}


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
