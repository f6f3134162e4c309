"""Hygiene for every text that comes from outside. Pure, and safe on 100 kB of anything."""

import re
import unicodedata
from email.errors import HeaderParseError
from email.headerregistry import Address
from functools import cache

from svar.domain.languages import facts, languages

CAPITALS = "A-ZÀ-ÖØ-Þ"
SMALL = "a-zß-öø-ÿ"
"""The letters of western European alphabets, for character classes."""
NAME_LIMIT = 80
ADDRESS_LIMIT = 254  # RFC 5321 4.5.3.1.3

_TAG = re.compile(r"<[^<>]{0,2000}>?")
_TEMPLATE = re.compile(
    r"\{[\{%#][^}]{0,500}[\}%#]\}?|[$#%]\{[^}]{0,500}\}|%\([^)]{0,80}\)s|\{[^}]{0,200}\}"
)
_URL = re.compile(r"\b(?:https?://|www\.)\S{1,500}|\S{1,80}@\S{1,200}", re.IGNORECASE)
# A mail program makes a link of «evil.example», so it is none of a name; «J.Berg» is.
_DOMAIN = re.compile(r"(?<!\S)[\w-]{2,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,24}(?:/\S{0,200})?(?!\w)")
_STYLE = re.compile(r"<(script|style)\b[^<>]{0,500}>[^<]{0,2000}(?:</\1\s*>)?", re.IGNORECASE)
_ADDRESS = re.compile(
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_](?:[\w-]{0,61}[^\W_])$"
)
# Three marks on one letter is a language; ten is a prank that covers the line above. The selectors
# choose how an emoji looks, and are left over when it is gone.
_PILED_MARKS = re.compile(r"(?<=[\u0300-\u036f]{3})[\u0300-\u036f]+|[\ufe00-\ufe0f\u20e3]")
_NO_VALUES = frozenset({"none", "null", "undefined", "nan"})
REDACTED = "[…]"


def clean_text(text: str, limit: int = 20_000) -> str:
    """NFC, plain line breaks, no control, bidi, zero-width or tag characters, at most `limit`."""
    lines = (
        unicodedata.normalize("NFC", text[: limit * 2]).replace("\r\n", "\n").replace("\r", "\n")
    )
    # What is printable has no character of category C in it, and most texts are, line breaks apart.
    if not lines.isprintable():
        lines = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c)[0] != "C")
    return lines[:limit].strip()


def clean_line(text: str, limit: int = 300) -> str:
    """The same on one line: nothing in it can end a header or a log line."""
    return " ".join(clean_text(text, limit * 2).split())[:limit].strip()


def display_name(raw: str | None) -> str | None:
    """A name fit for a greeting, `None` when nothing of a name is left, or a machine wrote it.

    Letters of every script stay, with their marks, apostrophes, hyphens and full stops. Markup,
    template syntax, links, digits and emoji do not.
    """
    line = clean_line(raw or "", NAME_LIMIT * 3)
    for pattern in (_STYLE, _TAG, _TEMPLATE, _URL, _DOMAIN):
        line = pattern.sub(" ", line)
    line = _PILED_MARKS.sub("", line)
    kept = "".join(c if unicodedata.category(c)[0] in "LM" or c in " '’-.," else " " for c in line)
    name = " ".join(kept.split()).strip(" -.,'’")[:NAME_LIMIT].strip()
    if name.casefold() in _no_names():
        return None
    return name if any(unicodedata.category(c)[0] == "L" for c in name) else None


def single_address(raw: str | None) -> str | None:
    """One e-mail address, or `None`: no list, no display name, no line break, no trick."""
    address = (raw or "").strip()
    if not address or len(address) > ADDRESS_LIMIT or not _ADDRESS.match(address):
        return None
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, IndexError, HeaderParseError):
        return None
    return address if parsed.username and parsed.domain else None


def redact_identifiers(text: str) -> str:
    """The text without national identity numbers and account numbers."""
    return identifiers().sub(REDACTED, text)


@cache
def identifiers() -> re.Pattern[str]:
    """Identity and account numbers of every country that one of our languages is at home in."""
    either = "|".join(each for code in languages() for each in facts(code).identity_numbers)
    return re.compile(rf"(?<![\d+])(?:{either})(?!\d)")


@cache
def _no_names() -> frozenset[str]:
    return _NO_VALUES.union(*(facts(each).no_name for each in languages()))
