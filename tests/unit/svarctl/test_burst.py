"""What a burst is counted by."""

import os
from datetime import UTC, datetime

from local.ses_twin.mailbox import Accepted
from svarctl.burst import Memory, is_letter, memory, summed

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


def mail(who: str, name: str) -> Accepted:
    return Accepted(
        message_id=f"{who}-{name}",
        source="svar@fjordbyen.example",
        recipients=(f"{who}@k.example",),
        tags={"outbox": f"a__{who}__{name}"},
        configuration_set=None,
        at=AT,
        wall=AT,
        outcome="delivered",
    )


def test_who_got_no_letter_is_lost_and_who_got_two_is_doubled() -> None:
    """By the reader's address, whatever the outbox believes."""
    letters = [mail("a", "letter-1"), mail("b", "letter-1"), mail("b", "letter-2")]
    assert summed(letters, ["a", "b", "c"]) == {"letters": 3, "lost": 1, "doubled": 1}


def test_only_answers_are_letters() -> None:
    """Receipts go to the same people."""
    assert is_letter(mail("a", "letter-1_1"))
    assert not is_letter(mail("a", "receipt-1_1"))


def test_memory_is_of_a_session_and_all_in_it() -> None:
    """This process is in its own session; of one that is nobody's there is nothing to hold."""
    held = memory(os.getsid(0))
    assert held.emulator + held.workers > 0
    assert memory(2**30) == Memory(0, 0)
