"""A finished mail: what the templates make and the envelope takes."""

from typing import NamedTuple


class RenderedMail(NamedTuple):
    """A mail ready for its envelope. `text` says all that `html` says."""

    subject: str
    text: str
    html: str
    language: str
