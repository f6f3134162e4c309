"""What the pages' functions have in common: the form that came in, and the page that goes out."""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from svar.pages.contents import PageContent
from svar.pages.render import render_page

MOST_FIELDS = 20_000
"""No page of ours posts as many: a list of applicants has one for each that is ticked."""
STATUS = {
    "link_expired": 410,
    "link_invalid": 404,
    "gone": 410,
    "erased": 410,
    "try_again": 503,
}


def is_looking(event: Mapping[str, Any]) -> bool:
    """Looking changes nothing: mail scanners open links too."""
    return bool(event["requestContext"]["http"]["method"] == "GET")


def fields_of(event: Mapping[str, Any]) -> dict[str, list[str]]:
    """The fields of a form. What is no form has none: bytes that are no text, or too many fields.

    The gateway takes ten megabytes; what one field may hold is for its reader to say.
    """
    body = event.get("body") or ""
    try:
        raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
        return parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (binascii.Error, ValueError):
        return {}


def base_of(event: Mapping[str, Any]) -> str:
    """Our own address as the gateway knows it, for links in mails that an action writes."""
    return os.environ.get("SVAR_PUBLIC_URL") or f"https://{event['requestContext']['domainName']}"


def reply(page: PageContent) -> dict[str, Any]:
    """The page as the gateway wants it, with the status that its problem has in HTTP."""
    rendered = render_page(page)
    trouble = {"problem": "problem", "chat_over": "standing"}.get(page.kind)
    status = STATUS.get(getattr(page, trouble), 200) if trouble else 200
    return {
        "statusCode": status,
        "headers": {"content-type": "text/html; charset=utf-8", **rendered.headers},
        "body": rendered.html,
    }
