"""What a recruiter's summary may show of anybody's words, the candidate's or a machine's."""

import re
import unicodedata

from svar.domain.letters.screens import Key, screened

LONGEST_QUOTE = 280
LONGEST_SENTENCE = 300
# Markup, placeholders and addresses are made of what is missing here.
_MARKS = frozenset(" \n\t.,;:!?'’‘\"«»“”„()%/&+#–—-…·´°§€$=*")
_LINK = re.compile(
    r"https?:|www\.|@|\b[\w-]+\.(?:no|com|net|org|io|eu|se|dk|fi|uk|vc|info|biz|xyz|ly|example"
    r"|ru|cn)\b",
    re.IGNORECASE,
)
# National ids, accounts and phones; "2016-2018" is none of them.
_IDENTIFIER = re.compile(
    r"\d{5,}|(?:\d[ .-]?){9,}|\b\d{2}(?: \d{2}){3}\b|\b\d{3} \d{2} \d{3}\b|\+\d|\b[A-Z]{2,3}\d{3,}"
)
_PRIVATE: tuple[Key, ...] = ("protected_ground", "personal", "private")
_HOSTILE: tuple[Key, ...] = (
    "instruction",
    "steering",
    "undignified",
    "judgement",
    "no_objective_reason",
)
_STEERING: tuple[Key, ...] = ("instruction", "steering", "judgement")


def masked(text: str) -> str:
    """The text without identifiers and links: nothing outside needs them to read an answer."""
    return _LINK.sub("…", _IDENTIFIER.sub("…", text))


def steers(text: str) -> bool:
    """Whether the text tries to tell a machine or the recruiter what to write."""
    return screened(text, *_STEERING) is not None


def is_decent(text: str, about: str = "") -> bool:
    """Whether the text may be shown. `about` is the advert's words: what they say may be said."""
    if not text.strip() or not all(_is_plain(each) for each in text):
        return False
    if _LINK.search(text) or _IDENTIFIER.search(text):
        return False
    return screened(text, *_PRIVATE, *_HOSTILE, about=about) is None


def is_protected(text: str) -> bool:
    """Whether the text is about a protected ground or a life outside the job."""
    return screened(text, *_PRIVATE) is not None


def _is_plain(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in _MARKS
