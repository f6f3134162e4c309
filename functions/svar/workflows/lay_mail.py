"""From a mail that is owed to an item of the outbox, composed and frozen."""

from svar.domain.outbox import Audience, OutboxItem, digest_of, item_id
from svar.domain.policy import Contact
from svar.domain.situation import Forward, OwedMail, Plan, Reader, Situation
from svar.mail.forwarding import addressed_anew
from svar.mail.render import render
from svar.ports import Links
from svar.workflows.compose_mail import compose_mail, reader_of
from svar.workflows.look import House


def lay_mail(
    mail: OwedMail, situation: Situation, plan: Plan, house: House, links: Links
) -> OutboxItem:
    """Compose and freeze it: from here on nothing of what it says changes."""
    content = compose_mail(mail, situation, plan.deeds, links)
    rendered = render(content)
    contact = situation.recruiter
    audience = _audience(mail.to)
    reader = reader_of(mail, situation) if audience == "employer" else None
    wall = house.clock.wall()
    return OutboxItem(
        id=item_id("application", situation.id, mail.name),
        kind=mail.kind,
        audience=audience,
        language=rendered.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        digest=digest_of(rendered.subject, rendered.text, rendered.html),
        reply_to_name=contact.name,
        reply_to=contact.email,
        recipient=reader.email if reader else None,
        recipient_name=reader.name if reader else None,
        created_at=situation.now,
        deadline=plan.deeds.promise.due_at if plan.deeds.promise else None,
        due_at=wall,
    )


def lay_forward(forward: Forward, situation: Situation, house: House) -> OutboxItem:
    """The same mail to the next in line, which says whom it did not reach."""
    id = item_id("application", situation.id, forward.name)
    return addressed_to(forward.to, forward.item, id, situation.recruiter, house)


def addressed_to(
    reader: Contact, item: OutboxItem, id: str, reply_to: Contact, house: House
) -> OutboxItem:
    """A mail that came back, as a new one for another reader."""
    missed = item.recipient_name or item.recipient or ""
    text, html = addressed_anew(item.text, item.html, language=item.language, missed=missed)
    return OutboxItem(
        id=id,
        kind=item.kind,
        audience=item.audience,
        language=item.language,
        subject=item.subject,
        text=text,
        html=html,
        digest=digest_of(item.subject, text, html),
        reply_to_name=reply_to.name,
        reply_to=reply_to.email,
        recipient=reader.email,
        recipient_name=reader.name,
        created_at=house.clock.now(),
        deadline=item.deadline,
        due_at=house.clock.wall(),
    )


def _audience(reader: Reader) -> Audience:
    return "candidate" if reader == "candidate" else "employer"
