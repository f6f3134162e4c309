"""What one message of the inbox tells: it is an event, or a webhook that was kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from svar.domain.errors import Invalid
from svar.domain.events import Event, parse_event
from svar.domain.kept_webhook import MARK, kept_in
from svar.domain.webhook import Account, Vendor


def events_in(
    message: dict[str, Any],
    vendors: Callable[[str], Vendor | None],
    accounts: Callable[[], Mapping[str, Account]],
) -> Sequence[Event]:
    """Empty for a type that we do not know, and for a webhook that now says nothing to Svar.

    A kept webhook's sender was proved when it came. Raises `Invalid` for what can still not be
    read.
    """
    kept = kept_in(message)
    if kept is None:
        event = parse_event(message)
        return (event,) if event is not None else ()
    vendor = vendors(kept.vendor)
    if vendor is None:
        raise Invalid(f"{MARK}.vendor", "is no ATS that Svar knows")
    account = accounts().get(f"{kept.vendor}/{kept.account}")
    return vendor.translate(
        kept.request(), account or Account(vendor=kept.vendor, name=kept.account)
    ).events
