"""Use a page as a person does in a browser: GET the link, fill in the form, POST it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

Request = Callable[..., tuple[int, dict[str, str], bytes]]
"""`(method, path, body=…, headers=…)` -> status, headers, body."""


class PageRefused(Exception):
    """The page was not there, or has no such button, or said no."""


@dataclass
class Form:
    """One form: where it posts to, its fields as they stand, and its buttons' values."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)


class FormReader(HTMLParser):
    """Collects forms; unticked boxes are left out, as a browser leaves them out."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
            self._inside = True
        elif not self._inside:
            return
        elif tag == "button" and name == "action":
            self.forms[-1].buttons.append(value)
        elif tag == "input" and name:
            kind = given.get("type") or "text"
            if kind == "date":
                self.forms[-1].dates.append(name)
            elif kind not in {"checkbox", "radio"} or "checked" in given:
                self.forms[-1].fields.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"


def press(request: Request, url: str, button: str, *, by: date | None = None) -> bytes:
    """Open `url`, press the button whose value is `button`, and return the page that follows.

    `by` is filled into the form's date. Raises `PageRefused`.
    """
    form = find_form(_opened(request, url).decode(), button)
    filled = [(name, by.isoformat()) for name in form.dates] if by is not None else []
    return _posted(request, form, button, filled)


def answer_chat(request: Request, url: str, answers: tuple[str, ...]) -> bytes:
    """Open `url`, answer what is asked there one by one, and return the last page.

    An empty answer skips its question; a chat that goes on after the last one is ended. Raises
    `PageRefused`.
    """
    page = _opened(request, url)
    for answer in answers:
        button = "send" if answer else "skip"
        form = find_form(page.decode(), button)
        page = _posted(request, form, button, [("answer", answer)])
    left = _form_with(page.decode(), "end")
    return _posted(request, left, "end") if left else page


def _opened(request: Request, url: str) -> bytes:
    status, _, page = request("GET", urlsplit(url).path)
    if status != 200:
        raise PageRefused(f"the page answers {status}")
    return page


def _posted(
    request: Request, form: Form, button: str, filled: list[tuple[str, str]] | None = None
) -> bytes:
    status, _, answer = request(
        "POST",
        urlsplit(form.action).path,
        body=urlencode([*form.fields, ("action", button), *(filled or [])]).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    if status != 200:
        raise PageRefused(f"the button {button} is answered with {status}")
    return answer


def find_form(html: str, button: str) -> Form:
    """The form with that button. Raises `PageRefused` when no form has it."""
    form = _form_with(html, button)
    if form is None:
        raise PageRefused(f"the page has no button {button}")
    return form


def _form_with(html: str, button: str) -> Form | None:
    reader = FormReader()
    reader.feed(html)
    return next((form for form in reader.forms if button in form.buttons), None)
