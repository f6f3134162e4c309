"""Webhook secrets from Secrets Manager, and how each account uses its ATS."""

import tomllib
from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError

from svar.adapters.secrets import read_secret
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
        text = read_secret(self._arn, max_age=MAX_AGE)
        try:
            return _SECRETS.validate_json(text).get(f"{vendor}/{account}", ())
        except ValidationError:
            raise Transient("the stored secrets are not JSON of lists of texts") from None


def accounts_of(policy: str) -> Mapping[str, Account]:
    """The ATS accounts that the policy describes, by "<ats>/<account>".

    Only this one table of the text is read, and the policy was checked when it was deployed: the
    whole model would cost this function's cold start the calendar. Raises `ValueError`.
    """
    found: dict[str, Account] = {}
    for source, rules in tomllib.loads(policy).get("webhooks", {}).items():
        _, vendor, name = source.split("/", 2)
        found[f"{vendor}/{name}"] = Account(
            vendor=vendor,
            name=name,
            automation_users=frozenset(rules.get("auto_reject_users", ())),
            parks_unnamed=rules.get("parks_unnamed", True),
            withdrawn_reasons=frozenset(
                each.lower() for each in rules.get("withdrawn_reasons", ())
            ),
        )
    return found
