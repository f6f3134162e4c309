"""Proof of the sender: constant time, over the raw bytes, with every live secret."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from svar.domain.errors import Forged
from svar.domain.webhook import Stale, WebhookRequest

TOLERANCE = timedelta(seconds=300)


def require_hmac(given: Iterable[str], secrets: tuple[str, ...], message: bytes) -> None:
    """HMAC-SHA256 in hex, in either case. Raises `Forged` as `require_match` does."""
    require_match(
        [one.lower() for one in given],
        secrets,
        lambda secret: hmac.new(secret.encode(), message, hashlib.sha256).hexdigest(),
    )


def require_match(
    given: Iterable[str], secrets: tuple[str, ...], sign: Callable[[str], str | None]
) -> None:
    """Raises `Forged` unless one of the given signatures was made with one of the secrets.

    `sign` gives `None` for a secret that cannot sign; such a secret proves nothing. All pairs are
    compared, so the time says nothing about which of them came close.
    """
    candidates = [one.strip().encode("utf-8", "replace") for one in given]
    found = False
    for secret in filter(None, secrets):
        made = sign(secret)
        if made is None:
            continue
        expected = made.encode()
        for candidate in candidates:
            found |= hmac.compare_digest(expected, candidate)
    if not found:
        raise Forged("no live secret made this signature")


def require_fresh(stamp: str, received_at: datetime, tolerance: timedelta = TOLERANCE) -> None:
    """`stamp` is seconds since 1970. Raises `Forged` when it is no number, `Stale` when too far."""
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Forged("the signature's time is not a number of seconds")
    if abs(received_at.timestamp() - int(stamp)) > tolerance.total_seconds():
        raise Stale("the signature's time is too far from now")


def required_header(request: WebhookRequest, name: str) -> str:
    """The header, or `Forged` naming the one that is missing."""
    value = request.headers.get(name, "")
    if not value:
        raise Forged(f"the header {name} is missing")
    return value
