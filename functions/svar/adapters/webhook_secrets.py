"""Webhook secrets from Secrets Manager."""

from pydantic import TypeAdapter, ValidationError

from svar.adapters.secrets import read_secret
from svar.domain.errors import Transient

MAX_AGE = 60
"""Seconds. How long a new secret waits, at most, until it counts."""
_SECRETS = TypeAdapter(dict[str, tuple[str, ...]])


class StoredSecrets:
    """One secret for all accounts: `{"greenhouse/acme": ["new", "old"]}`."""

    def __init__(self, arn: str) -> None:
        self._arn = arn

    def live(self, vendor: str, account: str) -> tuple[str, ...]:
        """Raises `Transient` also when the secret is no such JSON: the operator can mend that,
        and the vendor sends again."""
        text = read_secret(self._arn, max_age=MAX_AGE)
        try:
            return _SECRETS.validate_json(text).get(f"{vendor}/{account}", ())
        except ValidationError:
            raise Transient("the stored secrets are not JSON of lists of texts") from None
