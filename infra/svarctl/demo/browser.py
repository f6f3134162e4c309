"""Press a button on a page as a browser does: GET the link, fill in the form, POST it."""

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
    status, _, page = request("GET", urlsplit(url).path)
    if status != 200:
        raise PageRefused(f"the page answers {status}")
    form = find_form(page.decode(), button)
    fields = [*form.fields, ("action", button)]
    if by is not None:
        fields += [(name, by.isoformat()) for name in form.dates]
    status, _, answer = request(
        "POST",
        urlsplit(form.action).path,
        body=urlencode(fields).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    if status != 200:
        raise PageRefused(f"the button {button} is answered with {status}")
    return answer


def find_form(html: str, button: str) -> Form:
    """The form with that button. Raises `PageRefused` when no form has it."""
    reader = FormReader()
    reader.feed(html)
    for form in reader.forms:
        if button in form.buttons:
            return form
    raise PageRefused(f"the page has no button {button}")
