"""The envelope: headers that are right, and that nothing can break out of."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svar.domain.errors import Invalid
from svar.mail.mime import build_mime
from svar.mail.render import render
from svar.mail.rendered import RenderedMail
from tests.unit.mail.samples import LANGUAGES, RECRUITER, mails

SENT_AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ANSWERER = (RECRUITER.name, str(RECRUITER.email))
SENDER = ("Fjordbyen kommune", "jobb@fjordbyen.example")


def _build(
    rendered: RenderedMail,
    *,
    recipient: tuple[str | None, str] | str = ("Kari Nordås", "kari@example.org"),
    reply_to: tuple[str, str] = ANSWERER,
    outbox_tag: str = "a1_rejection_1",
) -> bytes:
    return build_mime(
        rendered,
        sender=SENDER,
        recipient=recipient,
        reply_to=reply_to,
        outbox_tag=outbox_tag,
        sent_at=SENT_AT,
        message_domain="fjordbyen.example",
    )


def _read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", mails("nb"))
def test_what_arrives_is_what_was_rendered(name: str, language: str) -> None:
    """Both parts come back letter for letter, text first, and nothing is attached."""
    rendered = render(mails(language)[name])
    message = _read(_build(rendered))
    text, html = message.iter_parts()
    assert message.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == rendered.text
    assert html.get_content().replace("\r\n", "\n") == rendered.html
    assert message["Subject"] == rendered.subject
    assert not list(message.iter_attachments())


def test_the_headers_say_who_answers_and_that_a_machine_sent_it() -> None:
    """Reply-To is a named person; the automatic sending is said; the tag is there to be found."""
    message = _read(_build(render(mails("nb")["rejection"])))
    assert message["From"] == "Fjordbyen kommune <jobb@fjordbyen.example>"
    assert message["To"] == "Kari Nordås <kari@example.org>"
    assert message["Reply-To"] == "Mona Berg <mona.berg@fjordbyen.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "nb"
    assert message["X-Svar-Outbox"] == "a1_rejection_1"
    assert message["Date"] == "Mon, 02 Nov 2026 09:30:00 +0000"
    assert message["Message-ID"] == "<a1_rejection_1@fjordbyen.example>"
    assert message["List-Unsubscribe"] is None


def test_every_byte_is_mailable() -> None:
    """ASCII on the wire, CRLF, and no line longer than RFC 5322 allows."""
    raw = _build(render(mails("nb")["audit"]))
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_text_cannot_end_its_part() -> None:
    """Words that look like the boundary arrive as words."""
    text = "--=_svar_a1_rejection_1--\nBcc: all@example.org\n"
    rendered = RenderedMail(subject="a", text=text, html="<p>a</p>\n", language="en")
    first, second = _read(_build(rendered)).iter_parts()
    assert first.get_content().replace("\r\n", "\n") == text
    assert second.get_content_type() == "text/html"


def test_the_same_mail_is_the_same_bytes() -> None:
    """What was approved can be compared with what is sent."""
    rendered = render(mails("nn")["rejection"])
    assert _build(rendered) == _build(rendered)


@settings(deadline=None)
@given(name=st.text(max_size=80), subject=st.text(max_size=120))
def test_no_name_or_subject_breaks_out_of_its_header(name: str, subject: str) -> None:
    """Line breaks, controls and quotes stay inside: the headers are the ones we wrote."""
    rendered = RenderedMail(subject=subject, text="Hei\n", html="<p>Hei</p>\n", language="nb")
    message = _read(
        _build(
            rendered,
            recipient=(name, "kari@example.org"),
            reply_to=(f"M{name}", "mona@fjordbyen.example"),
        )
    )
    assert set(message.keys()) == {
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "Content-Language",
        "Auto-Submitted",
        "X-Svar-Outbox",
        "MIME-Version",
        "Content-Type",
    }
    assert [address.addr_spec for address in message["To"].addresses] == ["kari@example.org"]
    assert len(message["Reply-To"].addresses) == 1


@pytest.mark.parametrize(
    "address",
    [
        "kari",
        "kari@",
        "@example.org",
        "kari@example.org\r\nBcc: all@example.org",
        "kari@example.org, ola@example.org",
        "kari nordås@example.org",
        "kåre@example.org",
        "",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """A recipient that cannot be mailed is said so, and nothing is built."""
    with pytest.raises(Invalid):
        _build(render(mails("nb")["rejection"]), recipient=address)


def test_a_mail_without_a_person_to_answer_is_refused() -> None:
    """No mail leaves that cannot be answered."""
    with pytest.raises(Invalid, match="reply_to"):
        _build(render(mails("nb")["rejection"]), reply_to=("Mona Berg", ""))


def test_a_tag_with_personal_data_in_it_is_refused() -> None:
    """Tags are opaque ids: an address in one does not pass."""
    with pytest.raises(Invalid, match="outbox_tag"):
        _build(render(mails("nb")["rejection"]), outbox_tag="kari@example.org")


def test_a_domain_with_norwegian_letters_is_encoded() -> None:
    """post@blåbær.example reaches its punycode domain."""
    raw = _build(render(mails("nb")["rejection"]), recipient="post@blåbær.example")
    assert b"post@xn--blbr-roah.example" in raw
