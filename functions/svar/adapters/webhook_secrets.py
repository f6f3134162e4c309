"""Webhook secrets from Secrets Manager, and how each account uses its ATS."""

import json
from collections.abc import Mapping

from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from pydantic import TypeAdapter, ValidationError

from svar.domain.errors import Transient
from svar.domain.webhook import Account

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
        try:
            text = parameters.get_secret(self._arn, max_age=MAX_AGE)
            return _SECRETS.validate_json(text).get(f"{vendor}/{account}", ())
        except GetParameterError as error:
            raise Transient("the secrets cannot be read") from error
        except ValidationError:
            raise Transient("the stored secrets are not JSON of lists of texts") from None


def accounts_from(text: str) -> Mapping[str, Account]:
    """Read `{"greenhouse/acme": {"automation_users": ["…"]}}`. Raises `ValueError` at the start."""
    found: dict[str, Account] = {}
    for key, settings in json.loads(text).items():
        vendor, _, name = key.partition("/")
        found[key] = _account(vendor, name, settings)
    return found


def _account(vendor: str, name: str, settings: dict[str, object]) -> Account:
    return TypeAdapter(Account).validate_python({**settings, "vendor": vendor, "name": name})
