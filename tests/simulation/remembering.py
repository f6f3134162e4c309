"""Remember what pure functions answered, so that thousands of runs do not write the same mail anew.

Only functions whose answer hangs on their arguments alone, and always production's own. With
`full_mime` a message is encoded whole; without it a mail of the simulation is its headers and text:
the encoding has suites of its own and would be two fifths of a history's cost.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from svar.domain import situation
from svar.domain.letters import house_letter
from svar.domain.rules import GateContext, LetterText
from svar.domain.text import single_address
from svar.mail import mime
from svar.workflows import carry_out, send_message, write_answer

LIMIT = 20_000


def remembered[**Given, Answer](
    ask: Callable[Given, Answer], key: Callable[Given, Hashable]
) -> Callable[Given, Answer]:
    """`ask`, asked once for each key. An error is not remembered."""
    known: dict[Hashable, Answer] = {}

    def answer(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        about = key(*args, **kwargs)
        if about not in known:
            if len(known) >= LIMIT:
                known.clear()
            known[about] = ask(*args, **kwargs)
        return known[about]

    return answer


def plain_mime(
    rendered: Any,
    *,
    sender: tuple[str, str],
    recipient: str,
    reply_to: Any,
    outbox_tag: str,
    sent_at: datetime,
    message_domain: str,
) -> bytes:
    """The same refusals as the whole message, and its readable half."""
    checked_address("recipient", recipient)
    checked_address("reply_to.email", reply_to.email)
    mime._token(outbox_tag)
    head = f"To: {recipient}\r\nSubject: {rendered.subject}\r\nX-Svar-Outbox: {outbox_tag}\r\n\r\n"
    return (head + rendered.text).encode()


checked_address = remembered(
    lambda field, address: mime._address(field, None, address), lambda field, address: address
)


@contextmanager
def remembering(*, full_mime: bool) -> Iterator[None]:
    """Inside, pure functions answer from memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carry_out, "render", remembered(carry_out.render, _text))
        for place in (write_answer, house_letter):
            patch.setattr(place, "check", remembered(place.check, _letter))
        for where in (situation, send_message):
            patch.setattr(where, "single_address", remembered(single_address, _itself))
        if full_mime:
            whole = remembered(mime.build_mime, lambda *args, **named: (args, *named.values()))
            patch.setattr(send_message, "build_mime", whole)
        else:
            patch.setattr(send_message, "build_mime", plain_mime)
        yield


def _itself(raw: str | None) -> str | None:
    return raw


def _letter(letter: LetterText, context: GateContext) -> Hashable:
    return letter, context


def _text(model: Any) -> str:
    return f"{type(model).__name__}{model.model_dump_json()}"
