"""Signed links: whoever has one may open one page about one thing, and nothing else."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from svar.domain.errors import Forged
from svar.ports import LinkPurpose

LIFE_SECONDS = 90 * 24 * 3600


Read = tuple[LinkPurpose, str, int]


class LinkExpired(Forged):
    """The link was ours, and is too old. `read` is what it was about."""

    def __init__(self, why: str, read: Read) -> None:
        super().__init__(why)
        self.read = read


class SignedLinks:
    """Makes and reads links. `secrets` gives all that open, the newest last; asked when needed."""

    def __init__(self, public_url: str, secrets: Callable[[], list[str]]) -> None:
        self._url = public_url.rstrip("/")
        self._secrets = secrets

    @cached_property
    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._secrets(), salt="svar-page-1")

    def url(self, purpose: LinkPurpose, id: str, number: int) -> str:
        path = "c" if purpose == "chat" else "p"
        return f"{self._url}/{path}/{self.token(purpose, id, number)}"

    def token(self, purpose: LinkPurpose, id: str, number: int) -> str:
        return self._signer.dumps([purpose, id, number])

    def read(self, token: str) -> Read:
        """Raises `LinkExpired` or `Forged`."""
        try:
            return _named(self._signer.loads(token, max_age=LIFE_SECONDS))
        except SignatureExpired as error:
            raise LinkExpired("the link is too old", _named(self._signer.loads(token))) from error
        except BadSignature as error:
            raise Forged("the link was not made here") from error


def _named(signed: Any) -> Read:
    purpose, id, number = signed
    return purpose, str(id), int(number)
