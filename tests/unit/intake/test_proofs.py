"""`svarctl send` proves a body as its vendor would, so a connection can be tried without it."""

import json

import pytest

from svar.adapters.ats import vendor
from svar.domain.errors import Forged
from svar.domain.webhook import WebhookRequest
from svarctl.proofs import proved
from tests.unit.intake.signing import FIRST, NEW, NOW, SIGNED, WRONG, sample

EVENT = {"event-name": "application.created", "event-id": "e1"}


@pytest.mark.parametrize("name", SIGNED)
def test_what_svarctl_sends_is_believed_as_the_vendors_own(name: str) -> None:
    """By the same reader that the vendor meets."""
    body, headers = proved(name, NEW, json.dumps(sample(name, FIRST[name])).encode(), EVENT, NOW)
    lower = {header.lower(): text for header, text in (EVENT | headers).items()}
    one = WebhookRequest(lower, body, NOW)
    reader = vendor(name)
    assert reader is not None
    reader.verify(one, (NEW,))
    with pytest.raises(Forged):
        reader.verify(one, (WRONG,))
