"""A hand-made mailbox for a small script: every mail written by the product's own MIME builder."""

from datetime import datetime
from mailbox import Maildir, MaildirMessage
from pathlib import Path

from local.deploy import POLICY
from svar.domain.organisation import Organisation, load_organisation
from svar.mail.mime import build_mime
from svar.mail.rendered import RenderedMail
from svarctl.demo.cast import Script, load_script

RECRUITER = "ragnhild.moe@fjordbyen.example"
SUBJECTS = {
    "receipt-1": "Vi har fått søknaden din: Systemutvikler, Fjordbyen",
    "letter-1": "Svar på søknaden din: Systemutvikler, Fjordbyen",
    "letter-2": "Svar på søknaden din: Systemutvikler, Fjordbyen",
    "notice-1-1": "Ingen avgjørelse ennå: Systemutvikler, Fjordbyen",
    "withdrawal-1": "Du har trukket søknaden: Systemutvikler, Fjordbyen",
    "human-1": "Adressen tok ikke imot: Systemutvikler",
}
TEXTS = {
    "receipt-1": "Hei Åse,\n\nDu får svar fra oss senest mandag 16. mars, ja eller nei.\n",
    "letter-1": "Hei Åse,\n\nDu går dessverre ikke videre i denne\nprosessen.\n",
    "letter-2": "Hei Åse,\n\nDu går ikke videre i denne prosessen.\n",
    "notice-1-1": "Hei Åse,\n\nDet er ikke tatt noen avgjørelse ennå. "
    "Du hører fra oss igjen senest onsdag 18. mars.\n",
    "withdrawal-1": "Hei Åse,\n\nDu har trukket søknaden.\n",
    "human-1": "Ring Åse Bjørnstad.\n",
}


def organisation() -> Organisation:
    return load_organisation(POLICY.read_text(encoding="utf-8"))


def script(**changed: object) -> Script:
    """The demo's own script with only its first person, whose application may be changed."""
    whole = load_script()
    first = whole.people[0]
    application = first.applications[0].model_copy(update=changed)
    person = first.model_copy(update={"applications": (application,)})
    return whole.model_copy(update={"people": (person,)})


def put(
    box: Path,
    name: str,
    at: datetime,
    *,
    to: str = "ase.bjornstad@post.example",
    about: str = "gh-fjordbyen-9001",
    language: str = "nb",
    text: str | None = None,
    subject: str | None = None,
) -> None:
    """Lay a mail in the Maildir as the mail server took it at `at`."""
    raw = build_mime(
        RenderedMail(
            subject=subject or SUBJECTS[name],
            text=text or TEXTS[name],
            html="<html><head></head><body><p>x</p></body></html>",
            language=language,
        ),
        sender=("Fjordbyen", "jobb@fjordbyen.example"),
        recipient=to,
        reply_to=("Ragnhild Moe", RECRUITER),
        outbox_tag=f"a__{about}__{name}_1",
        sent_at=at,
        message_domain="fjordbyen.example",
    )
    Maildir(box).add(MaildirMessage(raw))
