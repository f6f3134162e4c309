"""What was accepted, on disk: Maildirs that any mail program reads, and the envelopes beside."""

import mailbox
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

Outcome = Literal[
    "delivered",
    "bounced",
    "bounced_softly",
    "complained",
    "rejected",
    "silent",
    "stopped_globally",
    "stopped_by_bounce",
    "stopped_by_complaint",
]
"""`stopped`: accepted and not sent, for a list. SES's own is global; the other two are reasons on
the account's, and the events of both say `OnAccountSuppressionList`."""

BY_LOCAL_PART: tuple[tuple[str, Outcome], ...] = (
    ("bounce", "bounced"),
    ("softbounce", "bounced_softly"),
    ("complaint", "complained"),
    ("reject", "rejected"),
    ("silent", "silent"),
    ("suppressionlist", "stopped_globally"),
)
"""Like SES's mailbox simulator: the recipient's name says what becomes of the mail."""

REACHED: frozenset[Outcome] = frozenset({"delivered", "complained"})


class Accepted(BaseModel):
    """The envelope of one accepted mail. `at` is promise time, `wall` the machine's."""

    model_config = ConfigDict(frozen=True)
    message_id: str
    source: str
    recipients: tuple[str, ...]
    tags: dict[str, str]
    configuration_set: str | None
    at: datetime
    wall: datetime
    outcome: Outcome


def outcome_for(recipient: str) -> Outcome | None:
    """What the simulator does with this name; `None` for the address of a person."""
    local = recipient.partition("@")[0].lower()
    return next((o for prefix, o in BY_LOCAL_PART if local.startswith(prefix)), None)


class Mailbox:
    """`<home>/inbox` has what reached somebody, `<home>/unreached` the rest, as Maildirs;
    `<home>/accepted/<message id>.json` has every envelope. Safe for several threads."""

    def __init__(self, home: Path) -> None:
        self._accepted = home / "accepted"
        self._accepted.mkdir(parents=True, exist_ok=True)
        self.inbox = mailbox.Maildir(home / "inbox")
        self._unreached = mailbox.Maildir(home / "unreached")

    def keep(self, mail: Accepted, raw: bytes) -> EmailMessage:
        """Store the mail as SES sends it: with its own Message-ID and Date. Returns it."""
        message = BytesParser(EmailMessage, policy=SMTP).parsebytes(raw)
        for header, value in (
            ("Message-ID", f"<{mail.message_id}@eu-north-1.amazonses.com>"),
            ("Date", format_datetime(mail.at)),
            ("X-Svar-Twin-Tag", mail.tags.get("outbox", "")),
        ):
            del message[header]
            message[header] = value
        # Others read while we write: an envelope is there whole, or not yet.
        envelope = self._accepted / f"{mail.message_id}.part"
        envelope.write_text(mail.model_dump_json(indent=1))
        envelope.rename(envelope.with_suffix(".json"))
        box = self.inbox if mail.outcome in REACHED else self._unreached
        box.add(mailbox.MaildirMessage(message.as_bytes()))
        return message

    def accepted(self) -> list[Accepted]:
        """Every accepted mail, oldest first."""
        found = [Accepted.model_validate_json(p.read_text()) for p in self._accepted.glob("*.json")]
        return sorted(found, key=lambda mail: (mail.wall, mail.message_id))

    def messages(self) -> list[EmailMessage]:
        """Every mail that reached somebody, parsed."""
        parser = BytesParser(EmailMessage, policy=SMTP)
        return [parser.parsebytes(self.inbox.get_bytes(key)) for key in self.inbox.keys()]  # noqa: SIM118 a Maildir iterates over its messages
