"""The template engine of mails and pages: strict, escaping HTML, and fed with words and dates.

The only place besides the renderers that knows jinja2.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from jinja2 import (
    BaseLoader,
    Environment,
    FileSystemLoader,
    ModuleLoader,
    StrictUndefined,
    pass_eval_context,
    select_autoescape,
)
from jinja2.nodes import EvalContext
from markupsafe import Markup

from svar.domain.languages import facts
from svar.mail.dates import say_date, say_dates, say_moment, say_short_date
from svar.mail.wording import Wording

_INSIDE_A_DATE = re.compile(r"(?<=\d) (?=[^\W\d])|(?<=\d\.) (?=[^\W\d])| (?=\d\d[.:]\d\d)")

_INSIDE_A_NUMBER = re.compile(r"(?<=\d) (?=\d\d)")


READY = "as_modules"
"""The folder where the build puts an engine's templates as Python, inside the first of its own."""


def environment(*folders: Path) -> Environment:
    """Return an engine over `folders` that fails on any unknown name, and escapes in HTML only.

    In a bundle it loads what the build has made of the templates, and reads no template.
    """
    ready = [each / READY for each in folders[:1] if (each / READY).is_dir()]
    return _engine(ModuleLoader(ready) if ready else FileSystemLoader(folders))


def make_ready(*folders: Path) -> None:
    """Compile an engine's templates, once, at the build: jinja2 takes longer for the seven of an
    audit mail than for all else about that mail."""
    engine = _engine(FileSystemLoader(folders))
    engine.compile_templates(folders[0] / READY, ["j2"], zip=None, ignore_errors=False)


def _engine(loader: BaseLoader) -> Environment:
    made = Environment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    made.filters["strong"] = lambda value: Markup("<strong>{}</strong>").format(value)
    made.filters["nowrap"] = lambda value: str(value).replace(" ", "\N{NO-BREAK SPACE}")
    # A telephone number that breaks over two lines is hard to read, and to dial.
    made.filters["whole_numbers"] = lambda value: _INSIDE_A_NUMBER.sub("\N{NO-BREAK SPACE}", value)
    made.filters["phone_href"] = lambda value: "".join(c for c in value if c.isdigit() or c == "+")
    made.filters["lines"] = lambda value: [line for line in str(value).splitlines() if line.strip()]
    return made


def _unbroken[Argument](say: Callable[[Argument], str]) -> Callable[..., str]:
    """Keep "3. november" and "kl. 08.00" on one line in HTML; plain text keeps plain spaces."""

    @pass_eval_context
    def said(context: EvalContext, argument: Argument) -> str:
        text = say(argument)
        return _INSIDE_A_DATE.sub("\N{NO-BREAK SPACE}", text) if context.autoescape else text

    return said


class Voice(NamedTuple):
    """What templates call to speak one language on one day in one zone."""

    words: Wording
    today: date
    zone: str

    def names(self) -> dict[str, Callable[..., object]]:
        """Return the functions that templates see."""
        return {
            "t": self._t,
            "tn": self._tn,
            "has": self.words.__contains__,
            "day": _unbroken(self.day),
            "days": _unbroken(self.days),
            "short_day": _unbroken(self.short_day),
            "moment": _unbroken(self.moment),
            "day_of": _unbroken(self.day_of),
            "position": self.position,
            "quoted": self.quoted,
        }

    def day(self, day: date) -> str:
        return say_date(day, language=self.words.language, today=self.today)

    def short_day(self, day: date) -> str:
        return say_short_date(day, language=self.words.language, today=self.today)

    def day_of(self, instant: datetime) -> str:
        return self.short_day(instant.astimezone(ZoneInfo(self.zone)).date())

    def position(self, job_title: str) -> str:
        # A page that names no position shall not pay for it at each cold start.
        from svar.domain.letters.position import position

        return position(job_title, self.words.language)

    def quoted(self, words: str) -> str:
        marks = facts(self.words.language).quote
        return marks.open + words + marks.close

    def days(self, days: tuple[date, ...]) -> str:
        return say_dates(days, language=self.words.language, today=self.today)

    def moment(self, instant: datetime) -> str:
        return say_moment(instant, language=self.words.language, zone=self.zone, today=self.today)

    @property
    def _t(self) -> Callable[..., str]:
        @pass_eval_context
        def t(context: EvalContext, key: str, /, **values: object) -> str:
            if context.autoescape:
                return self.words.say_html(key, **values)
            return self.words.say(key, **values)

        return t

    @property
    def _tn(self) -> Callable[..., str]:
        @pass_eval_context
        def tn(context: EvalContext, key: str, count: int, /, **values: object) -> str:
            chosen = self.words.plural(key, count)
            if context.autoescape:
                return self.words.say_html(chosen, count=count, **values)
            return self.words.say(chosen, count=count, **values)

        return tn
