"""The letters that every peer gets, and the kills that every peer suffers: the same for a seed."""

import json
import random
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from typing import Any

SENDER = "jobs@fjordbyen.example"
WORDS = (
    "Thank you for applying. We have read your application with care, and we chose another "
    "applicant for this position. Your file says what decided it, point by point.\n"
)


@dataclass(frozen=True)
class Letter:
    """`tag` is what our sender gives its first attempt, so that the twin's dice fall the same."""

    number: int
    to: str
    subject: str
    text: str
    tag: str

    @property
    def body(self) -> dict[str, Any]:
        return asdict(self)

    def mime(self) -> bytes:
        return mime_of(self.body)


def mime_of(letter: dict[str, Any]) -> bytes:
    """A plain and an HTML part, as ours has them."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, letter["to"], letter["subject"]
    message.set_content(letter["text"])
    message.add_alternative(f"<p>{letter['text']}</p>", subtype="html")
    return message.as_bytes()


def make_letters(count: int) -> tuple[Letter, ...]:
    return tuple(
        Letter(
            number=number,
            to=f"person{number:04d}@people.example",
            subject=f"Your application, number {number}",
            text=f"Dear person {number},\n\n{WORDS * 4}",
            tag=f"a__app-{number:04d}__rejection-1_1",
        )
        for number in range(count)
    )


def dump(letters: tuple[Letter, ...]) -> str:
    return json.dumps([letter.body for letter in letters])


@dataclass(frozen=True)
class Kill:
    """kill -9 for the worker in `slot`, `delay` seconds after so many mails were accepted."""

    after: int
    slot: int
    delay: float


UNTIL = 0.6
"""No kill in the last part: what is redelivered then would add its waiting to the time."""


def make_kills(letters: int, kills: int, seed: int) -> tuple[Kill, ...]:
    """Raises ValueError when there are more kills than letters to kill at."""
    dice = random.Random(f"{seed}/kills")
    places = sorted(dice.sample(range(1, max(2, int(letters * UNTIL))), kills))
    return tuple(Kill(place, dice.randrange(2), dice.uniform(0, 0.14)) for place in places)
