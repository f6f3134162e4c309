"""All that leaves the system in one story: mails, pages, the log, and what a model is told."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from functools import cache, cached_property
from html import unescape
from typing import Any

from svar.adapters.counting import count
from svar.adapters.summarisers import HouseSummariser
from svar.domain.languages import texts
from svar.domain.screening import Screening, Summary
from svar.observability import logger
from svar.pages.render import render_page
from svar.pages.to_candidates import ChatPage
from svar.ports import Summariser, Writer
from svar.workflows.show_page import show_page
from tests.simulation.hostile import story_with
from tests.unit.core.conftest import MONDAY, Story
from tests.unit.screening.adversarial import Hostile
from tests.world import FORM

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STYLE = re.compile(r"<style>.*?</style>|style=\"[^\"]*\"", re.DOTALL)
OURS = re.compile(r"[\w.+-]+@(?:[\w-]+\.)*(?:fjordbyen|kandidat)\.example")
"""The addresses of the story, which are nobody's attack."""
WHEN = ("timestamp", "location")
OUR_LINKS = re.compile(r"https://svar\.fjordbyen\.example/\S*")
INSTANT = re.compile(r"20260[23]\d{2}\d{6}\d*")
"""A moment of the story in the name of an execution; an identity number is shorter."""
TO_CANDIDATES = ("receipt", "notice", "letter", "correction", "withdrawal")


@dataclass(frozen=True)
class Sent:
    """One mail as it was sent."""

    tag: str
    recipient: str
    at: datetime
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str

    @property
    def name(self) -> str:
        """As `letter-1`, of the application `kari`."""
        return self.tag.rpartition("_")[0].rpartition("__")[2]

    @property
    def to_candidate(self) -> bool:
        return self.name.startswith(TO_CANDIDATES)

    def header(self, name: str) -> str:
        return "\n".join(value for each, value in self.headers if each.casefold() == name)

    @property
    def whole(self) -> str:
        head = "\n".join(value for _, value in self.headers)
        return f"to {self.recipient}\n{head}\n{self.text}\n{self.html}"


@dataclass(frozen=True)
class Left:
    """What one story left; `placed` are the hostile texts by their field."""

    world: Story
    language: str
    placed: dict[str, Hostile] = field(default_factory=dict)
    mails: tuple[Sent, ...] = ()
    pages: dict[str, str] = field(default_factory=dict)
    log: tuple[str, ...] = ()
    """Lines as they are written."""
    summaries: tuple[Summary, ...] = ()
    asked: tuple[str, ...] = ()
    """Requests to a model."""

    writer_reads: bool = True
    """Whether what only the recruiter of the story reads is among the surfaces."""

    def having_asked(self, requests: tuple[str, ...]) -> "Left":
        return replace(self, asked=requests)

    @cached_property
    def surfaces(self) -> dict[str, str]:
        """Every mail with its headers, every page and the log, by name, as a machine reads them.

        Without the house's own sentences, whatever words they are made of.
        """
        found = {each.tag: each.whole for each in self._read_mails}
        found |= self._read_pages
        found = {
            name: _without_ours(STYLE.sub("", text), self.language) for name, text in found.items()
        }
        return found | {"log": INSTANT.sub("", "\n".join(map(_undated, self.log)))}

    @cached_property
    def read(self) -> dict[str, str]:
        """What people read of it: subjects, names and texts, without the house's own sentences."""
        found = {
            each.tag: "\n".join((each.header("subject"), each.text, _visible(each.html)))
            for each in self._read_mails
        }
        found |= {name: _visible(html) for name, html in self._read_pages.items()}
        return {name: _without_ours(text, self.language) for name, text in found.items()}

    @property
    def _read_mails(self) -> tuple[Sent, ...]:
        everybody = self.writer_reads
        return tuple(m for m in self.mails if everybody or not m.recipient.startswith("mona.berg"))

    @property
    def _read_pages(self) -> dict[str, str]:
        return self.pages if self.writer_reads else {}


def _undated(line: str) -> str:
    """The line without its numbers, when and where, whose digits are nobody's."""
    record = json.loads(line)
    words = {k: v for k, v in record.items() if isinstance(v, str | list) and k not in WHEN}
    return json.dumps(words, ensure_ascii=False)


def _visible(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", STYLE.sub("", html)))


def _without_ours(text: str, language: str) -> str:
    flat = OUR_LINKS.sub(" ", " ".join(text.split()))
    for sentence in _house_sentences(language):
        flat = flat.replace(sentence, " ")
    return OURS.sub("", flat)


def _letters(language: str) -> dict[str, object]:
    """Without the patterns by which it reads others."""
    return {k: v for k, v in texts(language, "letters").items() if k != "recognise"}


@cache
def _house_sentences(language: str) -> tuple[str, ...]:
    """What the house says by itself, parted where something goes in."""

    def strings(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for each in value.values():
                yield from strings(each)
        elif isinstance(value, list | tuple):
            for each in value:
                yield from strings(each)

    pieces = {
        " ".join(piece.split())
        for said in (texts(language, "mail"), texts(language, "pages"), _letters(language))
        for text in strings(said)
        for piece in re.split(r"\{[^}]*\}", text)
    }
    return tuple(sorted((p for p in pieces if len(p.split()) > 1), key=len, reverse=True))


class Remembering:
    """A summariser that keeps what it said."""

    def __init__(self, summariser: Summariser) -> None:
        self.said: list[Summary] = []
        self._summariser = summariser

    def summarise(self, screening: Screening) -> Summary:
        self.said.append(self._summariser.summarise(screening))
        return self.said[-1]


def tell(
    placed: dict[str, Hostile],
    language: str,
    *,
    long: bool = False,
    by_chat: bool = False,
    writers: tuple[Writer, ...] = (),
    summarisers: tuple[Summariser, ...] = (),
) -> Left:
    """The whole way, with each text in its field; a human says yes to what waits for one.

    A `long` story is also that of somebody about whom nobody decides. With `by_chat` the screening
    is held by ourselves, and not by the ATS.
    """
    world = Story(MONDAY)
    world.house = world.house._replace(observe=count)
    world.writers = writers
    remembering = [Remembering(each) for each in (*summarisers, HouseSummariser())]
    world.summarisers = tuple(remembering)
    told = story_with({field: each.text for field, each in placed.items()}, language)
    if by_chat:
        told["application.received"]["screening"] = []
    with _log() as records:
        _live(world, told, long=long, by_chat=by_chat)
        pages = dict(_pages(world))
    return Left(
        world=world,
        language=language,
        placed=placed,
        mails=tuple(_mails(world)),
        pages=pages,
        log=tuple(logger.registered_formatter.format(each) for each in records),
        summaries=tuple(each for one in remembering for each in one.said),
    )


def _live(world: Story, told: dict[str, dict[str, Any]], *, long: bool, by_chat: bool) -> None:
    waits = {"correction.requested": 5 * DAY}
    world.deliver(world.event("application.received", "ola", told["application.received"]))
    world.deliver(world.event("application.withdrawn", "ola", told.pop("application.withdrawn")))
    if long:
        world.deliver(world.event("application.received", "liv", _of_another(told)))
    for kind, data in told.items():
        subject = {"job": "job-1", "candidate": "person-1"}.get(kind.split(".")[0], "kari")
        world.run_for(waits.get(kind, HOUR))
        if by_chat and kind == "screening.completed":
            _chats(world, data["transcript"][0]["answered"])
            continue
        world.deliver(world.event(kind, subject, data))
        if kind == "decision.rejected":
            world.run_for(4 * DAY)
    world.run_for(HOUR)
    for number in (1, 2):
        world.press("telling", "kari", number, action="approve")
    world.run_for(12 * DAY if long else DAY)


def _chats(world: Story, answer: str) -> None:
    """The same answer to every question, until nothing more is asked."""
    turn = 0
    while isinstance(page := world.chat("kari"), ChatPage):
        assert page.number == turn + 1, "an answer was refused"
        turn = page.number
        world.chat("kari", turn=str(turn), action="send", answer=answer)
    assert turn


def _of_another(told: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The same from a person about whom nobody decides."""
    received = told["application.received"]
    return received | {"candidate": received["candidate"] | {"id": "person-2"}}


def _mails(world: Story) -> Iterator[Sent]:
    for mail in world.mailer.mailbox:
        message = message_from_bytes(mail.mime)
        bodies = {
            part.get_content_type(): _decoded(part)
            for part in message.walk()
            if not part.is_multipart()
        }
        yield Sent(
            tag=mail.tag,
            recipient=mail.recipient,
            at=world.sent_at[mail.tag],
            headers=tuple(
                (name, str(make_header(decode_header(value)))) for name, value in message.items()
            ),
            text=bodies.pop("text/plain", ""),
            html=bodies.pop("text/html", ""),
        )


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(part.get_content_charset("utf-8"))


def _pages(world: Story) -> Iterator[tuple[str, str]]:
    for purpose, id in (("telling", "kari"), ("promise", "kari"), ("job", "job-1")):
        page = show_page(purpose, id, 1, FORM, world.house, world.links, {})
        yield f"page {purpose}", render_page(page).html


@contextmanager
def _log() -> Iterator[list[logging.LogRecord]]:
    """What is logged meanwhile."""

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    records: list[logging.LogRecord] = []
    handler = Keeping()
    logger.addHandler(handler)
    try:
        yield records
    finally:
        logger.removeHandler(handler)
