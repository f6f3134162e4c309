"""The script can be played: its webhooks are taken, and its buttons found."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

import pytest

from svar.adapters.ats import vendor
from svar.domain.webhook import Account, Translation, WebhookRequest
from svarctl.demo.browser import PageRefused, answer_chat, find_form, press
from svarctl.demo.cast import load_script
from svarctl.demo.webhooks import SECRETS, Post, posts_of, prepare

WALL = datetime(2026, 11, 24, 12, tzinfo=UTC)
SCRIPT = load_script()


def taken(post: Post) -> Translation:
    reader = vendor(post.door)
    assert reader is not None
    headers = {name.lower(): value for name, value in post.signed(WALL).items()}
    request = WebhookRequest(headers, post.body, WALL)
    reader.verify(request, (SECRETS[post.door],))
    return reader.translate(request, Account(vendor=post.door, name=SCRIPT.account))


def translations() -> Mapping[tuple[str, str], Translation]:
    return {
        (application.id, step.do): taken(post)
        for person, application in SCRIPT.parts()
        for step in application.steps
        if not step.is_on_a_page
        for post in posts_of(SCRIPT, person, application, step, step.at)
    }


def test_every_webhook_is_signed_and_read() -> None:
    """Only the prospect's comes to nothing."""
    empty = {key for key, each in translations().items() if not each.events}
    assert empty == {("9022", "prospect")}


def test_every_subject_is_the_one_that_the_mails_are_looked_for_by() -> None:
    """Greenhouse's own ids carry the account."""
    subjects = {
        event.subject
        for each in translations().values()
        for event in each.events
        if not event.type.startswith("candidate.")
    }
    wanted = {SCRIPT.subject(a) for _, a in SCRIPT.parts() if a.expects != "nothing"}
    assert subjects == wanted


def test_the_rule_of_the_ats_is_seen_to_be_no_human() -> None:
    """The same webhook by a person is a decision."""
    automatic = {
        key: getattr(event.data, "automatic", False)
        for key, each in translations().items()
        for event in each.events
    }
    assert [key for key, each in automatic.items() if each] == [("9019", "auto_reject")]


def test_the_vacancies_come_with_their_criteria() -> None:
    """A letter stands on the advert's own requirements."""
    jobs = [each for post in prepare(SCRIPT) for each in taken(post).events]
    opened = [event for event in jobs if event.type == "job.opened"]
    assert [len(event.data.job.criteria) for event in opened] == [4, 3]


PAGE = """<form method="post" action="/p/t1"><input type="hidden" name="token" value="t1">
<input type="checkbox" name="application" value="a" checked>
<input type="checkbox" name="application" value="b">
<input type="date" name="by"><button name="action" value="hold">Stop</button></form>
<form method="post" action="/p/t2"><button name="action" value="edit">Edit</button></form>"""


def test_a_button_is_pressed_with_what_the_form_holds() -> None:
    """As a browser does: hidden fields, ticked boxes, the date and the button."""
    asked: list[tuple[str, str, bytes]] = []

    def request(
        method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        asked.append((method, path, body))
        return 200, {}, PAGE.encode()

    press(request, "http://x.localhost:1/p/t1", "hold", by=date(2026, 3, 18))
    assert asked == [
        ("GET", "/p/t1", b""),
        ("POST", "/p/t1", b"token=t1&application=a&action=hold&by=2026-03-18"),
    ]


def test_a_chat_is_answered_question_by_question_and_ended() -> None:
    """A question without an answer is skipped; what is not asked any more is not answered."""
    posted: list[dict[str, str]] = []

    def request(
        method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        if method == "POST":
            posted.append(dict(parse_qsl(body.decode(), keep_blank_values=True)))
        over = bool(posted) and posted[-1]["action"] == "end"
        return 200, {}, b"<h1>Thank you</h1>" if over else question(len(posted) + 1).encode()

    last = answer_chat(request, "http://x.localhost:1/c/t1", ("Two years.", ""))
    assert last == b"<h1>Thank you</h1>"
    assert [(each["turn"], each["action"], each.get("answer")) for each in posted] == [
        ("1", "send", "Two years."),
        ("2", "skip", ""),
        ("3", "end", None),
    ]


def question(turn: int) -> str:
    buttons = "".join(f'<button name="action" value="{x}">' for x in ("send", "skip", "end"))
    hidden = f'<input type="hidden" name="turn" value="{turn}">'
    return f'<form action="/c/t1">{hidden}<textarea name="answer"></textarea>{buttons}</form>'


def test_a_page_without_the_button_is_refused() -> None:
    """A script that presses what is not there has not been played."""
    with pytest.raises(PageRefused, match="no button approve"):
        find_form(PAGE, "approve")
