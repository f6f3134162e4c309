"""What the real SDK does before the SES twin when one of our settings is taken away."""

import pytest
from botocore.config import Config

from local import emulator
from svar.adapters import ses
from svar.ports import MailUnheard
from tests.contract.mailboxes import SesMailboxes
from tests.contract.test_mailer import send
from tests.fakes import Outcome

Patch = pytest.MonkeyPatch


def sdk_retries_on(patch: Patch) -> None:
    """botocore's defaults, with nothing but shorter waits."""
    patch.setattr(ses, "ONE_ATTEMPT", Config(connect_timeout=3, read_timeout=10))


SEEN_BY_CONTRACT = (sdk_retries_on,)


def mails_of_one_lost_answer(twin: emulator.Child) -> int:
    """How many mails one call makes when SES takes them and its answers are lost."""
    mailboxes = SesMailboxes(twin)
    mailboxes.arrange(Outcome.LOST)
    with pytest.raises(MailUnheard):
        send(mailboxes)
    return len(mailboxes.accepted())


@pytest.mark.usefixtures("ses_mailboxes")
def test_one_call_makes_one_mail(ses_twin: emulator.Child) -> None:
    """As production is set."""
    assert mails_of_one_lost_answer(ses_twin) == 1


@pytest.mark.usefixtures("ses_mailboxes")
@pytest.mark.parametrize("mutant", SEEN_BY_CONTRACT, ids=lambda mutant: mutant.__name__)
def test_the_sdks_own_retries_double_a_letter(
    ses_twin: emulator.Child, mutant: object, monkeypatch: Patch
) -> None:
    """The fault that a straightforward sender has without knowing it."""
    assert callable(mutant)
    mutant(monkeypatch)
    assert mails_of_one_lost_answer(ses_twin) > 1
