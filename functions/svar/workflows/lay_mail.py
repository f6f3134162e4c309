"""From a mail that is owed to an item of the outbox, composed and frozen."""

from svar.domain.outbox import Audience, OutboxItem, digest_of, item_id
from svar.domain.situation import OwedMail, Plan, Reader, Situation
from svar.mail.render import render
from svar.ports import Links
from svar.workflows.compose_mail import compose_mail
from svar.workflows.look import House


def lay_mail(
    mail: OwedMail, situation: Situation, plan: Plan, house: House, links: Links
) -> OutboxItem:
    """Compose and freeze it: from here on nothing of what it says changes."""
    content = compose_mail(mail, situation, plan.deeds, links)
    rendered = render(content)
    contact = situation.recruiter
    reader = {
        "recruiter": situation.recruiter,
        "decider": situation.decider,
        "manager": situation.manager,
    }.get(mail.to)
    wall = house.clock.wall()
    return OutboxItem(
        id=item_id("application", situation.id, mail.name),
        kind=mail.kind,
        audience=_audience(mail.to),
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


def _audience(reader: Reader) -> Audience:
    return "candidate" if reader == "candidate" else "employer"
