"""Mails as they lie in a Maildir, read from their bytes: nothing here asks our own tables."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

TAG = "X-Svar-Outbox"
KINDS = {
    "receipt": "receipt",
    "notice": "status_notice",
    "letter": "rejection",
    "withdrawal": "withdrawal_confirmation",
    "correction": "correction",
    "reminder": "reminder",
    "escalation": "escalation",
    "audit": "audit",
    "human": "needs_human",
    "approval": "needs_human",
    "screening": "screening_summary",
    "summary": "screening_summary",
    "undecided": "undecided_after_close",
    "digest": "digest",
    "reminders": "reminders",
    "escalations": "escalations",
}
"""The first word of an outbox item's name, and what its reader calls the mail."""
ABOUT_SEVERAL = frozenset({"digest", "reminders", "escalations"})
"""What lies in the outbox of somebody's desk: one of the house's people reads it, and it is about
nobody alone."""


@dataclass(frozen=True)
class Mail:
    """One mail. `about` is the id of the application or job that its outbox tag names, and `at`
    when the mail server took it, in promise time; `reached` is false for one that came back."""

    key: str
    to: str
    subject: str
    language: str
    kind: str
    about: str
    at: datetime
    text: str
    html: str
    reply_to: str
    reached: bool = True

    @property
    def says(self) -> str:
        """Subject and text on one line, for looking for words that may be broken over lines."""
        return re.sub(r"\s+", " ", f"{self.subject} {self.text}")


def read_mails(*boxes: tuple[Path, bool], known: frozenset[str] = frozenset()) -> list[Mail]:
    """The mails of Maildirs, each given with whether its mails reached somebody; oldest first.

    Those whose key is in `known` are left out. A mail that is no mail of ours raises ValueError.
    """
    found = [
        read_mail(path, reached)
        for box, reached in boxes
        for folder in ("new", "cur")
        for path in sorted((box / folder).glob("*"))
        if _key(path) not in known
    ]
    return sorted(found, key=lambda mail: (mail.at, mail.key))


def read_mail(path: Path, reached: bool) -> Mail:
    message = BytesParser(EmailMessage, policy=SMTP).parsebytes(path.read_bytes())
    tag = str(message[TAG] or "")
    _, about, name = tag.rpartition("_")[0].split("__")
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    return Mail(
        key=_key(path),
        to=_address(message["To"]),
        subject=str(message["Subject"]),
        language=str(message["Content-Language"]),
        kind=KINDS.get(name.partition("-")[0], name),
        about=about,
        at=parsedate_to_datetime(str(message["Date"])),
        text=str(text.get_content()) if text else "",
        html=str(html.get_content()) if html else "",
        reply_to=str(message["Reply-To"]),
        reached=reached,
    )


def _address(header: object) -> str:
    found = getaddresses([str(header)])
    return found[0][1] if found else ""


def _key(path: Path) -> str:
    return path.name.partition(":")[0]
