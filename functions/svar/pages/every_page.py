"""What all pages know."""

from datetime import date

from pydantic import ConfigDict

from svar.domain.value import Value


class PageValue(Value):
    model_config = ConfigDict(extra="forbid")


class Form(PageValue):
    """Where a page's buttons post to, and the signed token that proves the page was ours."""

    url: str
    token: str


class Page(PageValue):
    """What every page knows; `today` decides whether a date shows its year."""

    language: str
    organisation: str
    today: date
    zone: str = "Europe/Oslo"
