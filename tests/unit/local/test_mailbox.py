"""The twin's mailbox is read by others while mails come in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from local.ses_twin.mailbox import Accepted, Mailbox

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RAW = b"From: jobs@fjordbyen.example\r\nTo: kari@kandidat.example\r\nSubject: Svar\r\n\r\nHei.\r\n"


def accepted(number: int) -> Accepted:
    return Accepted(
        message_id=f"mail-{number}",
        source="jobs@fjordbyen.example",
        recipients=("kari@kandidat.example",),
        tags={"outbox": f"a__app-{number}__letter-1_1"},
        configuration_set=None,
        at=NOW,
        wall=NOW,
        outcome="delivered",
    )


def test_an_envelope_is_read_whole_or_not_yet(tmp_path: Path) -> None:
    """A reader that came between its first byte and its last would fall over a good run."""
    box = Mailbox(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [box.keep(accepted(number), RAW) for number in range(150)])
        while not writing.done():
            box.accepted()
    assert len(writing.result()) == len(box.accepted()) == len(box.messages()) == 150
