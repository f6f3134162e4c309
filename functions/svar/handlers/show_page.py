"""GET and POST /p/<token>: the pages behind the links in recruiters' and deciders' mails."""

import base64
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.links import LinkExpired, SignedLinks
from svar.domain.errors import Conflict, Forged
from svar.handlers.wiring import Core, core, link_secrets
from svar.observability import logger, metrics
from svar.pages.contents import Form, ProblemPage
from svar.pages.render import render_page
from svar.workflows.act_on_page import PageTask, act_on_page
from svar.workflows.page_parts import problem_of
from svar.workflows.show_page import show_page

app = APIGatewayHttpResolver()
STATUS = {"link_expired": 410, "link_invalid": 404, "gone": 410, "try_again": 503}


@app.get("/p/<token>")
def get_page(token: str) -> Response[str]:
    """Looking changes nothing: mail scanners open links too."""
    return _answer(token, None)


@app.post("/p/<token>")
def post_page(token: str) -> Response[str]:
    return _answer(token, _fields(app.current_event.raw_event))


def _answer(token: str, fields: Mapping[str, list[str]] | None) -> Response[str]:
    runtime: Core = app.context["runtime"]
    links = SignedLinks(_base(app.current_event.raw_event), link_secrets)
    form = Form(url=f"/p/{token}", token=token)
    try:
        purpose, id, number = links.read(token)
        if fields is None:
            asked = app.current_event.raw_event.get("queryStringParameters") or {}
            page = show_page(purpose, id, number, form, runtime.house, asked)
        elif fields.get("token") != [token]:
            page = problem_of(runtime.house, "link_invalid")
        else:
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
    except Conflict:
        page = problem_of(runtime.house, "try_again")
    rendered = render_page(page)
    status = STATUS.get(page.problem, 200) if isinstance(page, ProblemPage) else 200
    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=rendered.html,
        headers=dict(rendered.headers),
    )


def _fields(event: Mapping[str, Any]) -> dict[str, list[str]]:
    body = event.get("body") or ""
    text = base64.b64decode(body).decode() if event.get("isBase64Encoded") else body
    return parse_qs(text, keep_blank_values=True)


def _base(event: Mapping[str, Any]) -> str:
    """Our own address as the gateway knows it, for links in mails that an action writes."""
    return os.environ.get("SVAR_PUBLIC_URL") or f"https://{event['requestContext']['domainName']}"


@metrics.log_metrics
def lambda_handler(
    event: dict[str, Any],
    context: LambdaContext,
    runtime: Core | None = None,
) -> dict[str, Any]:
    # Powertools leaves this method untyped.
    app.append_context(runtime=runtime or core())  # type: ignore[no-untyped-call]
    return app.resolve(event, context)
