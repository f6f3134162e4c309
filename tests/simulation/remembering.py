"""Remember what pure functions answered, so that thousands of runs do not write the same mail anew.

Only functions whose answer hangs on their arguments alone, and always production's own. With
`whole_mails` templates are filled and messages encoded; without it a mail of the simulation is its
headers and what it says, as JSON: templates and encoding have suites of their own, and would be
half of a history's cost.
"""

import gc
import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import svar.domain
import svar.workflows
from svar.domain.closing import read_job_deeds
from svar.domain.deeds import read_deeds
from svar.domain.facts import fold_application, fold_job, merge_job
from svar.domain.letters.house_letter import house_letter
from svar.domain.letters.joint import joint_letter
from svar.domain.letters.names import is_a_title, person_name, phone_number
from svar.domain.make_promise import policy_mark
from svar.domain.rules import check
from svar.domain.situation import contact_of
from svar.domain.text import display_name, redact_identifiers, single_address
from svar.mail import mime
from svar.mail.contents import MailContent
from svar.mail.render import render
from svar.mail.rendered import RenderedMail

LIMIT = 20_000
FEW = 2_000
"""Of what only the same history asks for again."""


class Same:
    """One object, known by what it is and not by what it holds: quicker to look up than a value.

    Only for what is frozen. It is kept, so that no other one can come to lie in its place.
    """

    __slots__ = ("_it",)

    def __init__(self, it: object) -> None:
        self._it = it

    def __hash__(self) -> int:
        return id(self._it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self._it is other._it


def remembered[**Given, Answer](
    ask: Callable[Given, Answer], key: Callable[Given, Hashable], limit: int = LIMIT
) -> Callable[Given, Answer]:
    """`ask`, asked once for each key. An error is not remembered."""
    known: dict[Hashable, Answer] = {}

    def answer(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        about = key(*args, **kwargs)
        if about not in known:
            if len(known) >= limit:
                known.clear()
            known[about] = ask(*args, **kwargs)
        return known[about]

    return answer


def plain_mime(
    rendered: Any,
    *,
    sender: tuple[str, str],
    recipient: str,
    reply_to: tuple[str, str],
    outbox_tag: str,
    sent_at: datetime,
    message_domain: str,
) -> bytes:
    """The same refusals as the whole message, and its readable half."""
    checked_address("recipient", recipient)
    checked_address("reply_to", reply_to[1])
    mime._token(outbox_tag)
    head = f"To: {recipient}\r\nSubject: {rendered.subject}\r\nX-Svar-Outbox: {outbox_tag}\r\n\r\n"
    return (head + rendered.text).encode()


def plain_render(content: MailContent) -> RenderedMail:
    """All that the mail says, in no template."""
    said = _text(content)
    return RenderedMail(
        subject=content.kind, text=said, html=f"<p>{content.kind}</p>", language=content.language
    )


checked_address = remembered(
    lambda field, address: mime._address(field, None, address), lambda field, address: address
)


WHOLE_RENDER = remembered(render, lambda content: _text(content))
WHOLE_MIME = remembered(mime.build_mime, lambda *args, **named: (args, *named.values()))
REMEMBERED: tuple[tuple[Callable[..., Any], Callable[..., Any]], ...] = (
    (check, remembered(check, lambda *given, **named: (given, *named.values()))),
    (single_address, remembered(single_address, lambda raw: raw)),
    (display_name, remembered(display_name, lambda raw: raw)),
    (person_name, remembered(person_name, lambda raw: raw)),
    (phone_number, remembered(phone_number, lambda raw: raw)),
    (is_a_title, remembered(is_a_title, lambda text: text)),
    (read_deeds, remembered(read_deeds, lambda doc: doc, FEW)),
    (read_job_deeds, remembered(read_job_deeds, lambda doc: doc, FEW)),
    (contact_of, remembered(contact_of, lambda person, house: (Same(person), Same(house)), FEW)),
    (fold_job, remembered(fold_job, lambda id, log: (id, Same(log)), FEW)),
    (merge_job, remembered(merge_job, lambda a, b, id: (Same(a), Same(b), id), FEW)),
    (house_letter, remembered(house_letter, lambda case, **named: (case, *named.values()))),
    (joint_letter, remembered(joint_letter, lambda answers, **named: (answers, *named.values()))),
    (redact_identifiers, remembered(redact_identifiers, lambda text: text)),
    (policy_mark, remembered(policy_mark, lambda policy, place: (Same(policy), place), FEW)),
    (
        fold_application,
        remembered(
            fold_application,
            lambda id, log, person_log=(): (id, Same(log), Same(person_log)),
            FEW,
        ),
    ),
)


@contextmanager
def remembering(*, whole_mails: bool) -> Iterator[None]:
    """Inside, pure functions answer from memory."""
    _import_all()
    collects = gc.get_threshold()
    with pytest.MonkeyPatch.context() as patch:
        for asked, answer in REMEMBERED:
            everywhere(patch, asked, answer)
        everywhere(patch, render, WHOLE_RENDER if whole_mails else plain_render)
        everywhere(patch, mime.build_mime, WHOLE_MIME if whole_mails else plain_mime)
        # What is remembered is never garbage, so looking through it again and again finds nothing.
        gc.set_threshold(50_000, 20, 50)
        gc.freeze()
        yield
    gc.unfreeze()
    gc.set_threshold(*collects)


@cache
def _import_all() -> None:
    """A module that is imported while something is replaced would keep the replacement."""
    for package in (svar.domain, svar.workflows):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)


def everywhere(patch: pytest.MonkeyPatch, asked: Callable[..., Any], answer: Any) -> None:
    """Put `answer` in the place of a function of Svar's, under whatever module's name it goes."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith("svar."):
            for place, value in tuple(vars(module).items()):
                if value is asked:
                    patch.setattr(module, place, answer)


def _text(model: Any) -> str:
    return f"{type(model).__name__}{model.model_dump_json()}"
