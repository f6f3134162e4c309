"""Remember what pure functions answered, so that thousands of runs do not write the same mail anew.

Only functions whose answer hangs on their arguments alone, and always production's own. With
`whole_mails` templates are filled and messages encoded; without it a mail of the simulation is its
headers and what it says, as JSON: templates and encoding have suites of their own, and would be
half of a history's cost.
"""

import gc
import sys
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, cast

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
from svar.workflows.apply_policy import mark_of

LIMIT = 20_000
FEW = 2_000
"""Of what only the same history asks for again."""


def remembered[**Given, Answer](
    ask: Callable[Given, Answer], key: Callable[Given, Hashable], limit: int = LIMIT
) -> Callable[Given, Answer]:
    """`ask`, asked once for each key. An error is not remembered."""
    known: dict[Hashable, Any] = {}

    def answer(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        about = key(*args, **kwargs)
        found = known.get(about, known)
        if found is known:
            if len(known) >= limit:
                known.clear()
            found = known[about] = ask(*args, **kwargs)
        return cast(Answer, found)

    return answer


def recognised[**Given, Answer](
    ask: Callable[Given, Answer], limit: int = FEW
) -> Callable[Given, Answer]:
    """`ask`, asked once for the same objects: known by what they are and not by what they hold,
    which is quicker to look up.

    Only for what is frozen. They are kept, so that no others can come to lie in their places.
    """
    known: dict[tuple[object, ...], tuple[object, Answer]] = {}

    def answer(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        given = (*args, *kwargs.values())
        about = tuple(each if isinstance(each, str) else id(each) for each in given)
        found = known.get(about)
        if found is None:
            if len(known) >= limit:
                known.clear()
            found = known[about] = (given, ask(*args, **kwargs))
        return found[1]

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
    (contact_of, recognised(contact_of)),
    (fold_application, recognised(fold_application)),
    (fold_job, recognised(fold_job)),
    (merge_job, recognised(merge_job)),
    (policy_mark, recognised(policy_mark)),
    (mark_of, recognised(mark_of)),
    (house_letter, remembered(house_letter, lambda case, **named: (case, *named.values()))),
    (joint_letter, remembered(joint_letter, lambda answers, **named: (answers, *named.values()))),
    (redact_identifiers, remembered(redact_identifiers, lambda text: text)),
)


@contextmanager
def remembering(*, whole_mails: bool) -> Iterator[None]:
    """Inside, pure functions answer from memory."""
    _import_all()
    collects = gc.get_threshold()
    with pytest.MonkeyPatch.context() as patch:
        mails = (
            (render, WHOLE_RENDER if whole_mails else plain_render),
            (mime.build_mime, WHOLE_MIME if whole_mails else plain_mime),
        )
        everywhere(patch, (*REMEMBERED, *mails))
        # What is remembered is never garbage, so looking through it again and again finds nothing.
        gc.set_threshold(50_000, 20, 50)
        gc.freeze()
        try:
            yield
        finally:
            gc.unfreeze()
            gc.set_threshold(*collects)


@cache
def _import_all() -> None:
    """A module that is imported while something is replaced would keep the replacement."""
    for package in (svar.domain, svar.workflows):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)


def everywhere(
    patch: pytest.MonkeyPatch, answers: Iterable[tuple[Callable[..., Any], Any]]
) -> None:
    """Put each answer in the place of its function, under whatever module's name that goes."""
    instead = {id(asked): answer for asked, answer in answers}
    for name, module in tuple(sys.modules.items()):
        if name.startswith("svar."):
            for place, value in tuple(vars(module).items()):
                if id(value) in instead:
                    patch.setattr(module, place, instead[id(value)])


def _text(model: Any) -> str:
    return f"{type(model).__name__}{model.model_dump_json()}"
