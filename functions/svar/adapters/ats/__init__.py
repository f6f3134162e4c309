"""The applicant tracking systems that Svar understands, by name.

A vendor is imported when its first webhook comes: none of them pays for another's shapes.
"""

from importlib import import_module
from typing import cast

from svar.domain.webhook import FetchRecord, Vendor

SIGNED_AND_FULL = (
    "greenhouse",
    "standardwebhooks",
    "cloudevents",
    "ashby",
    "recruitee",
    "jobylon",
    "workable",
)
POINTERS = ("teamtailor", "lever", "smartrecruiters")
"""Their webhooks point at records: without a fetch port some facts are out of reach."""
ALIASES = {"generic": "standardwebhooks"}


def vendor(name: str, fetch: FetchRecord | None = None) -> Vendor | None:
    """The vendor of that name, or `None`."""
    name = ALIASES.get(name, name)
    if name in POINTERS:
        return cast(Vendor, import_module(f"{__name__}.{name}").connect(fetch))
    if name in SIGNED_AND_FULL:
        return cast(Vendor, import_module(f"{__name__}.{name}").VENDOR)
    return None
