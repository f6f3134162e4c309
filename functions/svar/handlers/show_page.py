"""GET and POST /p/<token>: the pages behind the links in recruiters' and deciders' mails."""

import base64
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.links import LinkExpired, SignedLinks
from svar.domain.errors import Forged, Transient
from svar.handlers import entry
from svar.observability import logger, metrics
from svar.pages.contents import Form, ProblemPage
from svar.pages.render import render_page
from svar.wiring.core import Core, core, link_secrets
from svar.workflows.page_parts import problem_of
from svar.workflows.show_page import show_page

STATUS = {"link_expired": 410, "link_invalid": 404, "gone": 410, "try_again": 503}


def answer(event: Mapping[str, Any], token: str, runtime: Core) -> dict[str, Any]:
    """Looking changes nothing: mail scanners open links too."""
    looking = event["requestContext"]["http"]["method"] == "GET"
    fields = None if looking else _fields(event)
    links = SignedLinks(_base(event), link_secrets)
    form = Form(url=f"/p/{token}", token=token)
    try:
        purpose, id, number = links.read(token)
        if fields is None:
            asked = event.get("queryStringParameters") or {}
            page = show_page(purpose, id, number, form, runtime.house, links, asked)
        elif fields.get("token") != [token]:
            page = problem_of(runtime.house, "link_invalid")
        else:
            # All that writes and judges letters hangs on it, and most visitors only look.
            from svar.workflows.act_on_page import act_on_page
            from svar.workflows.answer_reminder import PageTask

            page = act_on_page(
                PageTask(purpose=purpose, id=id, number=number),
                fields,
                form,
                runtime.house,
                links,
                runtime.dispatcher,
            )
            logger.info("page", extra={"purpose": purpose, "id": id, "shown": page.kind})
    except LinkExpired:
        page = problem_of(runtime.house, "link_expired")
    except Forged:
        page = problem_of(runtime.house, "link_invalid")
    except Transient as passing:
        # Also after what was asked for is written down: the sweeper hands over the rest.
        logger.warning("try_again", extra={"error": type(passing).__name__, "why": str(passing)})
        page = problem_of(runtime.house, "try_again")
    rendered = render_page(page)
    status = STATUS.get(page.problem, 200) if isinstance(page, ProblemPage) else 200
    return {
        "statusCode": status,
        "headers": {"content-type": "text/html; charset=utf-8", **rendered.headers},
        "body": rendered.html,
    }


def _fields(event: Mapping[str, Any]) -> dict[str, list[str]]:
    body = event.get("body") or ""
    text = base64.b64decode(body).decode() if event.get("isBase64Encoded") else body
    return parse_qs(text, keep_blank_values=True)


def _base(event: Mapping[str, Any]) -> str:
    """Our own address as the gateway knows it, for links in mails that an action writes."""
    return os.environ.get("SVAR_PUBLIC_URL") or f"https://{event['requestContext']['domainName']}"


@entry
@metrics.log_metrics
def lambda_handler(
    event: dict[str, Any],
    context: LambdaContext,
    runtime: Core | None = None,
) -> dict[str, Any]:
    # The gateway has matched the route, and calls with no other.
    return answer(event, event["pathParameters"]["token"], runtime or core())
