"""What a spam filter thinks of the mails that candidates get."""

import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from svar.mail.mime import build_mime
from svar.mail.render import render
from tests.unit.mail.samples import LANGUAGES, RECRUITER, mails

MOST_POINTS = 0.5
TO_CANDIDATES = (
    "receipt",
    "receipt-short",
    "status_notice",
    "status_notice-second",
    "rejection",
    "withdrawal_confirmation",
    "correction",
)
# As SES hands it to the candidate's server.
RECEIVED = (
    b"Received: from b224-7.smtp-out.eu-north-1.amazonses.com"
    b" (b224-7.smtp-out.eu-north-1.amazonses.com [69.169.224.7])\r\n"
    b"\tby mx.example.org (Postfix) with ESMTPS id 4Xh0Qy1Rz0z9sT\r\n"
    b"\tfor <kari@example.org>; Mon,  2 Nov 2026 09:30:02 +0000 (UTC)\r\n"
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TO_CANDIDATES)
def test_spamassassin_finds_next_to_nothing(name: str, language: str) -> None:
    """At most half a point of the five that make spam: an answer in the spam folder is silence."""
    program = shutil.which("spamassassin")
    if program is None:
        pytest.fail("spamassassin is not installed: make tools")
    message = RECEIVED + build_mime(
        render(mails(language)[name]),
        sender=("Fjordbyen kommune", "jobb@fjordbyen.example"),
        recipient=("Kari Nordås", "kari@example.org"),
        reply_to=(RECRUITER.name, str(RECRUITER.email)),
        outbox_tag="a1_rejection_1",
        sent_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        message_domain="fjordbyen.example",
    )
    done = subprocess.run(
        [program, "-L", "-t", "-x"], input=message, capture_output=True, check=True, timeout=120
    )
    report = done.stdout.decode("utf-8", "replace")
    status = next(line for line in report.splitlines() if line.startswith("X-Spam-Status:"))
    points = float(status.split("score=")[1].split()[0])
    assert points <= MOST_POINTS, report[-2000:]
