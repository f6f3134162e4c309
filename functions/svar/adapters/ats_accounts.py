"""How each account uses its ATS, from the policy."""

import tomllib
from collections.abc import Mapping

from svar.domain.webhook import Account


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
                each.casefold() for each in rules.get("withdrawn_reasons", ())
            ),
        )
    return found
