"""A mail to the employer's people, frozen as an item of the outbox: what it says never changes."""

from datetime import datetime

from svar.domain.outbox import OutboxItem, digest_of
from svar.domain.policy import Contact
from svar.mail.rendered import RenderedMail


def freeze_for_employer(
    rendered: RenderedMail,
    *,
    id: str,
    kind: str,
    to: tuple[str, str],
    reply_to: Contact,
    now: datetime,
    wall: datetime,
) -> OutboxItem:
    """`to` is the reader's name and address; it is due at once, at the machine's time `wall`."""
    name, email = to
    return OutboxItem(
        id=id,
        kind=kind,
        audience="employer",
        language=rendered.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        digest=digest_of(rendered.subject, rendered.text, rendered.html),
        reply_to_name=reply_to.name,
        reply_to=reply_to.email,
        recipient=email,
        recipient_name=name,
        created_at=now,
        due_at=wall,
    )
