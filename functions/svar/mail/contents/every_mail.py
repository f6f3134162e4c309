"""What all mails know."""

from datetime import date

from pydantic import Field

from svar.mail.shown import Part


class Mail(Part):
    """What every mail knows: language (`nb`, `nn`, `en`...), employer, the day and the zone."""

    language: str
    organisation: str = Field(min_length=1)
    written_on: date
    zone: str = "Europe/Oslo"
