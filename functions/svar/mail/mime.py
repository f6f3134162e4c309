"""Wrap a rendered mail into RFC 5322 bytes that no name or subject can break out of."""

import re
import unicodedata
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from svar.domain.errors import Invalid
from svar.mail.rendered import RenderedMail

OUTBOX_HEADER = "X-Svar-Outbox"
TOKEN = re.compile(r"[A-Za-z0-9_-]+")


def build_mime(
    rendered: RenderedMail,
    *,
    sender: tuple[str, str],
    recipient: tuple[str | None, str] | str,
    reply_to: tuple[str, str],
    outbox_tag: str,
    sent_at: datetime,
    message_domain: str,
) -> bytes:
    """Return the whole message: multipart/alternative, text first, no attachment, nothing remote.

    `sender` is (name, address) on the organisation's domain; `recipient` an address, or (name,
    address); `reply_to` the (name, address) of a person who can be answered. `outbox_tag` is the
    opaque `<id>_<n>` that delivery events carry back. SES writes its own Message-ID and Date over
    ours. Raises Invalid for an address that is not one.
    """
    name, address = (None, recipient) if isinstance(recipient, str) else recipient
    message = EmailMessage(policy=SMTP)
    message["From"] = _address("sender", sender[0], sender[1])
    message["To"] = _address("recipient", name, address)
    message["Reply-To"] = _address("reply_to", *reply_to)
    message["Subject"] = _clean(rendered.subject)
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{_token(outbox_tag)}@{_domain(message_domain)}>"
    message["Auto-Submitted"] = "auto-generated"
    message[OUTBOX_HEADER] = _token(outbox_tag)
    # Quoted-printable even for ASCII: it encodes every "=", so no text can hold the boundary.
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    # Set last: making it multipart moves every Content- header into the first part.
    message["Content-Language"] = rendered.language
    # A boundary from the outbox tag instead of chance: the same mail is the same bytes.
    message.set_boundary(f"=_svar_{_token(outbox_tag)}")
    return message.as_bytes()


def _clean(value: str) -> str:
    """Return `value` on one line, without control and invisible formatting characters."""
    seen = (" " if c.isspace() else c for c in value)
    return " ".join("".join(c for c in seen if unicodedata.category(c)[0] != "C").split())


def _address(field: str, name: str | None, address: str) -> Address:
    if address != _clean(address) or " " in address or address.count("@") != 1:
        raise Invalid(field, "not an e-mail address")
    user, domain = address.split("@")
    if not user or not domain:
        raise Invalid(field, "not an e-mail address")
    if not user.isascii():
        raise Invalid(field, "SES takes no letters outside ASCII before the @")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
        return Address(_clean(name or ""), username=user, domain=ascii_domain)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise Invalid(field, "not an e-mail address") from error


def _token(value: str) -> str:
    if not TOKEN.fullmatch(value):
        raise Invalid("outbox_tag", "letters, digits, _ and - only")
    return value


def _domain(value: str) -> str:
    if not value or not all(c.isascii() and (c.isalnum() or c in ".-") for c in value):
        raise Invalid("message_domain", "not a domain name")
    return value
